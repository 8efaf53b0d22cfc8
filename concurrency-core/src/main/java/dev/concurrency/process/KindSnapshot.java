package dev.concurrency.process;

/**
 * The part of a snapshot that only one kind of process has. Implementations are records.
 */
public interface KindSnapshot {

	/**
	 * How much accepted work waits in the process.
	 * @return items or messages, zero for a process without a queue
	 */
	default long waiting() {
		return 0;
	}

	/**
	 * How often processes were restarted that this one sums up instead of showing them.
	 * @return zero for a process that shows its children
	 */
	default long hiddenRestarts() {
		return 0;
	}

	/**
	 * For a process that has nothing to add.
	 */
	record None() implements KindSnapshot {
	}

}
