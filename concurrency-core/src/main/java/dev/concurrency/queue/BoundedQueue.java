package dev.concurrency.queue;

import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;

// Invariants, for maintainers
//
// A stripe is a ring. Its tail word holds three things, so that one CAS changes them
// together: the low half of the next sequence (bits 32 to 63, which wrap around), the
// places that are free here (bits 1 to 31), and whether the stripe is closed (bit 0).
//
// 1. Places are conserved: those free in the stripes, those claimed and not given back and
// those taken (reserved, or about to be claimed) make up the capacity. A claim takes a free
// place by the CAS of its word; only the consumer gives it back, after it has taken the
// item out. So the bound of the whole queue is exact, and no stripe holds more than the
// capacity.
// 2. Closing and claiming are ordered by the word of the stripe: a claim that precedes the
// bit is accepted, one that follows fails its CAS, re-reads and answers CLOSED.
// 3. Slot (s & mask) holds item s from its release store after the claim of s until the
// consumer clears it, then publishes head > s, then gives the place back by an atomic add
// to the tail of the same stripe. By 1, when s + (ring length) is claimed, less than a
// ring is claimed and not given back, so that claim follows that add in the order of the
// tail's changes. All of these are atomic updates, hence it is ordered after the clearing:
// a producer cannot meet item s or have its own item cleared.
// 4. head <= next sequence <= head + capacity, so the low half of the next sequence tells
// the whole, given a head that stands still meanwhile. It does for who has claimed and not
// yet written (the consumer cannot pass that slot), for the consumer itself, and for who
// reads the same head before and after the tail.
// 5. The consumer reads a slot with acquire, so it sees the fields of the item. A null slot
// below the next sequence is claimed and about to be written by a running producer: there
// the consumer spins and yields. It must not park, for the producer's wake-up check may be
// over by the time the slot becomes visible. A producer that dies in between, of a stack
// overflow say, leaves it spinning for ever: between the two is nothing that can throw else.
//
// There is no pool of free places between the stripes: places stay where they are used. A
// producer whose stripe has none takes a single one out of another for its item, and the
// consumer gives a place back to the stripe of its item. So the places move to where the
// items come from, each once: under a steady load no word is shared between stripes, and a
// lone producer soon has all places in its own. A place that was taken is used at once, so
// nobody but who reserved it holds room that another is refused.
//
// FULL of one stripe is exact: its word said so. FULL of several means that the caller saw
// each of them without a free place, one after the other. Whatever was free when it began
// has then gone to items or reservations of others. It may only be wrong about places that
// were given back during the call.
//
// No lost wake-up of the consumer: see WaitingConsumer; here, a claim is the volatile write
// that comes before the read of wakeAt, whatever the order of the slot's release store. Each
// stripe is armed with its share of the missing items, rounded up: when all have come, one
// stripe at least has got its share. The close bit, too, comes before the signal. Refusals
// are kept until the consumer forgets them, right before it makes room. So a producer that
// waits can rely on its refused attempt after entering the waiters: either the consumer hears
// of it, however far ahead it arms, or it has forgotten it and the room it makes comes later.
//
// No lost wake-up of a producer: see WaitingProducers; here, whoever adds free places to a
// stripe (the consumer, who releases a place) or sets the close bit does so by an atomic
// update and then reads the count of waiters. A waiter reads the words after it has
// entered. So a place that is free when it parks was added after it looked at that word,
// and who added it saw the waiter.

/**
 * A bounded FIFO queue for many producers and one consumer, whose consumer can sleep
 * until a number of items is queued.
 * <p>
 * {@code drainTo} and {@code awaitQueued} belong to the consumer, everything else may be
 * called from any thread. The consumer side may move from thread to thread if something
 * orders them, such as a lock around {@code drainTo}: so a producer under that lock can
 * drop the oldest item of a queue with one stripe. {@code awaitQueued} may overlap
 * another thread's {@code drainTo}; it then returns early at worst.
 * <p>
 * Many producers that are never idle get in each other's way at the one place where items
 * enter. A queue with several stripes has several such places, and a thread always uses
 * the same one. The capacity bounds all stripes together, and a lone producer can use all
 * of it; the memory is that of as many rings as there are stripes.
 * <p>
 * Items of one thread keep their order. In each stripe, accepted items are numbered 0, 1,
 * 2 and so on, without gaps, in the order in which they are handed out; reopening does
 * not restart the numbers. Fairness between producers is not promised.
 * <p>
 * The rings follow Dmitry Vyukov's bounded queue and JCTools' {@code MpscArrayQueue}.
 *
 * @param <E> the type of the items
 */
