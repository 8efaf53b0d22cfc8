package dev.concurrency.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.StopReport;
import dev.concurrency.process.ProcessStatus;
import dev.concurrency.worker.LastTick;
import dev.concurrency.worker.PeriodicWorker;
import dev.concurrency.worker.TickOutcome;
import dev.concurrency.worker.TickTimeoutException;
import dev.concurrency.worker.WorkerSettings;

import static org.assertj.core.api.Assertions.assertThat;

/** How long a tick may take and where it runs. */
@Timeout(30)
class WorkerLimitsTests {

	private static final Duration TEN = Duration.ofSeconds(10);

	private static final Duration LIMIT = Duration.ofSeconds(3);

	private static final WorkerSettings EVERY = WorkerSettings.every(TEN);

	private final CountDownLatch entered = new CountDownLatch(1);

	private final CountDownLatch released = new CountDownLatch(1);

	private final List<String> threads = new CopyOnWriteArrayList<>();

	@Test
	void aTickThatTakesTooLongIsOverdueUntilItEndsAndCountsOnce() {
		try (ActorBench bench = pooled()) {
			PeriodicWorker worker = inside(bench, EVERY.withMaxRunTime(LIMIT));
			bench.time.advance(LIMIT.minusNanos(1));
			assertThat(worker.snapshot().overdue()).isFalse();
			bench.time.advance(Duration.ofNanos(1));
			assertThat(worker.snapshot().overdue()).isTrue();
			// Reported again after 6 and after 12 seconds.
			bench.time.advance(Duration.ofSeconds(10));
			assertThat(worker.snapshot().overruns()).isEqualTo(1);
			assertThat(bench.time.scheduled()).as("the next report").isEqualTo(1);
			this.released.countDown();
			ended(worker);
			assertThat(worker.snapshot().overdue()).isFalse();
			assertThat(worker.snapshot().overruns()).isEqualTo(1);
			assertThat(worker.snapshot().last()).extracting(LastTick::outcome).isEqualTo(TickOutcome.SUCCEEDED);
			assertThat(worker.snapshot().last()).extracting(LastTick::took).isEqualTo(Duration.ofSeconds(13));
			assertThat(bench.time.scheduled()).as("the next tick").isEqualTo(1);
		}
	}

	@Test
	void aTickThatIsQuickEnoughIsNotReported() {
		try (ActorBench bench = new ActorBench()) {
			PeriodicWorker worker = started(bench, Ticks.idle(), EVERY.withMaxRunTime(LIMIT).withInterruptAfter(LIMIT));
			bench.time.advance(Duration.ofMinutes(1));
			assertThat(worker.snapshot().overruns()).isZero();
			assertThat(worker.snapshot().ticks()).isEqualTo(6);
			assertThat(bench.time.scheduled()).isEqualTo(1);
		}
	}

	@Test
	void interruptAfterEndsATickWhichHasFailedThen() {
		try (ActorBench bench = pooled()) {
			PeriodicWorker worker = inside(bench, EVERY.withInterruptAfter(LIMIT));
			bench.time.advance(LIMIT);
			ended(worker);
			assertThat(worker.snapshot().last()).extracting(LastTick::outcome).isEqualTo(TickOutcome.INTERRUPTED);
			assertThat(worker.snapshot().failures()).isEqualTo(1);
			assertThat(bench.runtime.processes().get(0).process().lastFailure()).extracting("type", "message")
				.containsExactly(TickTimeoutException.class.getName(),
						"The tick took longer than its interrupt-after of 3s and was interrupted");
			assertThat(worker.status()).isEqualTo(new ProcessStatus.Running());
			this.released.countDown();
			bench.time.advance(TEN);
			ActorBench.until(() -> worker.snapshot().ticks() == 2);
			assertThat(worker.snapshot().failures()).isEqualTo(1);
		}
	}

	@Test
	void aTickThatReturnsInSpiteOfItsInterruptHasSucceeded() {
		Ticks ticks = new Ticks((context) -> {
			this.entered.countDown();
			ActorBench.until(() -> Thread.currentThread().isInterrupted());
		});
		try (ActorBench bench = pooled()) {
			PeriodicWorker worker = started(bench, ticks, EVERY.withInterruptAfter(LIMIT));
			bench.time.advance(TEN);
			ActorBench.until(() -> this.entered.getCount() == 0);
			bench.time.advance(LIMIT);
			ended(worker);
			assertThat(worker.snapshot().last()).extracting(LastTick::outcome).isEqualTo(TickOutcome.SUCCEEDED);
		}
	}

	@Test
	void aTickThatWasOverdueWhenItWasLeftBehindDoesNotMakeTheNextIncarnationOverdue() {
		Ticks ticks = new Ticks((context) -> {
			this.entered.countDown();
			// Whatever interrupts it.
			ActorBench.until(() -> this.released.getCount() == 0);
		});
		try (ActorBench bench = pooled()) {
			PeriodicWorker worker = started(bench, ticks, EVERY.withMaxRunTime(LIMIT));
			bench.time.advance(TEN);
			ActorBench.until(() -> this.entered.getCount() == 0);
			bench.time.advance(LIMIT);
			CompletableFuture<StopReport> report = bench.stopping();
			bench.time.advance(ActorBench.AGES);
			ActorBench.join(report);
			assertThat(worker.status()).isInstanceOf(ProcessStatus.Abandoned.class);
			assertThat(worker.snapshot().overdue()).as("it hangs all the same").isTrue();
			this.released.countDown();
			ActorBench.until(() -> !(worker.status() instanceof ProcessStatus.Abandoned));
			bench.runtime.start();
			ActorBench.until(() -> ticks.journal("start").size() == 2);
			assertThat(worker.snapshot().overdue()).isFalse();
		}
	}

