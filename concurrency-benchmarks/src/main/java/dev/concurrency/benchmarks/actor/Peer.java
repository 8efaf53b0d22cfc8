package dev.concurrency.benchmarks.actor;

import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * A library of actors, ready to make some. They run as long as the JVM. Its methods are
 * called by one thread.
 */
interface Peer {

	/** How many messages an actor handles in a row. */
	int THROUGHPUT = 64;

	/** How many messages may wait in a mailbox. */
	int CAPACITY = 1024;

	/** Makes an actor that stands alone. */
	Target actor(Behaviour behaviour);

	/** Makes many actors of a kind and answers how to tell each. */
	default Target[] actors(int count, IntFunction<Behaviour> behaviours) {
		Target[] targets = new Target[count];
		for (int i = 0; i < count; i++) {
			targets[i] = actor(behaviours.apply(i));
		}
		return targets;
	}

	/**
	 * Prepares actors of one kind; what it answers makes an actor for each key and tells
	 * it the key. It keeps no references: actors are found by whatever the library has
	 * for that.
	 */
	Consumer<Object[]> population(Behaviour behaviour);

	/** Makes an actor that replies at once, and answers how to ask it. */
	Supplier<CompletionStage<Object>> asked();

	/** Whether a mailbox refuses what exceeds {@link #CAPACITY}. */
	boolean isBounded();

}
