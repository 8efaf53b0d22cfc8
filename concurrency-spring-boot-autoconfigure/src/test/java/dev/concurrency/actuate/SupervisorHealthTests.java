package dev.concurrency.actuate;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

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
import dev.concurrency.process.ShutdownSignal;
import dev.concurrency.process.Supervisable;
import dev.concurrency.supervision.SupervisorSettings;
import dev.concurrency.test.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The health of supervisors that the user declared and of loops of the user's own.
 */
class SupervisorHealthTests {

	private static final Duration SHUTDOWN = Duration.ofSeconds(5);

	private static final Duration PATIENCE = Duration.ofSeconds(2);

	private final ManualTime time = new ManualTime();

	private final ConcurrencyRuntime runtime = DirectRuntime.builder(this.time).restarts(RestartPolicy.NEVER).build();

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

	@Test
	void aLoopThatFailedAndWasNeverToBeRestartedIsUp() throws Exception {
		this.ingest.with((spec) -> spec.withRestart(RestartType.TEMPORARY))
			.process("once", InstanceSource.of(this.loop));
		this.runtime.start();
		this.loop.fail("planted");
		awaitStatus("processes", "once", "failed");
		assertThat(health("processes", "once").getStatus()).isEqualTo(Status.UP);
		assertThat(health("supervisors", "ingest").getStatus()).isEqualTo(Status.UP);
	}

	@Test
	void aLoopThatAnOperatorEndsAndThatHasToBeInterruptedIsUp() throws Exception {
		CountDownLatch inside = new CountDownLatch(1);
		this.ingest.process("slow", () -> waiting(inside, new CountDownLatch(1)));
		this.runtime.start();
		inside.await();
		CompletionStage<?> ended = this.ingest.terminate("slow");
		this.time.advance(SHUTDOWN);
		ended.toCompletableFuture().get(10, TimeUnit.SECONDS);
		assertThat(health("processes", "slow").getDetails()).containsEntry("status", "failed");
		assertThat(health("processes", "slow").getStatus()).isEqualTo(Status.UP);
	}

	@Test
	void aSpawnedLoopThatIsAbandonedIsDownUntilItsThreadHasEnded() throws Exception {
		CountDownLatch inside = new CountDownLatch(1);
		CountDownLatch released = new CountDownLatch(1);
		this.runtime.start();
		this.ingest.spawn(new Supervisable() {
			@Override
			public String name() {
				return "stubborn";
			}

			@Override
			public Run initialize(ShutdownSignal shutdown) {
				return () -> {
					inside.countDown();
					while (released.getCount() > 0) {
						Thread.onSpinWait();
					}
				};
			}
		});
		inside.await();
		assertThat(kind("processes").getContributor("ingest:stubborn")).isNull();
		this.ingest.terminate("stubborn");
		this.time.advance(SHUTDOWN);
		this.time.advance(PATIENCE);
		assertThat(health("processes", "ingest:stubborn").getStatus()).isEqualTo(Status.DOWN);
		assertThat(health("processes", "ingest:stubborn").getDetails()).containsEntry("status", "abandoned");
		released.countDown();
		Awaitility.await().until(() -> kind("processes").getContributor("ingest:stubborn") == null);
	}

	@Test
	void processesOfOneNameAreShownByTheirPathsWithColons() throws Exception {
		this.runtime.process("tail", InstanceSource.of(new Loop()));
		this.runtime.process("other", InstanceSource.of(new Loop()));
		this.ingest.process("tail", InstanceSource.of(this.loop));
		this.runtime.start();
		assertThat(kind("processes").stream()).extracting(Entry::name)
			.containsExactlyInAnyOrder("_supervisor", "ingest:tail", "processes:tail", "other");
		this.loop.fail("planted");
		awaitStatus("processes", "ingest:tail", "failed");
		assertThat(health("processes", "ingest:tail").getStatus()).isEqualTo(Status.DOWN);
		assertThat(health("processes", "processes:tail").getStatus()).isEqualTo(Status.UP);
	}

	/** Ends only by an interrupt. */
	private static Supervisable waiting(CountDownLatch inside, CountDownLatch forEver) {
		return new Supervisable() {
			@Override
			public String name() {
				return "waiting";
			}

			@Override
			public Run initialize(ShutdownSignal shutdown) {
				return () -> {
					inside.countDown();
					forEver.await();
				};
			}
		};
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
