package dev.concurrency.metrics;

import dev.concurrency.process.ProcessEvent;

/** What is recorded when a callback of the user's has ended. Thread-safe. */
@FunctionalInterface
interface WorkMeters {

	/** For kinds whose callbacks are not timed. */
	WorkMeters NONE = (worked) -> {
	};

	/**
	 * Records a batch, a task or a tick.
	 * @param worked what happened
	 */
	void record(ProcessEvent.Worked worked);

}
