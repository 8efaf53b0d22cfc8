package dev.concurrency.dataspace;

/** The place of a {@link Subscriber} in a {@link Dataspace}. Thread-safe. */
@FunctionalInterface
public interface Subscription extends AutoCloseable {

	/**
	 * Ends it; what waits is dropped. Idempotent. A callback that another thread makes at
	 * this moment is neither interrupted nor waited for; after that one no other begins,
	 * and none at all if this is called by the subscriber itself.
	 */
	@Override
	void close();

}
