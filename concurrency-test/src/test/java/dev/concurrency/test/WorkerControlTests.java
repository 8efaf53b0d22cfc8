package dev.concurrency.test;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.StopReport;
import dev.concurrency.SupervisorRef;
import dev.concurrency.process.ProcessStatus;
import dev.concurrency.supervision.RestartStrategy;
import dev.concurrency.supervision.SupervisorSettings;
import dev.concurrency.worker.PeriodicWorker;
import dev.concurrency.worker.Schedule;
import dev.concurrency.worker.WorkerFailureAction;
import dev.concurrency.worker.WorkerSettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** What one can do with a worker that runs. */
@Timeout(30)
class WorkerControlTests {

	private static final Duration TEN = Duration.ofSeconds(10);

	private static final WorkerSettings EVERY = WorkerSettings.every(TEN);

	private final CountDownLatch entered = new CountDownLatch(1);

	private final CountDownLatch released = new CountDownLatch(1);

	private final Ticks ticks = Ticks.idle();

	@Test
	void aPausedWorkerDoesNotTickAndGoesOnAPeriodAfterItIsResumed() {
		try (ActorBench bench = new ActorBench()) {
			PeriodicWorker worker = started(bench, this.ticks, EVERY);
			bench.time.advance(Duration.ofSeconds(9));
			worker.pause();
			worker.pause();
			assertThat(worker.status()).isEqualTo(new ProcessStatus.Paused());
			assertThat(worker.snapshot().next()).isNull();
			assertThat(bench.time.scheduled()).isZero();
			bench.time.advance(Duration.ofHours(1));
			assertThat(this.ticks.count()).isZero();
			worker.resume();
			worker.resume();
			assertThat(worker.status()).isEqualTo(new ProcessStatus.Running());
			assertThat(worker.snapshot().next()).isEqualTo(bench.time.instant().plus(TEN));
			bench.time.advance(TEN.minusNanos(1));
			assertThat(this.ticks.count()).isZero();
			bench.time.advance(Duration.ofNanos(1));
			assertThat(this.ticks.count()).isEqualTo(1);
		}
	}

	@Test
	void aTickThatARestartAlongWithASiblingLeavesOutIsNotLate() {
		Duration half = ActorBench.BACKOFF.dividedBy(2);
		try (ActorBench bench = new ActorBench()) {
			SupervisorRef own = bench.runtime.supervisor("own",
					SupervisorSettings.defaults()
						.withStrategy(RestartStrategy.ONE_FOR_ALL)
						.withRestarts(ActorBench.restarts(10)));
			PeriodicWorker worker = own.worker("w", this.ticks, EVERY);
			own.worker("failing", (context) -> {
				throw new IllegalStateException("boom");
			}, WorkerSettings.every(TEN.minusNanos(1)).withOnFailure(WorkerFailureAction.RESTART));
			bench.runtime.start();
			ActorBench.until(() -> bench.time.scheduled() == 2);
			bench.time.advance(TEN.minusNanos(1));
			bench.time.advance(half);
			assertThat(worker.status()).isInstanceOf(ProcessStatus.Restarting.class);
			assertThat(this.ticks.count()).isZero();
			assertThat(worker.snapshot().lag()).isZero();
			assertThat(worker.snapshot().next()).isNull();
		}
	}

	@Test
	void aTickThatAStopLeavesOutIsNotLateThoughTheEndWaitsForThePool() {
		StepQueue pool = new StepQueue();
		try (ActorBench bench = new ActorBench((builder) -> builder.blockingExecutor(pool), pool)) {
			PeriodicWorker worker = bench.runtime.worker("w", this.ticks, EVERY);
			startStepping(bench, pool);
			bench.time.advance(TEN.plusSeconds(1));
			assertThat(worker.snapshot().lag()).as("waits for the pool").isEqualTo(Duration.ofSeconds(1));
			CompletableFuture<StopReport> stop = bench.stopping();
			assertThat(worker.snapshot().lag()).isZero();
			assertThat(worker.snapshot().next()).isNull();
			ActorBench.until(() -> {
				pool.drain();
				return stop.isDone();
			});
			assertThat(this.ticks.count()).isZero();
		}
	}

	@Test
	void whatChangesBeforeATickHasItsThreadCountsForThatTick() {
		StepQueue pool = new StepQueue();
		WorkerSettings frequent = WorkerSettings.every(Duration.ofMillis(500));
		try (ActorBench bench = new ActorBench((builder) -> builder.blockingExecutor(pool), pool)) {
			PeriodicWorker worker = bench.runtime.worker("w", (context) -> bench.time.advance(Duration.ofSeconds(2)),
					frequent);
			startStepping(bench, pool);
			assertThat(worker.trigger()).isTrue();
			worker.reconfigure((now) -> now.withMaxRunTime(Duration.ofSeconds(1)));
			assertThat(pool.step()).isTrue();
			assertThat(worker.snapshot().ticks()).isEqualTo(1);
			assertThat(worker.snapshot().overruns()).isEqualTo(1);
		}
	}

