package dev.concurrency.process;

/** A process that can be told to do nothing for now. Thread-safe. */
public interface Pausable {

	/**
	 * Has the process begin nothing new; what it has begun goes on, and work is accepted
	 * as long as there is room. Lasts until {@link #resume()}, over restarts too; only a
	 * stop finishes what was accepted all the same. Idempotent.
	 */
	void pause();

	/** Has the process go on. Idempotent. */
	void resume();

}
