package dev.concurrency.test;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.time.Durations;
import dev.concurrency.worker.LastTick;
import dev.concurrency.worker.PeriodicWorker;
import dev.concurrency.worker.Schedule;
import dev.concurrency.worker.TickOutcome;
import dev.concurrency.worker.WorkerSettings;
import dev.concurrency.worker.WorkerSnapshot;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(30)
class WorkerScheduleTests {

	private static final Duration INTERVAL = Duration.ofSeconds(10);

	private static final WorkerSettings EVERY = WorkerSettings.every(INTERVAL);

	private final Ticks ticks = Ticks.idle();

	@Test
	void firstTickComesAfterExactlyOneInterval() {
		try (ActorBench bench = new ActorBench()) {
			started(bench, this.ticks, EVERY);
			assertThat(this.ticks.journal()).containsExactly("1 start");
			bench.time.advance(INTERVAL.minusNanos(1));
			assertThat(this.ticks.count()).isZero();
			bench.time.advance(Duration.ofNanos(1));
			assertThat(this.ticks.journal()).containsExactly("1 start", "1 tick 1");
		}
	}

	@Test
	void firstTickComesAfterTheInitialDelayAndTheNextAfterAnInterval() {
		try (ActorBench bench = new ActorBench()) {
			started(bench, this.ticks, EVERY.withInitialDelay(Duration.ofSeconds(1)));
			bench.time.advance(Duration.ofMillis(999));
			assertThat(this.ticks.count()).isZero();
			bench.time.advance(Duration.ofMillis(1));
			assertThat(this.ticks.count()).isEqualTo(1);
			bench.time.advance(INTERVAL.minusNanos(1));
			assertThat(this.ticks.count()).isEqualTo(1);
			bench.time.advance(Duration.ofNanos(1));
			assertThat(this.ticks.count()).isEqualTo(2);
		}
	}

	@Test
	void noInitialDelayIsATickAtOnce() {
		try (ActorBench bench = new ActorBench()) {
			started(bench, this.ticks, EVERY.withInitialDelay(Duration.ZERO));
			bench.time.advance(Duration.ZERO);
			assertThat(this.ticks.count()).isEqualTo(1);
		}
	}

	@Test
	void ticksGoOnIntervalByInterval() {
		try (ActorBench bench = new ActorBench()) {
			PeriodicWorker worker = started(bench, this.ticks, EVERY);
			for (int i = 1; i <= 100; i++) {
				assertThat(worker.snapshot().next()).isEqualTo(bench.time.instant().plus(INTERVAL));
				bench.time.advance(INTERVAL);
				assertThat(this.ticks.count()).isEqualTo(i);
				assertThat(this.ticks.context(i - 1).number()).isEqualTo(i);
			}
			assertThat(worker.snapshot()).isEqualTo(new WorkerSnapshot(Schedule.interval(INTERVAL), 100, 0, 0, 0, 0,
					false, bench.time.instant().plus(INTERVAL), Duration.ZERO,
					new LastTick(bench.time.instant(), Duration.ZERO, Duration.ZERO, TickOutcome.SUCCEEDED)));
			assertThat(bench.time.scheduled()).isEqualTo(1);
		}
	}

	@Test
	void intervalCountsFromTheStartOfATick() {
		try (ActorBench bench = new ActorBench()) {
			started(bench, new Ticks((context) -> bench.time.advance(Duration.ofSeconds(4))), EVERY);
			bench.time.advance(INTERVAL);
			// The tick took 4 of its 10 seconds.
			assertThat(bench.time.scheduled()).isEqualTo(1);
			Instant now = bench.time.instant();
			assertThat(worker(bench).next()).isEqualTo(now.plusSeconds(6));
		}
	}

	@Test
	void afterAnOverrunOneTickFollowsAtOnceAndThenAFullInterval() {
		StepQueue pool = new StepQueue();
		ActorBench bench = new ActorBench((builder) -> builder.blockingExecutor(pool), pool);
		AtomicBoolean slow = new AtomicBoolean(true);
		Ticks overrunning = new Ticks((context) -> {
			if (slow.getAndSet(false)) {
				// Three and a half intervals.
				bench.time.advance(Duration.ofSeconds(35));
			}
		});
		try (bench) {
			startedIn(bench, pool, overrunning, EVERY);
			bench.time.advance(INTERVAL);
			pool.drain();
			assertThat(overrunning.count()).isEqualTo(1);
			bench.time.advance(Duration.ZERO);
			pool.drain();
			assertThat(overrunning.count()).as("one at once, no burst").isEqualTo(2);
			bench.time.advance(INTERVAL.minusNanos(1));
			pool.drain();
			assertThat(overrunning.count()).isEqualTo(2);
			bench.time.advance(Duration.ofNanos(1));
			pool.drain();
			assertThat(overrunning.count()).isEqualTo(3);
		}
	}

