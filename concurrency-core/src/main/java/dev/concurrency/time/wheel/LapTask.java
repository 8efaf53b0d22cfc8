package dev.concurrency.time.wheel;

import org.jspecify.annotations.Nullable;

/**
 * A short task of which many are due together, too many for the processor's cache. Before
 * a timer or a crew runs some of them it has all of them look at their memory: then that
 * is fetched for all at once, and not for one after the other. That is group prefetching,
 * as databases do it (Chen, Ailamaki, Gibbons and Mowry, "Improving Hash Join Performance
 * through Prefetching", 2004). And they share what the thread knows of the time.
 */
public interface LapTask extends Runnable {

	/** From how many objects on a chain of references a task reads at most. */
	int DEPTH = 2;

	/**
	 * Reads a field on each cache line that the task is about to use. All tasks read at
	 * one depth before any goes on to the next: so the processor knows all addresses at
	 * once and need not wait for one to ask for the other.
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

	@Override
	default void run() {
		try (Lap lap = new Lap()) {
			run(lap);
		}
	}

	/**
	 * Has a task look at its memory if it is one of these.
	 * @param task any task, or none
	 * @param depth how far away
	 * @return what it answers
	 */
	static long prefetch(@Nullable Runnable task, int depth) {
		return (task instanceof LapTask one) ? one.prefetch(depth) : 0;
	}

	/**
	 * Runs a task.
	 * @param task any task
	 * @param lap forgets the time if it is none of these
	 */
	static void run(Runnable task, Lap lap) {
		if (task instanceof LapTask one) {
			one.run(lap);
		}
		else {
			lap.forget();
			task.run();
		}
	}

}
