package dev.concurrency.time;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;

import dev.concurrency.time.wheel.WheelTimer;

/**
 * Runs short tasks later. One timer serves a whole runtime: workers, backoff, deadlines
 * and ask timeouts. It counts in milliseconds, and its thread sleeps when nothing is due.
 * <p>
 * Thread-safe. Tasks run one at a time on the timer's own thread, so a task must hand
 * anything that may block to an executor. Those that are due in the same millisecond run
 * in the order in which a thread scheduled them. Neither holds for what a {@link Crew}
 * runs.
 */
public interface Timer extends AutoCloseable {

	/**
	 * Runs a task once: never early, and a millisecond late at most unless the machine or
	 * another task has the timer's thread wait. While very many are due what was
	 * scheduled for longer may be four late, so that fewer looks do for all.
	 * @param delayNanos how long to wait in nanoseconds; zero or less means as soon as
	 * possible
	 * @param task what to run; must not block and must not throw
	 * @return cancels the task
	 * @throws java.util.concurrent.RejectedExecutionException if the timer is closed
	 */
	Timeout schedule(long delayNanos, Runnable task);

	/**
	 * The same with somebody else who runs the task. A timer may hand over together what
	 * is due together.
	 * @param delayNanos as above
	 * @param task what to run
	 * @param crew who runs it
	 * @return cancels the task, until it is handed over
	 * @throws java.util.concurrent.RejectedExecutionException if the timer is closed
	 */
	default Timeout schedule(long delayNanos, Runnable task, Crew crew) {
		return schedule(delayNanos, () -> crew.execute(task));
	}

	/** Forgets what is scheduled and ends the timer's thread. Idempotent. */
	@Override
	void close();

	/**
	 * A timer with one thread, which starts with the first task.
	 * @param threads makes the timer's thread
	 * @return a new timer, to be closed by its owner
	 */
	static Timer create(ThreadFactory threads) {
		return create(TimeSource.system(), threads);
	}

	/**
	 * A timer with one thread, which starts with the first task and waits on the given
	 * clock.
	 * @param time the clock
	 * @param threads makes the timer's thread
	 * @return a new timer, to be closed by its owner
	 */
	static Timer create(TimeSource time, ThreadFactory threads) {
		return new WheelTimer(time, threads);
	}

	/**
	 * Runs what is due instead of the timer's thread. Thread-safe.
	 */
	@FunctionalInterface
	interface Crew extends Executor {

		/**
		 * Has tasks run, on other threads than this one and in any order.
		 * @param tasks what to run; not changed afterwards
		 * @throws java.util.concurrent.RejectedExecutionException if there will be no
		 * thread for them any more
		 */
		void executeAll(List<Runnable> tasks);

		@Override
		default void execute(Runnable task) {
			executeAll(List.of(task));
		}

	}

	/** A task that was scheduled. Thread-safe. */
	interface Timeout {

		/**
		 * Keeps the task from running.
		 * @return true if the task has not begun and never will
		 */
		boolean cancel();

	}

}
