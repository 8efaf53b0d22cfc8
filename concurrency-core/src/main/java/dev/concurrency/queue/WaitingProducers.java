package dev.concurrency.queue;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * The producers that wait for room, in the order in which they came. Thread-safe.
 * <p>
 * A producer enters, and only then tries again: an attempt that came before the entry
 * proves nothing. Whoever makes room publishes it, and only then looks for waiters. Both
 * sides are a volatile write followed by a volatile read, so at least one sees the other.
 * <p>
 * Only the first waiter needs to be woken for room to be taken, since whoever leaves, for
 * any reason, wakes the one who is first then. So a waiter that is woken and gives up (a
 * timeout, an interrupt) hands its wake-up on, and no wake-up needs to be counted.
 */
final class WaitingProducers {

	private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();

	// Apart from the list, so that "nobody" costs the consumer one volatile read.
	private final AtomicInteger count = new AtomicInteger();

	/** Enters the calling thread; it must try again afterwards and leave in the end. */
	void enter() {
		this.threads.add(Thread.currentThread());
		this.count.incrementAndGet();
	}

	/** Takes the calling thread out and wakes the first of the others. */
	void leave() {
		this.threads.remove(Thread.currentThread());
		this.count.decrementAndGet();
		LockSupport.unpark(this.threads.peek());
	}

	/**
	 * Wakes those who came first, after room was made.
	 * @param room how many at most; at least one
	 */
	void wake(int room) {
		if (this.count.get() == 0) {
			return;
		}
		int left = room;
		for (Thread thread : this.threads) {
			LockSupport.unpark(thread);
			if (--left == 0) {
				return;
			}
		}
	}

}
