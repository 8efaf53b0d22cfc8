package dev.concurrency.actor;

import java.util.function.UnaryOperator;

import dev.concurrency.process.BackgroundProcess;
import dev.concurrency.process.Configurable;
import dev.concurrency.process.Pausable;

/**
 * Actors of one type, one per key, each created on its first message. Thread-safe.
 *
 * @param <K> the type of a key, immutable; its {@code equals} and {@code hashCode} are
 * called under locks and must neither block nor use the group
 * @param <M> the type of a message
 */
public interface ActorGroup<K, M> extends BackgroundProcess, Pausable, Configurable<ActorSettings> {

	/**
	 * Addresses the actor of a key. Creates nothing: the first message does.
	 * @param key the key, not null
	 * @return a reference that stays valid
	 */
	ActorRef<M> ref(K key);

	/**
	 * Has the actors handle nothing for now, from one of their next messages on; each
	 * accepts messages within its bound, is made if need be, and is neither told that it
	 * is idle nor goes. Lasts until {@link #resume()}, over restarts too; only a stop
	 * handles what was accepted all the same. Idempotent.
	 */
	@Override
	void pause();

	/**
	 * Changes how the actors behave, from their next message on: capacities, what follows
	 * a failure, and whether they are timed.
	 * @param change gives the new settings for the old ones; may be called again if
	 * somebody else changes them at the same time
	 * @return the new settings
	 * @throws IllegalArgumentException if that is none of these, or not allowed
	 */
	@Override
	ActorSettings reconfigure(UnaryOperator<ActorSettings> change);

	/**
	 * The counts of this moment. Never blocks.
	 * @return a new snapshot
	 */
	GroupSnapshot snapshot();

}
