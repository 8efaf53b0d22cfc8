package dev.concurrency.queue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

// Invariants, for maintainers
//
// 1. tail = 2 * (next sequence) + (1 while closed). Claiming is a CAS from an even value, so
// closing and claiming are ordered by one word: a claim that precedes the close bit is
// accepted, one that follows fails its CAS, re-reads and answers CLOSED. Claims are dense.
// 2. head <= next sequence <= head + capacity. head grows only, and only the consumer writes
// it, so limit, which is always some earlier head + capacity, errs on the side of re-reading.
// An offer reads tail before head: "full" was true when it read tail, and the queue was open.
// 3. Slot (s & mask) holds item s from its release store after the claim of s until the
// consumer clears it, before it publishes head > s. Who claims s + ring length has read, by
// itself or through limit, a head > s, so it cannot meet item s or have its own item cleared.
// 4. The consumer reads a slot with acquire, so it sees the fields of the item. A null slot
// below the next sequence is claimed and about to be written by a running producer: there
// the consumer spins and yields. It must not park, for the producer's wake-up check may be
// over by the time the slot becomes visible.
//
// No lost wake-up of the consumer: see WaitingConsumer; here, a claim is the volatile write
// that comes before the read of wakeAt, whatever the order of the slot's release store.
// A refusal and the close bit, too, come before the signal. Since signals are kept while the
// consumer is awake, a producer that waits can rely on its refused attempt after entering
// the waiters: the consumer will look again, however far ahead it arms.
//
// No lost wake-up of a producer: see WaitingProducers; here, the consumer writes head
// (volatile, not just release) or a thread the close bit, and then reads the count of waiters.

/**
 * A bounded FIFO queue for many producers and one consumer, whose consumer can sleep
 * until an item of a given sequence number was accepted.
 * <p>
 * {@code offer}, {@code put}, {@code close}, {@code wakeUp} and the accessors may be
 * called from any thread. {@code drainTo} and {@code await} belong to the consumer: one
 * thread at a time, and a successor must be started, or joined with, in a way that orders
 * the two.
 * <p>
 * Accepted items are numbered 0, 1, 2 and so on, without gaps, in the order in which they
 * are handed out; reopening does not restart the numbers. Items of one thread keep their
 * order. Fairness between producers is not promised.
 * <p>
 * The ring follows Dmitry Vyukov's bounded queue and JCTools' {@code MpscArrayQueue}.
 *
 * @param <E> the type of the items
 */
public final class BoundedQueue<E> extends PaddedIndexes {

	/** Answer of an offer that found no room: the item was not accepted. */
	public static final long FULL = -1;

	/** Answer of an offer after closing: the item was not accepted. */
	public static final long CLOSED = -2;

	private static final VarHandle SLOTS = MethodHandles.arrayElementVarHandle(Object[].class);

	private static final int MAX_CAPACITY = 1 << 30;

	private static final long CLOSED_BIT = 1;

	private static final long ONE = 2;

	private static final int SPINS = 20;

	private final int capacity;

	private final int mask;

	private final @Nullable Object[] slots;

	private final WaitingConsumer consumer = new WaitingConsumer();

	private final WaitingProducers producers = new WaitingProducers();

	/**
	 * Creates an open, empty queue.
	 * @param capacity how many items it holds, from 1 to 2^30; exact, though the memory
	 * is that of the next power of two
	 * @throws IllegalArgumentException if the capacity is out of range
	 */
	public BoundedQueue(int capacity) {
		if (capacity < 1 || capacity > MAX_CAPACITY) {
			throw new IllegalArgumentException(
					"capacity must be between 1 and " + MAX_CAPACITY + ", but was " + capacity);
		}
		int length = (capacity == 1) ? 1 : Integer.highestOneBit(capacity - 1) << 1;
		this.capacity = capacity;
		this.mask = length - 1;
		this.slots = new Object[length];
		this.limit = capacity;
	}

