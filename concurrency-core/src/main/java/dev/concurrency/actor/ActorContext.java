package dev.concurrency.actor;

import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ShutdownSignal;

/**
 * The surroundings of one incarnation of an actor. To be used only inside the actor's
 * callbacks, unless a method says otherwise.
 *
 * @param <M> the type of a message
 */
public interface ActorContext<M> {

	/**
	 * The actor's own reference, which may be passed on.
	 * @return a thread-safe reference
	 */
	ActorRef<M> self();

	/**
	 * The actor's place in the tree.
	 * @return its path
	 */
	ProcessPath path();

	/**
	 * The key of an actor of a group.
	 * @param type the type of the key
	 * @param <K> the type of the key
	 * @return the key
	 * @throws IllegalStateException if the actor does not belong to a group
	 * @throws ClassCastException if the key is of another type
	 */
	<K> K key(Class<K> type);

	/**
	 * Tells long hooks and handlers to end.
	 * @return the signal of this incarnation, thread-safe
	 */
	ShutdownSignal shutdown();

}
