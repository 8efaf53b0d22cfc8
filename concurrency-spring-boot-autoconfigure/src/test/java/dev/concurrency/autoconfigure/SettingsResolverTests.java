package dev.concurrency.autoconfigure;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import dev.concurrency.actor.ActorDispatcher;
import dev.concurrency.actor.ActorFailureAction;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.process.ChildSpec;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.RestartPolicy;
import dev.concurrency.sink.SinkFailureAction;
import dev.concurrency.sink.SinkOverflow;
import dev.concurrency.sink.SinkRetry;
import dev.concurrency.sink.SinkSettings;
import dev.concurrency.spring.InvalidConfigurationException;
import dev.concurrency.spring.Placement;
import dev.concurrency.spring.SettingsSource.Names;
import dev.concurrency.spring.SettingsSource.Settings;
import dev.concurrency.time.Backoff;
import dev.concurrency.spring.CronSchedule;
import dev.concurrency.worker.Schedule;
import dev.concurrency.worker.TickGuard;
import dev.concurrency.worker.WorkerFailureAction;
import dev.concurrency.worker.WorkerSettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What becomes of the settings: inheritance, names, defaults.
 */
class SettingsResolverTests {

	private final StandardEnvironment environment = new StandardEnvironment();

	@Test
	void whatIsNotSetHasTheDefaultOfTheCore() {
		set("concurrency.workers.instances.board.interval=2s");
		Settings settings = resolve(new Names(List.of("flights"), List.of("board"), List.of("airport"), List.of()));
		assertThat(settings.sinks()).containsExactly(Map.entry("flights", SinkSettings.defaults()));
		assertThat(settings.workers()).containsExactly(Map.entry("board", WorkerSettings.every(Duration.ofSeconds(2))));
		assertThat(settings.actors()).containsExactly(Map.entry("airport", ActorSettings.defaults()));
	}

	@Test
	void everyKeyOfASinkArrives() {
		set("concurrency.sinks.instances.flights.capacity=50", "concurrency.sinks.instances.flights.batch-size=5",
				"concurrency.sinks.instances.flights.linger=7ms", "concurrency.sinks.instances.flights.shutdown=8s",
				"concurrency.sinks.instances.flights.on-failure=bisect",
				"concurrency.sinks.instances.flights.stripes=2", "concurrency.sinks.instances.flights.lanes=3",
				"concurrency.sinks.instances.flights.overflow=wait-only",
				"concurrency.sinks.instances.flights.max-weight=1000",
				"concurrency.sinks.instances.flights.drain-timeout=9s",
				"concurrency.sinks.instances.flights.retry.max-attempts=4",
				"concurrency.sinks.instances.flights.retry.backoff.min=10ms",
				"concurrency.sinks.instances.flights.retry.backoff.max=20ms",
				"concurrency.sinks.instances.flights.retry.backoff.factor=3",
				"concurrency.sinks.instances.flights.retry.backoff.jitter=0.5",
				"concurrency.sinks.instances.flights.retry.on=java.io.IOException,java.sql.SQLException",
				"concurrency.sinks.instances.flights.retry.not[0]=java.io.FileNotFoundException",
				"concurrency.sinks.instances.flights.max-age=2m");
		assertThat(sink("flights")).isEqualTo(SinkSettings.defaults()
			.withSizes(50, 5)
			.withStripes(2)
			.withLanes(3)
			.withLinger(Duration.ofMillis(7))
			.withOverflow(SinkOverflow.WAIT_ONLY)
			.withMaxWeight(1000)
			.withDrainTimeout(Duration.ofSeconds(9))
			.withRetry(new SinkRetry(4,
					new Backoff(Duration.ofMillis(10), Duration.ofMillis(20), 3, 0.5, Backoff.DEFAULT.resetAfter()),
					List.of(IOException.class, SQLException.class), List.of(FileNotFoundException.class)))
			.withOnFailure(SinkFailureAction.BISECT)
			.withMaxAge(Duration.ofMinutes(2)));
	}

