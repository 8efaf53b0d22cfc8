package dev.concurrency.time.wheel;

import java.util.Arrays;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Tasks by the tick at which they are due: a hierarchical timing wheel (Varghese and
 * Lauck), with the choice of level that Tokio's timer makes. Placing and removing take
 * constant time; on its way an entry moves down at most once for each level. Not
 * thread-safe.
 * <p>
 * Each level has 256 slots; a slot of level n spans 256 to the power of n ticks. What is
 * placed less than 256 ticks ahead is on the lowest level, which goes round: so what
 * comes several times a second is placed once, and not looked at again before it is due.
 * Any other entry is on the level of the highest eight bits in which its tick differs
 * from the current one. So all occupied slots of a higher level lie ahead of the current
 * tick without going round, the earliest is the lowest bit of that level's words, and
 * everything on one of these levels is earlier than anything on a higher one. The current
 * tick never passes the beginning of an occupied slot: there the slot is emptied. Those
 * of the lowest level are due then, and leave together; others are placed anew.
 * <p>
 * Those that are due at the same tick keep their order. What is placed anew was placed
 * before all that is on the lowest level for the same tick, so it goes before that.
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

	/** Those that have entries. */
	private final @Nullable Slot[] slots = new Slot[DUE + 1];

	/** A bit for each slot, the lowest level first. */
	private final long[] occupied = new long[DUE / Long.SIZE];

	private long current;

	/** Takes an entry that is in no slot. */
	void place(WheelEntry entry) {
		append(slotOf(entry.tick), entry);
	}

	private int slotOf(long tick) {
		if (tick <= this.current) {
			return DUE;
		}
		int level = isOnLowestLevel(tick) ? 0 : (Long.SIZE - 1 - Long.numberOfLeadingZeros(tick ^ this.current)) / BITS;
		return level * SLOTS + ((int) (tick >>> (level * BITS)) & (SLOTS - 1));
	}

	private void append(int number, WheelEntry entry) {
		Slot slot = this.slots[number];
		if (slot == null) {
			slot = new Slot(number);
			slot.add(entry);
			this.slots[number] = slot;
		}
		else {
			slot.add(entry);
		}
		if (number != DUE) {
			// Last: there may have been no memory for the entry.
			this.occupied[number / Long.SIZE] |= 1L << number;
		}
	}

	/** Removes an entry if it is in a slot. */
	void remove(TimerEntry entry) {
		int number = entry.slot();
		if (number == NOWHERE) {
			return;
		}
		Slot slot = Objects.requireNonNull(this.slots[number]);
		slot.remove(entry.index());
		entry.leave();
		if (slot.count() == 0) {
			Slot unused = clear(number);
		}
	}

	/**
	 * The tick at which {@link #poll} has something to do: an entry is due, or a slot of
	 * a higher level begins.
	 * @return never more than the tick of any entry; {@link #NEVER} when there is none
	 */
	long next() {
		return (this.slots[DUE] != null) ? this.current
				: Math.min(nextOnLowestLevel(), beginning(earliestOfHigherLevels()));
	}

	/**
	 * How many are due at a tick that is to come, as far as they are on the lowest level.
	 */
	int dueAt(long tick) {
		Slot slot = (tick > this.current && isOnLowestLevel(tick)) ? this.slots[(int) tick & (SLOTS - 1)] : null;
		return (slot != null) ? slot.count() : 0;
	}

	private boolean isOnLowestLevel(long tick) {
		return tick - this.current < SLOTS;
	}

	private long nextOnLowestLevel() {
		int start = (int) this.current & (SLOTS - 1);
		int distance = 0;
		// The word that it begins in comes once more, for what lies before the start.
		while (distance < SLOTS) {
			int slot = (start + distance) & (SLOTS - 1);
			long ahead = this.occupied[slot / Long.SIZE] >>> slot;
			if (ahead != 0) {
				return this.current + distance + Long.numberOfTrailingZeros(ahead);
			}
			distance += Long.SIZE - slot % Long.SIZE;
		}
		return NEVER;
	}

	private int earliestOfHigherLevels() {
		for (int word = SLOTS / Long.SIZE; word < this.occupied.length; word++) {
			if (this.occupied[word] != 0) {
				return word * Long.SIZE + Long.numberOfTrailingZeros(this.occupied[word]);
			}
		}
		return NOWHERE;
	}

	/** When a slot of a higher level is to be emptied. */
	private long beginning(int slot) {
		if (slot == NOWHERE) {
			return NEVER;
		}
		int shift = slot / SLOTS * BITS;
		long above = this.current >>> shift >>> BITS << BITS << shift;
		return above | (long) (slot % SLOTS) << shift;
	}

	/**
	 * Removes those that are due first: all of one tick, or all that were late when they
	 * were placed.
	 * @param now the tick up to which entries are due
	 * @return the entries, each of which is to leave when it has been looked at; null if
	 * none has a tick that is not after {@code now}
	 */
	@Nullable Slot poll(long now) {
		while (this.slots[DUE] == null) {
			int higher = earliestOfHigherLevels();
			long begins = beginning(higher);
			long next = Math.min(nextOnLowestLevel(), begins);
			if (next > now) {
				this.current = Math.max(this.current, now);
				return null;
			}
			this.current = next;
			if (next < begins) {
				return clear((int) next & (SLOTS - 1));
			}
			placeAnew(clear(higher));
		}
		return clear(DUE);
	}

	private void placeAnew(Slot slot) {
		@Nullable Slot[] later = Arrays.copyOf(this.slots, SLOTS);
		Arrays.fill(this.slots, 0, SLOTS, null);
		slot.forEach(this::place);
		for (int number = 0; number < SLOTS; number++) {
			putBehind(number, later[number]);
		}
	}

	private void putBehind(int number, @Nullable Slot later) {
		Slot slot = this.slots[number];
		if (slot == null) {
			this.slots[number] = later;
		}
		else if (later != null) {
			later.forEach(slot::add);
		}
	}

	private Slot clear(int number) {
		Slot slot = Objects.requireNonNull(this.slots[number]);
		this.slots[number] = null;
		if (number != DUE) {
			this.occupied[number / Long.SIZE] &= ~(1L << number);
		}
		return slot;
	}

}
