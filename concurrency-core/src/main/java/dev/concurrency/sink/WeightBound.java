package dev.concurrency.sink;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

import dev.concurrency.queue.BoundedQueue;

/**
 * Bounds the weight of what waits in all lanes of a sink. Thread-safe. Invariant: what is
 * used never exceeds the bound.
 * <p>
 * Who lacks weight waits at the queue of its own lane, but the weight may be in any: so
 * all drains are told of a refusal, and whoever waits at any queue is told of a release.
 */
final class WeightBound {

	private final AtomicLong used = new AtomicLong();

	private final List<BoundedQueue<?>> queues = new CopyOnWriteArrayList<>();

	private final long max;

	WeightBound(long max) {
		this.max = max;
	}

	/** The bound is for what waits in this queue too. */
	void include(BoundedQueue<?> queue) {
		this.queues.add(queue);
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

	/** There was or will be no room for an item: the drains are to make some. */
	void refused() {
		this.queues.forEach(BoundedQueue::refused);
	}

	/** Whether one more item of such a weight would be refused now. */
	boolean wouldRefuse(long weight) {
		return this.used.get() > this.max - weight;
	}

	void release(long weight) {
		this.used.addAndGet(-weight);
		this.queues.forEach(BoundedQueue::wakeProducers);
	}

	long used() {
		return this.used.get();
	}

}
