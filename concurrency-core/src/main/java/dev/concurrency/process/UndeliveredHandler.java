package dev.concurrency.process;

import java.util.List;

/**
 * Takes what was accepted but could not be delivered. Must be thread-safe and quick; what
 * it throws is logged.
 */
@FunctionalInterface
public interface UndeliveredHandler {

	/**
	 * Items that were accepted and will not be delivered.
	 * @param process whose items they were
	 * @param items the items in their order, unmodifiable
	 * @param reason why, in words
	 */
	void undelivered(ProcessRef process, List<?> items, String reason);

	/**
	 * One item had to make room for a newer one. Called on the thread that pushed that,
	 * so it must not block.
	 * @param process the sink
	 * @param item the item
	 */
	default void evicted(ProcessRef process, Object item) {
		undelivered(process, List.of(item), "evicted, since the sink was full and drops its oldest item");
	}

}
