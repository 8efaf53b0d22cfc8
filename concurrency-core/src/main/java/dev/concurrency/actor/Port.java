package dev.concurrency.actor;

import dev.concurrency.process.Admission;
import dev.concurrency.process.CheckReturnValue;

/**
 * Where others may send values of one type to an actor whose messages they do not know.
 * Open as long as the incarnation of the actor that has opened it; whoever sends after
 * that finds it closed, and the value becomes a dead letter. Thread-safe.
 *
 * @param <T> the type of a value
 */
public interface Port<T> extends AutoCloseable {

	/**
	 * Offers a value. Never blocks.
	 * @param value the value, not null
	 * @return as {@link ActorRef#tryTell}; {@link Admission#CLOSED} once the port is
	 * closed
	 * @throws ClassCastException if an unchecked call brings a value of another type
	 */
	@CheckReturnValue
	Admission trySend(T value);

	/**
	 * Whether the port is closed.
	 * @return true from then on
	 */
	boolean isClosed();

	/** Takes no further value. Idempotent. */
	@Override
	void close();

}
