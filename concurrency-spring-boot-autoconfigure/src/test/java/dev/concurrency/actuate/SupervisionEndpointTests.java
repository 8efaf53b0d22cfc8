package dev.concurrency.actuate;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.SupervisorRef;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.fixture.DirectRuntime;
import dev.concurrency.fixture.Loop;
import dev.concurrency.fixture.NoSettings;
import dev.concurrency.process.Admission;
import dev.concurrency.process.InstanceSource;
import dev.concurrency.process.ProcessTotals;
import dev.concurrency.process.RestartPolicy;
import dev.concurrency.process.RestartType;
import dev.concurrency.process.Spawned;
import dev.concurrency.supervision.AutoShutdown;
import dev.concurrency.supervision.ChildOrder;
import dev.concurrency.supervision.RestartStrategy;
import dev.concurrency.supervision.SupervisorSettings;
import dev.concurrency.test.ManualTime;
import dev.concurrency.time.Backoff;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the endpoint shows of supervisors, restarts and what comes and goes at run time.
 */
class SupervisionEndpointTests {

	private static final Instant START = Instant.parse("2001-01-01T00:00:00Z");

	private static final RestartPolicy THREE = new RestartPolicy(3, Duration.ofMinutes(1),
			new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(2), 2, 0, Duration.ofMinutes(5)));

	private static final String[] LOOP = { "process", "loop" };

	private final ManualTime time = new ManualTime();

	private final ConcurrencyRuntime runtime = DirectRuntime.builder(this.time).build();

	private final SupervisorRef ingest = this.runtime.supervisor("ingest",
			new SupervisorSettings(RestartStrategy.ONE_FOR_ALL, THREE, ChildOrder.SEQUENTIAL, ChildOrder.CONCURRENT,
					AutoShutdown.ANY_SIGNIFICANT, Duration.ofSeconds(20), SupervisorSettings.Escalation.FAIL));

	private final SupervisorRef steady = this.runtime.supervisor("steady",
			SupervisorSettings.defaults().withRestarts(THREE));

	@AfterEach
	void close() {
		this.runtime.close();
	}

	@Test
	void theTreeShowsEachSupervisorWithItsChildrenInTheOrderOfTheirStart() {
		this.ingest.actor("b", DirectRuntime.crashable(), ActorSettings.defaults());
		this.ingest.supervisor("nested", SupervisorSettings.defaults())
			.actor("deep", DirectRuntime.crashable(), ActorSettings.defaults());
		this.ingest.actor("a", DirectRuntime.crashable(), ActorSettings.defaults());
		ProcessDescriptor root = endpoint(Show.NEVER).tree().tree();
		assertThat(root.children()).extracting(ProcessDescriptor::name)
			.containsExactly("sinks", "boundaries", "ingest", "steady", "processes", "actors", "workers");
		assertThat(root.children().get(2).children()).extracting(ProcessDescriptor::path)
			.containsExactly("root/ingest/b", "root/ingest/nested", "root/ingest/a");
		assertThat(root.children().get(2).children().get(1).children()).extracting(ProcessDescriptor::path)
			.containsExactly("root/ingest/nested/deep");
	}

	@Test
	void aSupervisorShowsHowItIsSet() {
		this.runtime.start();
		assertThat(process("supervisor", "ingest").details()).isEqualTo(new KindDetails.Supervisor("one-for-all",
				"sequential", "concurrent", "any-significant", Duration.ofSeconds(20), 3, Duration.ofMinutes(1), 0,
				new KindDetails.Wait(Duration.ofSeconds(1), Duration.ofSeconds(2), 2, 0, Duration.ofMinutes(5)), 0, 1));
	}

	@Test
	void theUseOfTheBudgetGrowsWithEachRestartAndGoesWithTheWindow() {
		ActorRef<String> tower = this.steady.actor("tower", DirectRuntime.crashable(), ActorSettings.defaults());
		this.runtime.start();
		crash(tower);
		this.time.advance(Duration.ofSeconds(1));
		crash(tower);
		this.time.advance(Duration.ofSeconds(2));
		assertThat(supervisor("steady").windowUse()).isEqualTo(2);
		assertThat(supervisor("steady").restartsPerformed()).isEqualTo(2);
		this.time.advance(Duration.ofSeconds(57));
		assertThat(supervisor("steady").windowUse()).isEqualTo(1);
		this.time.advance(Duration.ofSeconds(1));
		assertThat(supervisor("steady").windowUse()).isZero();
		assertThat(supervisor("steady").restartsPerformed()).isEqualTo(2);
	}

	@Test
	void theLedgerShowsWhenAndWhyAndHowLongAfterARestartComes() {
		ActorRef<String> tower = this.steady.actor("tower", DirectRuntime.crashable(), ActorSettings.defaults());
		this.runtime.start();
		assertThat(process("actor", "tower").ledger()).isEmpty();
		crash(tower);
		assertThat(process("actor", "tower").ledger()).containsExactly(new ProcessDescriptor.LedgerEntry(START,
				"java.lang.IllegalStateException", null, 1, Duration.ofSeconds(1), START.plusSeconds(1)));
		this.time.advance(Duration.ofSeconds(10));
		crash(tower);
		assertThat(process("actor", "tower").ledger()).hasSize(2)
			.last()
			.isEqualTo(new ProcessDescriptor.LedgerEntry(START.plusSeconds(10), "java.lang.IllegalStateException", null,
					2, Duration.ofSeconds(2), START.plusSeconds(12)));
	}

	@Test
	void theLedgerOfASiblingNamesNoFailure() {
		ActorRef<String> tower = this.ingest.actor("tower", DirectRuntime.crashable(), ActorSettings.defaults());
		this.ingest.actor("bystander", DirectRuntime.crashable(), ActorSettings.defaults());
		this.runtime.start();
		crash(tower);
		assertThat(process("actor", "bystander").ledger()).singleElement()
			.isEqualTo(new ProcessDescriptor.LedgerEntry(START, null, null, 1, Duration.ofSeconds(1),
					START.plusSeconds(1)));
	}

	@Test
	void messagesInTheLedgerAreHiddenByDefaultAndShownToWhoMaySeeThem() {
		ActorRef<String> tower = this.steady.actor("tower", DirectRuntime.crashable(), ActorSettings.defaults());
		this.runtime.start();
		crash(tower);
		this.time.advance(Duration.ofSeconds(1));
		assertThat(endpoint(Show.NEVER).tree().toString()).doesNotContain(DirectRuntime.SECRET);
		assertThat(endpoint(Show.NEVER).process("actor", "tower").ledger().get(0).message()).isNull();
		assertThat(endpoint(Show.WHEN_AUTHORIZED).process("actor", "tower").ledger().get(0).message())
			.isEqualTo(DirectRuntime.SECRET);
		assertThat(endpoint(Show.ALWAYS).tree().toString()).contains(DirectRuntime.SECRET);
	}

	@Test
	void theProcessThatIsAskedForShowsWhatItWentThroughWithMessagesForWhoMaySeeThem() {
		ActorRef<String> tower = this.steady.actor("tower", DirectRuntime.crashable(), ActorSettings.defaults());
		this.runtime.start();
		crash(tower);
		assertThat(process("actor", "tower").recorder()).extracting(ProcessDescriptor.FlightEntry::what)
			.containsExactly("starting", "started", "failed", "restarting");
		ProcessDescriptor.FlightEntry failed = process("actor", "tower").recorder().get(2);
		assertThat(failed.at()).isEqualTo(START);
		assertThat(failed.path()).isEqualTo("root/steady/tower");
		assertThat(failed.type()).isEqualTo("java.lang.IllegalStateException");
		assertThat(failed.message()).isNull();
		assertThat(endpoint(Show.WHEN_AUTHORIZED).process("actor", "tower").recorder().get(2).message())
			.isEqualTo(DirectRuntime.SECRET);
		assertThat(process("supervisor", "steady").children()).first()
			.extracting(ProcessDescriptor::recorder)
			.as("only of the one that was asked for")
			.isNull();
	}

	@Test
	void aDeclaredProcessThatHasEndedStaysAsATombstone() throws Exception {
		Loop loop = new Loop();
		this.steady.with((spec) -> spec.withRestart(RestartType.TRANSIENT)).process("once", InstanceSource.of(loop));
		this.runtime.start();
		assertThat(process("process", "once").exited()).isNull();
		this.time.advance(Duration.ofSeconds(7));
		loop.end();
		Awaitility.await().until(() -> process("process", "once").status().equals("stopped"));
		ProcessDescriptor tombstone = process("process", "once");
		assertThat(tombstone.exited()).isEqualTo(START.plusSeconds(7));
		assertThat(tombstone.restartType()).isEqualTo("transient");
		assertThat(tombstone.uptime()).isNull();
		assertThat(process("supervisor", "steady").children()).extracting(ProcessDescriptor::name)
			.containsExactly("once");
		// The root, five kinds and the two supervisors.
		assertThat(endpoint(Show.NEVER).tree().totals())
			.isEqualTo(new ProcessTotals(8, 1, 0, 0, 1, 0, 0, 0, 3, 0, 0, null));
	}

	@Test
	void aSignificantProcessIsShownAsSuch() {
		this.ingest.with((spec) -> spec.withRestart(RestartType.TEMPORARY).withSignificant(true))
			.actor("tower", DirectRuntime.crashable(), ActorSettings.defaults());
		this.ingest.actor("bystander", DirectRuntime.crashable(), ActorSettings.defaults());
		assertThat(process("actor", "tower").significant()).isTrue();
		assertThat(process("actor", "tower").restartType()).isEqualTo("temporary");
		assertThat(process("actor", "bystander").significant()).isFalse();
		assertThat(process("actor", "bystander").restartType()).isEqualTo("permanent");
	}

	@Test
	void aSpawnedProcessIsFoundWhileItLivesAndAsItWasAtItsEndAfterwards() throws Exception {
		Loop loop = new Loop();
		this.runtime.start();
		Spawned spawned = this.steady.spawn(loop);
		spawned.ready().toCompletableFuture().get(10, TimeUnit.SECONDS);
		ConcurrencyEndpointWebExtension web = new ConcurrencyEndpointWebExtension(endpoint(Show.NEVER), Show.NEVER,
				Set.of());
		ProcessDescriptor alive = process("process", "loop");
		assertThat(alive.path()).isEqualTo("root/steady/loop");
		assertThat(alive.id()).isEqualTo(spawned.id().value());
		assertThat(alive.restartType()).isEqualTo("temporary");
		assertThat(web.process(SecurityContext.NONE, LOOP).getStatus()).isEqualTo(WebEndpointResponse.STATUS_OK);
		assertThat(endpoint(Show.NEVER).tree().totals().processes()).isEqualTo(1);
		loop.end();
		Awaitility.await().until(() -> endpoint(Show.NEVER).tree().totals().processes() == 0);
		ProcessDescriptor dead = process("process", "loop");
		assertThat(dead.status()).isEqualTo("stopped");
		assertThat(dead.id()).isEqualTo(spawned.id().value());
		assertThat(process("process", "steady:loop").id()).isEqualTo(dead.id());
		assertThat(process("supervisor", "steady").terminated()).extracting(ProcessDescriptor::path)
			.containsExactly("root/steady/loop");
		assertThat(process("supervisor", "processes").terminated()).isNull();
		assertThat(web.operate(SecurityContext.NONE, LOOP, "restarted", null, null, null).getStatus())
			.isEqualTo(WebEndpointResponse.STATUS_NOT_FOUND);
	}

	@Test
	void totalsCountWhatHasFailedWithItsSupervisor() {
		SupervisorRef strict = this.runtime.supervisor("strict",
				SupervisorSettings.defaults().withRestarts(RestartPolicy.NEVER));
		ActorRef<String> tower = strict.actor("tower", DirectRuntime.crashable(), ActorSettings.defaults());
		strict.actor("bystander", DirectRuntime.crashable(), ActorSettings.defaults());
		this.steady.actor("elsewhere", DirectRuntime.crashable(), ActorSettings.defaults());
		this.runtime.start();
		crash(tower);
		assertThat(endpoint(Show.NEVER).tree().totals())
			.isEqualTo(new ProcessTotals(9, 3, 1, 0, 2, 1, 0, 0, 3, 0, 1, START));
		assertThat(process("supervisor", "strict").status()).isEqualTo("failed");
		assertThat(process("supervisor", "strict").cause()).endsWith("BudgetExceeded");
	}

	private static void crash(ActorRef<String> actor) {
		assertThat(actor.tryTell("crash")).isEqualTo(Admission.ACCEPTED);
	}

	private KindDetails.Supervisor supervisor(String name) {
		return (KindDetails.Supervisor) process("supervisor", name).details();
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
