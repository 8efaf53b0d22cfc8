package dev.concurrency.sink;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Tells how old the oldest item of a queue is without a clock read per item: from pairs
 * of a count of accepted items and a time, taken by the drain before each batch and by
 * everyone who looks. An item is dated by the first pair that counts it and is still
 * kept, so its age is understated by at most the time between two such pairs: that is the
 * time between two looks, and more only once so many looks came in a stall that pairs
 * were dropped, then up to a small part of the stall. Thread-safe.
 */
final class AgeSamples {

	/** So many pairs are kept; then every second one goes. */
	private static final int MAX_SAMPLES = 64;

	private final ReentrantLock lock = new ReentrantLock();

	private final Deque<Sample> samples = new ArrayDeque<>();

	/**
	 * Takes a pair and forgets those that no waiting item needs.
	 * @param accepted how many items were accepted so far
	 * @param settled how many of them, the oldest first, are not looked at any more
	 * @param now the time of this moment in nanoseconds
	 * @return the age of the oldest waiting item in nanoseconds, zero if there is none
	 */
	long take(long accepted, long settled, long now) {
		this.lock.lock();
		try {
			while (!this.samples.isEmpty() && this.samples.getFirst().accepted <= settled) {
				this.samples.removeFirst();
			}
			Sample last = this.samples.peekLast();
			if (accepted > settled && (last == null || last.accepted < accepted)) {
				add(new Sample(accepted, now));
			}
			Sample oldest = this.samples.peekFirst();
			return (oldest != null) ? Math.max(0, now - oldest.at) : 0;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void add(Sample sample) {
		if (this.samples.size() == MAX_SAMPLES) {
			thinOut();
		}
		this.samples.addLast(sample);
	}

	private void thinOut() {
		boolean keep = true;
		for (Iterator<Sample> each = this.samples.iterator(); each.hasNext();) {
			each.next();
			if (!keep) {
				each.remove();
			}
			keep = !keep;
		}
	}

	private record Sample(long accepted, long at) {
	}

}
