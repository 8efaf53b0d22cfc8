package dev.concurrency.boundary;

/** What a stop does with the tasks that wait. */
public enum BoundaryStopAction {

	/** They run to the end, as far as the time for the stop allows. */
	DRAIN,

	/** They are cancelled; those in flight still run to the end. */
	CANCEL

}
