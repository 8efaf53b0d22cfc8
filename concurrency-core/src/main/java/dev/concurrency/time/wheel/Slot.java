package dev.concurrency.time.wheel;

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
			resize((this.count > this.end / 2) ? 2 * this.end : this.end);
		}
		append(entry);
	}

	/** What was removed takes up three quarters of the room at most. */
	void remove(int index) {
		this.entries[index] = null;
		this.count--;
		if (this.count < this.entries.length / 4 && this.entries.length > FEWEST) {
			resize(this.entries.length / 2);
		}
	}

	/** Makes room, or gives some back, and leaves out what was removed. */
	private void resize(int length) {
		@Nullable WheelEntry[] before = this.entries;
		int endBefore = this.end;
		this.entries = new WheelEntry[length];
		this.end = 0;
		this.count = 0;
		for (int i = 0; i < endBefore; i++) {
			WheelEntry entry = before[i];
			if (entry != null) {
				append(entry);
			}
		}
	}

	private void append(WheelEntry entry) {
		this.entries[this.end] = entry;
		entry.lies(this.number, this.end);
		this.end++;
		this.count++;
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
