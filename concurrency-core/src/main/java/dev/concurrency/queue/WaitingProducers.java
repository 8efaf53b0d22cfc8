package dev.concurrency.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Who waits for room: threads, in the order in which they came, and actions of those who
 * cannot wait. Thread-safe.
 * <p>
 * A producer enters, and only then tries again: an attempt that came before the entry
 * proves nothing. Whoever makes room publishes it, and only then looks for waiters. Both
 * sides are a volatile write followed by a volatile read, so at least one sees the other.
 * Who enters is counted before it is listed, so that the count is never too small.
 * <p>
 * Only the first thread needs to be woken for room to be taken, since whoever leaves, for
 * any reason, wakes the one who is first then. So a waiter that is woken and gives up (a
 * timeout, an interrupt) hands its wake-up on, and no wake-up needs to be counted.
 * Actions, which need not take the room, all run beside that.
 */
final class WaitingProducers {

	private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();

	private final Queue<Runnable> actions = new ConcurrentLinkedQueue<>();

	// Apart from the lists, so that "nobody" costs the consumer one volatile read.
	private final AtomicInteger count = new AtomicInteger();

	/** Enters the calling thread; it must try again afterwards and leave in the end. */
	void enter() {
		this.count.incrementAndGet();
		this.threads.add(Thread.currentThread());
	}

	/** Takes the calling thread out and wakes the first of the others. */
	void leave() {
		this.threads.remove(Thread.currentThread());
		this.count.decrementAndGet();
		LockSupport.unpark(this.threads.peek());
	}

	/** Enters an action to run once. */
	void enter(Runnable action) {
		this.count.incrementAndGet();
		this.actions.add(action);
	}

	/**
	 * Wakes those who came first, after room was made.
	 * @param room how many threads at most; at least one
	 */
	void wake(int room) {
		if (this.count.get() == 0) {
			return;
		}
		int left = room;
		for (Thread thread : this.threads) {
			LockSupport.unpark(thread);
			if (--left == 0) {
				break;
			}
		}
		// Not those that these enter.
		List<Runnable> due = new ArrayList<>();
		for (Runnable action = this.actions.poll(); action != null; action = this.actions.poll()) {
			this.count.decrementAndGet();
			due.add(action);
		}
		due.forEach(Runnable::run);
	}

}
