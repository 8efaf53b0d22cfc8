package dev.concurrency.actor;

import java.time.Duration;
import java.util.Optional;

import dev.concurrency.process.Admission;
import dev.concurrency.process.CheckReturnValue;

/**
 * An actor without a loop: whoever has it asks for what comes next, one thread at a time.
 * For event loops of the user's own and for tests.
 * <p>
 * {@link #ref}, {@link #tryTell} and {@link #close} are thread-safe; the rest belongs to
 * the thread that called {@link #poll} last, which may use the {@link #context} as the
 * actor's own code. Who asks it to end waits for that thread to ask for what is left, as
 * long as its shutdown allows; what nobody has asked for then becomes dead letters.
 *
 * @param <M> the type of a message
 */
public interface ActorInstance<M> extends AutoCloseable {

	/**
	 * How others address it.
	 * @return a thread-safe reference
	 */
	ActorRef<M> ref();

	/**
	 * What its code knows, as any actor's.
	 * @return the context of the incarnation
	 * @throws IllegalStateException before the first {@link #poll}, which makes the
	 * thread that of the actor
	 */
	ActorContext<M> context();

	/**
	 * Sends in its own name: what is not handled comes back here.
	 * @param actor to whom
	 * @param message the message, not null
	 * @param <N> the type of the actor's messages
	 * @return as {@link ActorRef#tryTell}
	 */
	@CheckReturnValue
	<N> Admission tryTell(ActorRef<N> actor, N message);

	/**
	 * Waits for what comes next.
	 * @param timeout how long at most; zero or less asks without waiting
	 * @return empty if nothing came in time, or if it is over and that was told
	 * @throws InterruptedException if the thread is interrupted while it waits
	 * @throws IllegalStateException if another thread is waiting here
	 */
	Optional<Delivery<M>> poll(Duration timeout) throws InterruptedException;

	/** Takes nothing more; what nobody has asked for becomes dead letters. Idempotent. */
	@Override
	void close();

}
