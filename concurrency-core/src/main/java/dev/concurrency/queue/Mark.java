package dev.concurrency.queue;

import java.util.Arrays;

/**
 * A place in a {@link BoundedQueue}: so many items of each of its stripes. Immutable.
 */
public final class Mark {

	private final long[] items;

	private Mark(long[] items) {
		this.items = items;
	}

	/**
	 * A place.
	 * @param items how many items of each stripe lie before it
	 * @return a new mark
	 */
	public static Mark of(long... items) {
		return new Mark(items.clone());
	}

	/**
	 * Whether everything that lies before another place lies before this one.
	 * @param other a place in the same queue
	 * @return true if this one is the same or later in each stripe
	 */
	public boolean covers(Mark other) {
		for (int i = 0; i < this.items.length; i++) {
			if (this.items[i] < other.items[i]) {
				return false;
			}
		}
		return true;
	}

	@Override
	public String toString() {
		return Arrays.toString(this.items);
	}

}
