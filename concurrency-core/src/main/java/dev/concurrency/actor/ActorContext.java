package dev.concurrency.actor;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

import dev.concurrency.process.BackgroundProcess;

import dev.concurrency.process.InstanceSource;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ShutdownSignal;
import dev.concurrency.process.Terminated;
import dev.concurrency.time.Timer;

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
	 * Says something of this incarnation to who looks at the actor: it is in its
	 * {@link ActorSnapshot} and in the endpoint, below {@code attributes}, so that no
	 * name hides one of the library's. Not for what nobody else may read. A new
	 * incarnation begins without any; those of the last one stay. Only the actor's own
	 * code may call it.
	 * @param name which, up to 255 characters; at most 32 of them
	 * @param value a text (of which 255 characters are kept), a number or a truth value
	 * of the JDK's own classes; null takes it back
	 * @throws IllegalArgumentException if the value is of another type, or if there are
	 * too many
	 * @throws IllegalStateException if other code than the actor's own calls
	 */
	void attribute(String name, @Nullable Object value);

	/**
	 * Sends a message to this actor later, unless its incarnation ends before. When the
	 * mailbox is full then, the message is a dead letter. Only the actor's own code may
	 * call it.
	 * @param delay how long to wait at least
	 * @param message the message, not null
	 * @return cancels the message, as long as it was not sent
	 * @throws IllegalStateException if other code than the actor's own calls
	 */
	Timer.Timeout schedule(Duration delay, M message);

	/**
	 * Has work done that may block, on the {@code blocking} pool; what follows the stage
	 * runs in this actor again, between two messages. What it throws is in the stage that
	 * it makes, as of any stage, and does not fail the actor. A stop waits for it; when
	 * the incarnation ends otherwise, the work is interrupted and the stage cancelled.
	 * Only the actor's own code may call it, and add what follows.
	 * @param work what to do; it must not touch the actor
	 * @param <R> the type of the result
	 * @return the result, or what the work threw, or a
	 * {@link java.util.concurrent.RejectedExecutionException} if the pool has no room
	 * @throws IllegalStateException if other code than the actor's own calls
	 */
	<R> CompletionStage<R> blocking(Callable<? extends R> work);

	/**
	 * As {@link #blocking}, but for computations, on the {@code cpu} pool.
	 * @param work what to compute; it must not touch the actor
	 * @param <R> the type of the result
	 * @return the result, or what the work threw, or a
	 * {@link java.util.concurrent.RejectedExecutionException} if the pool has no room
	 * @throws IllegalStateException if other code than the actor's own calls
	 */
	<R> CompletionStage<R> cpu(Callable<? extends R> work);

	/**
	 * Has this actor told when another process has ended and is not restarted; at once if
	 * it has. Not told any more when this incarnation ends. Only the actor's own code may
	 * call it.
	 * @param process any process; of the actors of a group, the one that has the key now
	 * @param message makes the message, inside this actor
	 * @throws IllegalStateException if other code than the actor's own calls, or if there
	 * is no actor of that key
	 */
	void watch(BackgroundProcess process, Function<? super Terminated, ? extends M> message);

	/**
	 * Opens a port for others who do not know this actor's messages. Closed with this
	 * incarnation. Only the actor's own code may call it.
	 * @param type the type of the values
	 * @param message makes a message of a value, on the sender's thread; must be
	 * thread-safe
	 * @param <T> the type of the values
	 * @return a thread-safe port, which may be passed on
	 * @throws IllegalStateException if other code than the actor's own calls
	 */
	<T> Port<T> port(Class<T> type, Function<? super T, ? extends M> message);

	/**
	 * Opens a port for values of which this actor needs only what they add up to. Closed
	 * with this incarnation. Only the actor's own code may call it.
	 * @param initial the state before the first value
	 * @param step adds a value to the state; must be thread-safe and free of side
	 * effects: it may be called again for the same value
	 * @param message makes a message of the latest state, inside this actor
	 * @param <T> the type of the values
	 * @param <S> the type of the state
	 * @return a thread-safe port, which may be passed on
	 * @throws IllegalStateException if other code than the actor's own calls
	 */
	<T, S> AccumulatorPort<T, S> accumulatorPort(S initial, BiFunction<? super S, ? super T, ? extends S> step,
			Function<? super S, ? extends M> message);

	/**
	 * Puts the message aside that is handled now, until {@link #unstashAll}. What is put
	 * aside survives a restart: it is the first that the next incarnation gets. Only the
	 * actor's own code may call it.
	 * @throws StashFullException if {@link ActorSettings#stashCapacity} messages are
	 * there already
	 * @throws IllegalStateException if no message is handled, or if it was put aside
	 * already, or if other code than the actor's own calls
	 */
	void stash();

	/**
	 * Has the messages that were put aside handled next, in their order. Only the actor's
	 * own code may call it.
	 * @throws IllegalStateException if other code than the actor's own calls
	 */
	void unstashAll();

	/**
	 * A logger of the actor's class. From now on until the actor's code returns, all that
	 * this thread logs bears the actor's {@code path}, {@code key} (of a group) and
	 * {@code incarnation} in the MDC, and nothing else there. Only the actor's own code
	 * may call it.
	 * @return a logger
	 * @throws IllegalStateException if other code than the actor's own calls
	 */
	Logger log();

	/**
	 * Tells long hooks and handlers to end.
	 * @return the signal of this incarnation, thread-safe
	 */
	ShutdownSignal shutdown();

}
