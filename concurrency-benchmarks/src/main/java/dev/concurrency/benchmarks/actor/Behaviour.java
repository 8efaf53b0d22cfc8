package dev.concurrency.benchmarks.actor;

/** What an actor does with a message, the same for all peers. */
@FunctionalInterface
interface Behaviour {

	void handle(Object message);

}
