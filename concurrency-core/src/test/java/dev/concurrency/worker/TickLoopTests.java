package dev.concurrency.worker;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.concurrency.process.TestIncarnation;
import dev.concurrency.process.InstanceSource;
import dev.concurrency.process.ProcessEnvironment;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.Supervised;
import dev.concurrency.time.TimeSource;
import dev.concurrency.time.Timer;

import static org.assertj.core.api.Assertions.assertThat;

/** A worker whose timer is quicker than it should be. */
@Timeout(30)
class TickLoopTests {

	private static final WorkerSettings SETTINGS = WorkerSettings.every(Duration.ofHours(1));

	private final List<String> journal = new ArrayList<>();

	private final Ending ending = new Ending();

	private Runnable duringStart = () -> {
	};

	private Runnable duringTick = () -> {
	};

	@Test
	void timerThatRunsOnAnotherThreadBeforeItReturnsLosesNoTick() {
		Supervised worker = worker(new QuickTimer(2, TickLoopTests::onAnotherThread), Runnable::run);
		worker.start(this.ending);
		assertThat(this.journal).containsExactly("start", "tick 1", "tick 2");
		worker.stop();
		assertThat(this.journal).hasSize(4).endsWith("stop");
		assertThat(this.ending.exits.get()).isEqualTo(1);
	}

	@Test
	void timerThatRunsInlineLosesNoTick() {
		Supervised worker = worker(new QuickTimer(2, Runnable::run), Runnable::run);
		worker.start(this.ending);
		assertThat(this.journal).containsExactly("start", "tick 1", "tick 2");
		worker.stop();
		worker.abort();
		assertThat(this.journal).hasSize(4).endsWith("stop");
		assertThat(this.ending.exits.get()).isEqualTo(1);
	}

	/** The race: the next wait is over before who has just put the turn back goes on. */
	@Test
	void timerThatFiresBeforeAPauseIsServedBeginsNoTick() {
		Supervised worker = worker(new QuickTimer(2, Runnable::run), Runnable::run);
		this.duringTick = ((PeriodicWorker) worker)::pause;
		worker.start(this.ending);
		assertThat(this.journal).containsExactly("start", "tick 1");
		worker.stop();
		assertThat(this.journal).hasSize(3).endsWith("stop");
	}

	/** The race: a pause and its end come while the timer is told of the wait before. */
	@Test
	void timerThatReturnsLateDoesNotKeepTheNextWaitFromBeingCancelled() {
		AtomicReference<@Nullable PeriodicWorker> pausing = new AtomicReference<>();
		QuickTimer timer = new QuickTimer(1, (task) -> {
			PeriodicWorker worker = Objects.requireNonNull(pausing.get());
			worker.pause();
			worker.resume();
		});
		Supervised worker = worker(timer, Runnable::run);
		pausing.set((PeriodicWorker) worker);
		worker.start(this.ending);
		assertThat(timer.kept).hasSize(1);
		worker.stop();
		assertThat(timer.kept).isEmpty();
		assertThat(this.journal).containsExactly("start", "stop");
	}

	@Test
	void timerThatFiresAfterTheEndFindsNothingToDo() {
		QuickTimer timer = new QuickTimer(0, Runnable::run);
		Supervised worker = worker(timer, Runnable::run);
		worker.start(this.ending);
		Runnable due = timer.kept.get(0);
		worker.stop();
		assertThat(timer.kept).as("what is not due any more").isEmpty();
		due.run();
		assertThat(this.journal).containsExactly("start", "stop");
		assertThat(this.ending.exits.get()).isEqualTo(1);
	}

	/** The race: the stop finds a start or a tick that has not given up its turn. */
	@Test
	void stopWhileItStartsEndsItAfterTheStart() {
		QuickTimer timer = new QuickTimer(0, Runnable::run);
		Supervised worker = worker(timer, Runnable::run);
		this.duringStart = worker::stop;
		worker.start(this.ending);
		assertThat(this.journal).containsExactly("start", "stop");
		assertThat(this.ending.exits.get()).isEqualTo(1);
		assertThat(timer.kept).isEmpty();
	}

	@Test
	void stopBeforeTheStartHasBegunCreatesNothing() {
		List<Runnable> pool = new ArrayList<>();
		Supervised worker = worker(new QuickTimer(0, Runnable::run), pool::add);
		worker.start(this.ending);
		worker.stop();
		pool.forEach(Runnable::run);
		assertThat(this.journal).isEmpty();
		assertThat(this.ending.exits.get()).isEqualTo(1);
	}

	/** The pool may have no room for more when it is time to stop. */
	@Test
	void stopDuringATickEndsOnTheThreadOfThatTick() {
		List<Runnable> pool = new ArrayList<>();
		QuickTimer timer = new QuickTimer(0, Runnable::run);
		Supervised worker = worker(timer, pool::add);
		this.duringTick = worker::stop;
		worker.start(this.ending);
		pool.remove(0).run();
		timer.kept.remove(0).run();
		pool.remove(0).run();
		assertThat(this.journal).containsExactly("start", "tick 1", "stop");
		assertThat(this.ending.exits.get()).isEqualTo(1);
	}

	/**
	 * The race: the abort finds a tick that has begun and has not called the task yet.
	 */
	@ParameterizedTest
	@ValueSource(longs = { 100, 3_600_000 })
	void abortBeforeATickCallsItsTaskReachesTheTask(long periodMillis) {
		List<Boolean> interrupted = new ArrayList<>();
		abortAsTickBegins(WorkerSettings.every(Duration.ofMillis(periodMillis)),
				(context) -> interrupted.add(Thread.interrupted()));
		assertThat(interrupted).containsExactly(true);
		assertThat(Thread.interrupted()).isFalse();
	}