	@Test
	void aPauseLastsOverARestart() {
		Ticks failing = new Ticks((context) -> {
			throw new IllegalStateException("boom");
		});
		try (ActorBench bench = new ActorBench()) {
			PeriodicWorker worker = started(bench, failing, EVERY.withOnFailure(WorkerFailureAction.RESTART));
			worker.pause();
			worker.trigger();
			bench.restartIsDue();
			bench.time.advance(Duration.ofHours(1));
			assertThat(failing.journal("tick")).containsExactly("1 tick 1");
			worker.resume();
			bench.time.advance(TEN);
			assertThat(failing.journal("tick")).containsExactly("1 tick 1", "2 tick 1");
		}
	}

	@Test
	void aPausedWorkerStopsAsEver() {
		try (ActorBench bench = new ActorBench()) {
			started(bench, this.ticks, EVERY).pause();
			assertThat(bench.stop().isClean()).isTrue();
			assertThat(this.ticks.journal()).containsExactly("1 start", "1 stop", "1 destroy");
		}
	}

	@Test
	void aTriggeredTickComesAtOnceAndTheIntervalCountsFromIt() {
		try (ActorBench bench = new ActorBench()) {
			PeriodicWorker worker = started(bench, this.ticks, EVERY);
			bench.time.advance(Duration.ofSeconds(4));
			assertThat(worker.trigger()).isTrue();
			assertThat(this.ticks.count()).isEqualTo(1);
			assertThat(this.ticks.context(0).lag()).isZero();
			assertThat(this.ticks.context(0).due()).isEqualTo(bench.time.instant());
			bench.time.advance(TEN.minusNanos(1));
			assertThat(this.ticks.count()).isEqualTo(1);
			bench.time.advance(Duration.ofNanos(1));
			assertThat(this.ticks.count()).isEqualTo(2);
		}
	}

	@Test
	void aTriggeredTickDoesNotMoveTheTimesOfAFixedRate() {
		try (ActorBench bench = new ActorBench()) {
			PeriodicWorker worker = started(bench, this.ticks, WorkerSettings.of(Schedule.fixedRate(TEN)));
			bench.time.advance(Duration.ofSeconds(4));
			worker.trigger();
			bench.time.advance(Duration.ofSeconds(6));
			assertThat(this.ticks.count()).isEqualTo(2);
			assertThat(worker.snapshot().skipped()).isZero();
		}
	}

	@Test
	void aTriggeredTickMovesThoseOfAFixedDelay() {
		try (ActorBench bench = new ActorBench()) {
			PeriodicWorker worker = started(bench, this.ticks, WorkerSettings.of(Schedule.fixedDelay(TEN)));
			bench.time.advance(Duration.ofSeconds(4));
			worker.trigger();
			assertThat(worker.snapshot().next()).isEqualTo(bench.time.instant().plus(TEN));
		}
	}

	@Test
	void whatAPauseLeavesOutOfAFixedRateIsNotCountedWithWhatATickMisses() {
		try (ActorBench bench = new ActorBench()) {
			PeriodicWorker worker = started(bench, this.ticks, WorkerSettings.of(Schedule.fixedRate(TEN)));
			worker.pause();
			bench.time.advance(Duration.ofSeconds(25));
			worker.trigger();
			assertThat(this.ticks.count()).isEqualTo(1);
			assertThat(worker.snapshot().skipped()).isZero();
		}
	}

	@Test
	void aTriggerDuringATickIsOneMoreTickAfterItHoweverOftenItWasCalled() {
		AtomicReference<@Nullable PeriodicWorker> self = new AtomicReference<>();
		Ticks twice = new Ticks((context) -> {
			PeriodicWorker worker = self.get();
			if (worker != null && context.number() == 1) {
				worker.trigger();
				worker.trigger();
			}
		});
		try (ActorBench bench = new ActorBench()) {
			self.set(started(bench, twice, EVERY));
			bench.time.advance(TEN);
			assertThat(twice.count()).isEqualTo(2);
			bench.time.advance(TEN);
			assertThat(twice.count()).isEqualTo(3);
		}
	}

	@Test
	void aTriggerOfAPausedWorkerTicksOnce() {
		try (ActorBench bench = new ActorBench()) {
			PeriodicWorker worker = started(bench, this.ticks, EVERY);
			worker.pause();
			assertThat(worker.trigger()).isTrue();
			bench.time.advance(Duration.ofHours(1));
			assertThat(this.ticks.count()).isEqualTo(1);
		}
	}

