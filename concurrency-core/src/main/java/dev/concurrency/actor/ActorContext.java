package dev.concurrency.actor;

import dev.concurrency.process.InstanceSource;
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
	 * Starts an actor below this one, which supervises it: a failed child, also one that
	 * fails to start, is started again with its mailbox kept, within this actor's
	 * {@link ActorSettings#restarts}; when those are used up this actor fails. Children
	 * finish what they have accepted when this incarnation ends; a new incarnation begins
	 * without any. Only the actor's own code may call it.
	 * @param name unique among the living children
	 * @param actors gives each incarnation of the child a fresh actor
	 * @param settings how the child behaves
	 * @param <N> the type of its messages
	 * @return the child, which accepts messages at once
	 * @throws dev.concurrency.process.ConcurrencyException if there is a child of that
	 * name
	 * @throws IllegalStateException if other code than the actor's own calls
	 */
	<N> ActorRef<N> spawn(String name, InstanceSource<? extends Actor<N>> actors, ActorSettings settings);

	/**
	 * Tells long hooks and handlers to end.
	 * @return the signal of this incarnation, thread-safe
	 */
	ShutdownSignal shutdown();

}
