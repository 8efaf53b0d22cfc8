package dev.concurrency.time.wheel;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Where any thread leaves entries for the driver, which takes all of them at once: a
 * stack for each group of threads, each on cache lines of its own. Thread-safe; what one
 * thread pushes is taken in that order.
 * <p>
 * All entries of a stack are taken at once and only then pushed again. So if the CAS
 * finds a head that was taken meanwhile, that is the head once more, and only the depth
 * may be wrong.
 */
final class EntryStacks {

	/** So many references fill the cache lines that processors fetch together. */
	private static final int SPACING = 32;

	private static final int MAX_STACKS = 8;

	private final AtomicReferenceArray<@Nullable WheelEntry> heads;

	private final int mask;

	EntryStacks(int processors) {
		int stacks = Math.min(MAX_STACKS, Integer.highestOneBit(Math.max(1, 2 * processors - 1)));
		this.mask = stacks - 1;
		this.heads = new AtomicReferenceArray<>(stacks * SPACING);
	}

	/**
	 * Adds an entry; a full fence.
	 * @param entry on no stack
	 * @return how many entries now lie on its stack
	 */
	int push(WheelEntry entry) {
		int index = ((int) Thread.currentThread().getId() & this.mask) * SPACING;
		WheelEntry head;
		do {
			head = this.heads.get(index);
			entry.link = head;
			entry.depth = (head != null) ? head.depth + 1 : 1;
		}
		while (!this.heads.compareAndSet(index, head, entry));
		return entry.depth;
	}

	/** Takes all entries. */
	void take(Consumer<WheelEntry> consumer) {
		for (int stack = 0; stack <= this.mask; stack++) {
			int index = stack * SPACING;
			if (this.heads.get(index) != null) {
				WheelEntry entry = reversed(this.heads.getAndSet(index, null));
				while (entry != null) {
					WheelEntry following = entry.link;
					entry.link = null;
					consumer.accept(entry);
					entry = following;
				}
			}
		}
	}

	private static @Nullable WheelEntry reversed(@Nullable WheelEntry head) {
		WheelEntry result = null;
		WheelEntry entry = head;
		while (entry != null) {
			WheelEntry following = entry.link;
			entry.link = result;
			result = entry;
			entry = following;
		}
		return result;
	}

}
