package dev.concurrency.stress;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import dev.concurrency.queue.Parker;

/**
 * Parks for real, and notices that nobody is going to wake it: the other actor has
 * finished, so its unpark must have left a permit, and yet the park runs to its end.
 */
final class WatchedParker implements Parker {

	private static final long PATIENCE = TimeUnit.MILLISECONDS.toNanos(200);

	private volatile boolean otherFinished;

	private boolean lost;

	@Override
	public void park(Object blocker, long nanos) {
		while (true) {
			boolean finished = this.otherFinished;
			long start = System.nanoTime();
			LockSupport.parkNanos(blocker, PATIENCE);
			if (System.nanoTime() - start < PATIENCE) {
				return;
			}
			if (finished) {
				this.lost = true;
				return;
			}
		}
	}

	/** Called by the other actor after its only action. */
	void otherFinished() {
		this.otherFinished = true;
	}

	/** Whether a wake-up was lost; to be asked by the parking actor. */
	boolean isLost() {
		return this.lost;
	}

}
