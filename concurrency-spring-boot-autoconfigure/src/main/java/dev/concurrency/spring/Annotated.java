package dev.concurrency.spring;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

import dev.concurrency.process.ProcessKind;
import dev.concurrency.worker.Schedule;

/**
 * What an annotation says about the process that its method does the work of. Immutable.
 *
 * @param origin the annotation and the method, for people
 * @param schedule when its ticks are due, null if nothing is said
 * @param autoStartup whether it is started along with its supervisor, null if nothing is
 * said
 */
public record Annotated(String origin, @Nullable Schedule schedule, @Nullable Boolean autoStartup) {

	/** Of the definitions of handles. */
	static final String ATTRIBUTE = "dev.concurrency.annotated";

	/**
	 * Looks it up by the definition of the handle; creates no bean.
	 * @param factory has the handles
	 * @param kind the kind of the process
	 * @param name its name
	 * @return null if it has no annotation
	 */
	public static @Nullable Annotated find(ConfigurableListableBeanFactory factory, ProcessKind kind, String name) {
		String suffix = switch (kind) {
			case SINK -> Handles.SINK;
			case WORKER -> Handles.WORKER;
			default -> null;
		};
		if (suffix == null) {
			return null;
		}
		String handle = name + suffix;
		return (factory.containsBeanDefinition(handle)
				&& factory.getBeanDefinition(handle).getAttribute(ATTRIBUTE) instanceof Annotated annotated) ? annotated
						: null;
	}

}
