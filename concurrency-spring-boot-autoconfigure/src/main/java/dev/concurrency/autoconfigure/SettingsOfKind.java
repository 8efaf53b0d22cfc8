package dev.concurrency.autoconfigure;

import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.concurrency.ProcessControl;
import dev.concurrency.actor.ActorDispatcher;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.boundary.BoundarySettings;
import dev.concurrency.process.Configurable;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessSettings;
import dev.concurrency.sink.SinkSettings;
import dev.concurrency.spring.CronSchedule;
import dev.concurrency.worker.Schedule;
import dev.concurrency.worker.TickGuard;
import dev.concurrency.worker.WorkerSettings;

/**
 * The settings of a kind of process that can change some of them, as properties and as
 * the core's own.
 *
 * @param kind as the properties know it
 * @param type the core's own
 * @param properties the properties
 * @param keys what there is, in the order of the documentation
 * @param bound finds the properties of each instance
 * @param over puts properties over the core's own
 * @param defaults what a process has of which nobody says anything, where this dispatcher
 * is usual
 * @param <P> the properties
 * @param <S> the core's own
 */
record SettingsOfKind<P extends InstanceProperties<P>, S extends ProcessSettings<S>>(Kind kind, Class<S> type,
		Class<P> properties, List<SettingKey<S>> keys, Function<BoundProperties, KindSettings<P>> bound,
		BiFunction<P, S, S> over, BiFunction<S, ActorDispatcher, S> defaults) {

	private static final SettingsOfKind<SinkProperties, SinkSettings> SINK = new SettingsOfKind<>(Kind.SINK,
			SinkSettings.class, SinkProperties.class, sinkKeys(), BoundProperties::sinks, SinkProperties::over,
			(running, usual) -> SinkSettings.defaults());

	private static final SettingsOfKind<BoundaryProperties, BoundarySettings> BOUNDARY = new SettingsOfKind<>(
			Kind.BOUNDARY, BoundarySettings.class, BoundaryProperties.class, boundaryKeys(),
			BoundProperties::boundaries, BoundaryProperties::over, (running, usual) -> BoundarySettings.defaults());

	private static final SettingsOfKind<WorkerProperties, WorkerSettings> WORKER = new SettingsOfKind<>(Kind.WORKER,
			WorkerSettings.class, WorkerProperties.class, workerKeys(), BoundProperties::workers,
			WorkerProperties::over, SettingsOfKind::workerDefaults);

	private static final SettingsOfKind<ActorProperties, ActorSettings> ACTOR = new SettingsOfKind<>(Kind.ACTOR,
			ActorSettings.class, ActorProperties.class, actorKeys().toList(), BoundProperties::actors,
			ActorProperties::over, SettingsOfKind::actorDefaults);

	private static final SettingsOfKind<ActorProperties, ActorSettings> GROUP = new SettingsOfKind<>(Kind.ACTOR,
			ActorSettings.class, ActorProperties.class, Stream.concat(actorKeys(), groupKeys()).toList(),
			BoundProperties::actors, ActorProperties::over, SettingsOfKind::actorDefaults);

	/** Those of a kind, null if it has none. */
	static @Nullable SettingsOfKind<?, ?> of(ProcessKind kind) {
		return switch (kind) {
			case SINK -> SINK;
			case BOUNDARY -> BOUNDARY;
			case WORKER -> WORKER;
			case ACTOR -> ACTOR;
			case GROUP -> GROUP;
			case PROCESS, SUPERVISOR -> null;
		};
	}

	/**
	 * Those of a process, as they are and as properties say, now and at the start, where
	 * this is usual.
	 */
	Part<S> part(ProcessControl process, BoundProperties now, BoundProperties atStart, ActorDispatcher usual) {
		S running = configurable(process).settings();
		S unsaid = this.defaults.apply(running, usual);
		return new Part<>(this.keys, running, said(process, now, unsaid), said(process, atStart, unsaid));
	}

	private S said(ProcessControl process, BoundProperties properties, S unsaid) {
		return this.over.apply(this.bound.apply(properties).of(process.path().name()), unsaid);
	}

	/** What changes a process of the kind. */
	Configurable<S> configurable(ProcessControl process) {
		return process.configurable(this.type).orElseThrow();
	}

	private static List<SettingKey<SinkSettings>> sinkKeys() {
		return List.of(SettingKey.fixed("capacity", SinkSettings::capacity),
				SettingKey.fixed("stripes", SinkSettings::stripes), SettingKey.fixed("lanes", SinkSettings::lanes),
				SettingKey.changeable("batch-size", SinkSettings::batchSize),
				SettingKey.changeable("linger", SinkSettings::linger),
				SettingKey.fixed("overflow", SinkSettings::overflow),
				SettingKey.fixed("max-weight", SinkSettings::maxWeight),
				SettingKey.changeable("drain-timeout", SinkSettings::drainTimeout),
				SettingKey.changeable("retry.max-attempts", (sink) -> sink.retry().maxAttempts()),
				SettingKey.changeable("retry.backoff.min", (sink) -> sink.retry().backoff().min()),
				SettingKey.changeable("retry.backoff.max", (sink) -> sink.retry().backoff().max()),
				SettingKey.changeable("retry.backoff.factor", (sink) -> sink.retry().backoff().factor()),
				SettingKey.changeable("retry.backoff.jitter", (sink) -> sink.retry().backoff().jitter()),
				// Whoever may write here is not to choose which classes are loaded.
				SettingKey.fixed("retry.on", (sink) -> sink.retry().on()),
				SettingKey.fixed("retry.not", (sink) -> sink.retry().not()),
				SettingKey.changeable("on-failure", SinkSettings::onFailure),
				SettingKey.changeable("max-age", SinkSettings::maxAge));
	}

	private static List<SettingKey<BoundarySettings>> boundaryKeys() {
		return List.of(SettingKey.fixed("mode", (settings) -> settings.boundary().mode()),
				SettingKey.changeable("max-in-flight", (settings) -> settings.boundary().maxInFlight()),
				SettingKey.changeable("max-queued", (settings) -> settings.boundary().maxQueued()),
				SettingKey.changeable("cancellation-budget", (settings) -> settings.boundary().cancellationBudget()),
				SettingKey.fixed("pool", BoundarySettings::pool),
				SettingKey.changeable("history", BoundarySettings::history),
				SettingKey.changeable("on-stop", BoundarySettings::onStop));
	}

	private static List<SettingKey<WorkerSettings>> workerKeys() {
		Stream<SettingKey<WorkerSettings>> others = Stream.of(
				SettingKey.changeable("initial-delay", WorkerSettings::initialDelay),
				SettingKey.changeable("jitter", WorkerSettings::jitter),
				SettingKey.changeable("on-failure", WorkerSettings::onFailure),
				SettingKey.changeable("backoff.min", (worker) -> worker.backoff().min()),
				SettingKey.changeable("backoff.max", (worker) -> worker.backoff().max()),
				SettingKey.changeable("backoff.factor", (worker) -> worker.backoff().factor()),
				SettingKey.changeable("backoff.jitter", (worker) -> worker.backoff().jitter()),
				limit("max-run-time", WorkerSettings::maxRunTime),
				limit("interrupt-after", WorkerSettings::interruptAfter),
				SettingKey.fixed("non-blocking", WorkerSettings::nonBlocking), lock("lock").withoutDefault(),
				lock(TickGuard.AT_MOST_FOR), lock("lock-at-least-for"));
		return Stream.concat(scheduleKeys().stream().map((key) -> key.of(WorkerSettings::schedule)), others).toList();
	}

	/** What says when a worker ticks: one of four, which has no default. */
	static List<SettingKey<Schedule>> scheduleKeys() {
		return List.of(schedule("interval", Schedule.Interval.class, Schedule.Interval::period),
				schedule("fixed-delay", Schedule.FixedDelay.class, Schedule.FixedDelay::delay),
				schedule("fixed-rate", Schedule.FixedRate.class, Schedule.FixedRate::period),
				schedule("cron", CronSchedule.class, CronSchedule::expression),
				SettingKey
					.<Schedule>fixed("zone", (schedule) -> (schedule instanceof CronSchedule cron) ? cron.zone() : null)
					.onlyIf(CronSchedule.class::isInstance));
	}

	private static <T extends Schedule> SettingKey<Schedule> schedule(String key, Class<T> type,
			Function<T, Object> value) {
		return SettingKey
			.<Schedule>changeable(key,
					(schedule) -> type.isInstance(schedule) ? value.apply(type.cast(schedule)) : null)
			.onlyIf(type::isInstance)
			.withoutDefault();
	}

	/** Ticks on the timer's thread have none. */
	private static SettingKey<WorkerSettings> limit(String key, Function<WorkerSettings, @Nullable Object> value) {
		return SettingKey.changeable(key, value).onlyIf((worker) -> !worker.nonBlocking());
	}

	private static SettingKey<WorkerSettings> lock(String key) {
		return SettingKey.<WorkerSettings>fixed(key, (worker) -> lock(worker).get(key))
			.onlyIf((worker) -> lock(worker).containsKey(key));
	}

	private static Map<String, Object> lock(WorkerSettings worker) {
		TickGuard guard = worker.guard();
		return (guard != null) ? guard.settings() : Map.of();
	}

	private static Stream<SettingKey<ActorSettings>> actorKeys() {
		return Stream.of(SettingKey.changeable("mailbox-capacity", ActorSettings::mailboxCapacity),
				SettingKey.changeable("stash-capacity", ActorSettings::stashCapacity),
				SettingKey.changeable("on-failure", ActorSettings::onFailure),
				SettingKey.changeable("timings", ActorSettings::timings),
				SettingKey.fixed("idle-interval", ActorSettings::idleInterval),
				SettingKey.fixed("dispatcher", ActorSettings::dispatcher));
	}

	private static Stream<SettingKey<ActorSettings>> groupKeys() {
		return Stream.of(SettingKey.changeable("max-entities", ActorSettings::maxEntities),
				SettingKey.fixed("passivate-after", ActorSettings::passivateAfter));
	}

	/** When it ticks, and under which lock, has no default. */
	private static WorkerSettings workerDefaults(WorkerSettings running, ActorDispatcher usual) {
		WorkerSettings defaults = WorkerSettings.of(running.schedule());
		TickGuard guard = running.guard();
		return (guard != null) ? defaults.withGuard(guard) : defaults;
	}

	private static ActorSettings actorDefaults(ActorSettings running, ActorDispatcher usual) {
		return ActorSettings.defaults().withDispatcher(usual).withRestarts(running.restarts());
	}

}
