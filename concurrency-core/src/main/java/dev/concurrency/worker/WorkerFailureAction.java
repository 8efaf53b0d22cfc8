package dev.concurrency.worker;

/** What follows a tick that failed. */
public enum WorkerFailureAction {

	/** The failure is counted and logged, the next tick comes when it is due. */
	CONTINUE,

	/** The supervisor makes a new incarnation. */
	RESTART

}
