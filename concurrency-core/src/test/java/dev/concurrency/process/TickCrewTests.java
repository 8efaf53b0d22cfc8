package dev.concurrency.process;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.time.SetTime;
import dev.concurrency.time.TimeSource;
import dev.concurrency.time.Timer;
import dev.concurrency.time.wheel.Lap;
import dev.concurrency.time.wheel.LapTask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Timeout(60)
class TickCrewTests {

	private final List<String> done = new ArrayList<>();

	private final Queue<Runnable> later = new ArrayDeque<>();

	private final List<Runnable> threads = new ArrayList<>();

	private Runnable onLook = () -> {
	};

	private boolean closed;

	/** Until the next look. */
	private Duration patience = Duration.ZERO;

	private final SetTime time = new SetTime();

	private final Timer timer = new Timer() {
		@Override
		public Timer.Timeout schedule(long delayNanos, Runnable task) {
			TickCrewTests.this.patience = Duration.ofNanos(delayNanos);
			TickCrewTests.this.later.add(task);
			return () -> TickCrewTests.this.later.remove(task);
		}

		@Override
		public void close() {
		}
	};

	private final TickCrew crew = crew(2);

	private TickCrew crew(int fewest) {
		return new TickCrew((member) -> {
			if (this.closed) {
				throw new RejectedExecutionException("closed");
			}
			this.threads.add(member);
		}, this.time, this.timer, fewest, 64);
	}

	@Test
	void aBatchOfShortTasksIsDoneByOneThread() {
		handOver(100);
		assertThat(this.threads).hasSize(1);
		runAll();
		assertThat(this.done).hasSize(100);
		this.later.remove().run();
		assertThat(this.later).as("nothing waits any more").isEmpty();
		assertThat(this.threads).isEmpty();
	}

	@Test
	void aTaskThatComesAloneAndHasAThreadIsNotWatched() {
		this.crew.execute(() -> this.done.add("task"));
		assertThat(this.later).isEmpty();
		runAll();
		assertThat(this.done).hasSize(1);
	}

	@Test
	void batchesShareFewThreadsHoweverManyThereAre() {
		for (int i = 0; i < 10; i++) {
			handOver(10);
		}
		assertThat(this.threads).hasSize(2);
		this.threads.remove(0).run();
		assertThat(this.done).hasSize(100);
		runAll();
		assertThat(this.done).hasSize(100);
	}

	@Test
	void aTaskThatWaitsForOthersOfItsBatchGetsMoreThreadsUntilThereAreEnough() {
		handOver(100);
		// None of the threads gets on.
		for (int expected : new int[] { 4, 8, 16, 32, 64, 64 }) {
			assertThat(this.patience).isEqualTo(Duration.ofMillis(1));
			this.later.remove().run();
			assertThat(this.threads).hasSize(expected);
		}
		runAll();
		assertThat(this.done).hasSize(100);
		this.later.remove().run();
		assertThat(this.later).isEmpty();
		for (int i = 0; i < 10; i++) {
			handOver(10);
		}
		assertThat(this.threads).as("it begins with few again").hasSize(2);
	}

	@Test
	void whileBatchesAreTakenUpInTimeThereAreNoMoreThreads() {
		handOver(3);
		runAll();
		handOver(2);
		this.later.remove().run();
		assertThat(this.threads).as("the one of the second batch").hasSize(1);
		assertThat(this.later).as("the next look").hasSize(1);
		runAll();
		assertThat(this.done).hasSize(5);
	}

	/** A look each time would wake the timer's thread as often as the ticks do. */
	@Test
	void aCrewThatHasBeenQuickEnoughForAWhileIsLookedAtLater() {
		for (int i = 0; i < 8; i++) {
			handOver(2);
			assertThat(this.patience).isEqualTo(Duration.ofMillis(1));
			runAll();
			this.later.remove().run();
		}
		handOver(2);
		assertThat(this.patience).isEqualTo(Duration.ofMillis(4));
		// None of the threads gets on.
		this.later.remove().run();
		assertThat(this.threads).hasSize(4);
		assertThat(this.patience).isEqualTo(Duration.ofMillis(1));
		runAll();
		this.later.remove().run();
		handOver(2);
		assertThat(this.patience).as("it has not been quick enough").isEqualTo(Duration.ofMillis(1));
	}