	/**
	 * Adds the item if there is room. Never blocks and never allocates. A refusal for
	 * want of room wakes the consumer.
	 * @param item the item
	 * @return its sequence, or {@link #FULL} or {@link #CLOSED}, both negative
	 */
	public long offer(E item) {
		Objects.requireNonNull(item, "item");
		while (true) {
			long word = this.tail;
			if ((word & CLOSED_BIT) != 0) {
				return CLOSED;
			}
			long sequence = word >>> 1;
			if (sequence >= this.limit && !hasRoom(sequence)) {
				this.consumer.refused();
				return FULL;
			}
			if (compareAndSetTail(word, word + ONE)) {
				SLOTS.setRelease(this.slots, (int) sequence & this.mask, item);
				this.consumer.claimed(sequence);
				return sequence;
			}
		}
	}

	/**
	 * Adds the item, waiting for room if need be.
	 * @param item the item
	 * @param timeoutNanos the longest wait in nanoseconds; zero or less does not wait,
	 * {@link Long#MAX_VALUE} waits without limit
	 * @param parker how to wait
	 * @param nanoTime the clock that goes with the parker, read only when there is no
	 * room
	 * @return the item's sequence, {@link #FULL} if there was still no room at the
	 * timeout, or {@link #CLOSED}
	 * @throws InterruptedException if the thread was interrupted before or while waiting;
	 * the item was not accepted
	 */
	public long put(E item, long timeoutNanos, Parker parker, LongSupplier nanoTime) throws InterruptedException {
		return retry(() -> offer(item), timeoutNanos, parker, nanoTime);
	}

	/**
	 * Repeats an attempt until it does not answer {@link #FULL}: whenever there may be
	 * room, after the close and after {@link #wakeProducers()}.
	 * @param attempt what to try, an offer among it; must not block
	 * @param timeoutNanos the longest wait in nanoseconds; zero or less does not wait,
	 * {@link Long#MAX_VALUE} waits without limit
	 * @param parker how to wait
	 * @param nanoTime the clock that goes with the parker, read only when there is no
	 * room
	 * @return the last answer
	 * @throws InterruptedException if the thread was interrupted before or while waiting
	 */
	public long retry(LongSupplier attempt, long timeoutNanos, Parker parker, LongSupplier nanoTime)
			throws InterruptedException {
		if (Thread.interrupted()) {
			throw new InterruptedException();
		}
		long answer = attempt.getAsLong();
		if (answer != FULL || timeoutNanos <= 0) {
			return answer;
		}
		long start = nanoTime.getAsLong();
		this.producers.enter();
		try {
			while (true) {
				answer = attempt.getAsLong();
				if (answer != FULL) {
					return answer;
				}
				long left = (timeoutNanos == Long.MAX_VALUE) ? Long.MAX_VALUE
						: timeoutNanos - (nanoTime.getAsLong() - start);
				if (left <= 0) {
					return FULL;
				}
				parker.park(this, left);
				if (Thread.interrupted()) {
					throw new InterruptedException();
				}
			}
		}
		finally {
			this.producers.leave();
		}
	}

	/** Makes all who wait in {@link #put} or {@link #retry} try again. */
	public void wakeProducers() {
		this.producers.wake(Integer.MAX_VALUE);
	}

	/**
	 * Refuses everything from now on. When this returns, every later offer answers
	 * {@link #CLOSED}, producers that wait are answered so too, and what was accepted can
	 * still be drained: {@link #claimed()} no longer changes. Wakes the consumer. Closing
	 * again does nothing more.
	 */
	public void close() {
		setTailBits(CLOSED_BIT);
		wakeUp();
		this.producers.wake(Integer.MAX_VALUE);
	}

	/**
	 * Accepts items again. Whatever is queued stays, and so do the numbers. Legal only
	 * while no consumer is running.
	 */
	public void reopen() {
		clearTailBits(CLOSED_BIT);
	}

	/**
	 * Whether offers are refused because of {@link #close()}.
	 * @return whether the queue is closed
	 */
	public boolean isClosed() {
		return (this.tail & CLOSED_BIT) != 0;
	}

