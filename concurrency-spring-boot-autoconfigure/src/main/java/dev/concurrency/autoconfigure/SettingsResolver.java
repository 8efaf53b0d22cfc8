package dev.concurrency.autoconfigure;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

import dev.concurrency.actor.ActorDispatcher;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.autoconfigure.ConcurrencyProperties.Executors;
import dev.concurrency.autoconfigure.ConcurrencyProperties.Pool;
import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.ConcurrencyRuntimeBuilder;
import dev.concurrency.process.InvalidNameException;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.RestartPolicy;
import dev.concurrency.spring.InvalidConfigurationException;
import dev.concurrency.spring.Placement;
import dev.concurrency.spring.SettingsSource;
import dev.concurrency.spring.SettingsSource.Disabled;
import dev.concurrency.spring.SupervisorPlan;
import dev.concurrency.spring.TickLocks;
import dev.concurrency.time.Durations;
import dev.concurrency.worker.Schedule;
import dev.concurrency.worker.TickGuard;
import dev.concurrency.worker.WorkerSettings;

/**
 * Makes the core's settings of the properties and refuses what makes no sense, naming
 * key, value and place.
 */
final class SettingsResolver implements SettingsSource {

	private static final Logger logger = LoggerFactory.getLogger(SettingsResolver.class);

	private static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of(ConcurrencyProperties.PREFIX);

	private final ConcurrencyProperties properties;

	private final Origins origins;

	private final TickLocks locks;

	private final Refusals refusals;

	private final ActorThreads actorThreads;

	private final Duration shutdownTimeout;

	private final Supplier<Duration> webServerStop;

	private final @Nullable UnheardSettings unheard;

	/**
	 * Resolves nothing yet.
	 * @param webServerStop says how long a web server may take before processes are asked
	 * to end, once it is known whether there is one
	 * @param unheard warns of what is said of processes of contexts above, null if nobody
	 * is to be warned
	 */
	SettingsResolver(ConcurrencyProperties properties, Origins origins, TickLocks locks, ActorThreads actorThreads,
			Duration shutdownTimeout, Supplier<Duration> webServerStop, @Nullable UnheardSettings unheard) {
		this.properties = properties;
		this.origins = origins;
		this.locks = locks;
		this.actorThreads = actorThreads;
		this.shutdownTimeout = shutdownTimeout;
		this.webServerStop = webServerStop;
		this.unheard = unheard;
		this.refusals = new Refusals(origins);
	}

	/** As they were bound. */
	ConcurrencyProperties properties() {
		return this.properties;
	}

	@Override
	public void declared(List<Declared> all) {
		new LongestStop(all).warnings(this.shutdownTimeout, this.properties.gracePeriod(), this.webServerStop.get())
			.forEach(logger::warn);
		NeverDone.warnings(all).forEach(logger::warn);
	}

	@Override
	public String sinkSetting(String sink, String key) {
		return line(new BoundProperties(this.properties, this.origins).sinks(), sink, key);
	}

