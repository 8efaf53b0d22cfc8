package dev.concurrency;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bounded pool with as few threads as its work needs. Thread-safe.
 * <p>
 * {@link java.util.concurrent.ThreadPoolExecutor} makes a new thread for each task until
 * it has all that it may have, and then wakes the one that has been idle for longest: a
 * short task every few milliseconds keeps all of them alive, and none of them warm. Here
 * the thread that went idle last is called first, a new one is made only if none is idle,
 * and those that nobody calls end. And one is called for as many tasks as come meanwhile:
 * when it takes one and more wait, it calls two others. So a burst of short tasks is done
 * by the few threads that are quick enough to come, and one of long tasks soon has all.
 * <p>
 * Everything is decided under the lock, where threads are made too: who fails to make one
 * knows that nobody else counts on it. Whenever a task waits, either a thread has been
 * called and is on its way, or all that can be had are at work, each of which looks for
 * the next task when it is through. So none is forgotten. A thread that ends on its way,
 * which only a factory of the user's can bring about, is noticed when the next task
 * comes.
 */
final class ThreadPool implements Executor {

	private static final Logger logger = LoggerFactory.getLogger(ThreadPool.class);

	/** So many others a thread calls that finds more than it can take. */
	private static final int FAN_OUT = 2;

	private final ReentrantLock lock = new ReentrantLock();

	// All that follows is guarded by the lock.

	private final Queue<Runnable> waiting = new ArrayDeque<>();

	private final Deque<Member> idle = new ArrayDeque<>();

	private final Set<Member> members = new HashSet<>();

	private int busy;

	// On their way to take what waits.
	private final Set<Member> coming = new HashSet<>();

	private boolean closed;

	// What never changes.

	private final int size;

	private final int capacity;

	private final long keepAliveNanos;

	private final ThreadFactory threads;

	/**
	 * A pool without threads.
	 * @param size how many it may have
	 * @param capacity how many tasks may wait while all of them are at work
	 * @param keepAlive how long a thread that nobody calls stays
	 * @param threads makes them; called under the lock
	 */
	ThreadPool(int size, int capacity, Duration keepAlive, ThreadFactory threads) {
		this.size = size;
		this.capacity = capacity;
		this.keepAliveNanos = keepAlive.toNanos();
		this.threads = threads;
	}

	/**
	 * Has a task run on one of the threads.
	 * @throws RejectedExecutionException if there is no room, or the pool is closed
	 * @throws OutOfMemoryError if nobody comes, there may be another thread and the JVM
	 * has none
	 */
	@Override
	public void execute(Runnable task) {
		this.lock.lock();
		try {
			requireRoom();
			this.waiting.add(task);
			try {
				callFirst();
			}
			catch (Throwable ex) {
				this.waiting.remove(task);
				throw ex;
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private void requireRoom() {
		if (this.closed) {
			throw new RejectedExecutionException("The pool is closed");
		}
		// For what waits here a thread is free, and will come for it.
		int free = this.size - this.busy;
		if (this.waiting.size() - free >= this.capacity) {
			throw new RejectedExecutionException(
					"All " + this.size + " threads are at work and " + this.waiting.size() + " tasks wait");
		}
	}

	/** Sees to it that somebody comes for what waits, if anybody can. */
	private void callFirst() {
		if (this.coming.removeIf(Member::hasEnded)) {
			this.members.removeIf(Member::hasEnded);
		}
		if (this.coming.isEmpty()) {
			call(1, this.waiting.size());
		}
	}

	/** Has some more come, but not more than there is work for. */
	private void call(int some, int work) {
		for (int i = 0; i < some && this.coming.size() < work; i++) {
			Member last = this.idle.pollLast();
			if (last != null) {
				last.call();
				this.coming.add(last);
			}
			else if (this.members.size() < this.size) {
				Member another = new Member();
				another.start();
				this.members.add(another);
				this.coming.add(another);
			}
		}
	}

	/** The same for those who have a thread themselves, and come back for what waits. */
	private void callIfPossible(int some, int work) {
		try {
			call(some, work);
		}
		catch (Throwable ex) {
			logger.warn("No thread could be made for what waits; it waits for those that there are", ex);
		}
	}

	/**
	 * Ends the threads: interrupts what they are at.
	 * @return what waited, and will not run
	 */
	List<Runnable> close() {
		this.lock.lock();
		try {
			this.closed = true;
			this.members.forEach(Member::end);
			List<Runnable> left = List.copyOf(this.waiting);
			this.waiting.clear();
			return left;
		}
		finally {
			this.lock.unlock();
		}
	}

	/** One thread. Its fields are guarded by the lock too. */
	private final class Member implements Runnable {

		private final Condition calls = ThreadPool.this.lock.newCondition();

		private final Thread thread;

		private boolean working;

		Member() {
			this.thread = ThreadPool.this.threads.newThread(this);
		}

		void start() {
			this.thread.start();
		}

		void call() {
			this.calls.signal();
		}

		void end() {
			this.thread.interrupt();
		}

		boolean hasEnded() {
			return this.thread.getState() == Thread.State.TERMINATED;
		}

		/** What a task throws ends the thread, and goes to its handler. */
		@Override
		public void run() {
			ClassLoader loader = this.thread.getContextClassLoader();
			try {
				for (Runnable task = next(); task != null; task = next()) {
					task.run();
					// What a task has set is not meant for the next one.
					if (this.thread.getContextClassLoader() != loader) {
						this.thread.setContextClassLoader(loader);
					}
				}
			}
			finally {
				leave();
			}
		}

		/** The next task; null if the thread is to end. */
		private @Nullable Runnable next() {
			ThreadPool.this.lock.lock();
			try {
				rest();
				while (!ThreadPool.this.closed) {
					Runnable task = take();
					if (task != null) {
						return task;
					}
					ThreadPool.this.idle.addLast(this);
					if (!isCalled()) {
						ThreadPool.this.idle.remove(this);
						return null;
					}
				}
				return null;
			}
			finally {
				ThreadPool.this.lock.unlock();
			}
		}

		private void rest() {
			if (this.working) {
				this.working = false;
				ThreadPool.this.busy--;
			}
		}

		private @Nullable Runnable take() {
			ThreadPool.this.coming.remove(this);
			int others = ThreadPool.this.waiting.size() - 1;
			if (others > 0) {
				// First: should it fail in any way, the task waits on.
				callIfPossible(FAN_OUT, others);
			}
			// What interrupted it so far was not meant for what comes.
			Thread.interrupted();
			Runnable task = ThreadPool.this.waiting.poll();
			if (task != null) {
				this.working = true;
				ThreadPool.this.busy++;
			}
			return task;
		}

		/** Waits. Answers false if nobody has called for so long; a close calls all. */
		private boolean isCalled() {
			long left = ThreadPool.this.keepAliveNanos;
			while (!ThreadPool.this.coming.contains(this) && !ThreadPool.this.closed) {
				if (left <= 0) {
					return false;
				}
				try {
					left = this.calls.awaitNanos(left);
				}
				catch (InterruptedException ex) {
					// From the close, or from somebody who knows the thread: the loop
					// tells.
				}
			}
			return true;
		}

		private void leave() {
			ThreadPool.this.lock.lock();
			try {
				rest();
				ThreadPool.this.members.remove(this);
				ThreadPool.this.coming.remove(this);
				callIfPossible(1, ThreadPool.this.waiting.size());
			}
			finally {
				ThreadPool.this.lock.unlock();
			}
		}

	}

}
