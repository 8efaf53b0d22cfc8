package dev.concurrency.sink;

import java.util.List;

import dev.concurrency.time.Backoff;

/**
 * How often a batch is tried before it has failed for good. An {@link Error} or an
 * interrupt is never tried again. While a batch waits for its next attempt the queue
 * fills. Immutable.
 *
 * @param maxAttempts how often in all, at least 1; 1 means no second attempt
 * @param backoff the wait before the next attempt; its reset time has no meaning here
 * @param on which exceptions are worth another attempt, subclasses included; empty means
 * all
 * @param not which of these are not after all, subclasses included
 */
public record SinkRetry(int maxAttempts, Backoff backoff, List<Class<? extends Throwable>> on,
		List<Class<? extends Throwable>> not) {

	/** One attempt. */
	public static final SinkRetry NEVER = new SinkRetry(1, Backoff.DEFAULT, List.of(), List.of());

	/**
	 * Checks the number and copies the lists.
	 * @throws IllegalArgumentException if there is not even one attempt
	 */
	public SinkRetry {
		if (maxAttempts < 1) {
			throw new IllegalArgumentException("retry.max-attempts must be at least 1 but is " + maxAttempts);
		}
		on = List.copyOf(on);
		not = List.copyOf(not);
	}

	/**
	 * Whether a batch is tried again.
	 * @param failure why it failed
	 * @param attempts how often it was tried
	 * @return false if it has failed for good
	 */
	boolean isWorth(Throwable failure, int attempts) {
		return attempts < this.maxAttempts && (this.on.isEmpty() || isOneOf(this.on, failure))
				&& !isOneOf(this.not, failure);
	}

	private static boolean isOneOf(List<Class<? extends Throwable>> types, Throwable failure) {
		return types.stream().anyMatch((type) -> type.isInstance(failure));
	}

}
