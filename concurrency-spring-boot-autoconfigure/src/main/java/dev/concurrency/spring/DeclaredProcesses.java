package dev.concurrency.spring;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

import dev.concurrency.process.BackgroundProcess;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ProcessView;

/**
 * The processes and supervisors that the beans and settings of an application declare:
 * those with a handle. What its code declares or spawns is none of them, even by the name
 * of one. Thread-safe; creates no bean.
 *
 * @param factory has the handles
 */
public record DeclaredProcesses(ConfigurableListableBeanFactory factory) {

	/**
	 * Whether a process is one of them.
	 * @param process any process
	 * @return false too before its handle exists
	 */
	public boolean contains(ProcessView process) {
		ProcessPath path = process.path();
		String handle = handle(process);
		return isHandle(handle) && this.factory.getSingleton(handle) instanceof BackgroundProcess declared
				&& path.equals(declared.path());
	}

	/**
	 * What an annotation says about a process.
	 * @param process any process
	 * @return null if it has no annotation, or is none of them
	 */
	public @Nullable Annotated annotated(ProcessView process) {
		return (contains(process) && this.factory.getBeanDefinition(handle(process))
			.getAttribute(Annotated.ATTRIBUTE) instanceof Annotated annotated) ? annotated : null;
	}

	private boolean isHandle(String name) {
		return this.factory.containsBeanDefinition(name)
				&& this.factory.getBeanDefinition(name).hasAttribute(Handles.ATTRIBUTE);
	}

	private static String handle(ProcessView process) {
		return process.path().name() + Handles.suffix(process.kind());
	}

}
