package dev.concurrency.process;

import java.util.concurrent.Executor;

/**
 * An executor that may have no room, as those see it who wait until it has. Thread-safe.
 */
@FunctionalInterface
public interface BoundedPool extends Executor {

	/**
	 * How many threads it has at most.
	 * @return that, {@link Integer#MAX_VALUE} if nobody knows
	 */
	default int width() {
		return Integer.MAX_VALUE;
	}

	/**
	 * Does the same as {@link #execute} for those who come again when there is no room:
	 * that it is not taken now is no refusal to be counted.
	 * @param work what is to be done
	 * @throws java.util.concurrent.RejectedExecutionException if there is no room now
	 */
	default void offer(Runnable work) {
		execute(work);
	}

	/**
	 * An executor of which no more is known.
	 * @param executor does the work
	 * @return the same as a pool
	 */
	static BoundedPool of(Executor executor) {
		return executor::execute;
	}

}