	@Override
	public Settings resolve(Names names) {
		checkShared();
		BoundProperties bound = new BoundProperties(this.properties, this.origins);
		KindSettings<SinkProperties> sinks = bound.sinks();
		KindSettings<BoundaryProperties> boundaries = bound.boundaries();
		KindSettings<WorkerProperties> workers = bound.workers();
		KindSettings<ActorProperties> actors = bound.actors();
		KindSettings<ProcessProperties> processes = bound.processes();
		KindSettings<SupervisorProperties> ofSupervisors = bound.supervisors();
		InstanceCheck check = new InstanceCheck(names, this.origins);
		check.check(sinks);
		check.check(workers);
		check.check(actors);
		check.check(processes);
		check.requireWritten(boundaries);
		check.requireWritten(ofSupervisors);
		List<String> boundaryNames = Inherited.without(declaredNames(boundaries),
				names.inherited(ProcessKind.BOUNDARY));
		List<Disabled> disabled = Stream
			.of(disabled(sinks, ProcessKind.SINK, names.sinks()),
					disabled(boundaries, ProcessKind.BOUNDARY, boundaryNames),
					disabled(workers, ProcessKind.WORKER, names.workers()),
					disabled(actors, ProcessKind.ACTOR, names.actors()),
					disabled(processes, ProcessKind.PROCESS, names.processes()))
			.flatMap(Function.identity())
			.toList();
		RestartPolicy restarts = this.properties.restarts().toPolicy();
		SupervisorResolver supervisors = supervisors(ofSupervisors);
		Map<ProcessKind, Map<String, Placement>> placements = Map.of(ProcessKind.SINK,
				supervisors.placements(sinks, ProcessKind.SINK, names.sinks(), names), ProcessKind.BOUNDARY,
				supervisors.placements(boundaries, ProcessKind.BOUNDARY, boundaryNames, names), ProcessKind.WORKER,
				supervisors.placements(workers, ProcessKind.WORKER, names.workers(), names), ProcessKind.ACTOR,
				supervisors.placements(actors, ProcessKind.ACTOR, names.actors(), names), ProcessKind.PROCESS,
				supervisors.placements(processes, ProcessKind.PROCESS, names.processes(), names));
		List<SupervisorPlan> plans = supervisors.plans(placements,
				Stream
					.concat(disabled.stream().map(Disabled::name),
							names.inherited().values().stream().flatMap(List::stream))
					.toList());
		AbsentSupervisors absent = AbsentSupervisors.of(plans, ofSupervisors);
		if (this.unheard != null) {
			this.unheard
				.warnings(bound, names, Inherited.without(plans, placements, names.inherited(ProcessKind.SUPERVISOR)))
				.forEach(logger::warn);
		}
		Map<ProcessKind, Map<String, Placement>> present = absent.without(placements);
		List<SupervisorPlan> presentPlans = Inherited.without(absent.without(plans), present,
				names.inherited(ProcessKind.SUPERVISOR));
		return new Settings(each(sinks, of(ProcessKind.SINK, present), (name, sink) -> sink.toSettings()),
				each(boundaries, of(ProcessKind.BOUNDARY, present), (name, boundary) -> boundary.toSettings()),
				each(workers, of(ProcessKind.WORKER, present), (name, worker) -> worker(workers, name, worker, names)),
				each(actors, of(ProcessKind.ACTOR, present), (name, actor) -> {
					boolean group = names.groups().contains(name);
					if (!group) {
						UnusedSettings.refuseOfSingleActor(actors, name, actor, this.origins);
					}
					return actor(actor, restarts, group);
				}), present, presentPlans,
				Stream.concat(disabled.stream(), absent.disabled(placements).stream()).toList());
	}

	private static Set<String> of(ProcessKind kind, Map<ProcessKind, Map<String, Placement>> placements) {
		return placements.getOrDefault(kind, Map.of()).keySet();
	}

	private static <P extends InstanceProperties<P>> Stream<Disabled> disabled(KindSettings<P> settings,
			ProcessKind kind, List<String> names) {
		return names.stream()
			.flatMap((name) -> settings.disabledBy(name).stream().map((setting) -> new Disabled(kind, name, setting)));
	}

	/** How the root restarts what is directly below it. */
	RestartPolicy rootRestarts() {
		return supervisors(new BoundProperties(this.properties, this.origins).supervisors()).rootRestarts();
	}

	private SupervisorResolver supervisors(KindSettings<SupervisorProperties> settings) {
		return new SupervisorResolver(settings, this.properties.restarts(), this.origins);
	}

	/**
	 * The names of a kind without beans. Of several ways to write one it is the first
	 * that says most, as for supervisors: a variable of the environment has no dashes.
	 */
	private List<String> declaredNames(KindSettings<?> settings) {
		Map<String, String> names = new LinkedHashMap<>();
		settings.instances().stream().sorted(Comparator.comparing(Layer::key)).forEach((layer) -> {
			requireProcessName(layer);
			names.putIfAbsent(RelaxedNames.fold(layer.key()), layer.key());
		});
		return List.copyOf(names.values());
	}

	private void requireProcessName(Layer<?> layer) {
		try {
			ProcessPath.ROOT.child(layer.key());
		}
		catch (InvalidNameException ex) {
			throw new InvalidConfigurationException(
					ex.getMessage() + "." + this.origins.findBelow(layer.place()).map(Origins::line).orElse(""),
					"Correct the name.");
		}
	}

