package dev.concurrency.spring;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.boundary.BoundarySettings;
import dev.concurrency.process.BackgroundProcess;
import dev.concurrency.process.Configurable;
import dev.concurrency.process.FixedSetting;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ProcessSettings;
import dev.concurrency.sink.SinkSettings;
import dev.concurrency.spring.SettingsSource.Disabled;
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

	private final Consumer<Configurable<?>> applied;

	/**
	 * Looks at nothing yet.
	 * @param factory has the handles
	 * @param applied told of each process that has got other settings
	 */
	public RunningSettings(ConfigurableListableBeanFactory factory, Consumer<Configurable<?>> applied) {
		this.factory = factory;
		this.applied = applied;
		this.customizers = new Customizers(factory);
	}

	/**
	 * The processes that there are since the start.
	 * @return their names, and what their annotations say by now
	 * @throws InvalidConfigurationException if an annotation cannot be used any more
	 */
	public Names names() {
		return this.factory.getBean(ConcurrencyBeanRegistrar.class).names();
	}

	/**
	 * Has every process whose settings differ from those it had last behave as they say.
	 * What an operator has changed since stays where the settings do not differ.
	 * @param wanted the settings by now
	 * @return what cannot change
	 * @throws InvalidConfigurationException if they make no sense to a customizer:
	 * nothing has changed then
	 */
	public List<Unchanged> apply(Settings wanted) {
		List<Change<?>> changes = new ArrayList<>();
		for (String handle : this.factory.getBeanDefinitionNames()) {
			Object settings = this.factory.getBeanDefinition(handle).getAttribute(Handles.SETTINGS);
			if (settings instanceof SinkSettings) {
				add(changes, handle, ProcessKind.SINK, SinkSettings.class, wanted.sinks());
			}
			else if (settings instanceof BoundarySettings) {
				add(changes, handle, ProcessKind.BOUNDARY, BoundarySettings.class, wanted.boundaries());
			}
			else if (settings instanceof WorkerSettings) {
				add(changes, handle, ProcessKind.WORKER, WorkerSettings.class, wanted.workers());
			}
			else if (settings instanceof ActorSettings) {
				add(changes, handle, ProcessKind.ACTOR, ActorSettings.class, wanted.actors());
			}
		}
		annotate();
		return Stream.concat(changes.stream().flatMap((change) -> apply(change).stream()), boundaries(wanted)).toList();
	}

	/** What annotations say by now is what others are told of them. */
	private void annotate() {
		FoundBeans found = this.factory.getBean(ConcurrencyBeanRegistrar.class).found();
		found.sinks().forEach((sink) -> annotate(sink.name() + Handles.suffix(ProcessKind.SINK), sink.annotated()));
		found.workers()
			.forEach((worker) -> annotate(worker.name() + Handles.suffix(ProcessKind.WORKER), worker.annotated()));
	}

	private void annotate(String handle, @Nullable Annotated annotated) {
		if (this.factory.containsBeanDefinition(handle)
				&& this.factory.getBeanDefinition(handle).hasAttribute(Annotated.ATTRIBUTE)) {
			this.factory.getBeanDefinition(handle).setAttribute(Annotated.ATTRIBUTE, annotated);
		}
	}

	/** The settings alone declare a boundary, but only at the start. */
	private Stream<Unchanged> boundaries(Settings wanted) {
		List<String> there = Arrays.stream(this.factory.getBeanDefinitionNames())
			.map(this.factory::getBeanDefinition)
			.filter((definition) -> definition.getAttribute(Handles.SETTINGS) instanceof BoundarySettings)
			.map((definition) -> String.valueOf(definition.getAttribute(Handles.ATTRIBUTE)))
			.toList();
		return Stream.concat(
				boundaries(wanted.boundaries().keySet(), there,
						"there will be such a boundary with the next start of the application"),
				boundaries(there,
						Stream
							.concat(wanted.boundaries().keySet().stream(),
									wanted.disabled().stream().map(Disabled::name))
							.toList(),
						"nothing declares it any more, and it stays as it is until the next start of the application"));
	}

	private static Stream<Unchanged> boundaries(Collection<String> names, Collection<String> others, String reason) {
		return names.stream()
			.filter((name) -> !others.contains(name))
			.map((name) -> new Unchanged(ProcessKind.BOUNDARY, name, Optional.empty(), reason));
	}

	private <S extends ProcessSettings<S>> void add(List<Change<?>> changes, String handle, ProcessKind kind,
			Class<S> type, Map<String, S> wanted) {
		BeanDefinition definition = this.factory.getBeanDefinition(handle);
		String name = String.valueOf(definition.getAttribute(Handles.ATTRIBUTE));
		S settings = wanted.get(name);
		if (settings != null && !settings.equals(definition.getAttribute(Handles.SETTINGS))) {
			changes.add(new Change<>(handle, kind, name, type, settings, this.customizers.apply(type, name, settings)));
		}
	}

	private <S extends ProcessSettings<S>> List<Unchanged> apply(Change<S> change) {
		ProcessPath path = this.factory.getBean(change.handle, BackgroundProcess.class).path();
		try {
			List<Unchanged> unchanged = this.factory.getBean(ConcurrencyRuntime.class)
				.control(path)
				.flatMap((control) -> control.configurable(change.type))
				.stream()
				.flatMap((process) -> apply(process, change.customized).stream())
				.map((fixed) -> new Unchanged(change.kind, change.name, Optional.of(fixed.key()), fixed.reason()))
				.toList();
			this.factory.getBeanDefinition(change.handle).setAttribute(Handles.SETTINGS, change.settings);
			return unchanged;
		}
		catch (IllegalArgumentException ex) {
			// With what cannot change they do not go together.
			return List.of(new Unchanged(change.kind, change.name, Optional.empty(), String.valueOf(ex.getMessage())));
		}
	}

	private <S extends ProcessSettings<S>> List<FixedSetting> apply(Configurable<S> process, S settings) {
		List<FixedSetting> fixed = process.apply(settings);
		this.applied.accept(process);
		return fixed;
	}

	/**
	 * What a process is to have.
	 *
	 * @param handle the bean name of its handle
	 * @param kind its kind
	 * @param name its name
	 * @param type the type of its settings
	 * @param settings what the application says
	 * @param customized what the customizers have made of that
	 * @param <S> its settings
	 */
	private record Change<S extends ProcessSettings<S>>(String handle, ProcessKind kind, String name, Class<S> type,
			S settings, S customized) {
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
