package dev.concurrency.test;

import java.time.Instant;
import java.util.concurrent.locks.LockSupport;

import dev.concurrency.time.TimeSource;

/**
 * Lets a test wait until a thread waits for time to pass, since moving time before that
 * would move it for nobody. For one thread that waits. Thread-safe.
 */
final class ParkProbe implements TimeSource {

	private final ManualTime time;

	private volatile Park last = new Park(this, 0);

	ParkProbe(ManualTime time) {
		this.time = time;
	}

	/**
	 * Spins until the thread waits for exactly so long, or the time of the test is over.
	 * Answers the thread.
	 */
	Thread awaitPark(long nanos) {
		Park park = this.last;
		// A thread shows its blocker from the moment it really waits.
		while (park.nanos != nanos || LockSupport.getBlocker(park.thread) != park.blocker) {
			if (Thread.currentThread().isInterrupted()) {
				throw new AssertionError("No thread waits for " + nanos + " ns, the last one did for " + park.nanos);
			}
			Thread.onSpinWait();
			park = this.last;
		}
		return park.thread;
	}

	@Override
	public long nanoTime() {
		return this.time.nanoTime();
	}

	@Override
	public Instant instant() {
		return this.time.instant();
	}

	@Override
	public void park(Object blocker, long nanos) {
		this.last = new Park(blocker, nanos);
		this.time.park(blocker, nanos);
	}

	private static final class Park {

		private final Thread thread = Thread.currentThread();

		private final Object blocker;

		private final long nanos;

		Park(Object blocker, long nanos) {
			this.blocker = blocker;
			this.nanos = nanos;
		}

	}

}
