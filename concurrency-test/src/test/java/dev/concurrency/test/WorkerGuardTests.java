package dev.concurrency.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.concurrency.StopReport;
import dev.concurrency.process.Shutdown;
import dev.concurrency.supervision.RestartStrategy;
import dev.concurrency.time.Backoff;
import dev.concurrency.worker.LastTick;
import dev.concurrency.worker.PeriodicWorker;
import dev.concurrency.worker.TickGuard;
import dev.concurrency.worker.TickOutcome;
import dev.concurrency.worker.WorkerSettings;
import dev.concurrency.worker.WorkerSnapshot;

import static org.assertj.core.api.Assertions.assertThat;

/** Whether a tick may run, and how its lock goes back. */
@Timeout(30)
class WorkerGuardTests {

	private static final Duration TEN = Duration.ofSeconds(10);

	private static final Duration LIMIT = Duration.ofSeconds(3);

	private static final Duration SECOND = Duration.ofSeconds(1);

	private static final WorkerSettings EVERY = WorkerSettings.every(TEN);

	private final CountDownLatch closing = new CountDownLatch(1);

	private final CountDownLatch released = new CountDownLatch(1);

	private final List<Boolean> interrupts = new CopyOnWriteArrayList<>();

	/** Gives its lock back once it is released or interrupted, and notes which. */
	private final TickGuard slow = () -> () -> {
		this.closing.countDown();
		ActorBench.until(() -> Thread.currentThread().isInterrupted() || this.released.getCount() == 0);
		this.interrupts.add(Thread.interrupted());
	};

	@Test
	void aGuardIsAskedBeforeEachTickAndToldAfterIt() {
		List<String> calls = new ArrayList<>();
		Ticks ticks = new Ticks((context) -> calls.add("tick"));
		TickGuard guard = () -> {
			calls.add("enter");
			return () -> calls.add("leave");
		};
		try (ActorBench bench = new ActorBench()) {
			started(bench, ticks, EVERY.withGuard(guard));
			bench.time.advance(TEN.multipliedBy(2));
			assertThat(calls).containsExactly("enter", "tick", "leave", "enter", "tick", "leave");
		}
	}

	@Test
	void aTickThatItsGuardRefusesIsLeftOutAndCountsAsLockedOnly() {
		TickGuard guard = () -> null;
		try (ActorBench bench = new ActorBench()) {
			Ticks ticks = Ticks.idle();
			PeriodicWorker worker = started(bench, ticks, EVERY.withGuard(guard));
			bench.time.advance(TEN.multipliedBy(2));
			WorkerSnapshot counts = worker.snapshot();
			assertThat(ticks.count()).isZero();
			assertThat(counts.locked()).isEqualTo(2);
			assertThat(counts.ticks()).isZero();
			assertThat(counts.last()).extracting(LastTick::outcome).isEqualTo(TickOutcome.LOCKED);
			assertThat(counts.next()).isEqualTo(bench.time.instant().plus(TEN));
		}
	}

	@Test
	void aTickThatItsGuardRefusesDoesNotEndTheBackoff() {
		AtomicBoolean free = new AtomicBoolean(true);
		Ticks ticks = new Ticks((context) -> {
			free.set(false);
			throw new IllegalStateException("boom");
		});
		Backoff backoff = new Backoff(LIMIT, LIMIT, 1, 0, Duration.ZERO);
		try (ActorBench bench = new ActorBench()) {
			PeriodicWorker worker = started(bench, ticks,
					EVERY.withBackoff(backoff).withGuard(() -> free.get() ? () -> {
					} : null));
			bench.time.advance(TEN);
			assertThat(worker.snapshot().failures()).isEqualTo(1);
			bench.time.advance(TEN.plus(LIMIT));
			assertThat(worker.snapshot().locked()).isEqualTo(1);
			assertThat(worker.snapshot().next()).isEqualTo(bench.time.instant().plus(TEN).plus(LIMIT));
		}
	}

	@Test
	void aGuardThatFailsIsATickThatFailed() {
		TickGuard guard = () -> {
			throw new IllegalStateException("no database");
		};
		try (ActorBench bench = new ActorBench()) {
			Ticks ticks = Ticks.idle();
			PeriodicWorker worker = started(bench, ticks, EVERY.withGuard(guard));
			bench.time.advance(TEN);
			assertThat(ticks.count()).isZero();
			assertThat(worker.snapshot().failures()).isEqualTo(1);
			assertThat(worker.snapshot().last()).extracting(LastTick::outcome).isEqualTo(TickOutcome.FAILED);
		}
	}

	@Test
	void aTickThatFailsGivesItsLockBackToo() {
		List<String> calls = new ArrayList<>();
		Ticks ticks = new Ticks((context) -> {
			throw new IllegalStateException("boom");
		});
		try (ActorBench bench = new ActorBench()) {
			PeriodicWorker worker = started(bench, ticks, EVERY.withGuard(() -> () -> calls.add("leave")));
			bench.time.advance(TEN);
			assertThat(calls).containsExactly("leave");
			assertThat(worker.snapshot().failures()).isEqualTo(1);
		}
	}

