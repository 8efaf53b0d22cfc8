package dev.concurrency.actor;

/** What ends with the incarnation of an actor that has begun it. */
@FunctionalInterface
interface Tied {

	/** Ends it. Idempotent; any thread. */
	void cut();

}
