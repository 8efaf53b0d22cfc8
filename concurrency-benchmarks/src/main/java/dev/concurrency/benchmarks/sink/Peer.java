package dev.concurrency.benchmarks.sink;

import java.time.Duration;

/**
 * A bounded way from many producers to one consumer that takes batches. The consumer runs
 * on a thread of the peer's own, as long as the JVM.
 */
interface Peer {

	/** How many items wait at most. A power of two, as some peers need. */
	int CAPACITY = 8192;

	/** How many items the consumer takes at once at most. */
	int BATCH = 256;

	/** How long an incomplete batch waits. */
	Duration LINGER = Duration.ofMillis(Integer.getInteger("linger", 100));

	/** Offers an item without waiting; answers whether it was accepted. Any thread. */
	boolean offer(Object item);

	/** How many items the consumer has taken. Any thread. */
	long taken();

}
