package dev.concurrency.actor;

/**
 * What comes to an actor beside what is sent to it, and is never refused for want of
 * room: each kind of it is bounded by what the actor has begun itself.
 *
 * @param <M> the type of the actor's messages
 */
interface Arrival<M> {

	/**
	 * In a turn of the actor, as its own code.
	 * @param actor the current instance
	 * @param turn the turn
	 * @throws Exception if the actor is to fail
	 */
	void serve(Actor<M> actor, Turn<M> turn) throws Exception;

	/** The actor has ended, or its incarnation, for which this was meant. */
	default void refuse() {
	}

}
