package dev.concurrency.spring;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.context.aot.AbstractAotProcessor;
import org.springframework.util.Assert;

import dev.concurrency.actor.Actor;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.spring.SettingsSource.Names;
import dev.concurrency.spring.SettingsSource.Settings;

/**
 * Finds the user's drains, tasks, actors and loops by their bean definitions and
 * registers a handle for each: {@code BackgroundSink<T>} as {@code <name>Sink}, {@code
 * PeriodicWorker} as {@code <name>Worker}, {@code ActorRef<M>} as {@code <name>Actor},
 * {@code ActorGroup<K, M>} as {@code <name>Group}, {@code BackgroundProcess} as
 * {@code <name>Process}, each with the name of the user's bean as its qualifier; and for
 * what the settings alone declare a {@code BoundaryRuntime} as {@code <name>Boundary} and
 * a {@code SupervisorRef} as {@code <name>Supervisor}.
 * <p>
 * Creating a handle declares the processes in the runtime and creates no bean of the
 * user's, so drains, tasks and actors may inject any handle, their own too. Handles are
 * never lazy: every process is declared before the runtime starts.
 */
public final class ConcurrencyBeanRegistrar implements BeanDefinitionRegistryPostProcessor {

	/** Of the registrar's own definition: the processes that are not to be there. */
	static final String DISABLED = "dev.concurrency.disabled";

	private static final Logger logger = LoggerFactory.getLogger(ConcurrencyBeanRegistrar.class);

	private final Supplier<SettingsSource> settings;

	private volatile @Nullable FoundBeans found;

	private volatile Map<ProcessKind, List<String>> inherited = Map.of();

	// With what is inherited: what contexts below may find in settings.
	private volatile Map<ProcessKind, List<String>> all = Map.of();

	/**
	 * Runs after every post-processor that has an order.
	 * @param settings gives the settings, asked once
	 */
	public ConcurrencyBeanRegistrar(Supplier<SettingsSource> settings) {
		this.settings = settings;
	}

	@Override
	public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
		// Generated code has this registrar in it, which does all this at the start.
		// Where an application is built it need not have all its settings.
		if (!Boolean.getBoolean(AbstractAotProcessor.AOT_PROCESSING)) {
			register(registry, (ConfigurableListableBeanFactory) registry);
		}
	}

	private void register(BeanDefinitionRegistry registry, ConfigurableListableBeanFactory factory) {
		FoundBeans found = FoundBeans.find(factory);
		this.found = found;
		this.inherited = above(factory);
		SettingsSource source = this.settings.get();
		Names names = names();
		Settings resolved = source.resolve(names);
		this.all = all(names, resolved);
		resolved.disabled().forEach((disabled) -> logger.info("Not enabled is {}", disabled));
		registerDisabled(factory, resolved);
		Handles handles = new Handles(factory, registry, resolved.supervisors(), source);
		for (SinkBean sink : found.sinks()) {
			if (resolved.isEnabled(ProcessKind.SINK, sink.name())) {
				handles.sink(sink, of(resolved.sinks().get(sink.name()), sink.name()),
						resolved.placement(ProcessKind.SINK, sink.name()));
			}
		}
		handles.warnOfHandlersWithoutSink(found.sinks());
		resolved.boundaries()
			.forEach((name, settings) -> handles.boundary(name, settings,
					resolved.placement(ProcessKind.BOUNDARY, name)));
		for (WorkerBean worker : found.workers()) {
			if (resolved.isEnabled(ProcessKind.WORKER, worker.name())) {
				handles.worker(worker, of(resolved.workers().get(worker.name()), worker.name()),
						resolved.placement(ProcessKind.WORKER, worker.name()));
			}
		}
		for (ActorBean actor : found.actors()) {
			if (resolved.isEnabled(ProcessKind.ACTOR, actor.bean().name())) {
				handles.actor(actor, of(resolved.actors().get(actor.bean().name()), actor.bean().name()),
						resolved.placement(ProcessKind.ACTOR, actor.bean().name()));
			}
		}
		for (ProcessBean body : found.bodies()) {
			if (resolved.isEnabled(ProcessKind.PROCESS, body.name())) {
				handles.process(body, resolved.placement(ProcessKind.PROCESS, body.name()));
			}
		}
	}

	/**
	 * The beans that have become processes. Once there are objects of them their types
	 * say something else: a proxy has no annotations, and an object may be more than its
	 * definition tells.
	 */
	FoundBeans found() {
		FoundBeans there = this.found;
		Assert.state(there != null, "Nobody has looked for beans yet");
		return there;
	}

	/**
	 * The names of what has become a process, with what annotations say by now.
	 * @throws InvalidConfigurationException if one cannot be used any more
	 */
	Names names() {
		return found().names(this.inherited);
	}

	/** The nearest registrar above has looked before, and knows those further up. */
	private static Map<ProcessKind, List<String>> above(ConfigurableListableBeanFactory factory) {
		BeanFactory above = factory.getParentBeanFactory();
		ConcurrencyBeanRegistrar registrar = (above != null)
				? above.getBeanProvider(ConcurrencyBeanRegistrar.class).getIfAvailable() : null;
		return (registrar != null) ? registrar.all : Map.of();
	}

	private static Map<ProcessKind, List<String>> all(Names names, Settings resolved) {
		Map<ProcessKind, List<String>> own = Map.of(ProcessKind.SINK, names.sinks(), ProcessKind.BOUNDARY,
				List.copyOf(resolved.boundaries().keySet()), ProcessKind.WORKER, names.workers(), ProcessKind.ACTOR,
				names.actors(), ProcessKind.PROCESS, names.processes(), ProcessKind.SUPERVISOR,
				resolved.supervisors().stream().map(SupervisorPlan::name).toList());
		Map<ProcessKind, List<String>> all = new EnumMap<>(ProcessKind.class);
		own.forEach((kind, those) -> all.put(kind,
				Stream.concat(those.stream(), names.inherited(kind).stream()).distinct().toList()));
		return Map.copyOf(all);
	}

	/** On its own definition: those that are not there have none. */
	private static void registerDisabled(ConfigurableListableBeanFactory factory, Settings settings) {
		for (String name : factory.getBeanNamesForType(ConcurrencyBeanRegistrar.class, true, false)) {
			factory.getBeanDefinition(name).setAttribute(DISABLED, settings.disabled());
		}
	}

	private static <S> S of(@Nullable S settings, String name) {
		Assert.state(settings != null, () -> "No settings for '" + name + "'");
		return settings;
	}

}
