package dev.concurrency.sink;

/** What becomes of a batch whose drain failed for the last time. */
public enum SinkFailureAction {

	/**
	 * The batch goes to the {@link DeadLetterHandler}, else to the log; the sink goes on.
	 */
	DEAD_LETTER,

	/**
	 * The batch is split until the items that cannot be written stand alone; only these
	 * are dead letters. Each part is tried once.
	 */
	BISECT,

	/** The supervisor makes a new incarnation, which tries the batch again. */
	RESTART

}
