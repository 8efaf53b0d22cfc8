package dev.concurrency.worker;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import dev.concurrency.time.Durations;

/**
 * How a worker behaves. Immutable; the {@code with} methods return changed copies.
 *
 * @param interval from the start of one tick to the start of the next; after an overrun
 * one tick follows at once, then a full interval
 * @param initialDelay from the start of the worker to its first tick, null for one
 * interval
 * @param onFailure what follows a tick that failed
 */
public record WorkerSettings(Duration interval, @Nullable Duration initialDelay, WorkerFailureAction onFailure) {

	/** The default of {@link #onFailure()}. */
	public static final WorkerFailureAction DEFAULT_ON_FAILURE = WorkerFailureAction.CONTINUE;

	/**
	 * Checks the values.
	 * @throws IllegalArgumentException if the interval is not positive or a duration
	 * negative
	 */
	public WorkerSettings {
		Durations.requirePositive("interval", interval);
		if (initialDelay != null) {
			Durations.requireNotNegative("initial-delay", initialDelay);
		}
	}

	/**
	 * The defaults around an interval.
	 * @param interval from the start of one tick to the start of the next
	 * @return no other initial delay, failures are counted
	 */
	public static WorkerSettings every(Duration interval) {
		return new WorkerSettings(interval, null, DEFAULT_ON_FAILURE);
	}

	/**
	 * Changes the initial delay.
	 * @param newInitialDelay from the start of the worker to its first tick
	 * @return a changed copy
	 */
	public WorkerSettings withInitialDelay(Duration newInitialDelay) {
		return new WorkerSettings(this.interval, newInitialDelay, this.onFailure);
	}

	/**
	 * Changes what follows a failed tick.
	 * @param newOnFailure what follows
	 * @return a changed copy
	 */
	public WorkerSettings withOnFailure(WorkerFailureAction newOnFailure) {
		return new WorkerSettings(this.interval, this.initialDelay, newOnFailure);
	}

}
