package dev.concurrency.time.batch;

import org.jspecify.annotations.Nullable;

import dev.concurrency.time.Timer;

/** A timer that needs no look at the clock for what follows a {@link LapTask}. */
public interface BatchTimer extends Timer {

	/**
	 * Runs a task once, as {@link Timer#schedule(long, Runnable)} does.
	 * @param lap since when to wait, if it knows that by the clock of this timer; else
	 * from now on
	 * @param delayNanos how long to wait in nanoseconds; zero or less means as soon as
	 * possible
	 * @param task what to run
	 * @param crew who runs it, null for the timer's own thread
	 * @return cancels the task, until it is handed over
	 * @throws java.util.concurrent.RejectedExecutionException if the timer is closed
	 */
	Timeout schedule(Lap lap, long delayNanos, Runnable task, @Nullable Crew crew);

	/**
	 * The same by any timer. One that is none of these waits from now on, and so is later
	 * by what has passed since.
	 * @param timer the timer
	 * @param lap as above
	 * @param delayNanos as above
	 * @param task what to run
	 * @param crew as above
	 * @return cancels the task, until it is handed over
	 * @throws java.util.concurrent.RejectedExecutionException if the timer is closed
	 */
	static Timeout schedule(Timer timer, Lap lap, long delayNanos, Runnable task, @Nullable Crew crew) {
		if (timer instanceof BatchTimer batching) {
			return batching.schedule(lap, delayNanos, task, crew);
		}
		return (crew != null) ? timer.schedule(delayNanos, task, crew) : timer.schedule(delayNanos, task);
	}

}
