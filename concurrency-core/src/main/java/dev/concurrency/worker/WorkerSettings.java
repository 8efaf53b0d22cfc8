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
 * @param shutdownTimeout how long a stop waits for a running tick
 * @param onFailure what follows a tick that failed
 */
public record WorkerSettings(Duration interval, @Nullable Duration initialDelay, Duration shutdownTimeout,
		WorkerFailureAction onFailure) {

	/** The default of {@link #shutdownTimeout()}. */
	public static final Duration DEFAULT_SHUTDOWN_TIMEOUT = Duration.ofSeconds(5);

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
		Durations.requireNotNegative("shutdown-timeout", shutdownTimeout);
	}

	/**
	 * The defaults around an interval.
	 * @param interval from the start of one tick to the start of the next
	 * @return no other initial delay, shutdown timeout 5 s, failures are counted
	 */
	public static WorkerSettings every(Duration interval) {
		return new WorkerSettings(interval, null, DEFAULT_SHUTDOWN_TIMEOUT, DEFAULT_ON_FAILURE);
	}

	/**
	 * Changes the initial delay.
	 * @param newInitialDelay from the start of the worker to its first tick
	 * @return a changed copy
	 */
	public WorkerSettings withInitialDelay(Duration newInitialDelay) {
		return new WorkerSettings(this.interval, newInitialDelay, this.shutdownTimeout, this.onFailure);
	}

	/**
	 * Changes the shutdown timeout.
	 * @param newShutdownTimeout how long a stop waits for a running tick
	 * @return a changed copy
	 */
	public WorkerSettings withShutdownTimeout(Duration newShutdownTimeout) {
		return new WorkerSettings(this.interval, this.initialDelay, newShutdownTimeout, this.onFailure);
	}

	/**
	 * Changes what follows a failed tick.
	 * @param newOnFailure what follows
	 * @return a changed copy
	 */
	public WorkerSettings withOnFailure(WorkerFailureAction newOnFailure) {
		return new WorkerSettings(this.interval, this.initialDelay, this.shutdownTimeout, newOnFailure);
	}

}
