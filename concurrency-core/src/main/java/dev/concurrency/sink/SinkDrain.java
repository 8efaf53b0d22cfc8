package dev.concurrency.sink;

import java.util.List;

/**
 * Writes what a sink collects. Called by one thread at a time, so it owns its resources
 * and needs no locking; may block, may throw anything.
 * <p>
 * Delivery is at least once: a batch whose drain failed or was interrupted may be passed
 * again, wholly or in parts.
 *
 * @param <T> the type of an item
 */
@FunctionalInterface
public interface SinkDrain<T> {

	/**
	 * Acquires what the drain needs; once for each incarnation, before any batch.
	 * @throws Exception if the sink cannot start
	 */
	default void open() throws Exception {
	}

	/**
	 * Writes a batch.
	 * @param batch the items in their order, never empty; the drain may keep the list
	 * @throws Exception if the batch was not written; the sink's {@code on-failure}
	 * decides what becomes of it
	 */
	void drain(List<T> batch) throws Exception;

	/**
	 * Makes durable what was written: commit, fsync, wait for the broker. Called when
	 * somebody flushes the sink, not for each batch and not at its end: a drain that
	 * commits here does so in {@link #close()} too.
	 * @throws Exception if that failed; who waits for the flush is told
	 */
	default void flush() throws Exception {
	}

	/**
	 * Releases what {@link #open()} acquired; once for each incarnation that was opened.
	 * @throws Exception is logged
	 */
	default void close() throws Exception {
	}

}
