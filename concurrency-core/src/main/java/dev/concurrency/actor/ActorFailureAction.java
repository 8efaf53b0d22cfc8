package dev.concurrency.actor;

/** What follows when an actor has failed on a message, which becomes a dead letter. */
public enum ActorFailureAction {

	/** A fresh instance goes on with the mailbox, as the supervisor allows. */
	RESTART,

	/**
	 * The same instance goes on with the next message, its state kept. An {@link Error}
	 * is restarted all the same: nobody knows what it has left behind.
	 */
	RESUME,

	/** The actor ends as failed; what waits in its mailbox becomes dead letters. */
	STOP

}
