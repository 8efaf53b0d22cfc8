package dev.concurrency.process;

import java.time.Duration;

import dev.concurrency.time.Durations;

/**
 * When a call of the user's code takes too long. Immutable.
 *
 * @param enabled whether anybody looks
 * @param threshold how long a call may take on a thread that it has to itself: a drain, a
 * tick, a task of a boundary, a handler on a virtual or its own thread
 * @param sharedThreshold how long one may take on a thread that others wait for: a
 * handler on a shared thread, a tick on the timer's
 */
public record WatchdogSettings(boolean enabled, Duration threshold, Duration sharedThreshold) {

	/** The default of {@link #threshold()}. */
	public static final Duration DEFAULT_THRESHOLD = Duration.ofSeconds(1);

	/** The default of {@link #sharedThreshold()}. */
	public static final Duration DEFAULT_SHARED_THRESHOLD = Duration.ofMillis(100);

	private static final long LOOKS = 2;

	private static final long SHORTEST_PERIOD = 1_000_000;

	/** A shared thread with nothing to do lives longer. */
	private static final long LONGEST_PERIOD = 1_000_000_000;

	/**
	 * Checks the values.
	 * @throws IllegalArgumentException if a threshold is not positive
	 */
	public WatchdogSettings {
		Durations.requirePositive("watchdog.threshold", threshold);
		Durations.requirePositive("watchdog.shared-threshold", sharedThreshold);
	}

	/**
	 * A watchdog with the default thresholds.
	 * @return enabled, 1 s and 100 ms
	 */
	public static WatchdogSettings defaults() {
		return new WatchdogSettings(true, DEFAULT_THRESHOLD, DEFAULT_SHARED_THRESHOLD);
	}

	/**
	 * No watchdog.
	 * @return not enabled
	 */
	public static WatchdogSettings off() {
		return new WatchdogSettings(false, DEFAULT_THRESHOLD, DEFAULT_SHARED_THRESHOLD);
	}

	/** The limit of a call in nanoseconds. */
	long nanos(boolean shared) {
		return Durations.toNanos(shared ? this.sharedThreshold : this.threshold);
	}

	/**
	 * From look to look. A look wakes a thread, which costs as much as hundreds of short
	 * calls; and that a call takes too long is seen so much late at most, as is its end.
	 */
	long periodNanos() {
		return Math.max(SHORTEST_PERIOD, Math.min(LONGEST_PERIOD, Math.min(nanos(false), nanos(true)) / LOOKS));
	}

}
