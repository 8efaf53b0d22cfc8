package dev.concurrency.sink;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.UnaryOperator;

import dev.concurrency.process.Admission;
import dev.concurrency.process.BackgroundProcess;
import dev.concurrency.process.CheckReturnValue;
import dev.concurrency.process.Configurable;
import dev.concurrency.process.Pausable;

/**
 * A bounded queue in front of a background drain that writes batches. Thread-safe; items
 * of one thread keep their order.
 *
 * @param <T> the type of an item
 */
public interface BackgroundSink<T> extends BackgroundProcess, Pausable, Configurable<SinkSettings> {

	/**
	 * Offers an item. Never blocks and never allocates, with two exceptions: if the
	 * weight is bounded, the {@link Weigher} runs and the item is wrapped, a refused one
	 * too; and a full sink that drops its oldest item takes a lock for a moment, and
	 * calls the undelivered handler.
	 * @param item the item, not null
	 * @return whether it was taken; look at it: a refused item is still yours
	 * @throws NullPointerException if the item is null, or the {@link LaneKey} answers
	 * null for it
	 * @throws IllegalArgumentException if the weigher answers a negative weight
	 * @throws IllegalStateException if the overflow is {@link SinkOverflow#WAIT_ONLY}
	 */
	@CheckReturnValue
	Admission tryPush(T item);

	/**
	 * Offers an item and waits for room. Do not call it from the sink's own drain: when
	 * there is none, that waits for itself.
	 * @param item the item, not null
	 * @return {@link Admission#ACCEPTED}, or {@link Admission#CLOSED} if the sink does
	 * not run
	 * @throws InterruptedException if the thread is interrupted, before or while it
	 * waits; the item was not taken
	 * @throws NullPointerException as {@link #tryPush}
	 * @throws IllegalArgumentException as {@link #tryPush}
	 * @throws IllegalStateException on a thread of the shared dispatcher, full or not
	 */
	@CheckReturnValue
	Admission push(T item) throws InterruptedException;

	/**
	 * Offers an item and waits for room, but not longer than a while.
	 * @param item the item, not null
	 * @param timeout how long at most; zero or less means a single attempt
	 * @return {@link Admission#FULL} when the time is over
	 * @throws InterruptedException if the thread is interrupted, before or while it
	 * waits; the item was not taken
	 * @throws NullPointerException as {@link #tryPush}
	 * @throws IllegalArgumentException as {@link #tryPush}
	 * @throws IllegalStateException on a thread of the shared dispatcher, full or not
	 */
	@CheckReturnValue
	Admission push(T item, Duration timeout) throws InterruptedException;

	/**
	 * Has everything written that was accepted before the call. Do not wait for it in the
	 * sink's own drain, which it waits for.
	 * <p>
	 * A failure is told once. Who gives up says so by cancelling the stage's future:
	 * {@code get} with a timeout alone leaves the flush under way, and what it would have
	 * been told is lost. A failure that nobody was told is left to the next flush.
	 * @return a stage that completes when that is done and {@link SinkDrain#flush()}
	 * returned; fails with the first failure since the flush before, or with
	 * {@link SinkClosedException} when the sink ends, or hangs, first; what follows it
	 * runs on the shared dispatcher
	 */
	CompletionStage<@Nullable Void> flush();

	/**
	 * Feeds the sink from a publisher of Reactive Streams, which is asked for as many
	 * items as have room reserved: up to a batch, or a quarter of the capacity if that is
	 * less. Nothing is refused and nobody waits.
	 * <p>
	 * A publisher that is silent keeps its room for as long as it is subscribed. All
	 * subscribers together hold half of the capacity at most: one that finds that taken
	 * waits until others have sent something or ended.
	 * <p>
	 * The subscription is cancelled when the sink stops, when its drain hangs, or if it
	 * does not run yet: so subscribe after the start. What was asked for and comes all
	 * the same goes to the undelivered handler, and into none of the sink's counts, since
	 * it was not accepted; so does an item on which the {@link LaneKey} fails, which ends
	 * the subscription too. Whether the publisher completes or fails does not concern the
	 * sink; a failure is logged.
	 * @return a new subscriber, for one subscription
	 * @throws IllegalStateException if the weight of what waits is bounded
	 */
	Flow.Subscriber<T> asSubscriber();

	/**
	 * Has the drain wait after its current batch; items are accepted as long as there is
	 * room. Lasts until {@link #resume()}, over restarts too; only a stop writes what is
	 * there all the same. Idempotent.
	 */
	@Override
	void pause();

	/** Has the drain go on. Idempotent. */
	@Override
	void resume();

	/**
	 * Changes how the sink behaves, from its next batch on: batch size, linger, drain
	 * timeout, retry and what becomes of a failed batch.
	 * @param change gives the new settings for the old ones; may be called again if
	 * somebody else changes them at the same time
	 * @return the new settings
	 * @throws IllegalArgumentException if that is none of these, or not allowed
	 */
	@Override
	SinkSettings reconfigure(UnaryOperator<SinkSettings> change);

	/**
	 * The counts of this moment. Never blocks.
	 * @return a new snapshot
	 */
	SinkSnapshot snapshot();

}