	/**
	 * Moves the oldest items to the end of the list, in order. Consumer only. Answers 0
	 * only if nothing was queued: if the first item was claimed but not yet written, it
	 * waits for it, spinning, then yielding. Answers less than {@code max} if nothing
	 * more was queued or a later item is not yet written.
	 * @param target where the items go; if its {@code add} throws, the item stays queued
	 * @param max the largest number of items to move
	 * @return the number of items moved
	 */
	@SuppressWarnings("unchecked")
	public int drainTo(List<? super E> target, int max) {
		long first = this.head;
		int moved = 0;
		try {
			while (moved < max) {
				int index = (int) (first + moved) & this.mask;
				Object item = SLOTS.getAcquire(this.slots, index);
				if (item == null) {
					item = awaitWrite(first + moved, moved == 0);
					if (item == null) {
						break;
					}
				}
				target.add((E) item);
				this.slots[index] = null;
				moved++;
			}
		}
		finally {
			if (moved > 0) {
				this.head = first + moved;
				this.producers.wake(moved);
			}
		}
		return moved;
	}

	/**
	 * Waits until the item with this sequence was accepted, {@link #wakeUp()} or
	 * {@link #close()} was called or an offer refused since the last wait, the thread is
	 * interrupted (the flag stays set) or the time is over. Consumer only. May return
	 * early for no reason.
	 * @param wakeAtSequence the sequence to wait for: {@link #consumed()} for the next
	 * item, {@link Long#MAX_VALUE} for none
	 * @param parker how to wait
	 * @param nanos the longest wait in nanoseconds; zero or less returns at once,
	 * {@link Long#MAX_VALUE} waits without limit
	 */
	public void await(long wakeAtSequence, Parker parker, long nanos) {
		if (nanos > 0) {
			this.consumer.await(this, wakeAtSequence, this::claimed, parker, nanos);
		}
	}

	/**
	 * Waits until so many items are queued; otherwise as {@link #await}.
	 * @param queued the number of items to wait for: 1 for the next item,
	 * {@link Integer#MAX_VALUE} for none
	 * @param parker how to wait
	 * @param nanos the longest wait in nanoseconds; zero or less returns at once,
	 * {@link Long#MAX_VALUE} waits without limit
	 */
	public void awaitQueued(int queued, Parker parker, long nanos) {
		await((queued == Integer.MAX_VALUE) ? Long.MAX_VALUE : this.head + queued - 1, parker, nanos);
	}

	/**
	 * Makes the consumer return from {@link #await}, or from its next one if it is awake.
	 * What was done before this call is visible to the consumer after that return.
	 */
	public void wakeUp() {
		this.consumer.signal();
	}

	/**
	 * The sequence that the next accepted item gets, so everything accepted so far is
	 * smaller.
	 * @return the number of items accepted since creation
	 */
	public long claimed() {
		return this.tail >>> 1;
	}

	/**
	 * The sequence of the next item to be drained.
	 * @return the number of items drained since creation
	 */
	public long consumed() {
		return this.head;
	}

	/**
	 * The place after everything accepted so far.
	 * @return a new mark
	 */
	public Mark accepted() {
		return Mark.of(claimed());
	}

	/**
	 * The place up to which items were drained.
	 * @return a new mark
	 */
	public Mark drained() {
		return Mark.of(this.head);
	}

	/**
	 * How many items are queued, never more than the capacity; a moment's view.
	 * @return the number of items accepted and not drained
	 */
	public int size() {
		long consumed = this.head;
		return (int) Math.min(claimed() - consumed, this.capacity);
	}

	/**
	 * How many items the queue holds.
	 * @return the capacity
	 */
	public int capacity() {
		return this.capacity;
	}

	private boolean hasRoom(long sequence) {
		long known = this.head + this.capacity;
		if (sequence >= known) {
			return false;
		}
		this.limit = known;
		return true;
	}

	@SuppressWarnings("ThreadPriorityCheck")
	private @Nullable Object awaitWrite(long sequence, boolean patient) {
		if (sequence == claimed()) {
			return null;
		}
		int index = (int) sequence & this.mask;
		for (int spins = 0;; spins++) {
			Object item = SLOTS.getAcquire(this.slots, index);
			if (item != null) {
				return item;
			}
			if (spins < SPINS) {
				Thread.onSpinWait();
			}
			else if (patient) {
				Thread.yield();
			}
			else {
				return null;
			}
		}
	}

}
