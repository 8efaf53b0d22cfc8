package dev.concurrency.time;

import java.time.Instant;

/** A monotonic clock that shows what the test has set. For one thread. */
public final class SetTime implements TimeSource {

	public long now;

	@Override
	public long nanoTime() {
		return this.now;
	}

	@Override
	public Instant instant() {
		throw new UnsupportedOperationException();
	}

	@Override
	public void park(Object blocker, long nanos) {
		throw new UnsupportedOperationException();
	}

}