	@Test
	void aPartOfTheRetryIsInheritedFromTheSharedConfiguration() {
		set("concurrency.sinks.configs.default.retry.max-attempts=5",
				"concurrency.sinks.configs.default.retry.backoff.max=1s",
				"concurrency.sinks.instances.flights.retry.backoff.min=50ms");
		SinkRetry retry = sink("flights").retry();
		assertThat(retry.maxAttempts()).isEqualTo(5);
		assertThat(retry.backoff().min()).isEqualTo(Duration.ofMillis(50));
		assertThat(retry.backoff().max()).isEqualTo(Duration.ofSeconds(1));
	}

	@Test
	void everyKeyOfAWorkerArrives() {
		set("concurrency.workers.instances.board.interval=2s", "concurrency.workers.instances.board.initial-delay=3s",
				"concurrency.workers.instances.board.shutdown=4s", "concurrency.workers.instances.board.jitter=5ms",
				"concurrency.workers.instances.board.on-failure=backoff",
				"concurrency.workers.instances.board.backoff.min=6s",
				"concurrency.workers.instances.board.backoff.max=7s",
				"concurrency.workers.instances.board.backoff.factor=8",
				"concurrency.workers.instances.board.backoff.jitter=0.9",
				"concurrency.workers.instances.board.max-run-time=10s",
				"concurrency.workers.instances.board.interrupt-after=11s",
				"concurrency.workers.instances.board.lock=boards",
				"concurrency.workers.instances.board.lock-at-most-for=12s",
				"concurrency.workers.instances.board.lock-at-least-for=1s");
		assertThat(worker("board")).isEqualTo(new WorkerSettings(Schedule.interval(Duration.ofSeconds(2)),
				Duration.ofSeconds(3), Duration.ofMillis(5), WorkerFailureAction.BACKOFF,
				new Backoff(Duration.ofSeconds(6), Duration.ofSeconds(7), 8, 0.9, Duration.ZERO),
				Duration.ofSeconds(10), Duration.ofSeconds(11), false, new Lock("boards PT12S PT1S")));
	}

	@Test
	void aWorkerMayHaveAnyOneSchedule() {
		set("concurrency.workers.instances.a.fixed-delay=2s", "concurrency.workers.instances.b.fixed-rate=3s",
				"concurrency.workers.instances.b.non-blocking=true", "concurrency.workers.instances.c.cron=0 0 * * * *",
				"concurrency.workers.instances.c.zone=Europe/Berlin");
		Settings settings = resolve(new Names(List.of(), List.of("a", "b", "c"), List.of(), List.of()));
		assertThat(settings.workers().get("a"))
			.isEqualTo(WorkerSettings.of(Schedule.fixedDelay(Duration.ofSeconds(2))));
		assertThat(settings.workers().get("b"))
			.isEqualTo(WorkerSettings.of(Schedule.fixedRate(Duration.ofSeconds(3))).withNonBlocking(true));
		assertThat(settings.workers().get("c"))
			.isEqualTo(WorkerSettings.of(CronSchedule.parse("0 0 * * * *", "Europe/Berlin")));
	}

	@Test
	void aScheduleReplacesTheInheritedOneOfWhicheverSortThatIs() {
		set("concurrency.workers.configs.default.interval=1h", "concurrency.workers.configs.often.fixed-rate=1s",
				"concurrency.workers.instances.a.base-config=often", "concurrency.workers.instances.b.cron=@daily",
				"concurrency.workers.instances.b.zone=UTC");
		Settings settings = resolve(new Names(List.of(), List.of("a", "b", "c"), List.of(), List.of()));
		assertThat(settings.workers().get("a").schedule()).hasToString("fixed-rate 1s");
		assertThat(settings.workers().get("b").schedule()).hasToString("cron 0 0 0 * * * (UTC)");
		assertThat(settings.workers().get("c").schedule()).hasToString("interval 1h");
	}

