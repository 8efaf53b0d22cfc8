package dev.concurrency.stress;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import dev.concurrency.queue.Parker;

/**
 * Parks for real, and notices that nobody is going to wake it: the other actor has
 * finished, so its unpark must have left a permit, and yet the park runs to its end.
 */
final class WatchedParker implements Parker {

	// Far longer than a busy machine keeps a thread from running, for that looks the
	// same;
	// only a wake-up that is really lost takes so long.
	private static final long PATIENCE = TimeUnit.SECONDS.toNanos(10);

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