public final class BoundedQueue<E> {

	/** Answer of an offer that found no room: the item was not accepted. */
	public static final long FULL = -1;

	/** Answer of an offer after closing: the item was not accepted. */
	public static final long CLOSED = -2;

	private static final int MAX_CAPACITY = 1 << 30;

	private static final int MAX_STRIPES = 16;

	private final int capacity;

	private final Stripe<E>[] stripes;

	private final WaitingConsumer consumer = new WaitingConsumer();

	private final WaitingProducers producers = new WaitingProducers();

	// The stripe to drain next; consumer only.
	private int turn;

	/**
	 * Creates an open, empty queue with one stripe.
	 * @param capacity how many items it holds, from 1 to 2^30; exact, though the memory
	 * is that of the next power of two
	 * @throws IllegalArgumentException if the capacity is out of range
	 */
	public BoundedQueue(int capacity) {
		this(capacity, 1);
	}

	/**
	 * Creates an open, empty queue.
	 * @param capacity how many items it holds, from 1 to 2^30; exact, though the memory
	 * is that of the next power of two, for each stripe
	 * @param stripes how many stripes; a power of two up to 16
	 * @throws IllegalArgumentException if one of them is out of range
	 */
	@SuppressWarnings({ "unchecked", "rawtypes" })
	public BoundedQueue(int capacity, int stripes) {
		if (capacity < 1 || capacity > MAX_CAPACITY) {
			throw new IllegalArgumentException(
					"capacity must be between 1 and " + MAX_CAPACITY + ", but was " + capacity);
		}
		if (stripes < 1 || stripes > MAX_STRIPES || Integer.bitCount(stripes) != 1) {
			throw new IllegalArgumentException(
					"stripes must be a power of two between 1 and " + MAX_STRIPES + ", but was " + stripes);
		}
		this.capacity = capacity;
		this.stripes = new Stripe[stripes];
		for (int i = 0; i < stripes; i++) {
			this.stripes[i] = new Stripe<>(capacity, capacity / stripes + ((i < capacity % stripes) ? 1 : 0));
		}
	}

	/**
	 * Adds the item if there is room. Never blocks and never allocates. A refusal for
	 * want of room is told to the consumer, as by {@link #refused()}.
	 * @param item the item
	 * @return its sequence in the stripe, or {@link #FULL} or {@link #CLOSED}, both
	 * negative; with several stripes {@link #FULL} may be wrong about room that the
	 * consumer makes during the call
	 */
	public long offer(E item) {
		return offer(item, (this.stripes.length == 1) ? 0 : (int) Thread.currentThread().getId());
	}

	/** Offers as a thread with this number does. */
	long offer(E item, int number) {
		Objects.requireNonNull(item, "item");
		Stripe<E> stripe = stripe(number);
		long answer = stripe.offer(item);
		if (answer == FULL) {
			answer = offerAtOthersPlace(stripe, number, item);
		}
		return announced(stripe, answer);
	}

	private long offerAtOthersPlace(Stripe<E> stripe, int number, E item) {
		for (int i = 1; i < this.stripes.length; i++) {
			if (stripe(number + i).take(1) == 1) {
				long answer = stripe.offerAtTakenPlace(item);
				if (answer == CLOSED) {
					release(1);
				}
				return answer;
			}
		}
		refused();
		return FULL;
	}

	private long announced(Stripe<E> stripe, long answer) {
		if (answer >= stripe.wakeAt) {
			this.consumer.reached();
		}
		return answer;
	}