	@Test
	void theZoneOfAnAnnotationCountsMoreThanTheDefaultAndLessThanOnesOwn() {
		Schedule zoned = CronSchedule.parse("@daily", "Europe/Berlin");
		Schedule unzoned = CronSchedule.parse("@daily", null);
		set("concurrency.workers.configs.default.zone=America/Lima", "concurrency.workers.instances.a.zone=Asia/Tokyo",
				"concurrency.workers.instances.b.cron=@hourly");
		Settings settings = resolve(new Names(List.of(), List.of("a", "b", "c", "d"), List.of(), List.of(), List.of(),
				Map.of("a", zoned, "b", zoned, "c", zoned, "d", unzoned), Map.of(), Map.of(), Map.of()));
		assertThat(settings.workers().get("a").schedule()).hasToString("cron 0 0 0 * * * (Asia/Tokyo)");
		assertThat(settings.workers().get("b").schedule()).hasToString("cron 0 0 * * * * (Europe/Berlin)");
		assertThat(settings.workers().get("c").schedule()).isEqualTo(zoned);
		assertThat(settings.workers().get("d").schedule()).hasToString("cron 0 0 0 * * * (America/Lima)");
	}

	@Test
	void theScheduleOfAnAnnotationCountsMoreThanTheDefaultAndLessThanOnesOwn() {
		Schedule declared = Schedule.fixedDelay(Duration.ofSeconds(5));
		set("concurrency.workers.configs.default.interval=1h", "concurrency.workers.configs.often.fixed-rate=1s",
				"concurrency.workers.instances.a.base-config=often", "concurrency.workers.instances.b.interval=2s");
		Settings settings = resolve(new Names(List.of(), List.of("a", "b", "c"), List.of(), List.of(), List.of(),
				Map.of("a", declared, "b", declared, "c", declared), Map.of(), Map.of(), Map.of()));
		assertThat(settings.workers().get("a").schedule()).hasToString("fixed-rate 1s");
		assertThat(settings.workers().get("b").schedule()).hasToString("interval 2s");
		assertThat(settings.workers().get("c").schedule()).isSameAs(declared);
	}

	private WorkerSettings worker(String name) {
		return resolve(new Names(List.of(), List.of(name), List.of(), List.of())).workers().get(name);
	}

	private static TickGuard lock(String name, Duration atMostFor, Duration atLeastFor) {
		return new Lock(name + " " + atMostFor + " " + atLeastFor);
	}

	private record Lock(String text) implements TickGuard {

		@Override
		public @Nullable Hold enter() {
			return null;
		}

	}

	@Test
	void everyKeyOfAnActorArrivesAndItsGroupRestartsAsTheSupervisorsDo() {
		set("concurrency.actors.instances.airport.mailbox-capacity=5",
				"concurrency.actors.instances.airport.max-entities=6",
				"concurrency.actors.instances.airport.on-failure=resume",
				"concurrency.actors.instances.airport.idle-interval=8s",
				"concurrency.actors.instances.airport.passivate-after=9s",
				"concurrency.actors.instances.airport.stash-capacity=10",
				"concurrency.actors.instances.airport.dispatcher=shared",
				"concurrency.actors.instances.airport.timings=true", "concurrency.actors.instances.airport.shutdown=7s",
				"concurrency.restarts.max-restarts=1", "concurrency.restarts.period=2s",
				"concurrency.restarts.backoff.min=3ms", "concurrency.restarts.backoff.max=4ms",
				"concurrency.restarts.backoff.factor=5", "concurrency.restarts.backoff.jitter=0.6",
				"concurrency.restarts.backoff.reset-after=7s");
		assertThat(resolve(new Names(List.of(), List.of(), List.of("airport"), List.of(), List.of("airport"), Map.of(),
				Map.of(), Map.of(), Map.of()))
			.actors()
			.get("airport"))
			.isEqualTo(new ActorSettings(5, 6,
					new RestartPolicy(1, Duration.ofSeconds(2),
							new Backoff(Duration.ofMillis(3), Duration.ofMillis(4), 5, 0.6, Duration.ofSeconds(7))),
					ActorFailureAction.RESUME, Duration.ofSeconds(8), Duration.ofSeconds(9), 10, ActorDispatcher.SHARED,
					true));
	}

