package dev.concurrency.sink;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.ConcurrencyException;

/**
 * A drain took longer than its {@code drain-timeout} for one batch. Whether the batch was
 * written is not known.
 */
public final class DrainTimeoutException extends ConcurrencyException {

	DrainTimeoutException(Duration timeout, @Nullable Throwable cause) {
		super("the drain took longer than its drain-timeout of " + timeout
				+ ": whether the batch was written is not known", cause);
	}

}
