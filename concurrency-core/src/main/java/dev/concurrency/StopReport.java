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
 * @param undelivered how many items and messages were left over in this stop; they went
 * to the undelivered handler
 * @param deadLettered how many items sinks failed to write in this stop; they went to the
 * dead letter handlers, or are lost where there is none
 * @param notDrained the processes that did not finish what they had accepted: they had to
 * be interrupted, were left behind, failed during the stop, or had items or messages that
 * are undelivered or dead-lettered; of those that leave no trace in the tree at most 100
 * are named
 */
public record StopReport(Duration took, int aborted, long undelivered, long deadLettered,
		List<ProcessPath> notDrained) {

	/** Makes the list unmodifiable. */
	public StopReport {
		notDrained = List.copyOf(notDrained);
	}

	/**
	 * Whether every process finished what it had accepted.
	 * @return true if none was interrupted, also of those that leave no trace, and
	 * nothing was left over or failed
	 */
	public boolean isClean() {
		return this.aborted == 0 && this.undelivered == 0 && this.deadLettered == 0 && this.notDrained.isEmpty();
	}

	/**
	 * How it went in words, for a log.
	 * @return a phrase that begins with how long it took
	 */
	public String summary() {
		String after = "after " + this.took.toMillis() + " ms";
		return isClean() ? after + ", nothing was left over"
				: after + "; did not finish: " + this.notDrained + ", interrupted " + this.aborted + ", undelivered "
						+ this.undelivered + ", dead-lettered " + this.deadLettered;
	}

}