	private void checkShared() {
		Duration timeout = this.properties.shutdownTimeout();
		if (timeout != null) {
			this.refusals.explain("the shutdown", List.of(ROOT), List.of("shutdown-timeout"),
					() -> Durations.requireNotNegative("shutdown-timeout", timeout));
		}
		Duration period = this.properties.gracePeriod();
		if (period != null) {
			this.refusals.explain("the grace period", List.of(ROOT), List.of("grace-period"),
					() -> Durations.requirePositive("grace-period", period));
		}
		this.refusals.explain(
				"restarts", List.of(SupervisorResolver.RESTARTS), List.of("max-restarts", "period", "backoff.min",
						"backoff.max", "backoff.factor", "backoff.jitter", "backoff.reset-after"),
				() -> this.properties.restarts().toPolicy());
		this.refusals.explain("the watchdog", List.of(ROOT), List.of("watchdog.threshold", "watchdog.shared-threshold"),
				() -> this.properties.watchdog().toSettings());
		Executors executors = this.properties.executors();
		checkPool("blocking", executors.blocking(), executors::applyBlocking);
		checkPool("cpu", executors.cpu(), executors::applyCpu);
	}

	/**
	 * Builders start nothing, but their class would be loaded for defaults that are
	 * right.
	 */
	private void checkPool(String name, Pool pool, UnaryOperator<ConcurrencyRuntimeBuilder> check) {
		if (pool.isSet()) {
			this.refusals.explain("a pool", List.of(ROOT.append("executors." + name)),
					List.of("size", "queue-capacity"), () -> check.apply(ConcurrencyRuntime.builder()));
		}
	}

	private <P extends InstanceProperties<P>, S> Map<String, S> each(KindSettings<P> kind, Set<String> names,
			BiFunction<String, P, S> factory) {
		Map<String, S> settings = new LinkedHashMap<>();
		for (String name : names) {
			Collection<Layer<P>> places = kind.places(name);
			settings.put(name, this.refusals.explain(kind.kind(), name, places.stream().map(Layer::place).toList(),
					() -> factory.apply(name, kind.merge(places))));
		}
		return settings;
	}

	private ActorSettings actor(ActorProperties actor, RestartPolicy restarts, boolean group) {
		ActorSettings settings = actor.toSettings(restarts, this.actorThreads.usual());
		if (settings.dispatcher() == ActorDispatcher.VIRTUAL && this.actorThreads.virtual() == null) {
			throw new IllegalArgumentException(
					"dispatcher is virtual, but virtual threads need Java 21 or newer and this is Java "
							+ Runtime.version().feature());
		}
		if (settings.dispatcher() == ActorDispatcher.PINNED && group) {
			throw new IllegalArgumentException(
					"dispatcher is pinned, which would give each actor of the group a thread; it may be shared or virtual");
		}
		return settings;
	}

	private WorkerSettings worker(KindSettings<WorkerProperties> kind, String name, WorkerProperties worker,
			Names names) {
		Schedule declared = names.schedules().get(name);
		Schedule schedule = worker.schedule(kind.merge(kind.ownPlaces(name)), declared);
		if (schedule == null) {
			throw noSchedule(name, names.annotation(ProcessKind.WORKER, name));
		}
		UnusedSettings.refuseOfWorker(kind, name, worker, declared, this.origins);
		return worker.toSettings(schedule, guard(kind, name, worker));
	}

	private static InvalidConfigurationException noSchedule(String name, @Nullable String annotation) {
		String place = (annotation != null) ? " (" + annotation + ")" : "";
		String annotate = (annotation != null)
				? "Give @PeriodicWork one of every, fixedDelay, fixedRate and cron, as in every = \"10s\", or set "
				: "Set ";
		return new InvalidConfigurationException(
				"The worker '" + name + "'" + place + " has no schedule: nothing says when its task is to run.",
				annotate + Layer.text(Kind.WORKER.instances(), name)
						+ ".interval, for example to 10s, or fixed-delay, fixed-rate or cron.");
	}

	private @Nullable TickGuard guard(KindSettings<WorkerProperties> kind, String name, WorkerProperties worker) {
		String lock = worker.lock();
		// A variable that is not set leaves nothing of it.
		if (lock == null || lock.isBlank()) {
			return null;
		}
		Duration atMostFor = worker.lockedAtMostFor();
		Duration atLeastFor = worker.lockedAtLeastFor();
		try {
			return this.locks.guard(lock, atMostFor, atLeastFor);
		}
		catch (InvalidConfigurationException ex) {
			throw new InvalidConfigurationException(
					"The worker '" + name + "' cannot tick: " + ex.description() + line(kind, name, "lock"),
					ex.action());
		}
	}

	/** Key, value and place of a setting of an instance, empty if it was not made. */
	private String line(KindSettings<?> kind, String name, String key) {
		return kind.places(name)
			.stream()
			.flatMap((layer) -> this.origins.find(layer.place().append(key)).stream())
			.findFirst()
			.map(Origins::line)
			.orElse("");
	}

}
