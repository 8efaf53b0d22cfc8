package dev.concurrency.queue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A ring of a {@link BoundedQueue}. The invariants are explained there. Any thread may
 * call what does not say otherwise.
 *
 * @param <E> the type of the items
 */
final class Stripe<E> extends PaddedIndexes {

	/** Answer of {@link #wakeAt} while the consumer is awake: no claim wakes it. */
	static final long NEVER = Long.MAX_VALUE;

	private static final VarHandle SLOTS = MethodHandles.arrayElementVarHandle(Object[].class);

	private static final long CLOSED_BIT = 1;

	private static final long PLACE = 2;

	private static final long CLAIM = 1L << 32;

	private static final long PLACES = CLAIM - PLACE;

	private static final int SPINS = 20;

	private final int mask;

	private final @Nullable Object[] slots;

	/**
	 * Creates an open, empty ring.
	 * @param capacity the most items it will ever hold
	 * @param places how many of them are free here
	 */
	Stripe(int capacity, int places) {
		int length = (capacity == 1) ? 1 : Integer.highestOneBit(capacity - 1) << 1;
		this.mask = length - 1;
		this.slots = new Object[length];
		this.tail = places * PLACE;
		this.wakeAt = NEVER;
	}

	/**
	 * Adds the item at a free place of this stripe.
	 * @return its sequence, {@link BoundedQueue#FULL} or {@link BoundedQueue#CLOSED}
	 */
	long offer(E item) {
		while (true) {
			long word = this.tail;
			if ((word & CLOSED_BIT) != 0) {
				return BoundedQueue.CLOSED;
			}
			if ((word & PLACES) == 0) {
				return BoundedQueue.FULL;
			}
			if (compareAndSetTail(word, word + CLAIM - PLACE)) {
				return write(word, item);
			}
		}
	}

	/**
	 * Adds the item at a place that the caller holds.
	 * @return its sequence, or {@link BoundedQueue#CLOSED}: the place stays the caller's
	 */
	long offerAtTakenPlace(E item) {
		while (true) {
			long word = this.tail;
			if ((word & CLOSED_BIT) != 0) {
				return BoundedQueue.CLOSED;
			}
			if (compareAndSetTail(word, word + CLAIM)) {
				return write(word, item);
			}
		}
	}

	// Between the claim and the write, head is at most the claimed sequence and less than
	// a ring behind it, so the low half of the sequence is enough to know the whole.
	private long write(long word, E item) {
		int low = (int) (word >>> 32);
		long first = this.head;
		long sequence = first + Integer.toUnsignedLong(low - (int) first);
		SLOTS.setRelease(this.slots, low & this.mask, item);
		return sequence;
	}

	boolean hasPlace() {
		return (this.tail & PLACES) != 0;
	}

	/** Takes up to so many of the free places; answers how many. */
	int take(int max) {
		while (true) {
			long word = this.tail;
			int taken = Math.min((int) ((word & PLACES) >>> 1), max);
			if (taken == 0 || compareAndSetTail(word, word - taken * PLACE)) {
				return taken;
			}
		}
	}

	/** Makes so many places free here. */
	void free(int places) {
		addToTail(places * PLACE);
	}

	void close() {
		setTailBits(CLOSED_BIT);
	}

	void reopen() {
		clearTailBits(CLOSED_BIT);
	}

	boolean isClosed() {
		return (this.tail & CLOSED_BIT) != 0;
	}

	/** The next sequence. */
	long claimed() {
		while (true) {
			long first = this.head;
			int low = (int) (this.tail >>> 32);
			if (first == this.head) {
				return first + Integer.toUnsignedLong(low - (int) first);
			}
		}
	}

	/** How many items are queued; too many if some are drained meanwhile. */
	long size() {
		long first = this.head;
		return claimed() - first;
	}

	/** Moves the oldest items, up to one that is not yet written. Consumer only. */
	@SuppressWarnings("unchecked")
	int drainTo(List<? super E> target, int max) {
		long first = this.head;
		int moved = 0;
		try {
			while (moved < max) {
				Object item = read(first + moved);
				if (item == null) {
					break;
				}
				target.add((E) item);
				this.slots[(int) (first + moved) & this.mask] = null;
				moved++;
			}
		}
		finally {
			if (moved > 0) {
				this.head = first + moved;
				free(moved);
			}
		}
		return moved;
	}

	private @Nullable Object read(long sequence) {
		int index = (int) sequence & this.mask;
		Object item = SLOTS.getAcquire(this.slots, index);
		for (int spins = 0; item == null && spins < SPINS && isClaimed(sequence); spins++) {
			Thread.onSpinWait();
			item = SLOTS.getAcquire(this.slots, index);
		}
		return item;
	}

	/** Whether the consumer's next sequence, or one that follows it, is claimed. */
	private boolean isClaimed(long sequence) {
		return (int) (this.tail >>> 32) != (int) sequence;
	}

}
