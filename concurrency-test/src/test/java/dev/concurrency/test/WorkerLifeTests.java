package dev.concurrency.test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.StopReport;
import dev.concurrency.process.ProcessEvent;
import dev.concurrency.process.ProcessSnapshot;
import dev.concurrency.process.ProcessStatus;
import dev.concurrency.supervision.SupervisionException;
import dev.concurrency.worker.PeriodicWorker;
import dev.concurrency.worker.WorkerFailureAction;
import dev.concurrency.worker.WorkerSettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(30)
class WorkerLifeTests {

	private static final Duration INTERVAL = Duration.ofSeconds(10);

	private static final Duration DEADLINE = Duration.ofSeconds(5);

	private static final Duration PATIENCE = Duration.ofSeconds(2);

	private static final WorkerSettings EVERY = WorkerSettings.every(INTERVAL);

	private final CountDownLatch entered = new CountDownLatch(1);

	private final CountDownLatch released = new CountDownLatch(1);

	private final CountDownLatch stopped = new CountDownLatch(1);

	@Test
	void failingTickIsCountedRememberedAndGoesOn() {
		Ticks ticks = new Ticks((context) -> {
			if (context.number() == 1) {
				throw new IllegalStateException("first");
			}
		});
		try (ActorBench bench = new ActorBench()) {
			PeriodicWorker worker = started(bench, ticks, EVERY);
			bench.time.advance(INTERVAL);
			assertThat(worker.snapshot().failures()).isEqualTo(1);
			assertThat(process(bench).lastFailure()).extracting("type", "message", "count")
				.containsExactly(IllegalStateException.class.getName(), "first", 1L);
			assertThat(worker.status()).isEqualTo(new ProcessStatus.Running());
			bench.time.advance(INTERVAL);
			assertThat(ticks.journal()).containsExactly("1 start", "1 tick 1", "1 tick 2");
			assertThat(worker.snapshot().ticks()).isEqualTo(2);
			assertThat(worker.snapshot().failures()).isEqualTo(1);
			assertThat(process(bench).restarts()).isZero();
		}
	}

	@Test
	void failingTickMakesANewIncarnationIfItIsToRestart() {
		Ticks ticks = failingFirst(new IllegalStateException("boom"));
		try (ActorBench bench = new ActorBench()) {
			PeriodicWorker worker = started(bench, ticks, EVERY.withOnFailure(WorkerFailureAction.RESTART));
			assertRestarted(bench, worker, ticks);
		}
	}

	@Test
	void errorInATickRestartsWhateverTheSettings() {
		Ticks ticks = failingFirst(new AssertionError("boom"));
		try (ActorBench bench = new ActorBench()) {
			assertRestarted(bench, started(bench, ticks, EVERY), ticks);
		}
	}

	private static void assertRestarted(ActorBench bench, PeriodicWorker worker, Ticks ticks) {
		bench.time.advance(INTERVAL);
		assertThat(worker.status()).isInstanceOf(ProcessStatus.Restarting.class);
		assertThat(worker.snapshot().next()).isNull();
		bench.restartIsDue();
		// No tick at the restart either.
		bench.time.advance(INTERVAL.minusNanos(1));
		assertThat(ticks.journal()).containsExactly("1 start", "1 tick 1", "1 stop", "1 destroy", "2 start");
		bench.time.advance(Duration.ofNanos(1));
		bench.stop();
		assertThat(ticks.journal("2")).containsExactly("2 start", "2 tick 1", "2 stop", "2 destroy");
		assertThat(worker.snapshot().ticks()).isEqualTo(2);
		assertThat(worker.snapshot().failures()).isEqualTo(1);
		assertThat(process(bench).restarts()).isEqualTo(1);
	}

	@Test
	void hookThatFailsAtTheEndIsRememberedAndHarmsNothing() {
		Ticks ticks = new Ticks((context) -> {
		}) {
			@Override
			void onStop(int instance) {
				throw new AssertionError("no stop");
			}
		};
		try (ActorBench bench = new ActorBench()) {
			PeriodicWorker worker = started(bench, ticks, EVERY);
			assertThat(bench.stop().isClean()).isTrue();
			assertThat(ticks.journal()).containsExactly("1 start", "1 stop", "1 destroy");
			assertThat(worker.status()).isInstanceOf(ProcessStatus.Stopped.class);
			assertThat(process(bench).lastFailure()).extracting("message").isEqualTo("no stop");
		}
	}