	@Test
	void tickIsToldWhenItWasDueAndHowLateItIs() {
		StepQueue pool = new StepQueue();
		try (ActorBench bench = new ActorBench((builder) -> builder.blockingExecutor(pool), pool)) {
			PeriodicWorker worker = startedIn(bench, pool, this.ticks, EVERY);
			Instant due = bench.time.instant().plus(INTERVAL);
			bench.time.advance(INTERVAL);
			// The pool is busy for a while.
			bench.time.advance(Duration.ofSeconds(3));
			assertThat(this.ticks.count()).isZero();
			pool.drain();
			assertThat(this.ticks.context(0).due()).isEqualTo(due);
			assertThat(this.ticks.context(0).lag()).isEqualTo(Duration.ofSeconds(3));
			assertThat(this.ticks.context(0).shutdown().isRequested()).isFalse();
			assertThat(worker.snapshot().lag()).isEqualTo(Duration.ofSeconds(3));
			bench.time.advance(INTERVAL);
			pool.drain();
			assertThat(this.ticks.context(1).lag()).isZero();
			assertThat(worker.snapshot().lag()).isZero();
		}
	}

	@Test
	void poolWithoutRoomDelaysTheTickWhichIsItsLag() {
		AtomicBoolean full = new AtomicBoolean();
		ActorBench bench = new ActorBench((builder) -> builder.blockingExecutor((task) -> {
			if (full.get()) {
				throw new RejectedExecutionException("no room");
			}
			task.run();
		}));
		try (bench) {
			PeriodicWorker worker = started(bench, this.ticks, EVERY);
			full.set(true);
			bench.time.advance(INTERVAL.multipliedBy(2));
			assertThat(worker.snapshot().ticks()).isZero();
			full.set(false);
			bench.time.advance(Duration.ofMillis(10));
			assertThat(this.ticks.journal()).containsExactly("1 start", "1 tick 1");
			assertThat(worker.snapshot().lag()).isBetween(INTERVAL, INTERVAL.plusMillis(10));
			assertThat(worker.snapshot().skipped()).isZero();
		}
	}

	@Test
	void dueTickDoesNotOverlapOneThatIsStillInThePool() {
		StepQueue pool = new StepQueue();
		try (ActorBench bench = new ActorBench((builder) -> builder.blockingExecutor(pool), pool)) {
			startedIn(bench, pool, this.ticks, EVERY);
			for (int i = 0; i < 5; i++) {
				bench.time.advance(INTERVAL);
			}
			assertThat(pool.size()).isEqualTo(1);
			pool.drain();
			assertThat(this.ticks.count()).isEqualTo(1);
		}
	}

	@Test
	void veryLongIntervalIsNoTickRatherThanAnOverflow() {
		try (ActorBench bench = new ActorBench()) {
			started(bench, this.ticks, WorkerSettings.every(Durations.MAX));
			bench.time.advance(Duration.ofDays(36_500));
			assertThat(this.ticks.count()).isZero();
		}
	}

	private static PeriodicWorker started(ActorBench bench, Ticks ticks, WorkerSettings settings) {
		PeriodicWorker worker = bench.runtime.worker("w", ticks, settings);
		bench.runtime.start();
		return worker;
	}

	/** Where the start needs the pool, which the test drains. */
	private static PeriodicWorker startedIn(ActorBench bench, StepQueue pool, Ticks ticks, WorkerSettings settings) {
		PeriodicWorker worker = bench.runtime.worker("w", ticks, settings);
		ActorBench.start(bench.runtime::start);
		ActorBench.until(() -> {
			pool.drain();
			return bench.runtime.snapshot().status().label().equals("running");
		});
		return worker;
	}

	private static WorkerSnapshot worker(ActorBench bench) {
		return (WorkerSnapshot) bench.runtime.processes().get(0).process().details();
	}

}
