package dev.concurrency;

import java.time.Duration;
import java.util.List;

import dev.concurrency.process.ProcessPath;

/**
 * How a stop went. Immutable.
 *
 * @param took how long it took
 * @param aborted how many processes had to be interrupted because their time was over,
 * over the whole tree
 * @param notDrained the processes that had to be interrupted or were left behind; what
 * they had accepted and not finished was reported as undelivered
 */
public record StopReport(Duration took, int aborted, List<ProcessPath> notDrained) {

	/** Makes the list unmodifiable. */
	public StopReport {
		notDrained = List.copyOf(notDrained);
	}

	/**
	 * Whether every process finished what it had accepted.
	 * @return true if none was interrupted, also of those that leave no trace
	 */
	public boolean isClean() {
		return this.aborted == 0 && this.notDrained.isEmpty();
	}

}
