package dev.concurrency.actor;

import java.time.Duration;
import java.util.Optional;

/**
 * An actor without a loop: whoever has it asks for what comes next, one thread at a time.
 * For event loops of the user's own and for tests.
 * <p>
 * Between two calls of {@link #poll} the calling thread counts as this actor: what it
 * sends comes from here, and the context may be used. {@link #ref} is thread-safe; the
 * rest belongs to that thread. A stop of the runtime does not wait for what nobody asks
 * for: it becomes dead letters.
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
