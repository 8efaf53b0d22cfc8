package dev.concurrency.sink;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

import dev.concurrency.process.ContextRelay;
import dev.concurrency.queue.BoundedQueue;

/**
 * The room of one lane that its subscribers hold in advance: half of it at most, so that
 * publishers that are silent leave some to everybody else. Thread-safe.
 * <p>
 * No lost wake-up of a subscriber that lacks room: what is held grows under the lock, by
 * what the queue gave and no more, and shrinks before the place is used or given back.
 * Both end with room in the queue, so whoever saw too much held is told of that.
 */
final class SubscriberRoom {

	private final ReentrantLock lock = new ReentrantLock();

	private final BoundedQueue<Object> queue;

	private final ContextRelay contexts;

	private final AtomicInteger held = new AtomicInteger();

	private final int max;

	SubscriberRoom(BoundedQueue<Object> queue, ContextRelay contexts) {
		this.queue = queue;
		this.contexts = contexts;
		this.max = Math.max(1, queue.capacity() / 2);
	}

	/** Takes up to so many free places for the caller. Answers how many. */
	int reserve(int places) {
		this.lock.lock();
		try {
			int allowed = Math.min(places, this.max - this.held.get());
			int taken = (allowed > 0) ? this.queue.reserve(allowed) : 0;
			this.held.addAndGet(taken);
			return taken;
		}
		finally {
			this.lock.unlock();
		}
	}

	/** The caller gives places back. */
	void release(int places) {
		this.held.addAndGet(-places);
		this.queue.release(places);
	}

	/**
	 * Adds an item at a place that the caller holds.
	 * @param hint the same for all items of one publisher
	 * @return whether it was accepted; the place is the caller's no more
	 */
	boolean offerReserved(Object item, int hint) {
		this.held.decrementAndGet();
		boolean accepted = this.queue.offerReserved(Carried.of(item, this.contexts), hint) >= 0;
		if (!accepted) {
			this.queue.release(1);
		}
		return accepted;
	}

	/** Adds an item of which nobody has told, if there is room. */
	boolean offer(Object item) {
		return this.queue.offer(Carried.of(item, this.contexts)) >= 0;
	}

	boolean isClosed() {
		return this.queue.isClosed();
	}

	/** Calls back when there may be room. */
	void onRoom(Runnable action) {
		this.queue.onRoom(action);
	}

}
