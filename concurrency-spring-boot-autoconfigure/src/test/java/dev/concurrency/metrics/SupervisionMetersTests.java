package dev.concurrency.metrics;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.concurrency.SupervisorRef;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.fixture.DirectRuntime;
import dev.concurrency.fixture.Loop;
import dev.concurrency.process.Admission;
import dev.concurrency.process.InstanceSource;
import dev.concurrency.process.RestartPolicy;
import dev.concurrency.supervision.SupervisorSettings;
import dev.concurrency.time.Backoff;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The meters of supervisors and of loops of the user's own.
 */
class SupervisionMetersTests {

	private final MeteredRuntime metered = new MeteredRuntime();

	private final SupervisorRef ingest = this.metered.runtime()
		.supervisor("ingest",
				SupervisorSettings.defaults().withRestarts(new RestartPolicy(2, Duration.ofMinutes(1), Backoff.NONE)));

	@AfterEach
	void close() {
		this.metered.runtime().close();
	}

	@Test
	void aSupervisorShowsItsBudgetAndWhatItUsed() {
		ActorRef<String> tower = this.ingest.actor("tower", DirectRuntime.crashable(), ActorSettings.defaults());
		this.metered.bindAndStart();
		assertThat(this.metered.scrape()).contains("concurrency_supervisor_budget_used_restarts{name=\"ingest\"} 0.0",
				"concurrency_supervisor_budget_max_restarts{name=\"ingest\"} 2.0",
				"concurrency_supervisor_performed_restarts_total{name=\"ingest\"} 0.0");
		assertThat(tower.tryTell("crash")).isEqualTo(Admission.ACCEPTED);
		this.metered.time().advance(Duration.ZERO);
		assertThat(this.metered.scrape()).contains("concurrency_supervisor_budget_used_restarts{name=\"ingest\"} 1.0",
				"concurrency_supervisor_performed_restarts_total{name=\"ingest\"} 1.0");
		this.metered.time().advance(Duration.ofMinutes(1));
		assertThat(this.metered.scrape()).contains("concurrency_supervisor_budget_used_restarts{name=\"ingest\"} 0.0",
				"concurrency_supervisor_performed_restarts_total{name=\"ingest\"} 1.0");
	}

	@Test
	void everySupervisorHasWhatAllProcessesHave() {
		this.metered.bindAndStart();
		for (String name : List.of("root", "sinks", "boundaries", "ingest", "processes", "actors", "workers")) {
			assertThat(this.metered.scrape()).contains(
					"concurrency_state{kind=\"supervisor\",name=\"" + name + "\",state=\"running\"} 1.0",
					"concurrency_restarts_total{kind=\"supervisor\",name=\"" + name + "\"} 0.0");
		}
	}

	@Test
	void aSupervisorThatIsRestartedCountsThat() {
		SupervisorRef strict = this.ingest.supervisor("strict",
				SupervisorSettings.defaults().withRestarts(RestartPolicy.NEVER));
		ActorRef<String> tower = strict.actor("tower", DirectRuntime.crashable(), ActorSettings.defaults());
		this.metered.bindAndStart();
		assertThat(tower.tryTell("crash")).isEqualTo(Admission.ACCEPTED);
		this.metered.time().advance(Duration.ZERO);
		assertThat(this.metered.scrape())
			.contains("concurrency_restarts_total{kind=\"supervisor\",name=\"strict\"} 1.0");
	}

	@Test
	void aLoopHasRestartsStatesAndUptime() throws Exception {
		Loop loop = new Loop();
		this.ingest.process("tail", InstanceSource.of(loop));
		this.metered.bindAndStart();
		assertThat(this.metered.scrape()).contains(state("running", 1), state("restarting", 0));
		assertThat(this.metered.scrape())
			.anyMatch((sample) -> sample.startsWith("concurrency_uptime_seconds{kind=\"process\",name=\"tail\"} "));
		loop.fail("planted");
		Awaitility.await().until(() -> this.metered.scrape().contains(state("restarting", 1)));
		this.metered.time().advance(Duration.ZERO);
		Awaitility.await().until(() -> this.metered.scrape().contains(state("running", 1)));
		assertThat(this.metered.scrape()).contains("concurrency_restarts_total{kind=\"process\",name=\"tail\"} 1.0");
	}

	@Test
	void aSupervisorThatIsDeclaredLaterHasMetersAtItsFirstEvent() {
		this.metered.bindAndStart();
		assertThat(this.metered.scrape().toString()).doesNotContain("later");
		this.ingest.supervisor("later", SupervisorSettings.defaults());
		assertThat(this.metered.scrape()).contains("concurrency_supervisor_budget_max_restarts{name=\"later\"} 1.0");
	}

	@Test
	void ofProcessesOfOneNameAndKindTheSecondHasItsPathAsItsName() {
		this.metered.runtime().process("tail", InstanceSource.of(new Loop()));
		this.ingest.process("tail", InstanceSource.of(new Loop()));
		this.metered.runtime().actor("tail", DirectRuntime.crashable(), ActorSettings.defaults());
		this.metered.bindAndStart();
		assertThat(this.metered.scrape()).contains("concurrency_restarts_total{kind=\"process\",name=\"tail\"} 0.0",
				"concurrency_restarts_total{kind=\"process\",name=\"processes/tail\"} 0.0",
				"concurrency_restarts_total{kind=\"actor\",name=\"tail\"} 0.0",
				"concurrency_actor_handled_messages_total{name=\"tail\"} 0.0");
	}

	@Test
	void whatIsSpawnedHasNoMeters() throws Exception {
		this.metered.bindAndStart();
		List<String> before = names();
		Loop loop = new Loop();
		this.ingest.spawn(loop).ready().toCompletableFuture().get(10, TimeUnit.SECONDS);
		assertThat(names()).isEqualTo(before);
		loop.end();
		Awaitility.await().until(() -> this.ingest.list().isEmpty());
		assertThat(names()).isEqualTo(before);
	}

	/** All samples without their values. */
	private List<String> names() {
		return this.metered.scrape().stream().map((sample) -> sample.substring(0, sample.lastIndexOf(' '))).toList();
	}

	private static String state(String state, int value) {
		return "concurrency_state{kind=\"process\",name=\"tail\",state=\"" + state + "\"} " + value + ".0";
	}

}
