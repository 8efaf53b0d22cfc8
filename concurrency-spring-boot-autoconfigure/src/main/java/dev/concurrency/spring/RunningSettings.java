package dev.concurrency.spring;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.boundary.BoundarySettings;
import dev.concurrency.process.BackgroundProcess;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ProcessSettings;
import dev.concurrency.sink.SinkSettings;
import dev.concurrency.spring.SettingsSource.Names;
import dev.concurrency.spring.SettingsSource.Settings;
import dev.concurrency.worker.WorkerSettings;

/**
 * Gives processes that exist the settings that the application has by now. Not
 * thread-safe.
 */
public final class RunningSettings {

	private final ConfigurableListableBeanFactory factory;

	private final Customizers customizers;

	/**
	 * Looks at nothing yet.
	 * @param factory has the handles
	 */
	public RunningSettings(ConfigurableListableBeanFactory factory) {
		this.factory = factory;
		this.customizers = new Customizers(factory);
	}

	/**
	 * The processes that there are.
	 * @return their names
	 */
	public Names names() {
		return FoundBeans.find(this.factory).names();
	}

	/**
	 * Has every process whose settings differ from those it had last behave as they say.
	 * What an operator has changed since stays where the settings do not differ.
	 * @param wanted the settings by now
	 * @return what cannot change
	 */
	public List<Unchanged> apply(Settings wanted) {
		List<Unchanged> unchanged = new ArrayList<>();
		for (String handle : this.factory.getBeanDefinitionNames()) {
			BeanDefinition definition = this.factory.getBeanDefinition(handle);
			Object settings = definition.getAttribute(Handles.SETTINGS);
			if (settings instanceof SinkSettings) {
				apply(handle, ProcessKind.SINK, SinkSettings.class, wanted.sinks(), unchanged);
			}
			else if (settings instanceof BoundarySettings) {
				apply(handle, ProcessKind.BOUNDARY, BoundarySettings.class, wanted.boundaries(), unchanged);
			}
			else if (settings instanceof WorkerSettings) {
				apply(handle, ProcessKind.WORKER, WorkerSettings.class, wanted.workers(), unchanged);
			}
			else if (settings instanceof ActorSettings) {
				apply(handle, ProcessKind.ACTOR, ActorSettings.class, wanted.actors(), unchanged);
			}
		}
		return List.copyOf(unchanged);
	}

	private <S extends ProcessSettings<S>> void apply(String handle, ProcessKind kind, Class<S> type,
			Map<String, S> wanted, List<Unchanged> unchanged) {
		BeanDefinition definition = this.factory.getBeanDefinition(handle);
		String name = String.valueOf(definition.getAttribute(Handles.ATTRIBUTE));
		S settings = wanted.get(name);
		if (settings == null || settings.equals(definition.getAttribute(Handles.SETTINGS))) {
			return;
		}
		ProcessPath path = this.factory.getBean(handle, BackgroundProcess.class).path();
		try {
			this.factory.getBean(ConcurrencyRuntime.class)
				.control(path)
				.flatMap((control) -> control.configurable(type))
				.ifPresent((process) -> process.apply(this.customizers.apply(type, name, settings))
					.forEach((fixed) -> unchanged
						.add(new Unchanged(kind, name, Optional.of(fixed.key()), fixed.reason()))));
			definition.setAttribute(Handles.SETTINGS, settings);
		}
		catch (IllegalArgumentException ex) {
			// With what cannot change they do not go together.
			unchanged.add(new Unchanged(kind, name, Optional.empty(), String.valueOf(ex.getMessage())));
		}
	}

	/**
	 * A setting of a process that stays as it is.
	 *
	 * @param kind the kind of the process
	 * @param name its name
	 * @param key the setting as users write it; empty if none of them can change
	 * @param reason why
	 */
	public record Unchanged(ProcessKind kind, String name, Optional<String> key, String reason) {
	}

}