	@Test
	void nonBlockingTicksRunOnTheTimersThreadAndHooksDoNot() {
		List<Runnable> pooled = new ArrayList<>();
		ActorBench bench = new ActorBench((builder) -> builder.blockingExecutor((work) -> {
			pooled.add(work);
			work.run();
		}));
		try (bench) {
			Ticks ticks = Ticks.idle();
			PeriodicWorker worker = started(bench, ticks, EVERY.withNonBlocking(true));
			int before = pooled.size();
			bench.time.advance(TEN.multipliedBy(3));
			assertThat(ticks.count()).isEqualTo(3);
			worker.trigger();
			assertThat(ticks.count()).as("not on the thread that triggers").isEqualTo(3);
			bench.time.advance(Duration.ZERO);
			assertThat(ticks.count()).isEqualTo(4);
			assertThat(pooled).hasSize(before);
			bench.stop();
			assertThat(ticks.journal("stop")).hasSize(1);
			assertThat(pooled).hasSizeGreaterThan(before);
		}
	}

	@Test
	void ticksThatWaitHaveAllThreadsOfThePool() {
		CountDownLatch all = new CountDownLatch(70);
		try (TreeBench tree = TreeBench.manual((builder) -> builder.blockingPool(70, 1))) {
			for (int i = 0; i < 70; i++) {
				tree.runtime.worker("w" + i, new Ticks((context) -> {
					all.countDown();
					ActorBench.await(this.released);
				}), EVERY);
			}
			tree.runtime.start();
			ActorBench.until(() -> tree.time.scheduled() >= 70);
			tree.time.advance(TEN);
			// More threads come as long as ticks wait.
			ActorBench.until(() -> {
				tree.time.advance(Duration.ofMillis(1));
				return all.getCount() == 0;
			});
			this.released.countDown();
		}
	}

	@Test
	void anInterruptThatATickLeavesOnTheTimersThreadConcernsNoOther() {
		List<Boolean> flags = new ArrayList<>();
		Ticks ticks = new Ticks((context) -> {
			flags.add(Thread.currentThread().isInterrupted());
			Thread.currentThread().interrupt();
		});
		try (ActorBench bench = new ActorBench()) {
			started(bench, ticks, EVERY.withNonBlocking(true));
			bench.time.advance(TEN.multipliedBy(2));
			assertThat(flags).containsExactly(false, false);
			assertThat(Thread.interrupted()).isFalse();
		}
	}

	@Test
	void aTickThatFailsOnTheTimersThreadIsRestartedOnThePool() {
		Ticks ticks = new Ticks((context) -> {
			throw new AssertionError("boom");
		});
		try (ActorBench bench = new ActorBench()) {
			PeriodicWorker worker = started(bench, ticks, EVERY.withNonBlocking(true));
			bench.time.advance(TEN);
			assertThat(worker.status()).isInstanceOf(ProcessStatus.Restarting.class);
			bench.restartIsDue();
			assertThat(ticks.journal()).endsWith("1 stop", "1 destroy", "2 start");
		}
	}

	@Test
	void aTickRunsOnAThreadNamedAfterItsProcess() {
		Ticks ticks = new Ticks((context) -> this.threads.add(Thread.currentThread().getName()));
		ActorBench bench = new ActorBench((builder) -> builder.blockingExecutor((work) -> {
			work.run();
			this.threads.add(Thread.currentThread().getName());
		}));
		String own = Thread.currentThread().getName();
		try (bench) {
			started(bench, ticks, EVERY);
			this.threads.clear();
			bench.time.advance(TEN);
			assertThat(this.threads).containsExactly("root/workers/w", own);
		}
	}

	/** To name a thread takes longer than a short tick. */
	@Test
	void aTickThatComesSeveralTimesASecondRunsUnderThePoolsName() {
		Ticks ticks = new Ticks((context) -> this.threads.add(Thread.currentThread().getName()));
		try (ActorBench bench = new ActorBench()) {
			started(bench, ticks, WorkerSettings.every(Duration.ofMillis(999)));
			bench.time.advance(Duration.ofSeconds(1));
			assertThat(this.threads).containsExactly(Thread.currentThread().getName());
		}
	}

	private PeriodicWorker inside(ActorBench bench, WorkerSettings settings) {
		Ticks ticks = new Ticks((context) -> {
			this.entered.countDown();
			ActorBench.await(this.released);
		});
		PeriodicWorker worker = started(bench, ticks, settings);
		bench.time.advance(TEN);
		ActorBench.until(() -> this.entered.getCount() == 0);
		return worker;
	}

	private static void ended(PeriodicWorker worker) {
		ActorBench.until(() -> worker.snapshot().next() != null);
		@Nullable LastTick last = worker.snapshot().last();
		assertThat(Objects.requireNonNull(last).due()).isNotNull();
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