	@Test
	void othersHaveTheThreadOnceAMemberHasHadItForAMillisecond() {
		this.crew.executeAll(Collections.nCopies(10, () -> {
			this.done.add("task");
			this.time.now += TimeUnit.MICROSECONDS.toNanos(400);
		}));
		this.threads.remove(0).run();
		assertThat(this.done).hasSize(3);
		assertThat(this.threads).as("at the end of the pool's queue").hasSize(1);
		runAll();
		assertThat(this.done).hasSize(10);
	}

	@Test
	void whatWaitsWhenAllIsClosedIsDoneByTheThreadThatIsAtIt() {
		this.crew.executeAll(Collections.nCopies(3, () -> {
			this.done.add("task");
			this.closed = true;
			this.time.now += TimeUnit.MILLISECONDS.toNanos(2);
		}));
		runAll();
		assertThat(this.done).hasSize(3);
	}

	@Test
	void whatIsAtWorkGoesOnThoughNobodyCanWatch() {
		TickCrew unwatched = new TickCrew(this.threads::add, this.time, new Timer() {
			@Override
			public Timer.Timeout schedule(long delayNanos, Runnable task) {
				throw new RejectedExecutionException("closed");
			}

			@Override
			public void close() {
			}
		}, 2, 64);
		unwatched.executeAll(Collections.nCopies(3, () -> this.done.add("task")));
		runAll();
		assertThat(this.done).hasSize(3);
	}

