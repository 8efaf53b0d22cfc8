package dev.concurrency.actor;

import org.jspecify.annotations.Nullable;

/**
 * Knows the way to other runtimes. Must be thread-safe and must not block.
 */
@FunctionalInterface
public interface Forwarder {

	/** Knows no way to anywhere. */
	Forwarder NONE = (envelope, returnTo) -> new DeadLetterReason.NoRoute();

	/**
	 * Takes an envelope for another runtime.
	 * @param envelope where to and what; the hop to there is counted
	 * @param returnTo told if it cannot be delivered after all; at most once
	 * @return null if it was taken, else why not
	 */
	@Nullable DeadLetterReason forward(Envelope envelope, DeadLetterListener returnTo);

}
