package dev.concurrency.process;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

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
	 * The most accepted work that ever waited in the process, as far as that is known.
	 * @return items or messages, at least what waits now
	 */
	default long highWater() {
		return waiting();
	}

	/**
	 * When the process last handled messages.
	 * @return null if it never did, or if that is not known
	 */
	default @Nullable Instant lastBusy() {
		return null;
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