	@Test
	void onStartThatFailsAtBootStopsTheStart() {
		Ticks ticks = new Ticks((context) -> {
		}) {
			@Override
			void onStart(int instance) {
				throw new IllegalStateException("no start");
			}
		};
		try (ActorBench bench = new ActorBench()) {
			PeriodicWorker worker = bench.runtime.worker("w", ticks, EVERY);
			assertThatThrownBy(bench.runtime::start).isInstanceOf(SupervisionException.InitFailed.class)
				.hasRootCauseMessage("no start");
			assertThat(worker.status()).isInstanceOf(ProcessStatus.Failed.class);
			assertThat(ticks.journal()).containsExactly("1 start", "1 destroy");
			assertThat(bench.runtime.isRunning()).isFalse();
		}
	}

	@Test
	void stopBetweenTicksEndsAtOnceAndNothingIsDueAnyMore() {
		Ticks ticks = Ticks.idle();
		try (ActorBench bench = new ActorBench()) {
			PeriodicWorker worker = started(bench, ticks, EVERY);
			bench.time.advance(INTERVAL);
			assertThat(bench.stop().isClean()).isTrue();
			assertThat(worker.snapshot().next()).isNull();
			bench.time.advance(ActorBench.AGES);
			assertThat(ticks.journal()).containsExactly("1 start", "1 tick 1", "1 stop", "1 destroy");
			assertThat(worker.termination().toCompletableFuture()).isCompleted();
			assertThat(bench.time.scheduled()).isZero();
		}
	}

	@Test
	void stopOutranksATickThatIsDue() {
		StepQueue pool = new StepQueue();
		Ticks ticks = Ticks.idle();
		try (ActorBench bench = new ActorBench((builder) -> builder.blockingExecutor(pool), pool)) {
			bench.runtime.worker("w", ticks, EVERY);
			ActorBench.start(bench.runtime::start);
			ActorBench.until(() -> {
				pool.drain();
				return bench.runtime.snapshot().status().label().equals("running");
			});
			bench.time.advance(INTERVAL);
			assertThat(pool.size()).isEqualTo(1);
			AtomicReference<Thread> stopping = new AtomicReference<>();
			CompletableFuture<StopReport> report = CompletableFuture.supplyAsync(() -> {
				stopping.set(Thread.currentThread());
				return bench.runtime.stop(ActorBench.AGES);
			}, ActorBench::start);
			ActorBench.until(() -> stopping.get() != null);
			// It has asked the worker once it waits for the end.
			ActorBench.untilParked(stopping.get());
			pool.drain();
			assertThat(ActorBench.join(report).isClean()).isTrue();
			assertThat(ticks.journal()).containsExactly("1 start", "1 stop", "1 destroy");
		}
	}

	@Test
	void stopWaitsForARunningTickWhichSeesTheSignal() {
		Ticks ticks = new Ticks((context) -> {
			this.entered.countDown();
			context.shutdown().await();
			ActorBench.await(this.released);
		});
		try (ActorBench bench = pooled()) {
			PeriodicWorker worker = started(bench, ticks, EVERY);
			CompletableFuture<StopReport> report = stoppingInside(bench);
			assertThat(worker.status()).isEqualTo(new ProcessStatus.Stopping());
			assertThat(ticks.journal("stop")).isEmpty();
			this.released.countDown();
			assertThat(ActorBench.join(report).isClean()).isTrue();
			assertThat(ticks.journal()).containsExactly("1 start", "1 tick 1", "1 stop", "1 destroy");
			assertThat(worker.snapshot().failures()).isZero();
		}
	}

	@ParameterizedTest
	@MethodSource("oftenAndNot")
	void tickThatHangsPastTheDeadlineIsInterrupted(WorkerSettings settings) {
		Ticks ticks = new Ticks((context) -> {
			this.entered.countDown();
			// Until it is interrupted.
			new CountDownLatch(1).await();
		});
		try (ActorBench bench = pooled()) {
			PeriodicWorker worker = started(bench, ticks, settings);
			CompletableFuture<StopReport> report = stoppingInside(bench);
			bench.time.advance(DEADLINE.minusNanos(1));
			assertThat(ticks.journal("stop")).isEmpty();
			bench.time.advance(Duration.ofNanos(1));
			assertThat(ActorBench.join(report).notDrained()).containsExactly(worker.path());
			assertThat(ticks.journal()).containsExactly("1 start", "1 tick 1", "1 stop", "1 destroy");
			assertThat(worker.snapshot().failures()).isEqualTo(1);
		}
	}

