package dev.concurrency.worker;

/** What follows a tick that failed. */
public enum WorkerFailureAction {

	/** The failure is counted and logged, the next tick comes when it is due. */
	CONTINUE,

	/**
	 * As {@link #CONTINUE}, but the next tick comes later: by a wait that grows with each
	 * failure in a row, until a tick succeeds.
	 */
	BACKOFF,

	/** The supervisor makes a new incarnation. */
	RESTART

}
