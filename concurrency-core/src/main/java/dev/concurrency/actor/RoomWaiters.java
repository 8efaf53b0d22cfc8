package dev.concurrency.actor;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

import dev.concurrency.process.Admission;
import dev.concurrency.time.TimeSource;

/**
 * Senders that wait for room in a mailbox of one of the actors that share this.
 * Thread-safe.
 * <p>
 * No lost wake-up: a sender registers and then tries again, the reader makes room and
 * then looks for waiters, so one of the two sees the other, provided that nobody's two
 * steps change places. The sender's do not: it registers with a CAS and begins its try
 * with a volatile read of the mailbox. The reader makes room with an opaque write
 * ({@link Taken#next}), which may be seen only after the look that follows it. So the
 * sender lets a moment pass before it tries, in which such a write becomes visible; and
 * the reader looks again once it has done a CAS, as a {@link Turn} has when it comes back
 * from a message. Bounded by the number of threads.
 */
final class RoomWaiters {

	/** Longer than a write is under way to other cores. */
	private static final int SPINS = 40;

	private final Queue<Waiter> waiters = new ConcurrentLinkedQueue<>();

	private final AtomicInteger count = new AtomicInteger();

	/**
	 * Tries until the answer is not FULL or the time is over.
	 * @param mailbox where there is no room
	 * @param attempt makes one attempt
	 * @param timeoutNanos how long at most, {@link Long#MAX_VALUE} for ever
	 * @param time the clock
	 * @return the last answer
	 * @throws InterruptedException if the thread is interrupted before or meanwhile
	 */
	Admission await(Object mailbox, Supplier<Admission> attempt, long timeoutNanos, TimeSource time)
			throws InterruptedException {
		if (Thread.interrupted()) {
			throw new InterruptedException();
		}
		Admission answer = attempt.get();
		if (answer != Admission.FULL || timeoutNanos <= 0) {
			return answer;
		}
		long begun = time.nanoTime();
		Waiter current = new Waiter(mailbox, Thread.currentThread());
		this.waiters.add(current);
		this.count.incrementAndGet();
		for (int i = 0; i < SPINS; i++) {
			Thread.onSpinWait();
		}
		try {
			while (true) {
				answer = attempt.get();
				long left = (timeoutNanos == Long.MAX_VALUE) ? timeoutNanos : timeoutNanos - (time.nanoTime() - begun);
				if (answer != Admission.FULL || left <= 0) {
					return answer;
				}
				time.park(this, left);
				if (Thread.interrupted()) {
					throw new InterruptedException();
				}
			}
		}
		finally {
			this.count.decrementAndGet();
			this.waiters.remove(current);
		}
	}

	/**
	 * Lets all who wait for room in a mailbox try again.
	 * @param mailbox where there is room
	 */
	void signal(Object mailbox) {
		if (this.count.get() != 0) {
			this.waiters.forEach((waiter) -> waiter.signal(mailbox));
		}
	}

	/** Lets all who wait try again, in whichever mailbox: there may be room in all. */
	void signalAll() {
		this.waiters.forEach((waiter) -> waiter.signal(waiter.mailbox));
	}

	/** Compared by identity: a thread may wait twice. */
	private static final class Waiter {

		private final Object mailbox;

		private final Thread thread;

		Waiter(Object mailbox, Thread thread) {
			this.mailbox = mailbox;
			this.thread = thread;
		}

		void signal(Object changed) {
			if (this.mailbox == changed) {
				LockSupport.unpark(this.thread);
			}
		}

	}

}
