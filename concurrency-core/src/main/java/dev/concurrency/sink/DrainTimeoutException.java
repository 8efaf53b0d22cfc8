package dev.concurrency.sink;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.ConcurrencyException;
import dev.concurrency.time.Durations;

/**
 * A call of the drain, or of the handler of dead letters, took longer than the
 * {@code drain-timeout}. Whether it has done its work is not known.
 */
public final class DrainTimeoutException extends ConcurrencyException {

	DrainTimeoutException(String what, Duration timeout, @Nullable Throwable cause) {
		super(what + " took longer than its drain-timeout of " + Durations.text(timeout)
				+ ": whether it has done its work is not known", cause);
	}

}
