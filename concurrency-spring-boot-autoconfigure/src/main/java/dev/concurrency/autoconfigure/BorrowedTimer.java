package dev.concurrency.autoconfigure;

import java.util.concurrent.RejectedExecutionException;

import dev.concurrency.time.Timer;

/**
 * A timer that belongs to someone else, who closes it: closing this one forgets what was
 * scheduled through it and leaves the other running. Thread-safe.
 */
final class BorrowedTimer implements Timer {

	private final Timer owned;

	private volatile boolean closed;

	BorrowedTimer(Timer owned) {
		this.owned = owned;
	}

	@Override
	public Timeout schedule(long delayNanos, Runnable task) {
		if (this.closed) {
			throw new RejectedExecutionException("the timer is closed");
		}
		return this.owned.schedule(delayNanos, () -> {
			if (!this.closed) {
				task.run();
			}
		});
	}

	@Override
	public void close() {
		this.closed = true;
	}

}