	@Test
	void aWorkerThatDoesNotRunCannotBeTriggered() {
		try (ActorBench bench = new ActorBench()) {
			PeriodicWorker worker = bench.runtime.worker("w", this.ticks, EVERY);
			assertThat(worker.trigger()).isFalse();
			bench.runtime.start();
			bench.stop();
			assertThat(worker.trigger()).isFalse();
			assertThat(this.ticks.count()).isZero();
		}
	}

	@Test
	void anotherScheduleCountsFromNowOn() {
		try (ActorBench bench = new ActorBench()) {
			PeriodicWorker worker = started(bench, this.ticks, WorkerSettings.every(Duration.ofHours(1)));
			bench.time.advance(Duration.ofMinutes(30));
			assertThat(worker.reconfigure((now) -> now.withSchedule(Schedule.interval(TEN))).schedule())
				.isEqualTo(Schedule.interval(TEN));
			assertThat(worker.snapshot().schedule()).hasToString("interval 10s");
			bench.time.advance(Duration.ofSeconds(30));
			assertThat(this.ticks.count()).isEqualTo(3);
			worker.reconfigure((now) -> now.withSchedule(Schedule.fixedDelay(Duration.ofHours(1))));
			bench.time.advance(Duration.ofMinutes(59));
			assertThat(this.ticks.count()).isEqualTo(3);
			bench.time.advance(Duration.ofMinutes(1));
			assertThat(this.ticks.count()).isEqualTo(4);
		}
	}

	@Test
	void anotherJitterCountsFromNowOn() {
		try (ActorBench bench = new ActorBench()) {
			PeriodicWorker worker = started(bench, this.ticks, EVERY);
			bench.time.advance(Duration.ofSeconds(6));
			Instant changed = bench.time.instant();
			worker.reconfigure((now) -> now.withJitter(Duration.ofSeconds(2)));
			assertThat(worker.snapshot().next()).isBetween(changed.plus(TEN), changed.plusSeconds(12));
		}
	}

	@Test
	void aChangeOfTheRestMovesNoTick() {
		try (ActorBench bench = new ActorBench()) {
			PeriodicWorker worker = started(bench, this.ticks, EVERY);
			bench.time.advance(Duration.ofSeconds(6));
			worker.reconfigure((now) -> now.withMaxRunTime(TEN));
			assertThat(worker.settings().maxRunTime()).isEqualTo(TEN);
			bench.time.advance(Duration.ofSeconds(4));
			assertThat(this.ticks.count()).isEqualTo(1);
		}
	}

	@Test
	void aScheduleThatChangesDuringATickCountsFromItsEnd() {
		Ticks slow = new Ticks((context) -> {
			this.entered.countDown();
			ActorBench.await(this.released);
		});
		try (ActorBench bench = new ActorBench((builder) -> builder.blockingExecutor(ActorBench::start))) {
			PeriodicWorker worker = started(bench, slow, EVERY);
			bench.time.advance(TEN);
			ActorBench.until(() -> this.entered.getCount() == 0);
			worker.reconfigure((now) -> now.withSchedule(Schedule.interval(Duration.ofSeconds(2))));
			bench.time.advance(Duration.ofSeconds(5));
			this.released.countDown();
			// For a moment the next tick is the one that the old schedule has planned.
			Instant next = bench.time.instant().plusSeconds(2);
			ActorBench.until(() -> next.equals(worker.snapshot().next()));
		}
	}

	@Test
	void whereTicksRunAndTheirLockCannotChange() {
		try (ActorBench bench = new ActorBench()) {
			PeriodicWorker worker = started(bench, this.ticks, EVERY);
			assertThatIllegalArgumentException()
				.isThrownBy(() -> worker.reconfigure((now) -> now.withNonBlocking(true)))
				.withMessage("non-blocking cannot be changed while the worker exists: set it before the start");
			assertThatIllegalArgumentException()
				.isThrownBy(() -> worker.reconfigure((now) -> now.withGuard(() -> null)))
				.withMessage("lock cannot be changed while the worker exists: set it before the start");
			assertThat(worker.settings()).isEqualTo(EVERY);
		}
	}

	private static PeriodicWorker started(ActorBench bench, Ticks ticks, WorkerSettings settings) {
		PeriodicWorker worker = bench.runtime.worker("w", ticks, settings);
		bench.runtime.start();
		ActorBench.until(() -> bench.time.scheduled() > 0);
		return worker;
	}

	/** Until the worker waits for its first tick; from then on the pool is the test's. */
	private static void startStepping(ActorBench bench, StepQueue pool) {
		CompletableFuture<Void> started = CompletableFuture.runAsync(bench.runtime::start, ActorBench::start);
		ActorBench.until(() -> {
			pool.drain();
			return started.isDone() && bench.time.scheduled() > 0;
		});
	}

}
