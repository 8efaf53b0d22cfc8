package dev.concurrency.autoconfigure;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import dev.concurrency.time.Backoff;

import static dev.concurrency.autoconfigure.InstanceProperties.first;
import static dev.concurrency.autoconfigure.InstanceProperties.or;

/**
 * How long to wait before the next attempt.
 *
 * @param min The wait before the second attempt.
 * @param max The longest wait, jitter included.
 * @param factor By how much the wait grows with each attempt.
 * @param jitter The share of a wait that is left to chance, from 0 to 1.
 */
record RetryWait(@Nullable Duration min, @Nullable Duration max, @Nullable Double factor, @Nullable Double jitter) {

	static final RetryWait NONE = new RetryWait(null, null, null, null);

	RetryWait orElse(RetryWait other) {
		return new RetryWait(first(this.min, other.min), first(this.max, other.max), first(this.factor, other.factor),
				first(this.jitter, other.jitter));
	}

	/**
	 * The core's own.
	 * @param defaults for what is not set
	 * @param prefix of the keys, as users write it
	 * @throws IllegalArgumentException if the values make no sense
	 */
	Backoff toBackoff(Backoff defaults, String prefix) {
		try {
			return new Backoff(or(this.min, defaults.min()), or(this.max, defaults.max()),
					or(this.factor, defaults.factor()), or(this.jitter, defaults.jitter()), defaults.resetAfter());
		}
		catch (IllegalArgumentException ex) {
			// The core names the keys of a supervisor.
			throw new IllegalArgumentException(String.valueOf(ex.getMessage()).replace("backoff.", prefix), ex);
		}
	}

}
