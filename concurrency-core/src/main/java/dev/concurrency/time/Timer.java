package dev.concurrency.time;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;

import org.jspecify.annotations.Nullable;

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
	 * another task has the timer's thread wait.
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

	/**
	 * The same for what follows a task, without another look at the clock.
	 * @param lap since when to wait, if it knows that by the clock of this timer; else
	 * from now on
	 * @param delayNanos as above
	 * @param task what to run
	 * @param crew who runs it, null for the timer's own thread
	 * @return cancels the task, until it is handed over
	 * @throws java.util.concurrent.RejectedExecutionException if the timer is closed
	 */
	default Timeout schedule(Lap lap, long delayNanos, Runnable task, @Nullable Crew crew) {
		return (crew != null) ? schedule(delayNanos, task, crew) : schedule(delayNanos, task);
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

	/**
	 * A task of which many are due together, too many for the processor's cache. Before a
	 * timer or a crew runs some of them it has all of them look at their memory: then
	 * that is fetched for all at once, and not for one after the other. That is group
	 * prefetching, as databases do it (Chen, Ailamaki, Gibbons and Mowry, "Improving Hash
	 * Join Performance through Prefetching", 2004).
	 */
	interface OneOfMany extends Runnable {

		/** From how many objects on a chain of references a task reads at most. */
		int DEPTH = 3;

		/**
		 * Reads a field on each cache line that the task is about to use. All tasks read
		 * at one depth before any goes on to the next: so the processor knows all
		 * addresses at once and need not wait for one to ask for the other.
		 * @param depth how many references lie before what is read now, less than
		 * {@link #DEPTH}
		 * @return anything that depends on all that was read
		 */
		long prefetch(int depth);

		/**
		 * Runs the task, by a clock that need not be read again.
		 * @param lap knows when the task before has ended, and is told when this one does
		 */
		void run(Lap lap);

		/**
		 * Has a task look at its memory if it is one of these.
		 * @param task any task, or none
		 * @param depth how far away
		 * @return what it answers
		 */
		static long prefetch(@Nullable Runnable task, int depth) {
			return (task instanceof OneOfMany one) ? one.prefetch(depth) : 0;
		}

		/**
		 * Runs a task.
		 * @param task any task
		 * @param lap forgets the time if it is none of these
		 */
		static void run(Runnable task, Lap lap) {
			if (task instanceof OneOfMany one) {
				one.run(lap);
			}
			else {
				lap.forget();
				task.run();
			}
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
