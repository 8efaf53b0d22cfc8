package dev.concurrency.time.wheel;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Tasks by the tick at which they are due: a hierarchical timing wheel (Varghese and
 * Lauck), with the choice of level that Tokio's timer makes. Placing and removing take
 * constant time; on its way an entry moves down at most once for each level. Not
 * thread-safe.
 * <p>
 * Each level has 256 slots, so that what comes several times a second is not placed
 * twice; a slot of level n spans 256 to the power of n ticks. An entry is on the level of
 * the highest eight bits in which its tick differs from the current one. So all occupied
 * slots of a level lie ahead of the current tick without going round, the earliest is the
 * lowest bit of that level's words, and everything on a lower level is earlier than
 * anything on a higher one. The current tick never passes the beginning of an occupied
 * slot: there the slot is emptied. Those of the lowest level are due then, and leave
 * together; others are placed anew, which keeps the order of those that are due at the
 * same tick.
 */
final class TimerWheel {

	/** The slot of an entry that is in none. */
	static final int NOWHERE = -1;

	/** The result of {@link #next()} when the wheel is empty. */
	static final long NEVER = Long.MAX_VALUE;

	private static final int BITS = 8;

	private static final int SLOTS = 1 << BITS;

	/** Enough for 292 years of milliseconds, the longest delay there is. */
	private static final int LEVELS = 6;

	private static final int DUE = LEVELS * SLOTS;

	/** The first entry of each slot; the entries of a slot form a ring. */
	private final @Nullable WheelEntry[] first = new WheelEntry[DUE + 1];

	/** A bit for each slot, the lowest level first. */
	private final long[] occupied = new long[DUE / Long.SIZE];

	/** How many entries each slot has. */
	private final int[] sizes = new int[DUE + 1];

	private long current;

	/** Takes an entry that is in no slot. */
	void place(WheelEntry entry) {
		append(slotOf(entry.tick), entry);
	}

	private int slotOf(long tick) {
		if (tick <= this.current) {
			return DUE;
		}
		int level = (Long.SIZE - 1 - Long.numberOfLeadingZeros(tick ^ this.current)) / BITS;
		int slot = level * SLOTS + ((int) (tick >>> (level * BITS)) & (SLOTS - 1));
		this.occupied[slot / Long.SIZE] |= 1L << slot;
		return slot;
	}

	private void append(int slot, WheelEntry entry) {
		entry.slot = slot;
		this.sizes[slot]++;
		WheelEntry head = this.first[slot];
		if (head == null) {
			this.first[slot] = entry;
		}
		else {
			WheelEntry last = head.previous;
			entry.next = head;
			entry.previous = last;
			head.previous = entry;
			last.next = entry;
		}
	}

	/** Removes an entry if it is in a slot. */
	void remove(WheelEntry entry) {
		int slot = entry.slot;
		if (slot == NOWHERE) {
			return;
		}
		this.sizes[slot]--;
		WheelEntry next = entry.next;
		if (next == entry) {
			clear(slot);
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
		int slot = earliest();
		return (slot != NOWHERE) ? beginning(slot) : NEVER;
	}

	/**
	 * Until when those that are due first are worth a wait for others that are due soon
	 * after them. What is still on a higher level is not waited for.
	 * @param next what {@link #next()} answers
	 * @param span how many ticks to look at, that one included
	 * @param most how many there may be in all; more only if as many are due first
	 * @return when the last of them are due
	 */
	long together(long next, int span, int most) {
		if (this.first[DUE] != null) {
			return next;
		}
		long last = next;
		int count = 0;
		for (long tick = next; tick < next + span && isOnLowestLevel(tick) && count <= most; tick++) {
			int size = this.sizes[(int) tick & (SLOTS - 1)];
			count += size;
			last = (size > 0 && count <= most) ? tick : last;
		}
		return last;
	}

	private boolean isOnLowestLevel(long tick) {
		return tick >>> BITS == this.current >>> BITS;
	}

	/** The occupied slot that begins first. */
	private int earliest() {
		for (int word = 0; word < this.occupied.length; word++) {
			if (this.occupied[word] != 0) {
				return word * Long.SIZE + Long.numberOfTrailingZeros(this.occupied[word]);
			}
		}
		return NOWHERE;
	}

	private long beginning(int slot) {
		int shift = slot / SLOTS * BITS;
		long above = this.current >>> shift >>> BITS << BITS << shift;
		return above | (long) (slot % SLOTS) << shift;
	}

	/**
	 * Removes those that are due first: all of one tick, or all that were late when they
	 * were placed. They are removed at once, since each link that is changed in an old
	 * object costs the collector as much as the rest.
	 * @param now the tick up to which entries are due
	 * @return the first of a chain of entries in their order, each to be let go when it
	 * has been looked at; null if none has a tick that is not after {@code now}
	 */
	@Nullable WheelEntry poll(long now) {
		while (this.first[DUE] == null) {
			int slot = earliest();
			long next = (slot != NOWHERE) ? beginning(slot) : NEVER;
			if (next > now) {
				this.current = Math.max(this.current, now);
				return null;
			}
			this.current = next;
			WheelEntry chain = take(slot);
			if (slot < SLOTS) {
				return chain;
			}
			placeAnew(chain);
		}
		return take(DUE);
	}

	/** All entries of a slot that has some, as a chain. */
	private WheelEntry take(int slot) {
		WheelEntry chain = Objects.requireNonNull(this.first[slot]);
		clear(slot);
		chain.openRing();
		return chain;
	}

	private void placeAnew(@Nullable WheelEntry chain) {
		WheelEntry entry = chain;
		while (entry != null) {
			WheelEntry following = entry.letGo();
			place(entry);
			entry = following;
		}
	}

	private void clear(int slot) {
		this.first[slot] = null;
		this.sizes[slot] = 0;
		if (slot != DUE) {
			this.occupied[slot / Long.SIZE] &= ~(1L << slot);
		}
	}

}
