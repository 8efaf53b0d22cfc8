package dev.concurrency.time.wheel;

import java.util.Arrays;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * The entries of one slot of a {@link TimerWheel}, in their order. Not thread-safe.
 * <p>
 * An array that is dropped with the slot, and not links from entry to entry: an entry
 * that comes again and again is an old object, and with G1 each link that is written into
 * one waits for all memory that was asked for. And all that is due together is known at
 * once, for whoever wants to fetch it.
 */
final class Slot {

	private static final int FEWEST = 8;

	private final int number;

	private @Nullable WheelEntry[] entries = new WheelEntry[FEWEST];

	// Those that were removed included.
	private int end;

	private int count;

	/** An empty one that the wheel knows by a number. */
	Slot(int number) {
		this.number = number;
	}

	void add(WheelEntry entry) {
		if (this.end == this.entries.length) {
			makeRoom();
		}
		this.entries[this.end] = entry;
		entry.lies(this.number, this.end);
		this.end++;
		this.count++;
	}

	/**
	 * What was removed takes up half of the room at most, however long the slot lasts.
	 */
	private void makeRoom() {
		if (this.count > this.end / 2) {
			this.entries = Arrays.copyOf(this.entries, 2 * this.end);
			return;
		}
		int before = this.end;
		this.end = 0;
		this.count = 0;
		// Never further back than where it was.
		for (int i = 0; i < before; i++) {
			WheelEntry entry = this.entries[i];
			this.entries[i] = null;
			if (entry != null) {
				add(entry);
			}
		}
	}

	void remove(int index) {
		this.entries[index] = null;
		this.count--;
	}

	void forEach(Consumer<WheelEntry> action) {
		for (int i = 0; i < this.end; i++) {
			WheelEntry entry = this.entries[i];
			if (entry != null) {
				action.accept(entry);
			}
		}
	}

	/** How many there are. */
	int count() {
		return this.count;
	}

	/** All indices are less. */
	int end() {
		return this.end;
	}

	/** The entry with an index, null if it was removed. */
	@Nullable WheelEntry get(int index) {
		return this.entries[index];
	}

}
