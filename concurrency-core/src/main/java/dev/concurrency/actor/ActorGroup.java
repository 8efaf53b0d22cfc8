package dev.concurrency.actor;

import dev.concurrency.process.BackgroundProcess;

/**
 * Actors of one type, one per key, each created on its first message. Thread-safe.
 *
 * @param <K> the type of a key; keys need {@code equals} and {@code hashCode}
 * @param <M> the type of a message
 */
public interface ActorGroup<K, M> extends BackgroundProcess {

	/**
	 * Addresses the actor of a key. Creates nothing: the first message does.
	 * @param key the key, not null
	 * @return a reference that stays valid
	 */
	ActorRef<M> ref(K key);

	/**
	 * The counts of this moment. Never blocks.
	 * @return a new snapshot
	 */
	GroupSnapshot snapshot();

}
