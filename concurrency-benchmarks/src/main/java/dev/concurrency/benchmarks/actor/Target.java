package dev.concurrency.benchmarks.actor;

/** How an actor is told something. Thread-safe. */
@FunctionalInterface
interface Target {

	/** Answers whether the message was accepted. */
	boolean tell(Object message);

}
