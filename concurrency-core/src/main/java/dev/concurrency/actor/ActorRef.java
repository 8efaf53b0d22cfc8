package dev.concurrency.actor;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import dev.concurrency.process.Admission;
import dev.concurrency.process.BackgroundProcess;
import dev.concurrency.process.CheckReturnValue;

/**
 * Addresses an actor; survives its restarts. Thread-safe; messages of one thread keep
 * their order.
 *
 * @param <M> the type of a message
 */
public interface ActorRef<M> extends BackgroundProcess {

	/**
	 * Offers a message. Never blocks.
	 * @param message the message, not null
	 * @return whether it was taken; look at it: a refused message is still yours
	 */
	@CheckReturnValue
	Admission tryTell(M message);

	/**
	 * Offers a message and waits for room.
	 * @param message the message, not null
	 * @return {@link Admission#ACCEPTED}, or {@link Admission#CLOSED} if the actor does
	 * not run
	 * @throws InterruptedException if the thread is interrupted, before or while it
	 * waits; the message was not taken
	 * @throws IllegalStateException on a thread of the shared dispatcher, full or not
	 */
	@CheckReturnValue
	Admission tell(M message) throws InterruptedException;

	/**
	 * Offers a message and waits for room, but not longer than a while.
	 * @param message the message, not null
	 * @param timeout how long at most
	 * @return {@link Admission#FULL} when the time is over
	 * @throws InterruptedException if the thread is interrupted, before or while it
	 * waits; the message was not taken
	 * @throws IllegalStateException on a thread of the shared dispatcher, full or not
	 */
	@CheckReturnValue
	Admission tell(M message, Duration timeout) throws InterruptedException;

	/**
	 * Sends a message that carries a port for the reply. The stage always completes: with
	 * the reply, or with an {@link AskException} that says what happened. Its
	 * continuations run on the shared dispatcher, never on the actor's turn or the
	 * timer's thread.
	 * @param message makes the message around the port
	 * @param timeout how long to wait for the reply
	 * @param <R> the type of the reply
	 * @return the reply
	 */
	<R> CompletionStage<R> ask(Function<OncePort<R>, M> message, Duration timeout);

	/**
	 * The same actor for messages whose loss does not matter: one that is accepted by
	 * {@link #tryTell} and not handled is counted, and nobody is told.
	 * @return a reference to the same actor
	 */
	ActorRef<M> bestEffort();

	/**
	 * The same actor for who must not keep its runtime in memory, such as a cache that
	 * outlives it: when nobody else knows the runtime any more, this answers as an actor
	 * does that has ended.
	 * @return a reference to the same actor
	 */
	ActorRef<M> weak();

}
