package dev.concurrency.actor;

/** On what threads an actor handles its messages. */
public enum ActorDispatcher {

	/** On a few threads that all such actors share: handlers must not block. */
	SHARED,

	/**
	 * On a virtual thread for as long as there are messages: handlers may block. Needs
	 * Java 21 and an executor of virtual threads.
	 */
	VIRTUAL,

	/**
	 * On a platform thread of its own, hooks included: handlers may block, and all code
	 * of one incarnation runs on the same thread. Not for groups.
	 */
	PINNED

}
