package dev.concurrency.time;

import org.jspecify.annotations.Nullable;

/**
 * Tasks by the tick at which they are due: a hierarchical timing wheel (Varghese and
 * Lauck), with the choice of level that Tokio's timer makes. Placing and removing take
 * constant time; on its way an entry moves down at most once for each level. Not
 * thread-safe.
 * <p>
 * Each level has 64 slots; a slot of level n spans 64 to the power of n ticks. An entry
 * is on the level of the highest six bits in which its tick differs from the current one.
 * So all occupied slots of a level lie ahead of the current tick without going round, the
 * earliest is the lowest bit of that level's word, and everything on a lower level is
 * earlier than anything on a higher one. The current tick never passes the beginning of
 * an occupied slot: there the slot is emptied and its entries are placed anew, which
 * keeps the order of those that are due at the same tick.
 */
final class TimerWheel {

	/** The slot of an entry that is in none. */
	static final int NOWHERE = -1;

	/** The result of {@link #next()} when the wheel is empty. */
	static final long NEVER = Long.MAX_VALUE;

	private static final int BITS = 6;

	private static final int SLOTS = 1 << BITS;

	/** Enough for 292 years of milliseconds, the longest delay there is. */
	private static final int LEVELS = 8;

	private static final int DUE = LEVELS * SLOTS;

	/** The first entry of each slot; the entries of a slot form a ring. */
	private final @Nullable TimerEntry[] first = new TimerEntry[DUE + 1];

	private final long[] occupied = new long[LEVELS];

	private long current;

	/** Takes an entry that is in no slot. */
	void place(TimerEntry entry) {
		append(slotOf(entry.tick), entry);
	}

	private int slotOf(long tick) {
		if (tick <= this.current) {
			return DUE;
		}
		int level = (Long.SIZE - 1 - Long.numberOfLeadingZeros(tick ^ this.current)) / BITS;
		int index = (int) (tick >>> (level * BITS)) & (SLOTS - 1);
		this.occupied[level] |= 1L << index;
		return level * SLOTS + index;
	}

	private void append(int slot, TimerEntry entry) {
		entry.slot = slot;
		TimerEntry head = this.first[slot];
		if (head == null) {
			this.first[slot] = entry;
		}
		else {
			TimerEntry last = head.previous;
			entry.next = head;
			entry.previous = last;
			head.previous = entry;
			last.next = entry;
		}
	}

	/** Removes an entry if it is in a slot. */
	void remove(TimerEntry entry) {
		int slot = entry.slot;
		if (slot == NOWHERE) {
			return;
		}
		TimerEntry next = entry.next;
		if (next == entry) {
			this.first[slot] = null;
			if (slot != DUE) {
				this.occupied[slot / SLOTS] &= ~(1L << (slot % SLOTS));
			}
		}
		else if (this.first[slot] == entry) {
			this.first[slot] = next;
		}
		entry.leave();
	}

	/**
	 * The tick at which {@link #poll} has something to do: an entry is due, or a slot of
	 * a higher level begins.
	 * @return never more than the tick of any entry; {@link #NEVER} when there is none
	 */
	long next() {
		if (this.first[DUE] != null) {
			return this.current;
		}
		int level = lowestLevel();
		return (level < LEVELS) ? beginning(level) : NEVER;
	}

	private int lowestLevel() {
		int level = 0;
		while (level < LEVELS && this.occupied[level] == 0) {
			level++;
		}
		return level;
	}

	private long beginning(int level) {
		int shift = level * BITS;
		long above = this.current >>> shift >>> BITS << BITS << shift;
		return above | (long) Long.numberOfTrailingZeros(this.occupied[level]) << shift;
	}

	/**
	 * Removes the entry that is due first.
	 * @param now the tick up to which entries are due
	 * @return an entry whose tick is not after {@code now}, null if there is none
	 */
	@Nullable TimerEntry poll(long now) {
		while (this.first[DUE] == null) {
			int level = lowestLevel();
			long next = (level < LEVELS) ? beginning(level) : NEVER;
			if (next > now) {
				this.current = Math.max(this.current, now);
				return null;
			}
			this.current = next;
			empty(level * SLOTS + Long.numberOfTrailingZeros(this.occupied[level]));
		}
		TimerEntry entry = this.first[DUE];
		remove(entry);
		return entry;
	}

	private void empty(int slot) {
		for (TimerEntry entry = this.first[slot]; entry != null; entry = this.first[slot]) {
			remove(entry);
			place(entry);
		}
	}

}