	/** No deadline of a process ends meanwhile. */
	@Test
	void aTickThatHoldsTheTimersThreadIsInterruptedWhenTheTimeOfTheWholeStopIsOver() throws Exception {
		Ticks ticks = new Ticks((context) -> {
			this.entered.countDown();
			// Until it is interrupted.
			new CountDownLatch(1).await();
		});
		try (ConcurrencyRuntime runtime = ConcurrencyRuntime.local()) {
			PeriodicWorker worker = runtime.worker("w", ticks,
					WorkerSettings.every(Duration.ofMillis(1)).withNonBlocking(true));
			runtime.start();
			ActorBench.await(this.entered);
			StopReport report = runtime.stop(Duration.ofMillis(50));
			assertThat(report.notDrained()).containsExactly(worker.path());
			assertThat(ticks.journal()).containsExactly("1 start", "1 tick 1", "1 stop", "1 destroy");
			assertThat(worker.status()).isInstanceOf(ProcessStatus.Failed.class);
			assertThat(worker.snapshot().failures()).isEqualTo(1);
		}
	}

	@ParameterizedTest
	@MethodSource("oftenAndNot")
	void tickThatIgnoresTheInterruptIsLeftBehindAndCountsNothingWhenItComesBack(WorkerSettings settings)
			throws Exception {
		Ticks ticks = new Ticks((context) -> {
			this.entered.countDown();
			ActorBench.until(() -> this.released.getCount() == 0);
		}) {
			@Override
			void onStop(int instance) {
				WorkerLifeTests.this.stopped.countDown();
			}
		};
		try (ActorBench bench = pooled()) {
			PeriodicWorker worker = started(bench, ticks, settings);
			CompletableFuture<StopReport> report = stoppingInside(bench);
			bench.time.advance(DEADLINE);
			bench.time.advance(PATIENCE);
			assertThat(ActorBench.join(report).notDrained()).containsExactly(worker.path());
			assertThat(worker.status()).isEqualTo(new ProcessStatus.Abandoned());
			int events = bench.events.size();
			this.released.countDown();
			ActorBench.await(this.stopped);
			assertThat(worker.snapshot().ticks()).isZero();
			assertThat(bench.events).hasSize(events).noneMatch(ProcessEvent.Worked.class::isInstance);
		}
	}

	@ParameterizedTest
	@MethodSource("oftenAndNot")
	void interruptFlagThatATickLeavesDoesNotReachThePool(WorkerSettings settings) {
		AtomicInteger flags = new AtomicInteger();
		ActorBench bench = new ActorBench((builder) -> builder.blockingExecutor((task) -> {
			task.run();
			flags.addAndGet(Thread.interrupted() ? 1 : 0);
		}));
		try (bench) {
			started(bench, new Ticks((context) -> Thread.currentThread().interrupt()), settings);
			bench.time.advance(INTERVAL);
			assertThat(flags.get()).isZero();
		}
	}

	@Test
	void workerTicksAgainWhenItsRuntimeIsStartedAgain() {
		Ticks ticks = Ticks.idle();
		try (ActorBench bench = new ActorBench()) {
			PeriodicWorker worker = started(bench, ticks, EVERY);
			bench.time.advance(INTERVAL);
			bench.stop();
			bench.runtime.start();
			bench.time.advance(INTERVAL);
			bench.stop();
			assertThat(ticks.journal()).containsExactly("1 start", "1 tick 1", "1 stop", "1 destroy", "2 start",
					"2 tick 1", "2 stop", "2 destroy");
			assertThat(worker.snapshot().ticks()).isEqualTo(2);
		}
	}

	/** What is frequent is called in a way of its own. */
	static List<WorkerSettings> oftenAndNot() {
		return List.of(EVERY, WorkerSettings.every(Duration.ofMillis(900)).withInitialDelay(INTERVAL));
	}

	private static Ticks failingFirst(Throwable failure) {
		AtomicInteger count = new AtomicInteger();
		return new Ticks((context) -> {
			if (count.incrementAndGet() == 1) {
				if (failure instanceof Error error) {
					throw error;
				}
				throw (Exception) failure;
			}
		});
	}

	/** Where each hook and tick has a thread of its own. */
	private static ActorBench pooled() {
		return new ActorBench((builder) -> builder.blockingExecutor(ActorBench::start));
	}

	private CompletableFuture<StopReport> stoppingInside(ActorBench bench) {
		bench.time.advance(INTERVAL);
		ActorBench.until(() -> this.entered.getCount() == 0);
		CompletableFuture<StopReport> report = bench.stopping();
		ActorBench.until(() -> bench.runtime.processes().get(0).process().status() instanceof ProcessStatus.Stopping);
		return report;
	}

	private static PeriodicWorker started(ActorBench bench, Ticks ticks, WorkerSettings settings) {
		PeriodicWorker worker = bench.runtime.worker("w", ticks, settings);
		bench.runtime.start();
		ActorBench.until(() -> bench.time.scheduled() > 0);
		return worker;
	}

	private static ProcessSnapshot process(ActorBench bench) {
		return bench.runtime.processes().get(0).process();
	}

}
