package dev.concurrency.actuate;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthContributors.Entry;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.SupervisorRef;
import dev.concurrency.fixture.DirectRuntime;
import dev.concurrency.fixture.Loop;
import dev.concurrency.process.InstanceSource;
import dev.concurrency.process.RestartPolicy;
import dev.concurrency.process.RestartType;
import dev.concurrency.supervision.SupervisorSettings;
import dev.concurrency.test.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The health of supervisors that the user declared and of loops of the user's own.
 */
class SupervisorHealthTests {

	private final ConcurrencyRuntime runtime = DirectRuntime.builder(new ManualTime())
		.restarts(RestartPolicy.NEVER)
		.build();

	private final SupervisorRef ingest = this.runtime.supervisor("ingest",
			SupervisorSettings.defaults().withRestarts(RestartPolicy.NEVER));

	private final Loop loop = new Loop();

	private final ConcurrencyHealthContributor contributor = new ConcurrencyHealthContributor(this.runtime);

	@AfterEach
	void close() {
		this.runtime.close();
	}

	@Test
	void theSupervisorsOfTheUserHaveACompositeAndThoseOfTheKindsAreNotInIt() {
		this.ingest.supervisor("nested", SupervisorSettings.defaults());
		assertThat(kind("supervisors").stream()).extracting(Entry::name).containsExactly("ingest", "nested");
		assertThat(kind("supervisors").getContributor("nested")).isNotNull();
		assertThat(kind("supervisors").getContributor("sinks")).isNull();
		assertThat(kind("supervisors").getContributor("root")).isNull();
	}

	@Test
	void aSupervisorThatGaveUpIsDownWithItsProcess() throws Exception {
		this.ingest.process("tail", InstanceSource.of(this.loop));
		this.runtime.start();
		assertThat(health("supervisors", "ingest").getStatus()).isEqualTo(Status.UP);
		assertThat(health("processes", "tail").getStatus()).isEqualTo(Status.UP);
		this.loop.fail(DirectRuntime.SECRET);
		awaitStatus("supervisors", "ingest", "failed");
		assertThat(health("supervisors", "ingest").getStatus()).isEqualTo(Status.DOWN);
		assertThat(health("supervisors", "ingest").getDetails()).containsEntry("path", "root/ingest");
		assertThat(health("processes", "tail").getStatus()).isEqualTo(Status.DOWN);
		assertThat(health("processes", "tail").getDetails()).containsEntry("path", "root/ingest/tail")
			.containsEntry("lastFailure", "java.lang.IllegalStateException");
		assertThat(health("processes", "tail").getDetails().toString()).doesNotContain(DirectRuntime.SECRET);
		assertThat(health("processes", "_supervisor").getStatus()).isEqualTo(Status.UP);
	}

	@Test
	void theSupervisorOfTheLoopsIsDownWithThem() throws Exception {
		this.runtime.process("tail", InstanceSource.of(this.loop));
		this.runtime.start();
		this.loop.fail("planted");
		awaitStatus("processes", "_supervisor", "failed");
		assertThat(health("processes", "_supervisor").getStatus()).isEqualTo(Status.DOWN);
		assertThat(health("supervisors", "ingest").getStatus()).isEqualTo(Status.UP);
	}

	@Test
	void aLoopThatWasToRunOnceIsUpWhenItHasEnded() throws Exception {
		this.ingest.with((spec) -> spec.withRestart(RestartType.TRANSIENT))
			.process("once", InstanceSource.of(this.loop));
		this.runtime.start();
		this.loop.end();
		awaitStatus("processes", "once", "stopped");
		assertThat(health("processes", "once").getStatus()).isEqualTo(Status.UP);
	}

	private void awaitStatus(String kind, String name, String status) {
		Awaitility.await().until(() -> status.equals(health(kind, name).getDetails().get("status")));
	}

	private CompositeHealthContributor kind(String kind) {
		return (CompositeHealthContributor) this.contributor.getContributor(kind);
	}

	private Health health(String kind, String name) {
		return ((HealthIndicator) kind(kind).getContributor(name)).health();
	}

}