	/** The same race; a guard that blocks is to see it too. */
	@ParameterizedTest
	@ValueSource(longs = { 100, 3_600_000 })
	void abortBeforeATickAsksItsGuardReachesTheGuard(long periodMillis) {
		List<Boolean> interrupted = new ArrayList<>();
		TickGuard guard = () -> {
			interrupted.add(Thread.interrupted());
			return null;
		};
		abortAsTickBegins(WorkerSettings.every(Duration.ofMillis(periodMillis)).withGuard(guard),
				(context) -> this.journal.add("tick"));
		assertThat(interrupted).containsExactly(true);
		assertThat(this.journal).isEmpty();
		assertThat(Thread.interrupted()).isFalse();
	}

	private void abortAsTickBegins(WorkerSettings settings, PeriodicTask task) {
		AtomicReference<@Nullable Supervised> aborting = new AtomicReference<>();
		TimeSource time = new TimeSource() {
			@Override
			public long nanoTime() {
				Supervised worker = aborting.get();
				if (worker != null && isAsTickBegins()) {
					aborting.set(null);
					worker.abort();
				}
				return System.nanoTime();
			}

			@Override
			public Instant instant() {
				return Instant.now();
			}

			@Override
			public void park(Object blocker, long nanos) {
				throw new UnsupportedOperationException();
			}
		};
		QuickTimer timer = new QuickTimer(0, Runnable::run);
		Supervised worker = Workers
			.create(environment(time, timer, Runnable::run), ProcessPath.ROOT.child("w"), InstanceSource.of(task),
					settings)
			.process();
		worker.start(this.ending);
		Runnable due = timer.kept.remove(0);
		aborting.set(worker);
		due.run();
	}

	/** A tick looks at the clock after it has looked whether it is to stop. */
	private static boolean isAsTickBegins() {
		return StackWalker.getInstance()
			.walk((frames) -> frames.anyMatch((frame) -> frame.getClassName().equals(TickLoop.class.getName())
					&& frame.getMethodName().equals("tick")));
	}

	/** The race: the stop comes while a tick is due, runs or arms the next one. */
	@Test
	void stopBesideADueTickEndsOnceAndNoTickFollows() throws InterruptedException {
		ExecutorService threads = Executors.newCachedThreadPool();
		for (int round = 0; round < 1500; round++) {
			AtomicInteger inside = new AtomicInteger();
			AtomicInteger faults = new AtomicInteger();
			AtomicInteger stops = new AtomicInteger();
			CountDownLatch ticking = new CountDownLatch(1 + round % 3);
			Ending end = new Ending();
			PeriodicTask task = new PeriodicTask() {
				@Override
				public void tick(TickContext context) {
					faults.addAndGet(inside.getAndIncrement() + stops.get());
					ticking.countDown();
					inside.decrementAndGet();
				}

				@Override
				public void onStop() {
					faults.addAndGet(inside.get());
					stops.incrementAndGet();
				}
			};
			Supervised worker = Workers
				.create(environment(new QuickTimer(Integer.MAX_VALUE, threads::execute), threads),
						ProcessPath.ROOT.child("w"), InstanceSource.of(task), SETTINGS)
				.process();
			worker.start(end);
			assertThat(ticking.await(20, TimeUnit.SECONDS)).isTrue();
			worker.stop();
			assertThat(end.over.await(20, TimeUnit.SECONDS)).isTrue();
			assertThat(faults.get()).isZero();
			assertThat(stops.get()).isEqualTo(1);
			assertThat(end.exits.get()).isEqualTo(1);
		}
		threads.shutdownNow();
	}

	private static void onAnotherThread(Runnable work) {
		Thread thread = new Thread(work);
		thread.start();
		try {
			thread.join();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private Supervised worker(Timer timer, Executor pool) {
		PeriodicTask task = new PeriodicTask() {
			@Override
			public void onStart() {
				TickLoopTests.this.journal.add("start");
				TickLoopTests.this.duringStart.run();
			}

			@Override
			public void tick(TickContext context) {
				TickLoopTests.this.journal.add("tick " + context.number());
				TickLoopTests.this.duringTick.run();
			}

			@Override
			public void onStop() {
				TickLoopTests.this.journal.add("stop");
			}
		};
		return Workers.create(environment(timer, pool), ProcessPath.ROOT.child("w"), InstanceSource.of(task), SETTINGS)
			.process();
	}

	private static ProcessEnvironment environment(Timer timer, Executor pool) {
		return environment(TimeSource.system(), timer, pool);
	}

	private static ProcessEnvironment environment(TimeSource time, Timer timer, Executor pool) {
		return new ProcessEnvironment(time, timer, Thread::new, Runnable::run, pool, (event) -> {
		}, (process, items, reason) -> {
		});
	}

	/** Runs so many tasks at once, whatever their delay, and keeps the others. */
	private static final class QuickTimer implements Timer {

		private final List<Runnable> kept = new ArrayList<>();

		private final Consumer<Runnable> runner;

		private int quick;

		QuickTimer(int quick, Consumer<Runnable> runner) {
			this.quick = quick;
			this.runner = runner;
		}

		@Override
		public Timer.Timeout schedule(long delayNanos, Runnable task) {
			if (this.quick > 0) {
				this.quick--;
				this.runner.accept(task);
			}
			else {
				this.kept.add(task);
			}
			return () -> this.kept.remove(task);
		}

		@Override
		public void close() {
		}

	}

	private static final class Ending implements TestIncarnation {

		private final AtomicInteger exits = new AtomicInteger();

		private final CountDownLatch over = new CountDownLatch(1);

		@Override
		public void exited(@Nullable Throwable cause) {
			assertThat(cause).isNull();
			this.exits.incrementAndGet();
			this.over.countDown();
		}

	}

}
