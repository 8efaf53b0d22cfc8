package dev.concurrency.actuate;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.actor.ActorGroup;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.boundary.Boundary;
import dev.concurrency.boundary.BoundaryMode;
import dev.concurrency.boundary.BoundaryRuntime;
import dev.concurrency.boundary.BoundarySettings;
import dev.concurrency.fixture.BlockedDrain;
import dev.concurrency.fixture.DirectRuntime;
import dev.concurrency.fixture.NoSettings;
import dev.concurrency.process.Admission;
import dev.concurrency.process.ProcessTotals;
import dev.concurrency.process.RestartPolicy;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.sink.SinkSettings;
import dev.concurrency.test.ManualTime;
import dev.concurrency.time.Backoff;
import dev.concurrency.worker.WorkerSettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class ConcurrencyEndpointTests {

	private static final Instant START = Instant.parse("2001-01-01T00:00:00Z");

	private static final RestartPolicy ONCE_AFTER_A_SECOND = new RestartPolicy(1, Duration.ofMinutes(1),
			new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(1), 1, 0, Duration.ofMinutes(1)));

	private static final KindDetails.Wait WAIT = new KindDetails.Wait(Duration.ofSeconds(1), Duration.ofSeconds(1), 1,
			0, Duration.ofMinutes(1));

	private final ManualTime time = new ManualTime();

	private final BlockedDrain drain = new BlockedDrain();

	private final ConcurrencyRuntime runtime = DirectRuntime.builder(this.time).restarts(ONCE_AFTER_A_SECOND).build();

	@AfterEach
	void close() {
		this.drain.release();
		this.runtime.close();
	}

	@Test
	void accessIsReadOnlyByDefault() {
		assertThat(ConcurrencyEndpoint.class.getAnnotation(Endpoint.class).defaultAccess()).isEqualTo(Access.READ_ONLY);
	}

	@Test
	void theTreeHoldsEveryProcessUnderItsSupervisorInTheOrderOfTheirStart() {
		declareAll();
		ProcessDescriptor root = endpoint(Show.NEVER).tree().tree();
		assertThat(root.path()).isEqualTo("root");
		assertThat(root.children()).extracting(ProcessDescriptor::name)
			.containsExactly("sinks", "boundaries", "processes", "actors", "workers");
		assertThat(root.children().get(3).children()).extracting(ProcessDescriptor::path)
			.containsExactly("root/actors/tower", "root/actors/airports");
		assertThat(root.children().get(3).children()).extracting(ProcessDescriptor::kind)
			.containsExactly("actor", "group");
	}

	@Test
	void totalsCountProcessesAndSupervisorsApart() {
		declareAll();
		this.runtime.start();
		assertThat(endpoint(Show.NEVER).tree().totals())
			.isEqualTo(new ProcessTotals(6, 4, 4, 0, 0, 0, 0, 0, 3, 0, 0, null));
	}

	@Test
	void totalsCountRestartsOfActorsAndOfMembersOfGroups() {
		ActorRef<String> tower = this.runtime.actor("tower", DirectRuntime.crashable(), ActorSettings.defaults());
		ActorGroup<String, String> airports = group();
		this.runtime.start();
		assertThat(tower.tryTell("crash")).isEqualTo(Admission.ACCEPTED);
		assertThat(airports.ref("SEA").tryTell("crash")).isEqualTo(Admission.ACCEPTED);
		this.time.advance(Duration.ofSeconds(1));
		assertThat(endpoint(Show.NEVER).tree().totals())
			.isEqualTo(new ProcessTotals(6, 2, 2, 0, 0, 0, 0, 2, 3, 0, 1, START.plusSeconds(1)));
	}

	@Test
	void totalsAddUpWhatWaitsInAllQueues() throws Exception {
		BackgroundSink<String> sink = this.runtime.sink("flights", this.drain,
				SinkSettings.defaults().withLinger(Duration.ZERO));
		ActorRef<String> tower = this.runtime.actor("tower", DirectRuntime.crashable(), ActorSettings.defaults());
		ActorGroup<String, String> airports = group();
		this.runtime.start();
		assertThat(sink.tryPush("with the drain")).isEqualTo(Admission.ACCEPTED);
		this.drain.awaitBatch();
		assertThat(sink.tryPush("waits")).isEqualTo(Admission.ACCEPTED);
		assertThat(tower.tryTell("crash")).isEqualTo(Admission.ACCEPTED);
		assertThat(tower.tryTell("waits")).isEqualTo(Admission.ACCEPTED);
		assertThat(airports.ref("SEA").tryTell("crash")).isEqualTo(Admission.ACCEPTED);
		assertThat(airports.ref("SEA").tryTell("waits")).isEqualTo(Admission.ACCEPTED);
		assertThat(endpoint(Show.NEVER).tree().totals())
			.isEqualTo(new ProcessTotals(6, 3, 2, 1, 0, 0, 0, 0, 3, 3, 3, START));
	}

	@Test
	void aSinkShowsItsCounts() throws Exception {
		BackgroundSink<String> sink = this.runtime.sink("flights", this.drain,
				SinkSettings.defaults().withSizes(2, 1).withLinger(Duration.ZERO));
		this.runtime.start();
		assertThat(sink.tryPush("a")).isEqualTo(Admission.ACCEPTED);
		this.drain.awaitBatch();
		assertThat(sink.tryPush("b")).isEqualTo(Admission.ACCEPTED);
		assertThat(sink.tryPush("c")).isEqualTo(Admission.ACCEPTED);
		assertThat(sink.tryPush("d")).isEqualTo(Admission.FULL);
		assertThat(process("sink", "flights").details())
			.isEqualTo(new KindDetails.Sink(2, 2, 1, 3, 1, 0, 0, 0, 0, 0, Duration.ZERO));
	}

	@Test
	void aBoundaryShowsItsLimitsAndCounts() {
		BoundaryRuntime boundary = this.runtime.boundary("geocode", BoundarySettings.defaults()
			.withBoundary(Boundary.defaults().withMode(BoundaryMode.PULL_ONLY).withLimits(4, 2)));
		this.runtime.start();
		for (String key : List.of("PHX", "payload", "GEG")) {
			var unused = boundary.submit(key, () -> {
				this.time.advance(Duration.ofMillis(250));
				throw new IllegalStateException(DirectRuntime.SECRET);
			});
		}
		this.time.advance(Duration.ofSeconds(3));
		assertThat(boundary.poll(1)).containsExactly("PHX");
		var unusedRetry = boundary.retry("PHX");
		var unusedCancel = boundary.cancel("payload", "not needed");
		await().until(() -> boundary.snapshot().untold() == 0);
		assertThat(process("boundary", "geocode").details()).isEqualTo(new KindDetails.Boundary("pull-only", 4, 2, 1, 1,
				0, 2, 1, 1, 0, 1, 1, 0, 0, 0, 1, Duration.ofSeconds(3), Duration.ofMillis(250)));
		assertThat(process("boundary", "geocode").path()).isEqualTo("root/boundaries/geocode");
		assertThat(endpoint(Show.NEVER).tree().totals().waiting()).isEqualTo(1);
		assertThat(endpoint(Show.NEVER).tree().toString()).doesNotContain("payload", DirectRuntime.SECRET);
	}

	@Test
	void aWorkerShowsItsScheduleAndCounts() {
		this.runtime.worker("leaderboard", (tick) -> {
			if (tick.number() == 2) {
				throw new IllegalStateException("planted");
			}
		}, WorkerSettings.every(Duration.ofSeconds(2)));
		this.runtime.start();
		this.time.advance(Duration.ofSeconds(5));
		assertThat(process("worker", "leaderboard").details())
			.isEqualTo(new KindDetails.Worker("interval 2s", 2, 1, 0, 0, 0, false, START.plusSeconds(6), Duration.ZERO,
					new KindDetails.Tick(START.plusSeconds(4), Duration.ZERO, Duration.ZERO, "failed")));
	}

	@Test
	void anActorAndAGroupShowTheirCounts() {
		ActorRef<String> tower = this.runtime.actor("tower", DirectRuntime.crashable(),
				ActorSettings.defaults().withMailboxCapacity(1));
		ActorGroup<String, String> airports = group();
		this.runtime.start();
		for (String message : new String[] { "a", "crash", "waits" }) {
			assertThat(tower.tryTell(message)).isEqualTo(Admission.ACCEPTED);
			assertThat(airports.ref("SEA").tryTell(message)).isEqualTo(Admission.ACCEPTED);
		}
		assertThat(tower.tryTell("no room")).isEqualTo(Admission.FULL);
		assertThat(airports.ref("JFK").tryTell("a")).isEqualTo(Admission.ACCEPTED);
		assertThat(process("actor", "tower").details()).isEqualTo(new KindDetails.Actor(1, 1, 1, 2, 0, 1, 1,
				Map.of("failed", 1L), 1, Duration.ZERO, START, "java.lang.String", Collections.emptySortedMap()));
		assertThat(process("group", "airports").details())
			.isEqualTo(new KindDetails.Group(2, 2, 0, 0, 1, 3, 0, 1, 1, Map.of("failed", 1L), 0));
	}

	@Test
	void aSupervisorIsFoundByItsName() {
		this.runtime.start();
		ProcessDescriptor sinks = process("supervisor", "sinks");
		assertThat(sinks.path()).isEqualTo("root/sinks");
		assertThat(sinks.details()).isEqualTo(new KindDetails.Supervisor("one-for-one", "sequential", "concurrent",
				"never", null, 1, Duration.ofMinutes(1), 0, WAIT, 0, 1));
	}

	@Test
	void aProcessThatNeverStartedHasNoIdAndNoUptime() {
		declareAll();
		ProcessDescriptor sink = process("sink", "flights");
		assertThat(sink.status()).isEqualTo("created");
		assertThat(sink.id()).isNull();
		assertThat(sink.started()).isNull();
		assertThat(sink.uptime()).isNull();
		assertThat(sink.lastFailure()).isNull();
	}

	@Test
	void uptimeCountsFromTheStartOfTheCurrentIncarnation() {
		ActorRef<String> tower = this.runtime.actor("tower", DirectRuntime.crashable(), ActorSettings.defaults());
		this.runtime.start();
		this.time.advance(Duration.ofSeconds(10));
		assertThat(process("actor", "tower").uptime()).isEqualTo(Duration.ofSeconds(10));
		assertThat(tower.tryTell("crash")).isEqualTo(Admission.ACCEPTED);
		assertThat(process("actor", "tower").uptime()).isNull();
		this.time.advance(Duration.ofSeconds(4));
		ProcessDescriptor restarted = process("actor", "tower");
		assertThat(restarted.uptime()).isEqualTo(Duration.ofSeconds(3));
		assertThat(restarted.created()).isEqualTo(START);
		assertThat(restarted.started()).isEqualTo(START.plusSeconds(11));
		assertThat(restarted.restarts()).isEqualTo(1);
	}

	@Test
	void aRestartingProcessSaysWhichAttemptIsDueWhen() {
		ActorRef<String> tower = this.runtime.actor("tower", DirectRuntime.crashable(), ActorSettings.defaults());
		this.runtime.start();
		assertThat(tower.tryTell("crash")).isEqualTo(Admission.ACCEPTED);
		ProcessDescriptor restarting = process("actor", "tower");
		assertThat(restarting.status()).isEqualTo("restarting");
		assertThat(restarting.restart()).isEqualTo(new ProcessDescriptor.Restart(1, START.plusSeconds(1)));
		assertThat(restarting.cause()).isNull();
		assertThat(endpoint(Show.NEVER).tree().totals().restarting()).isEqualTo(1);
	}

	@Test
	void aFailedProcessSaysWhatEndedItAndSoDoesItsSupervisor() {
		ActorRef<String> tower = this.runtime.actor("tower", DirectRuntime.crashable(), ActorSettings.defaults());
		this.runtime.start();
		assertThat(tower.tryTell("crash")).isEqualTo(Admission.ACCEPTED);
		this.time.advance(Duration.ofSeconds(1));
		assertThat(tower.tryTell("crash")).isEqualTo(Admission.ACCEPTED);
		ProcessDescriptor failed = process("actor", "tower");
		assertThat(failed.status()).isEqualTo("failed");
		assertThat(failed.cause()).isEqualTo("java.lang.IllegalStateException");
		assertThat(failed.restart()).isNull();
		assertThat(process("supervisor", "actors").cause()).endsWith("BudgetExceeded");
		assertThat(endpoint(Show.NEVER).tree().totals().failed()).isEqualTo(1);
	}

	@Test
	void whatAnActorSaysOfItselfIsShown() {
		ActorRef<String> tower = this.runtime.actor("tower",
				() -> (message, context) -> context.attribute("runway", message.length()), ActorSettings.defaults());
		this.runtime.start();
		assertThat(tower.tryTell("27L")).isEqualTo(Admission.ACCEPTED);
		assertThat(process("actor", "tower").details()).isInstanceOfSatisfying(KindDetails.Actor.class,
				(actor) -> assertThat(actor.attributes()).isEqualTo(Map.of("runway", 3)));
	}

	@Test
	void messagesOfExceptionsAreHiddenByDefaultAndShownToWhoMaySeeThem() {
		ActorRef<String> tower = this.runtime.actor("tower", DirectRuntime.crashable(), ActorSettings.defaults());
		this.runtime.start();
		assertThat(tower.tryTell("crash")).isEqualTo(Admission.ACCEPTED);
		assertThat(endpoint(Show.NEVER).process("actor", "tower")).extracting((process) -> process.lastFailure())
			.isEqualTo(new ProcessDescriptor.Failure("java.lang.IllegalStateException", null, START, 1, false,
					new ProcessDescriptor.Root("root/actors/tower", "java.lang.IllegalStateException", null), null));
		assertThat(endpoint(Show.NEVER).tree().toString()).doesNotContain(DirectRuntime.SECRET);
		assertThat(endpoint(Show.WHEN_AUTHORIZED).process("actor", "tower").lastFailure().message())
			.isEqualTo(DirectRuntime.SECRET);
		assertThat(endpoint(Show.WHEN_AUTHORIZED).process("actor", "tower").lastFailure().root().message())
			.isEqualTo(DirectRuntime.SECRET);
		assertThat(endpoint(Show.ALWAYS).tree().toString()).contains(DirectRuntime.SECRET);
	}

	@Test
	void theStackOfTheLatestFailureComesWithItsMessageAndOnlyForTheProcessThatWasAskedFor() {
		ActorRef<String> tower = this.runtime.actor("tower", DirectRuntime.crashable(), ActorSettings.defaults());
		this.runtime.start();
		assertThat(tower.tryTell("crash")).isEqualTo(Admission.ACCEPTED);
		assertThat(endpoint(Show.ALWAYS).process("actor", "tower").lastFailure().stack())
			.startsWith("java.lang.IllegalStateException: " + DirectRuntime.SECRET + "\n\tat ")
			.contains("DirectRuntime");
		assertThat(endpoint(Show.NEVER).process("actor", "tower").lastFailure().stack()).isNull();
		assertThat(endpoint(Show.ALWAYS).tree().toString()).doesNotContain("\tat ");
	}

	@Test
	void payloadsAreNeverShown() throws Exception {
		BackgroundSink<String> sink = this.runtime.sink("flights", this.drain,
				SinkSettings.defaults().withLinger(Duration.ZERO));
		ActorRef<String> tower = this.runtime.actor("tower", DirectRuntime.crashable(), ActorSettings.defaults());
		this.runtime.start();
		assertThat(sink.tryPush("payload with the drain")).isEqualTo(Admission.ACCEPTED);
		this.drain.awaitBatch();
		assertThat(sink.tryPush("payload that waits")).isEqualTo(Admission.ACCEPTED);
		assertThat(tower.tryTell("crash")).isEqualTo(Admission.ACCEPTED);
		assertThat(tower.tryTell("payload in the mailbox")).isEqualTo(Admission.ACCEPTED);
		assertThat(endpoint(Show.ALWAYS).tree().toString()).doesNotContain("payload");
	}

	@Test
	void anUnknownKindOrNameIsNobody() {
		declareAll();
		assertThat(endpoint(Show.NEVER).process("sink", "nobody")).isNull();
		assertThat(endpoint(Show.NEVER).process("sink", "tower")).isNull();
		assertThat(endpoint(Show.NEVER).process("nothing", "flights")).isNull();
		assertThat(endpoint(Show.NEVER).process("supervisor", "flights")).isNull();
	}

	private void declareAll() {
		this.runtime.sink("flights", this.drain, SinkSettings.defaults());
		this.runtime.actor("tower", DirectRuntime.crashable(), ActorSettings.defaults());
		group();
		this.runtime.worker("leaderboard", (tick) -> {
		}, WorkerSettings.every(Duration.ofSeconds(2)));
	}

	private ActorGroup<String, String> group() {
		return this.runtime.group("airports", DirectRuntime.crashable(),
				ActorSettings.defaults().withRestarts(ONCE_AFTER_A_SECOND));
	}

	private ProcessDescriptor process(String kind, String name) {
		ProcessDescriptor process = endpoint(Show.NEVER).process(kind, name);
		assertThat(process).isNotNull();
		return process;
	}

	private ConcurrencyEndpoint endpoint(Show showMessages) {
		InstantSource instants = this.time::instant;
		Clock clock = instants.withZone(ZoneOffset.UTC);
		NoSettings settings = new NoSettings();
		Operator operator = new Operator(this.runtime, settings, (event) -> {
		}, Duration.ofSeconds(10));
		return new ConcurrencyEndpoint(this.runtime, showMessages, settings, operator, clock);
	}

}
