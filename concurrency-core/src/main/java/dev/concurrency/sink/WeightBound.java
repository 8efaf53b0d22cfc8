package dev.concurrency.sink;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds the weight of what waits in all lanes of a sink. Thread-safe. Invariant: what is
 * used never exceeds the bound.
 */
final class WeightBound {

	private final AtomicLong used = new AtomicLong();

	private final long max;

	WeightBound(long max) {
		this.max = max;
	}

	/**
	 * What an item counts for.
	 * @throws IllegalArgumentException if its weight is negative
	 */
	long counted(long weight) {
		if (weight < 0) {
			throw new IllegalArgumentException("a weight must not be negative but is " + weight);
		}
		// What is heavier than the bound fits when nothing else waits, rather than never.
		return Math.min(weight, this.max);
	}

	boolean tryAcquire(long weight) {
		while (true) {
			long now = this.used.get();
			if (now > this.max - weight) {
				return false;
			}
			if (this.used.compareAndSet(now, now + weight)) {
				return true;
			}
		}
	}

	void release(long weight) {
		this.used.addAndGet(-weight);
	}

	long used() {
		return this.used.get();
	}

}
