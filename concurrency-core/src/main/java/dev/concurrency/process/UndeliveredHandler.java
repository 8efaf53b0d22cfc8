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

}
