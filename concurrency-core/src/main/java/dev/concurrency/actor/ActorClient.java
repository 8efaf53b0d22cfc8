package dev.concurrency.actor;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.Admission;
import dev.concurrency.process.BackgroundProcess;
import dev.concurrency.process.CheckReturnValue;

/**
 * A mailbox for code that is no actor: others send to it, and it sends in its own name,
 * so that it gets back what is not handled. It has no thread. Thread-safe; one thread at
 * a time may receive.
 *
 * @param <M> the type of a message
 */
public interface ActorClient<M> extends AutoCloseable {

	/**
	 * How others address it.
	 * @return a thread-safe reference
	 */
	ActorRef<M> ref();

	/**
	 * Waits for the next message.
	 * @param timeout how long at most; zero or less asks without waiting
	 * @return empty if none came in time, or if it is closed
	 * @throws InterruptedException if the thread is interrupted while it waits
	 * @throws IllegalStateException if another thread is receiving
	 */
	Optional<M> receive(Duration timeout) throws InterruptedException;

	/**
	 * Sends in its own name.
	 * @param actor to whom
	 * @param message the message, not null
	 * @param <N> the type of the actor's messages
	 * @return as {@link ActorRef#tryTell}
	 */
	@CheckReturnValue
	<N> Admission tryTell(ActorRef<N> actor, N message);

	/**
	 * Takes out what has come back until now. It comes with {@link #receive}, so ask that
	 * first.
	 * @return the messages that were sent from here and not handled to their end, oldest
	 * first
	 */
	List<DeadLetter> undeliverable();

	/**
	 * Has it closed when another process has ended for good. It stays where it is in the
	 * tree; one that is to be below an actor is made there.
	 * @param parent the process that it belongs to
	 */
	void attachTo(BackgroundProcess parent);

	/**
	 * Says something of the client to who looks at it, as {@link ActorContext#attribute}.
	 * For the thread that receives.
	 * @param name which, up to 255 characters; at most 32 of them
	 * @param value a text, a number or a truth value; null takes it back
	 * @throws IllegalArgumentException if the value is of another type, or if there are
	 * too many
	 */
	void attribute(String name, @Nullable Object value);

	/** Takes nothing more; what was not received becomes dead letters. Idempotent. */
	@Override
	void close();

}