	@Test
	void theInterruptOfATickThatTookTooLongDoesNotReachTheWayItsLockGoesBack() {
		CountDownLatch entered = new CountDownLatch(1);
		Ticks ticks = new Ticks((context) -> {
			entered.countDown();
			ActorBench.until(() -> Thread.currentThread().isInterrupted());
			throw new IllegalStateException("interrupted, and still so");
		});
		this.released.countDown();
		try (ActorBench bench = pooled()) {
			PeriodicWorker worker = started(bench, ticks, EVERY.withGuard(this.slow).withInterruptAfter(LIMIT));
			bench.time.advance(TEN);
			ActorBench.until(() -> entered.getCount() == 0);
			bench.time.advance(LIMIT);
			ActorBench.until(() -> worker.snapshot().last() != null);
			assertThat(this.interrupts).containsExactly(false);
			assertThat(worker.snapshot().last()).extracting(LastTick::outcome).isEqualTo(TickOutcome.INTERRUPTED);
		}
	}

	@Test
	void aTickThatReturnedInTimeIsNotInterruptedWhileItsLockGoesBack() throws InterruptedException {
		try (ActorBench bench = pooled()) {
			PeriodicWorker worker = started(bench, Ticks.idle(), EVERY.withGuard(this.slow).withInterruptAfter(LIMIT));
			bench.time.advance(TEN);
			ActorBench.await(this.closing);
			bench.time.advance(LIMIT);
			this.released.countDown();
			ActorBench.until(() -> worker.snapshot().last() != null);
			assertThat(this.interrupts).containsExactly(false);
			assertThat(worker.snapshot().last()).extracting(LastTick::outcome).isEqualTo(TickOutcome.SUCCEEDED);
		}
	}

	@Test
	void aLockThatDoesNotGoBackMakesItsTickOverdue() throws InterruptedException {
		try (ActorBench bench = pooled()) {
			PeriodicWorker worker = started(bench, Ticks.idle(), EVERY.withGuard(this.slow).withMaxRunTime(LIMIT));
			bench.time.advance(TEN);
			ActorBench.await(this.closing);
			bench.time.advance(LIMIT);
			assertThat(worker.snapshot().overdue()).isTrue();
			this.released.countDown();
			ActorBench.until(() -> worker.snapshot().last() != null);
			assertThat(worker.snapshot().overdue()).isFalse();
		}
	}

	@Test
	void aLockThatCannotBeGivenBackIsATickThatFailedHoweverLongItTook() {
		TickGuard guard = () -> () -> {
			throw new IllegalStateException("no database");
		};
		CountDownLatch entered = new CountDownLatch(1);
		Ticks ticks = new Ticks((context) -> {
			entered.countDown();
			ActorBench.until(() -> Thread.currentThread().isInterrupted());
		});
		try (ActorBench bench = pooled()) {
			PeriodicWorker worker = started(bench, ticks, EVERY.withGuard(guard).withInterruptAfter(LIMIT));
			bench.time.advance(TEN);
			ActorBench.until(() -> entered.getCount() == 0);
			bench.time.advance(LIMIT);
			ActorBench.until(() -> worker.snapshot().last() != null);
			assertThat(worker.snapshot().last()).extracting(LastTick::outcome).isEqualTo(TickOutcome.FAILED);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "PT10S", "PT0.1S" })
	void aLockThatGoesBackWhenTheTimeOfAStopIsOverHasASecondMore(Duration interval) throws InterruptedException {
		try (TreeBench bench = TreeBench.manual()) {
			CompletableFuture<StopReport> report = stoppingWhileTheLockGoesBack(bench, interval);
			bench.time.advance(SECOND.minusNanos(1));
			this.released.countDown();
			ActorBench.join(report);
			assertThat(this.interrupts).containsExactly(false);
		}
	}

	@Test
	void aLockThatTakesLongerToGoBackIsInterrupted() throws InterruptedException {
		try (TreeBench bench = TreeBench.manual()) {
			CompletableFuture<StopReport> report = stoppingWhileTheLockGoesBack(bench, TEN);
			bench.time.advance(SECOND);
			ActorBench.join(report);
			assertThat(this.interrupts).containsExactly(true);
		}
	}

	/** Returns once the time of the stop is over. */
	private CompletableFuture<StopReport> stoppingWhileTheLockGoesBack(TreeBench bench, Duration interval)
			throws InterruptedException {
		bench.supervisor("own", RestartStrategy.ONE_FOR_ONE)
			.with((spec) -> spec.withShutdown(Shutdown.within(LIMIT)))
			.worker("w", Ticks.idle(), WorkerSettings.every(interval).withGuard(this.slow));
		bench.runtime.start();
		ActorBench.until(() -> bench.time.scheduled() > 0);
		bench.time.advance(interval);
		ActorBench.await(this.closing);
		CompletableFuture<StopReport> report = bench.stopping();
		bench.time.advance(LIMIT);
		return report;
	}

	private static ActorBench pooled() {
		return new ActorBench((builder) -> builder.blockingExecutor(ActorBench::start));
	}

	private static PeriodicWorker started(ActorBench bench, Ticks ticks, WorkerSettings settings) {
		PeriodicWorker worker = bench.runtime.worker("w", ticks, settings);
		bench.runtime.start();
		ActorBench.until(() -> bench.time.scheduled() > 0);
		return worker;
	}

}