	/** A thread for each key is nothing that a setting is to bring about. */

	@Test
	void theDispatcherOfASingleActorArrives() {
		set("concurrency.actors.instances.tower.dispatcher=pinned");
		assertThat(resolve(new Names(List.of(), List.of(), List.of("tower"), List.of())).actors().get("tower"))
			.returns(ActorDispatcher.PINNED, ActorSettings::dispatcher);
	}

	@Test
	void aGroupIsNotPinned() {
		set("concurrency.actors.configs.default.dispatcher=pinned");
		Names group = new Names(List.of(), List.of(), List.of("airport"), List.of(), List.of("airport"), Map.of(),
				Map.of(), Map.of(), Map.of());
		assertThatExceptionOfType(InvalidConfigurationException.class).isThrownBy(() -> resolve(group))
			.withMessageContaining("The settings of the actor 'airport' are refused: dispatcher is pinned, which would")
			.withMessageContaining("concurrency.actors.configs.default.dispatcher = pinned");
		assertThat(resolve(new Names(List.of(), List.of(), List.of("airport"), List.of())).actors())
			.containsKey("airport");
	}

	@Test
	@EnabledForJreRange(max = JRE.JAVA_20)
	void virtualThreadsAreRefusedWhereThereAreNone() {
		set("concurrency.actors.instances.airport.dispatcher=virtual");
		assertThatExceptionOfType(InvalidConfigurationException.class)
			.isThrownBy(() -> resolve(new Names(List.of(), List.of(), List.of("airport"), List.of())))
			.withMessageContaining("dispatcher is virtual, but virtual threads need Java 21 or newer");
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void actorsAreOnVirtualThreadsWhereSpringUsesThem() {
		Names airport = new Names(List.of(), List.of(), List.of("airport"), List.of());
		assertThat(resolve(airport).actors().get("airport").dispatcher()).isEqualTo(ActorDispatcher.SHARED);
		set("spring.threads.virtual.enabled=true");
		assertThat(resolve(airport).actors().get("airport").dispatcher()).isEqualTo(ActorDispatcher.VIRTUAL);
		set("spring.threads.virtual.enabled=true", "concurrency.actors.instances.airport.dispatcher=shared");
		assertThat(resolve(airport).actors().get("airport").dispatcher()).isEqualTo(ActorDispatcher.SHARED);
	}

	@Test
	void theTimeForTheInitializationAndTheRestartsOfItsOwnArriveForEveryKind() {
		set("concurrency.workers.instances.board.interval=2s", "concurrency.sinks.instances.flights.init-timeout=1s",
				"concurrency.sinks.instances.flights.max-restarts=1",
				"concurrency.workers.instances.board.init-timeout=2s",
				"concurrency.workers.instances.board.max-restarts=2",
				"concurrency.actors.configs.default.init-timeout=3s",
				"concurrency.actors.instances.airport.max-restarts=3",
				"concurrency.processes.instances.tail.init-timeout=4s",
				"concurrency.processes.instances.tail.supervisor=ingest",
				"concurrency.processes.configs.default.max-restarts=0",
				"concurrency.supervisors.instances.ingest.max-restarts=7");
		Settings settings = resolve(
				new Names(List.of("flights"), List.of("board"), List.of("airport"), List.of("tail")));
		assertThat(settings.placement(ProcessKind.SINK, "flights"))
			.isEqualTo(new Placement(null, null, null, null, Duration.ofSeconds(1), 1, null));
		assertThat(settings.placement(ProcessKind.WORKER, "board"))
			.isEqualTo(new Placement(null, null, null, null, Duration.ofSeconds(2), 2, null));
		assertThat(settings.placement(ProcessKind.ACTOR, "airport"))
			.isEqualTo(new Placement(null, null, null, null, Duration.ofSeconds(3), 3, null));
		Placement tail = new Placement("ingest", null, null, null, Duration.ofSeconds(4), 0, null);
		assertThat(settings.placement(ProcessKind.PROCESS, "tail")).isEqualTo(tail);
		assertThat(tail.apply(ChildSpec.permanent(ProcessKind.PROCESS))).isEqualTo(
				ChildSpec.permanent(ProcessKind.PROCESS).withInitTimeout(Duration.ofSeconds(4)).withMaxRestarts(0));
		assertThat(settings.supervisors()).singleElement().satisfies((plan) -> {
			assertThat(plan.placement().maxRestarts()).isNull();
			assertThat(plan.settings().restarts().maxRestarts()).isEqualTo(7);
		});
	}

	@Test
	void aPartOfTheRestartPolicyLeavesTheRestAtItsDefault() {
		set("concurrency.restarts.max-restarts=3", "concurrency.restarts.backoff.max=1s");
		Backoff defaults = Backoff.DEFAULT;
		assertThat(bind().restarts().toPolicy())
			.isEqualTo(new RestartPolicy(3, RestartPolicy.DEFAULT.period(), new Backoff(defaults.min(),
					Duration.ofSeconds(1), defaults.factor(), defaults.jitter(), defaults.resetAfter())));
	}

	@Test
	void anInstanceOverridesItsBasesAndTheyTheDefault() {
		set("concurrency.sinks.configs.default.capacity=1000", "concurrency.sinks.configs.default.batch-size=10",
				"concurrency.sinks.configs.default.linger=1ms", "concurrency.sinks.configs.default.shutdown=1s",
				"concurrency.sinks.configs.bulk.capacity=2000", "concurrency.sinks.configs.bulk.batch-size=20",
				"concurrency.sinks.configs.bulk.linger=2ms", "concurrency.sinks.configs.fast.base-config=bulk",
				"concurrency.sinks.configs.fast.capacity=3000", "concurrency.sinks.configs.fast.batch-size=30",
				"concurrency.sinks.instances.flights.base-config=fast",
				"concurrency.sinks.instances.flights.capacity=4000");
		assertThat(sink("flights"))
			.isEqualTo(SinkSettings.defaults().withSizes(4000, 30).withLinger(Duration.ofMillis(2)));
	}

	@Test
	void theDefaultIsInheritedWithoutAnySettingsOfTheInstance() {
		set("concurrency.sinks.configs.default.capacity=1000");
		assertThat(sink("flights").capacity()).isEqualTo(1000);
	}

	@Test
	void theDefaultMayHaveABaseThatOthersHaveToo() {
		set("concurrency.sinks.configs.default.base-config=bulk", "concurrency.sinks.configs.bulk.capacity=2000",
				"concurrency.sinks.instances.flights.base-config=bulk");
		Settings settings = resolve(sinks("flights", "audit"));
		assertThat(settings.sinks().get("flights").capacity()).isEqualTo(2000);
		assertThat(settings.sinks().get("audit").capacity()).isEqualTo(2000);
	}

	@Test
	void namesIgnoreCaseAndDashes() {
		set("concurrency.sinks.configs.big-batch.batch-size=20",
				"concurrency.sinks.instances.FLIGHT_board.base-config=bigBatch",
				"concurrency.sinks.instances.flight-board.capacity=30");
		assertThat(sink("flightBoard").capacity()).isEqualTo(30);
		assertThat(sink("flightBoard").batchSize()).isEqualTo(20);
	}

	@Test
	void anEnvironmentVariableIsMergedIntoTheInstanceThatItMeans() {
		set("concurrency.sinks.instances.flight-board.capacity=1000",
				"concurrency.sinks.instances.flight-board.batch-size=10");
		setVariable("CONCURRENCY_SINKS_INSTANCES_FLIGHTBOARD_CAPACITY", "2000");
		assertThat(bind().sinks().instances()).as("what binding alone makes of it").hasSize(2);
		assertThat(sink("flightBoard").capacity()).isEqualTo(2000);
		assertThat(sink("flightBoard").batchSize()).isEqualTo(10);
	}

	@Test
	void anEnvironmentVariableWinsOverANameInBrackets() {
		set("concurrency.sinks.instances[com.example.Flights].capacity=1000",
				"concurrency.sinks.instances[com.example.Flights].batch-size=10");
		setVariable("CONCURRENCY_SINKS_INSTANCES_COMEXAMPLEFLIGHTS_CAPACITY", "2000");
		assertThat(sink("com.example.Flights").capacity()).isEqualTo(2000);
		assertThat(sink("com.example.Flights").batchSize()).isEqualTo(10);
	}

	@Test
	void theOrderOfPropertySourcesDecidesBetweenTwoNamesThatAreOne() {
		// Before and after by name, so that no order of names or maps helps.
		for (String bracketed : List.of("a.b", "A.b")) {
			StandardEnvironment both = new StandardEnvironment();
			both.getPropertySources()
				.addLast(new MapPropertySource("high", Map.of("concurrency.sinks.instances.ab.capacity", "1000")));
			both.getPropertySources()
				.addLast(new MapPropertySource("low",
						Map.of("concurrency.sinks.instances[" + bracketed + "].capacity", "2000")));
			assertThat(resolve(both, sinks("ab")).sinks().get("ab").capacity()).isEqualTo(1000);
			StandardEnvironment swapped = new StandardEnvironment();
			both.getPropertySources()
				.stream()
				.filter(MapPropertySource.class::isInstance)
				.filter((source) -> List.of("high", "low").contains(source.getName()))
				.forEach((source) -> swapped.getPropertySources().addFirst(source));
			assertThat(resolve(swapped, sinks("ab")).sinks().get("ab").capacity()).isEqualTo(2000);
		}
	}

	@Test
	void twoBeansThatAreOneNameAreRefused() {
		assertThatExceptionOfType(InvalidConfigurationException.class)
			.isThrownBy(() -> resolve(sinks("flightBoard", "flight-board")))
			.withMessageContaining("'flightBoard' (the SinkDrain bean 'flightBoard') and 'flight-board' (");
	}

	@Test
	void beansOfDifferentKindsMayHaveOneName() {
		set("concurrency.workers.instances.flights.interval=2s", "concurrency.sinks.instances.flights.capacity=1000");
		Settings settings = resolve(new Names(List.of("flights"), List.of("flights"), List.of(), List.of()));
		assertThat(settings.sinks()).containsOnlyKeys("flights");
		assertThat(settings.workers()).containsOnlyKeys("flights");
	}

	private SinkSettings sink(String name) {
		return resolve(sinks(name)).sinks().get(name);
	}

	private static Names sinks(String... names) {
		return new Names(List.of(names), List.of(), List.of(), List.of());
	}

	private void set(String... properties) {
		Map<String, Object> map = new LinkedHashMap<>();
		for (String property : properties) {
			int equals = property.indexOf('=');
			map.put(property.substring(0, equals), property.substring(equals + 1));
		}
		this.environment.getPropertySources().addLast(new MapPropertySource("settings", map));
	}

	private void setVariable(String name, String value) {
		this.environment.getPropertySources()
			.replace(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, new SystemEnvironmentPropertySource(
					StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, Map.of(name, value)));
	}

	private ConcurrencyProperties bind() {
		return bind(this.environment);
	}

	private static ConcurrencyProperties bind(StandardEnvironment environment) {
		return Binder.get(environment).bindOrCreate("concurrency", ConcurrencyProperties.class);
	}

	private Settings resolve(Names names) {
		return resolve(this.environment, names);
	}

	private static Settings resolve(StandardEnvironment environment, Names names) {
		return new SettingsResolver(bind(environment), new Origins(ConfigurationPropertySources.get(environment)),
				SettingsResolverTests::lock, ActorThreads.of(environment), Duration.ofSeconds(30), () -> Duration.ZERO,
				null)
			.resolve(names);
	}

}
