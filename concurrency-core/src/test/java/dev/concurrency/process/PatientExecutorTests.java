package dev.concurrency.process;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import dev.concurrency.time.SetTime;
import dev.concurrency.time.Timer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class PatientExecutorTests {

	private static final int WIDTH = 64;

	private final List<String> done = new ArrayList<>();

	private final Queue<Runnable> later = new ArrayDeque<>();

	private int room;

	private boolean closed;

	private final SetTime time = new SetTime();

	private final Timer timer = new Timer() {
		@Override
		public Timeout schedule(long delayNanos, Runnable task) {
			if (PatientExecutorTests.this.closed) {
				throw new RejectedExecutionException("closed");
			}
			assertThat(delayNanos).isPositive().isLessThan(TimeUnit.SECONDS.toNanos(1));
			PatientExecutorTests.this.later.add(task);
			return () -> PatientExecutorTests.this.later.remove(task);
		}

		@Override
		public void close() {
		}
	};

	private final PatientExecutor executor = new PatientExecutor((work) -> {
		if (this.room-- <= 0) {
			throw new RejectedExecutionException("no room");
		}
		work.run();
	}, WIDTH, this.time, this.timer);

	@Test
	void workRunsAtOnceWhereThereIsRoom() {
		this.room = 1;
		this.executor.execute(() -> this.done.add("a"));
		assertThat(this.done).containsExactly("a");
		assertThat(this.later).isEmpty();
	}

	@Test
	void workWaitsUntilThereIsRoomAndRunsOnce() {
		this.executor.execute(() -> this.done.add("a"));
		for (int i = 0; i < 10; i++) {
			this.room = 0;
			assertThat(this.later).hasSize(1);
			this.later.remove().run();
			assertThat(this.done).isEmpty();
		}
		this.room = 2;
		this.later.remove().run();
		assertThat(this.done).containsExactly("a");
		assertThat(this.later).isEmpty();
	}

	@Test
	void workWaitsUntilThereCanBeAThread() {
		boolean[] exhausted = { true };
		PatientExecutor starved = new PatientExecutor((work) -> {
			if (exhausted[0]) {
				throw new OutOfMemoryError("unable to create native thread");
			}
			work.run();
		}, WIDTH, this.time, this.timer);
		work(starved, 100);
		assertThat(this.done).isEmpty();
		exhausted[0] = false;
		while (!this.later.isEmpty()) {
			this.later.remove().run();
		}
		assertThat(this.done).hasSize(100);
	}

	@Test
	void workWaitsThoughTheExecutorOfAUserFailsInAWayOfItsOwn() {
		boolean[] broken = { true };
		List<Runnable> threads = new ArrayList<>();
		PatientExecutor patient = new PatientExecutor((work) -> {
			if (broken[0]) {
				throw new IllegalStateException("not initialized");
			}
			threads.add(work);
		}, WIDTH, this.time, this.timer);
		work(patient, 1);
		broken[0] = false;
		this.later.remove().run();
		assertThat(threads).hasSize(1);
		threads.remove(0).run();
		assertThat(this.done).hasSize(1);
		work(patient, 2);
		assertThat(threads).as("one for each, as before").hasSize(2);
	}

	@Test
	void workThatTheExecutorHasRunIsNotOfferedAgainThoughItFailsAfterwards() {
		List<Runnable> threads = new ArrayList<>();
		boolean[] broken = { true };
		PatientExecutor inline = new PatientExecutor((work) -> {
			if (broken[0]) {
				work.run();
				throw new IllegalStateException("could not say that it has run this");
			}
			threads.add(work);
		}, 1, this.time, this.timer);
		work(inline, 3);
		assertThat(this.done).hasSize(3);
		assertThat(this.later).as("offers for later").isEmpty();
		broken[0] = false;
		work(inline, 2);
		assertThat(threads).as("no more than the width").hasSize(1);
		runAll(threads);
		assertThat(this.done).hasSize(5);
		work(inline, 1);
		assertThat(threads).as("one for what comes then").hasSize(1);
	}

	@Test
	void aRunnerThatTheExecutorHasKeptThoughItFailedIsReplacedAndDoesNothing() {
		List<Runnable> threads = new ArrayList<>();
		boolean[] broken = { true };
		PatientExecutor forgetful = new PatientExecutor((work) -> {
			threads.add(work);
			if (broken[0]) {
				throw new IllegalStateException("could not say that it has kept this");
			}
		}, 1, this.time, this.timer);
		work(forgetful, 1);
		threads.remove(0).run();
		assertThat(this.done).isEmpty();
		broken[0] = false;
		this.later.remove().run();
		threads.remove(0).run();
		assertThat(this.done).hasSize(1);
		work(forgetful, 2);
		assertThat(threads).as("no more than the width").hasSize(1);
	}

	@Test
	void workIsRejectedOnlyWhenTheTimerIsClosedToo() {
		this.closed = true;
		assertThatExceptionOfType(RejectedExecutionException.class)
			.isThrownBy(() -> this.executor.execute(() -> this.done.add("a")));
	}

	@Test
	void othersHaveTheThreadOnceARunnerHasHadItForAMillisecond() {
		List<Runnable> threads = new ArrayList<>();
		PatientExecutor sharing = new PatientExecutor(threads::add, WIDTH, this.time, this.timer);
		for (int i = 0; i < 10; i++) {
			sharing.execute(() -> {
				this.done.add("work");
				this.time.now += TimeUnit.MICROSECONDS.toNanos(400);
			});
		}
		assertThat(threads).hasSize(10);
		threads.remove(0).run();
		assertThat(this.done).hasSize(3);
		assertThat(threads).as("at the end of the pool's queue").hasSize(10);
		runAll(threads);
		assertThat(this.done).hasSize(10);
	}

	@Test
	void whatWaitsWhenAllIsClosedIsDoneByTheThreadThatIsAtIt() {
		List<Runnable> threads = new ArrayList<>();
		PatientExecutor closing = new PatientExecutor((work) -> {
			if (this.closed) {
				throw new RejectedExecutionException("closed");
			}
			threads.add(work);
		}, WIDTH, this.time, this.timer);
		for (int i = 0; i < 3; i++) {
			closing.execute(() -> {
				this.done.add("work");
				this.closed = true;
				this.time.now += TimeUnit.MILLISECONDS.toNanos(2);
			});
		}
		runAll(threads);
		assertThat(this.done).hasSize(3);
	}

	@Test
	void noMoreThreadsAreAskedForThanAreOfUse() {
		List<Runnable> threads = new ArrayList<>();
		PatientExecutor wide = new PatientExecutor(threads::add, 70, this.time, this.timer);
		work(wide, 100);
		assertThat(threads).hasSize(70);
		runAll(threads);
		assertThat(this.done).hasSize(100);
	}

	@Test
	void noMoreRunnersAreWithThePoolThanThereWasWorkAtOnceThoughOneThatIsAtWorkTakesIt() {
		List<Runnable> threads = new ArrayList<>();
		PatientExecutor unbounded = new PatientExecutor(threads::add, Integer.MAX_VALUE, this.time, this.timer);
		unbounded.execute(() -> again(unbounded, 100));
		threads.remove(0).run();
		assertThat(this.done).hasSize(100);
		assertThat(threads).hasSize(1);
		work(unbounded, 2);
		assertThat(threads).as("one was on its way").hasSize(2);
		runAll(threads);
		assertThat(this.done).hasSize(102);
	}

	private void again(PatientExecutor executor, int count) {
		if (count > 0) {
			this.done.add("work");
			executor.execute(() -> again(executor, count - 1));
		}
	}

	@Test
	void workThatCannotWaitIsNotReckonedWithAfterwards() {
		List<Runnable> threads = new ArrayList<>();
		PatientExecutor reopened = new PatientExecutor((work) -> {
			if (this.closed) {
				throw new RejectedExecutionException("closed");
			}
			threads.add(work);
		}, WIDTH, this.time, this.timer);
		this.closed = true;
		assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> work(reopened, 1));
		this.closed = false;
		work(reopened, 1);
		assertThat(threads).hasSize(1);
		work(reopened, 1);
		assertThat(threads).hasSize(2);
	}

	private void work(PatientExecutor executor, int count) {
		for (int i = 0; i < count; i++) {
			executor.execute(() -> this.done.add("work"));
		}
	}

	private static void runAll(List<Runnable> threads) {
		while (!threads.isEmpty()) {
			threads.remove(0).run();
		}
	}

}
