package dev.concurrency.process;

import java.time.Duration;

import dev.concurrency.time.Backoff;
import dev.concurrency.time.Durations;

/**
 * How many restarts are allowed in how long, and how long to wait before each. Immutable.
 *
 * @param maxRestarts how many; the next one is refused, zero refuses the first
 * @param period the sliding window in which they count
 * @param backoff how long to wait before each
 */
public record RestartPolicy(int maxRestarts, Duration period, Backoff backoff) {

	/** The starter's default: 10 restarts in 60 s, with backoff. */
	public static final RestartPolicy DEFAULT = new RestartPolicy(10, Duration.ofSeconds(60), Backoff.DEFAULT);

	/** Erlang/OTP's default: one restart in 5 s, at once. */
	public static final RestartPolicy STRICT = new RestartPolicy(1, Duration.ofSeconds(5), Backoff.NONE);

	/** No restart at all. */
	public static final RestartPolicy NEVER = new RestartPolicy(0, Duration.ofSeconds(60), Backoff.NONE);

	/**
	 * Checks the values.
	 * @throws IllegalArgumentException if {@code maxRestarts} is negative or
	 * {@code period} not positive
	 */
	public RestartPolicy {
		if (maxRestarts < 0) {
			throw new IllegalArgumentException("max-restarts must not be negative but is " + maxRestarts);
		}
		Durations.requirePositive("period", period);
	}

}
