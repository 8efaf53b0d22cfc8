package dev.concurrency.worker;

import java.time.Duration;

import dev.concurrency.process.ConcurrencyException;
import dev.concurrency.time.Durations;

/** A tick was interrupted because it took too long; the cause is what it threw then. */
public final class TickTimeoutException extends ConcurrencyException {

	TickTimeoutException(Duration limit, Throwable cause) {
		super("The tick took longer than its interrupt-after of " + Durations.text(limit) + " and was interrupted",
				cause);
	}

}
