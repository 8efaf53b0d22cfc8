package dev.concurrency.time;

import java.time.Duration;

/**
 * How long to wait before the next attempt: exponential, capped, with jitter inside the
 * cap. Immutable.
 *
 * @param min the wait before the first attempt; zero means none
 * @param max the longest wait, jitter included
 * @param factor by how much the wait grows with each attempt, at least 1
 * @param jitter the share of a wait that is left to chance, from 0 to 1
 * @param resetAfter how long a process must run before its attempts count from one again
 */
public record Backoff(Duration min, Duration max, double factor, double jitter, Duration resetAfter) {

	/** No wait between attempts. */
	public static final Backoff NONE = new Backoff(Duration.ZERO, Duration.ZERO, 1, 0, Duration.ZERO);

	/** The starter's default: 100 ms to 10 s, doubling, one fifth jitter. */
	public static final Backoff DEFAULT = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(10), 2, 0.2,
			Duration.ofMinutes(1));

	/**
	 * Checks the relations between the values.
	 * @throws IllegalArgumentException if a duration is negative, {@code min} exceeds
	 * {@code max}, {@code factor} is below 1 or {@code jitter} outside 0 to 1
	 */
	public Backoff {
		Durations.requireNotNegative("backoff.min", min);
		Durations.requireNotNegative("backoff.max", max);
		Durations.requireNotNegative("backoff.reset-after", resetAfter);
		if (min.compareTo(max) > 0) {
			throw new IllegalArgumentException("backoff.min (" + Durations.text(min) + ") must not exceed backoff.max ("
					+ Durations.text(max) + ")");
		}
		if (!(factor >= 1) || Double.isInfinite(factor)) {
			throw new IllegalArgumentException("backoff.factor must be at least 1 but is " + factor);
		}
		if (!(jitter >= 0 && jitter <= 1)) {
			throw new IllegalArgumentException("backoff.jitter must be between 0 and 1 but is " + jitter);
		}
	}

	/**
	 * The wait before an attempt.
	 * @param attempt 1 for the first restart
	 * @param random a number from 0 (inclusive) to 1 (exclusive) that chooses within the
	 * jitter
	 * @return the wait in nanoseconds, never more than {@code max}
	 */
	public long delayNanos(int attempt, double random) {
		double cap = Durations.toNanos(this.max);
		double full = Math.min(cap, Durations.toNanos(this.min) * Math.pow(this.factor, attempt - 1.0));
		return (long) (full * (1 - this.jitter * random));
	}

}
