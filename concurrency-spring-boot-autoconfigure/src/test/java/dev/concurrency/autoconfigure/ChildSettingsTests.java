package dev.concurrency.autoconfigure;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.fixture.Airports;
import dev.concurrency.fixture.Loop;
import dev.concurrency.fixture.OneOfEach;
import dev.concurrency.fixture.Yaml;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessSnapshot;
import dev.concurrency.process.RestartType;
import dev.concurrency.process.ShutdownSignal;
import dev.concurrency.process.Supervisable;
import dev.concurrency.test.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How a process is treated by its supervisor: {@code restart}, {@code significant},
 * {@code shutdown}, {@code init-timeout}.
 */
class ChildSettingsTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ConcurrencyAutoConfiguration.class))
		.withPropertyValues("concurrency.workers.configs.default.interval=1h");

	@Test
	void aDeclaredProcessIsPermanentUnlessItSaysOtherwise() {
		this.runner.withUserConfiguration(OneOfEach.class, Airports.class)
			.withPropertyValues("concurrency.auto-startup=false")
			.run((context) -> {
				for (String name : new String[] { "lines", "board", "tower", "airports", "loop" }) {
					assertThat(snapshot(context, name).restartType()).as(name).isEqualTo(RestartType.PERMANENT);
					assertThat(snapshot(context, name).significant()).as(name).isFalse();
				}
			});
	}

	@Test
	void theRestartTypeAndTheSignificanceOfEveryKindArrive() {
		run("""
				concurrency:
				  auto-startup: false
				  sinks.instances.lines: {supervisor: ingest, restart: transient, significant: true}
				  workers.instances.board: {supervisor: ingest, restart: temporary, significant: true}
				  actors.instances.tower: {supervisor: ingest, restart: temporary}
				  actors.instances.airports: {supervisor: ingest, restart: transient, significant: true}
				  processes.instances.loop: {supervisor: ingest, restart: transient, significant: true}
				  supervisors.instances.ingest.auto-shutdown: any-significant
				""", (context) -> {
			treated(context, "lines", RestartType.TRANSIENT, true);
			treated(context, "board", RestartType.TEMPORARY, true);
			treated(context, "tower", RestartType.TEMPORARY, false);
			treated(context, "airports", RestartType.TRANSIENT, true);
			treated(context, "loop", RestartType.TRANSIENT, true);
		});
	}

	@Test
	void aProcessOverridesItsBasesAndTheyTheDefault() {
		run("""
				concurrency:
				  auto-startup: false
				  processes:
				    configs:
				      default: {restart: temporary, supervisor: root}
				      once: {restart: transient, significant: true, supervisor: ingest}
				    instances:
				      LOOP: {base-config: once, significant: false}
				  supervisors.instances.ingest.auto-shutdown: any-significant
				""", (context) -> {
			treated(context, "loop", RestartType.TRANSIENT, false);
			assertThat(snapshot(context, "loop").process().path()).hasToString("root/ingest/loop");
		});
	}

	@Test
	void theDefaultOfProcessesIsInheritedWithoutAnySettingsOfTheInstance() {
		run("concurrency: {auto-startup: false, processes.configs.default.restart: temporary}",
				(context) -> treated(context, "loop", RestartType.TEMPORARY, false));
	}

	@Test
	void anInitializationThatTakesLongerThanItsTimeoutFailsTheStart() {
		this.runner.withBean("slow", Slow.class)
			.withPropertyValues("concurrency.processes.instances.slow.init-timeout=10ms")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(TimeoutException.class)
				.hasMessageContaining("root/processes/slow took longer than PT0.01S"));
	}

	@Test
	void aSupervisorEndsWithItsSignificantChild() {
		run("""
				concurrency:
				  processes.instances.loop: {supervisor: ingest, restart: transient, significant: true}
				  supervisors.instances.ingest: {auto-shutdown: any-significant, restart: transient, children: board}
				""", (context) -> {
			context.getBean(Loop.class).end();
			Awaitility.await().until(() -> snapshot(context, "ingest").status().label().equals("stopped"));
			assertThat(snapshot(context, "board").status().label()).isEqualTo("stopped");
			assertThat(snapshot(context, "loop").exited()).isNotNull();
		});
	}

	@Test
	void aSupervisorThatEndsAutomaticallyIsTransientUnlessItIsSet() {
		run("""
				concurrency:
				  auto-startup: false
				  supervisors.instances:
				    above: {auto-shutdown: all-significant}
				    ingest: {auto-shutdown: any-significant, parent: above, significant: true}
				    again: {auto-shutdown: any-significant, restart: permanent}
				    plain: {}
				""", (context) -> {
			treated(context, "above", RestartType.TRANSIENT, false);
			treated(context, "ingest", RestartType.TRANSIENT, true);
			treated(context, "again", RestartType.PERMANENT, false);
			treated(context, "plain", RestartType.PERMANENT, false);
		});
	}

	@Test
	void aBrutalShutdownInterruptsAtOnce() {
		stop("brutal",
				(stubborn, time, runtime) -> assertThat(stubborn.interrupted.await(10, TimeUnit.SECONDS)).isTrue());
	}

	@Test
	void aShutdownWithinATimeInterruptsWhenThatIsOver() {
		stop("10s", (stubborn, time, runtime) -> {
			assertThat(stubborn.asked.await(10, TimeUnit.SECONDS)).isTrue();
			Awaitility.await().until(() -> time.scheduled() == 1);
			time.advance(Duration.ofMillis(9_999));
			awaitDecisions(runtime);
			assertThat(stubborn.interrupted.getCount()).as("interrupts to come").isEqualTo(1);
			time.advance(Duration.ofMillis(1));
			assertThat(stubborn.interrupted.await(10, TimeUnit.SECONDS)).isTrue();
			assertThat(stubborn.interruptedAt).isEqualTo(stubborn.begunAt.plusSeconds(10));
		});
	}

	@Test
	void anInfiniteShutdownNeverInterrupts() {
		stop("Infinite", (stubborn, time, runtime) -> {
			assertThat(stubborn.asked.await(10, TimeUnit.SECONDS)).isTrue();
			awaitDecisions(runtime);
			assertThat(time.scheduled()).as("interrupts to come").isZero();
			stubborn.released.countDown();
		});
	}

	/** Returns when what the supervisor has decided so far has been carried out. */
	private static void awaitDecisions(ConcurrencyRuntime runtime) {
		assertThat(runtime.supervisorOf(ProcessKind.PROCESS).restart("stubborn")).as("refused during a stop")
			.failsWithin(Duration.ofSeconds(10));
	}

	private void stop(String shutdown, StopTest test) {
		this.runner.withBean("stubborn", Stubborn.class)
			.withBean(ManualTime.class)
			.withPropertyValues("concurrency.processes.instances.stubborn.shutdown=" + shutdown,
					"concurrency.shutdown-timeout=20s")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				Stubborn stubborn = context.getBean(Stubborn.class);
				assertThat(stubborn.begun.await(10, TimeUnit.SECONDS)).isTrue();
				Thread stop = new Thread(context.getSourceApplicationContext()::close);
				stop.start();
				try {
					test.run(stubborn, context.getBean(ManualTime.class), context.getBean(ConcurrencyRuntime.class));
				}
				finally {
					stop.join();
				}
			});
	}

	private void run(String yaml, ContextConsumer<AssertableApplicationContext> test) {
		this.runner.withUserConfiguration(OneOfEach.class, Airports.class)
			.withInitializer(Yaml.of(yaml))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				test.accept(context);
			});
	}

	private static void treated(AssertableApplicationContext context, String name, RestartType restart,
			boolean significant) {
		assertThat(snapshot(context, name).restartType()).as(name).isEqualTo(restart);
		assertThat(snapshot(context, name).significant()).as(name).isEqualTo(significant);
	}

	private static ProcessSnapshot snapshot(AssertableApplicationContext context, String name) {
		ProcessSnapshot[] found = new ProcessSnapshot[1];
		context.getBean(ConcurrencyRuntime.class).snapshot().traverse((process) -> {
			if (process.name().equals(name)) {
				found[0] = process;
			}
		});
		assertThat(found[0]).as(name).isNotNull();
		return found[0];
	}

	@FunctionalInterface
	interface StopTest {

		void run(Stubborn stubborn, ManualTime time, ConcurrencyRuntime runtime) throws Exception;

	}

	/** Is never ready. */
	static class Slow implements Supervisable {

		@Override
		public String name() {
			return "slow";
		}

		@Override
		public Run initialize(ShutdownSignal shutdown) throws InterruptedException {
			new CountDownLatch(1).await();
			throw new IllegalStateException("unreachable");
		}

	}

	/** Does not end because it is asked to. */
	static class Stubborn implements Supervisable {

		private final CountDownLatch begun = new CountDownLatch(1);

		private final CountDownLatch asked = new CountDownLatch(1);

		private final CountDownLatch interrupted = new CountDownLatch(1);

		private final CountDownLatch released = new CountDownLatch(1);

		private final ManualTime time;

		private volatile Instant begunAt = Instant.MAX;

		private volatile Instant interruptedAt = Instant.MAX;

		Stubborn(ManualTime time) {
			this.time = time;
		}

		@Override
		public String name() {
			return "stubborn";
		}

		@Override
		public Run initialize(ShutdownSignal shutdown) {
			shutdown.onRequest(this.asked::countDown);
			return () -> {
				this.begunAt = this.time.instant();
				this.begun.countDown();
				try {
					this.released.await();
				}
				catch (InterruptedException ex) {
					this.interruptedAt = this.time.instant();
					this.interrupted.countDown();
				}
			};
		}

	}

}
