package dev.concurrency;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ThreadPoolTests {

	private static final Duration LONG = Duration.ofMinutes(10);

	private final List<Thread> made = new CopyOnWriteArrayList<>();

	private final List<ThreadPool> pools = new ArrayList<>();

	@AfterEach
	void close() {
		this.pools.forEach(ThreadPool::close);
	}

	@Test
	void tasksThatComeOneAfterTheOtherShareAThread() {
		ThreadPool pool = pool(8, 8);
		for (int i = 0; i < 20; i++) {
			Held task = held(pool);
			task.release();
			awaitIdle(task.thread());
		}
		assertThat(this.made).hasSize(1);
	}

	@Test
	void tasksThatTakeTheirTimeHaveAThreadEach() {
		ThreadPool pool = pool(3, 8);
		assertThat(List.of(held(pool).thread(), held(pool).thread(), held(pool).thread())).doesNotHaveDuplicates();
	}

	@Test
	void theThreadThatBecameIdleLastIsTheFirstToBeCalled() {
		ThreadPool pool = pool(3, 8);
		List<Held> tasks = List.of(held(pool), held(pool), held(pool));
		for (int i : new int[] { 1, 2, 0 }) {
			tasks.get(i).release();
			awaitIdle(tasks.get(i).thread());
		}
		assertThat(List.of(held(pool).thread(), held(pool).thread(), held(pool).thread()))
			.containsExactly(tasks.get(0).thread(), tasks.get(2).thread(), tasks.get(1).thread());
		assertThat(this.made).hasSize(3);
	}

	@Test
	void whatFindsNoThreadWaitsAndIsDoneInItsOrder() throws Exception {
		ThreadPool pool = pool(1, 8);
		Held first = held(pool);
		List<Integer> order = new CopyOnWriteArrayList<>();
		CountDownLatch done = new CountDownLatch(3);
		for (int i = 0; i < 3; i++) {
			int number = i;
			pool.execute(() -> {
				order.add(number);
				done.countDown();
			});
		}
		first.release();
		done.await();
		assertThat(order).containsExactly(0, 1, 2);
	}

	@Test
	void whatFindsNeitherThreadNorRoomIsRefusedWithTheNumbersAndIsNotDone() throws Exception {
		ThreadPool pool = pool(2, 1);
		Held first = held(pool);
		held(pool);
		AtomicInteger done = new AtomicInteger();
		CountDownLatch last = new CountDownLatch(1);
		pool.execute(() -> {
			done.incrementAndGet();
			last.countDown();
		});
		assertThatExceptionOfType(RejectedExecutionException.class)
			.isThrownBy(() -> pool.execute(done::incrementAndGet))
			.withMessage("All 2 threads are at work and 1 tasks wait");
		first.release();
		last.await();
		awaitIdle(first.thread());
		assertThat(done).hasValue(1);
	}

	/** It would be refused because of others that a free thread is about to take. */
	@Test
	void whatAThreadIsOnItsWayForTakesNoRoom() throws Exception {
		CountDownLatch late = new CountDownLatch(1);
		ThreadPool pool = pool(3, 1, LONG, (task) -> new Thread(() -> {
			awaitUninterrupted(late);
			task.run();
		}));
		CountDownLatch done = new CountDownLatch(4);
		for (int i = 0; i < 4; i++) {
			pool.execute(done::countDown);
		}
		assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> pool.execute(done::countDown));
		late.countDown();
		done.await();
	}

	/** One at a time is called; it calls the next before it does anything. */
	@Test
	void whatComesWhileAThreadIsOnItsWayHasThreadsOfItsOwnAllTheSame() {
		CountDownLatch late = new CountDownLatch(1);
		ThreadPool pool = pool(3, 1, LONG, (task) -> thread(() -> {
			awaitUninterrupted(late);
			task.run();
		}));
		List<Held> tasks = List.of(Held.create(), Held.create(), Held.create());
		tasks.forEach(pool::execute);
		assertThat(this.made).hasSize(1);
		late.countDown();
		assertThat(tasks).extracting(Held::thread).doesNotHaveDuplicates();
	}

	@Test
	void aThreadThatNobodyCallsEnds() throws Exception {
		ThreadPool pool = pool(2, 1, Duration.ofNanos(1), this::thread);
		held(pool).release();
		this.made.get(0).join();
		assertThat(held(pool).thread()).isSameAs(this.made.get(1));
	}

	@Test
	void aTaskThatThrowsEndsItsThreadAndNotThePool() throws Exception {
		CompletableFuture<Throwable> reported = new CompletableFuture<>();
		ThreadPool pool = pool(1, 8, LONG, (task) -> {
			Thread thread = thread(task);
			thread.setUncaughtExceptionHandler((where, failure) -> reported.complete(failure));
			return thread;
		});
		Held first = held(pool);
		pool.execute(() -> {
			throw new IllegalStateException("boom");
		});
		CountDownLatch done = new CountDownLatch(1);
		pool.execute(done::countDown);
		first.release();
		done.await();
		assertThat(reported.get()).hasMessage("boom");
		assertThat(this.made).hasSize(2);
	}

	/** As a factory may make them that wraps what it is given. */
	@Test
	void aThreadThatEndsOnItsWayIsReplacedWhenTheNextTaskComes() throws Exception {
		AtomicInteger failures = new AtomicInteger(1);
		ThreadPool pool = pool(1, 8, LONG, (task) -> {
			Thread thread = thread(() -> {
				if (failures.getAndDecrement() > 0) {
					throw new IllegalStateException("not to be called");
				}
				task.run();
			});
			thread.setUncaughtExceptionHandler((where, failure) -> {
			});
			return thread;
		});
		CountDownLatch done = new CountDownLatch(2);
		pool.execute(done::countDown);
		this.made.get(0).join();
		pool.execute(done::countDown);
		done.await();
	}

	@Test
	void anInterruptThatATaskLeavesBehindDoesNotReachTheNext() throws Exception {
		ThreadPool pool = pool(1, 8);
		Held first = held(pool);
		pool.execute(() -> Thread.currentThread().interrupt());
		CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
		pool.execute(() -> interrupted.complete(Thread.currentThread().isInterrupted()));
		first.release();
		assertThat(interrupted.get()).isFalse();
	}

	@Test
	void aThreadThatSomebodyInterruptsStaysIdle() throws Exception {
		ThreadPool pool = pool(1, 8);
		Held task = held(pool);
		task.release();
		awaitIdle(task.thread());
		task.thread().interrupt();
		CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
		pool.execute(() -> interrupted.complete(Thread.currentThread().isInterrupted()));
		assertThat(interrupted.get()).isFalse();
		assertThat(this.made).hasSize(1);
	}

	@Test
	void aTaskForWhichNoThreadCanBeMadeIsRefusedAndOthersAreDone() throws Exception {
		AtomicInteger failures = new AtomicInteger(1);
		ThreadPool pool = pool(2, 8, LONG, (task) -> {
			if (failures.getAndDecrement() > 0) {
				throw new OutOfMemoryError("no more threads");
			}
			return thread(task);
		});
		AtomicInteger done = new AtomicInteger();
		assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> pool.execute(done::incrementAndGet));
		CountDownLatch other = new CountDownLatch(1);
		pool.execute(other::countDown);
		other.await();
		assertThat(done).hasValue(0);
	}

	/** Whoever has a thread goes on with it. */
	@Test
	void whatWaitsWhileNoThreadCanBeMadeIsDoneByThoseThatThereAre() throws Exception {
		AtomicInteger threads = new AtomicInteger(1);
		CountDownLatch late = new CountDownLatch(1);
		ThreadPool pool = pool(2, 8, LONG, (task) -> {
			if (threads.getAndDecrement() <= 0) {
				throw new OutOfMemoryError("no more threads");
			}
			return thread(() -> {
				awaitUninterrupted(late);
				task.run();
			});
		});
		CountDownLatch done = new CountDownLatch(3);
		for (int i = 0; i < 3; i++) {
			pool.execute(done::countDown);
		}
		late.countDown();
		done.await();
		assertThat(this.made).hasSize(1);
	}

	@Test
	void aCloseInterruptsWhatRunsAndGivesBackWhatWaits() throws Exception {
		ThreadPool pool = pool(1, 8);
		CountDownLatch entered = new CountDownLatch(1);
		CompletableFuture<InterruptedException> interrupted = new CompletableFuture<>();
		pool.execute(() -> {
			try {
				entered.countDown();
				new CountDownLatch(1).await();
			}
			catch (InterruptedException ex) {
				interrupted.complete(ex);
			}
		});
		entered.await();
		Runnable waiting = () -> {
		};
		pool.execute(waiting);
		assertThat(pool.close()).containsExactly(waiting);
		interrupted.get();
		this.made.get(0).join();
		assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> pool.execute(waiting))
			.withMessageContaining("closed");
	}

	@Test
	void aCloseEndsThreadsThatAreIdle() throws Exception {
		ThreadPool pool = pool(1, 8);
		Held task = held(pool);
		task.release();
		awaitIdle(task.thread());
		pool.close();
		task.thread().join();
	}

	/** With threads that come and go all the time, until it is closed in the middle. */
	@Test
	void eachTaskThatIsTakenIsDoneOnceOrGivenBack() throws Exception {
		for (int round = 0; round < 50; round++) {
			int producers = 3;
			int each = 2000;
			int last = round;
			AtomicIntegerArray done = new AtomicIntegerArray(producers * each);
			AtomicIntegerArray taken = new AtomicIntegerArray(producers * each);
			ThreadPool pool = pool(1 + round % 4, 1 + round % 7, Duration.ofNanos(100L * (round % 3)), this::thread);
			List<Thread> running = new ArrayList<>();
			for (int producer = 0; producer < producers; producer++) {
				int from = producer * each;
				Random random = new Random(round * 10L + producer);
				Thread thread = new Thread(() -> {
					for (int i = from; i < from + each; i++) {
						offer(pool, i, taken, done);
						if (random.nextInt(8) == 0) {
							Thread.onSpinWait();
						}
					}
					if (from == 0 && last % 2 == 0) {
						pool.close().forEach(Runnable::run);
					}
				});
				running.add(thread);
				thread.start();
			}
			for (Thread thread : running) {
				thread.join();
			}
			// Closed already, or empty after a while.
			awaitAllDone(pool, taken, done);
			for (Thread thread : this.made) {
				thread.join();
			}
			assertThat(done.toString()).isEqualTo(taken.toString());
			this.made.clear();
		}
	}

	private static void offer(ThreadPool pool, int number, AtomicIntegerArray taken, AtomicIntegerArray done) {
		try {
			pool.execute(() -> done.incrementAndGet(number));
			taken.incrementAndGet(number);
		}
		catch (RejectedExecutionException ex) {
			// It counts as not taken.
		}
	}

	private static void awaitAllDone(ThreadPool pool, AtomicIntegerArray taken, AtomicIntegerArray done) {
		while (!done.toString().equals(taken.toString())) {
			Thread.onSpinWait();
		}
		assertThat(pool.close()).isEmpty();
	}

	private ThreadPool pool(int size, int capacity) {
		return pool(size, capacity, LONG, this::thread);
	}

	private ThreadPool pool(int size, int capacity, Duration keepAlive, ThreadFactory threads) {
		ThreadPool pool = new ThreadPool(size, capacity, keepAlive, threads);
		this.pools.add(pool);
		return pool;
	}

	private Thread thread(Runnable task) {
		Thread thread = new Thread(task);
		thread.setDaemon(true);
		this.made.add(thread);
		return thread;
	}

	/** A task that runs until it is released. */
	private static Held held(ThreadPool pool) {
		Held task = Held.create();
		pool.execute(task);
		task.thread();
		return task;
	}

	private static void awaitIdle(Thread thread) {
		while (thread.getState() != Thread.State.TIMED_WAITING) {
			Thread.onSpinWait();
		}
	}

	private static void awaitUninterrupted(CountDownLatch latch) {
		boolean open = false;
		while (!open) {
			try {
				latch.await();
				open = true;
			}
			catch (InterruptedException ex) {
				// The pool is closed at the end, and the latch is open by then.
			}
		}
	}

	private record Held(CompletableFuture<Thread> on, CountDownLatch released) implements Runnable {

		static Held create() {
			return new Held(new CompletableFuture<>(), new CountDownLatch(1));
		}

		@Override
		public void run() {
			this.on.complete(Thread.currentThread());
			awaitUninterrupted(this.released);
		}

		Thread thread() {
			return this.on.join();
		}

		void release() {
			this.released.countDown();
		}

	}

}