	/**
	 * Adds the item, waiting for room if need be.
	 * @param item the item
	 * @param timeoutNanos the longest wait in nanoseconds; zero or less does not wait,
	 * {@link Long#MAX_VALUE} waits without limit
	 * @param parker how to wait
	 * @param nanoTime the clock that goes with the parker, read only when there is no
	 * room
	 * @return the item's sequence in the stripe, {@link #FULL} if there was still no room
	 * at the timeout, or {@link #CLOSED}
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

	/**
	 * Whether an offer of this moment would find no room; that is no refusal yet.
	 * @return true if no stripe has a free place, one looked at after the other
	 */
	public boolean isFull() {
		for (Stripe<E> stripe : this.stripes) {
			if (stripe.hasPlace()) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Takes free places for the caller, who alone may use them from now on and is to use
	 * or release each. If there is none, that is a refusal.
	 * @param max the most places to take
	 * @return how many were taken, from zero to {@code max}
	 */
	public int reserve(int max) {
		int taken = 0;
		for (Stripe<E> stripe : this.stripes) {
			taken += stripe.take(max - taken);
		}
		if (taken == 0) {
			refused();
		}
		return taken;
	}

	/**
	 * Gives reserved places back.
	 * @param places how many; not more than the caller has
	 */
	public void release(int places) {
		if (places > 0) {
			this.stripes[0].free(places);
			this.producers.wake(places);
		}
	}

	/**
	 * Adds the item at a place that the caller reserved.
	 * @param item the item
	 * @param stripeHint any number; items with the same one keep the order in which they
	 * are offered
	 * @return its sequence in the stripe, or {@link #CLOSED}; then the place stays
	 * reserved
	 */
	public long offerReserved(E item, int stripeHint) {
		Objects.requireNonNull(item, "item");
		Stripe<E> stripe = stripe(stripeHint);
		return announced(stripe, stripe.offerAtTakenPlace(item));
	}

	/**
	 * Calls back once, when places came free or the queue was closed after this call: a
	 * caller that lacks room tries again after it. With several callers some may find
	 * that others were quicker, and call this again.
	 * @param action what to do; runs on the thread that made the room, within its
	 * {@code drainTo}, {@code release} or {@code close}, so it must neither block nor
	 * throw
	 */
	public void onRoom(Runnable action) {
		this.producers.enter(action);
	}

	/**
	 * Refuses everything from now on. When this returns, every later offer answers
	 * {@link #CLOSED}, producers that wait are answered so too, and what was accepted can
	 * still be drained: {@link #claimed()} no longer changes. Wakes the consumer. Closing
	 * again does nothing more.
	 * <p>
	 * While this runs, some threads may still be accepted after others were refused, if
	 * there are several stripes.
	 */
	public void close() {
		for (Stripe<E> stripe : this.stripes) {
			stripe.close();
		}
		wakeUp();
		wakeProducers();
	}

	/**
	 * Accepts items again. Whatever is queued stays, and so do the numbers. Legal only
	 * while no consumer is running.
	 */
	public void reopen() {
		for (Stripe<E> stripe : this.stripes) {
			stripe.reopen();
		}
	}

	/**
	 * Whether offers are refused because of {@link #close()}.
	 * @return whether the queue is closed
	 */
	public boolean isClosed() {
		// The last to be closed.
		return this.stripes[this.stripes.length - 1].isClosed();
	}

	/**
	 * Moves the oldest items to the end of the list, those of each stripe in order.
	 * Consumer only. Answers 0 only if nothing was queued: while the first items are
	 * claimed but not yet written, it waits for one, spinning, then yielding. Answers
	 * less than {@code max} if nothing more was queued or a later item is not yet
	 * written.
	 * @param target where the items go; if its {@code add} throws, the item stays queued
	 * @param max the largest number of items to move
	 * @return the number of items moved
	 */
	@SuppressWarnings("ThreadPriorityCheck")
	public int drainTo(List<? super E> target, int max) {
		int moved = drainStripes(target, max);
		while (moved == 0 && max > 0 && size() > 0) {
			Thread.yield();
			moved = drainStripes(target, max);
		}
		return moved;
	}

	/** Begins behind the stripe that was last, so that none waits for ever. */
	private int drainStripes(List<? super E> target, int max) {
		int moved = 0;
		for (int i = 0; i < this.stripes.length && moved < max; i++) {
			moved += drain(stripe(this.turn++), target, max - moved);
		}
		return moved;
	}

	private int drain(Stripe<E> stripe, List<? super E> target, int max) {
		long before = stripe.head;
		try {
			return stripe.drainTo(target, max);
		}
		finally {
			int room = (int) (stripe.head - before);
			if (room > 0) {
				this.producers.wake(room);
			}
		}
	}

	/**
	 * Waits until so many items are queued, {@link #wakeUp()} or {@link #close()} was
	 * called since the last wait, the thread is interrupted (the flag stays set) or the
	 * time is over; if wanted, until somebody is refused, and not at all if that has
	 * happened since {@link #forgetRefusals()}. Consumer only. May return early for no
	 * reason, and does so with several stripes when the items come unevenly.
	 * @param queued the number of items to wait for: 1 for the next item, more than the
	 * capacity for none
	 * @param orRefused whether a refusal ends the wait: only for who makes room then, or
	 * it does not wait at all
	 * @param parker how to wait
	 * @param nanos the longest wait in nanoseconds; zero or less returns at once,
	 * {@link Long#MAX_VALUE} waits without limit
	 */
	public void awaitQueued(int queued, boolean orRefused, Parker parker, long nanos) {
		if (nanos <= 0) {
			return;
		}
		try {
			if (this.consumer.arm(orRefused) && armStripes(queued) && !Thread.currentThread().isInterrupted()) {
				parker.park(this, nanos);
			}
		}
		finally {
			for (Stripe<E> stripe : this.stripes) {
				stripe.wakeAt = Stripe.NEVER;
			}
			this.consumer.disarm();
		}
	}

	/** Answers whether the consumer must wait. */
	private boolean armStripes(int queued) {
		if (queued > this.capacity) {
			return true;
		}
		long[] claimed = new long[this.stripes.length];
		int missing = queued;
		for (int i = 0; i < claimed.length; i++) {
			claimed[i] = this.stripes[i].claimed();
			missing -= (int) (claimed[i] - this.stripes[i].head);
		}
		if (missing <= 0) {
			return false;
		}
		int share = (missing - 1) / claimed.length + 1;
		for (int i = 0; i < claimed.length; i++) {
			this.stripes[i].wakeAt = claimed[i] + share - 1;
		}
		for (int i = 0; i < claimed.length; i++) {
			if (this.stripes[i].claimed() >= claimed[i] + share) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Tells the consumer that somebody was refused for want of room: for callers with a
	 * bound of their own beside the capacity, who cannot leave that to {@link #offer}.
	 */
	public void refused() {
		this.consumer.refused();
	}

	/**
	 * Whether somebody was refused for want of room, by whatever bound, since
	 * {@link #forgetRefusals()}.
	 * @return true if there is reason to make room now
	 */
	public boolean hasRefused() {
		return this.consumer.hasRefused();
	}

	/**
	 * The consumer is about to make room: what was refused before does not matter any
	 * more. Consumer only.
	 */
	public void forgetRefusals() {
		this.consumer.forgetRefusals();
	}

	/**
	 * Makes the consumer return from {@link #awaitQueued}, or from its next one if it is
	 * awake. What was done before this call is visible to the consumer after that return.
	 */
	public void wakeUp() {
		this.consumer.signal();
	}

	/**
	 * Makes everyone who waits for room, in {@link #put} or {@link #retry} too, try
	 * again: for callers with a bound of their own beside the capacity.
	 */
	public void wakeProducers() {
		this.producers.wake(Integer.MAX_VALUE);
	}

	/**
	 * How many items were accepted since creation.
	 * @return the number; with one stripe the sequence that the next accepted item gets
	 */
	public long claimed() {
		long sum = 0;
		for (Stripe<E> stripe : this.stripes) {
			sum += stripe.claimed();
		}
		return sum;
	}

	/**
	 * How many items were drained since creation.
	 * @return the number; with one stripe the sequence of the next item to be drained
	 */
	public long consumed() {
		long sum = 0;
		for (Stripe<E> stripe : this.stripes) {
			sum += stripe.head;
		}
		return sum;
	}

	/**
	 * The place after everything accepted so far.
	 * @return a new mark
	 */
	public Mark accepted() {
		long[] items = new long[this.stripes.length];
		for (int i = 0; i < items.length; i++) {
			items[i] = this.stripes[i].claimed();
		}
		return Mark.of(items);
	}

	/**
	 * The place up to which items were drained.
	 * @return a new mark
	 */
	public Mark drained() {
		long[] items = new long[this.stripes.length];
		for (int i = 0; i < items.length; i++) {
			items[i] = this.stripes[i].head;
		}
		return Mark.of(items);
	}

	/**
	 * How many items are queued, never more than the capacity; a moment's view.
	 * @return the number of items accepted and not drained
	 */
	public int size() {
		long sum = 0;
		for (Stripe<E> stripe : this.stripes) {
			sum += stripe.size();
		}
		return (int) Math.min(sum, this.capacity);
	}

	/**
	 * How many items the queue holds.
	 * @return the capacity
	 */
	public int capacity() {
		return this.capacity;
	}

	/** The stripe of a thread with this number. */
	Stripe<E> stripe(int number) {
		return this.stripes[number & (this.stripes.length - 1)];
	}

}