	@Test
	void tasksThatWaitDoNotCountAmongTheFew() throws InterruptedException {
		CountDownLatch waiting = new CountDownLatch(2);
		CountDownLatch released = new CountDownLatch(1);
		Runnable task = () -> {
			waiting.countDown();
			try {
				released.await();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		};
		this.crew.executeAll(List.of(task, task));
		new Thread(this.threads.remove(0)).start();
		this.later.remove().run();
		this.later.remove().run();
		new Thread(this.threads.remove(0)).start();
		waiting.await();
		while (!this.later.isEmpty()) {
			this.later.remove().run();
		}
		this.threads.clear();
		this.crew.execute(() -> this.done.add("task"));
		assertThat(this.threads).hasSize(1);
		runAll();
		assertThat(this.done).hasSize(1);
		released.countDown();
	}

	@Test
	void tasksAreRejectedWhenAllIsClosed() {
		this.closed = true;
		assertThatExceptionOfType(RejectedExecutionException.class)
			.isThrownBy(() -> this.crew.execute(() -> this.done.add("task")));
		this.closed = false;
		handOver(1);
		runAll();
		assertThat(this.done).as("what was rejected does not come later").hasSize(1);
	}

	@Test
	void tasksLookAtTheirMemoryTogetherBeforeTheFirstOfThemRuns() {
		this.onLook = () -> this.done.add("look");
		this.crew.executeAll(List.of(task("a"), task("b")));
		runAll();
		assertThat(this.done).containsExactly("look", "look", "look", "look", "a at 0", "b at 0");
	}

	@Test
	void aTaskBeginsWhenTheOneBeforeItHasEnded() {
		this.crew.executeAll(List.of(task("a", () -> this.time.now += 5), task("b")));
		runAll();
		assertThat(this.done).containsExactly("a at 0", "b at 0");
	}

	@Test
	void aTaskAfterOneThatTellsNoEndBeginsWhenTheClockSays() {
		this.crew.executeAll(List.of(task("a"), () -> this.time.now += 5, task("b")));
		runAll();
		assertThat(this.done).containsExactly("a at 0", "b at 5");
	}

	@Test
	void aTaskThatThrowsIsReportedAndKeepsNoOtherFromRunning() throws InterruptedException {
		List<Throwable> uncaught = new ArrayList<>();
		this.crew.executeAll(List.of(() -> {
			throw new IllegalStateException("boom");
		}, task("b")));
		Thread thread = new Thread(this.threads.remove(0));
		thread.setUncaughtExceptionHandler((failed, failure) -> uncaught.add(failure));
		thread.start();
		thread.join();
		assertThat(this.done).containsExactly("b at 0");
		assertThat(uncaught).singleElement().satisfies((failure) -> assertThat(failure).hasMessage("boom"));
	}

	@Test
	void aTaskBeginsAfterTheLookAtItsMemory() {
		this.onLook = () -> this.time.now++;
		this.crew.executeAll(Collections.nCopies(33, task("task")));
		runAll();
		assertThat(this.done).hasSize(33).startsWith("task at 64", "task at 64").endsWith("task at 64", "task at 66");
	}

	/** It may have become due since the end of the one before. */
	@Test
	void aTaskOfTheNextBatchBeginsWhenTheClockSays() {
		Runnable otherMember = () -> this.threads.remove(0).run();
		this.crew.executeAll(List.of(task("a", otherMember)));
		this.crew.executeAll(List.of(() -> this.time.now += 2_000_000, task("b")));
		runAll();
		assertThat(this.done).containsExactly("a at 0", "b at 2000000");
	}

	@Test
	void whatATaskHasBegunForThoseAfterItEndsWhenItsThreadGoes() {
		LapTask begins = new LapTask() {
			@Override
			public long prefetch(int depth) {
				return 0;
			}

			@Override
			public void run(Lap lap) {
				lap.accompany(this, () -> TickCrewTests.this.done.add("end"));
			}
		};
		this.crew.executeAll(List.of(begins, task("a"), task("b")));
		runAll();
		assertThat(this.done).containsExactly("a at 0", "b at 0", "end");
	}

	private LapTask task(String name) {
		return task(name, () -> {
		});
	}

	/** One that has ended before something else happens. */
	private LapTask task(String name, Runnable afterwards) {
		return new LapTask() {
			@Override
			public long prefetch(int depth) {
				TickCrewTests.this.onLook.run();
				return 0;
			}

			@Override
			public void run(Lap lap) {
				TickCrewTests.this.done.add(name + " at " + lap.begin(TickCrewTests.this.time));
				lap.end(TickCrewTests.this.time);
				afterwards.run();
			}
		};
	}

	/** The race: members share a batch, leave and are hired while others hand over. */
	@Test
	void eachTaskRunsOnceWhoeverIsAtIt() throws InterruptedException {
		int batches = 20_000;
		AtomicIntegerArray runs = new AtomicIntegerArray(5 * batches);
		CountDownLatch all = new CountDownLatch(runs.length());
		ExecutorService pool = Executors.newFixedThreadPool(8);
		try (Timer wheel = Timer.create(Thread::new)) {
			TickCrew real = new TickCrew(pool, TimeSource.system(), wheel, 2, 64);
			for (int i = 0; i < batches; i++) {
				List<Runnable> tasks = new ArrayList<>();
				for (int k = 0; k < 5; k++) {
					int index = 5 * i + k;
					tasks.add(() -> {
						runs.incrementAndGet(index);
						all.countDown();
					});
				}
				real.executeAll(tasks);
			}
			assertThat(all.await(50, TimeUnit.SECONDS)).as("none is forgotten").isTrue();
		}
		finally {
			pool.shutdown();
		}
		for (int i = 0; i < runs.length(); i++) {
			assertThat(runs.get(i)).isEqualTo(1);
		}
	}

	private void handOver(int count) {
		this.crew.executeAll(Collections.nCopies(count, () -> this.done.add("task")));
	}

	private void runAll() {
		while (!this.threads.isEmpty()) {
			this.threads.remove(0).run();
		}
	}

}
