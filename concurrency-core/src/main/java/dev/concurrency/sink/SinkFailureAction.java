package dev.concurrency.sink;

/** What becomes of a batch whose drain failed. */
public enum SinkFailureAction {

	/**
	 * The batch goes to the {@link DeadLetterHandler}, else to the log; the sink goes on.
	 */
	DEAD_LETTER,

	/** The supervisor makes a new incarnation, which tries the batch again. */
	RESTART

}
