package dev.concurrency.process;

/**
 * The part of a snapshot that only one kind of process has. Implementations are records.
 */
public interface KindSnapshot {

	/**
	 * For a process that has nothing to add.
	 */
	record None() implements KindSnapshot {
	}

}
