package dev.concurrency.actor;

/** Why an incarnation of an actor ends. */
public sealed interface StopReason {

	/** It was asked to, and has handled what it was to handle before. */
	record Stopped() implements StopReason {
	}

	/**
	 * It failed.
	 *
	 * @param cause the failure
	 */
	record Failed(Throwable cause) implements StopReason {
	}

	/** No message came for long; the next one begins it anew. */
	record Passivated() implements StopReason {
	}

}
