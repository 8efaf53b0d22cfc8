package dev.concurrency.process;

import java.time.Instant;

import dev.concurrency.time.TimeSource;

/** A monotonic clock that shows what the test has set. For one thread. */
final class SetTime implements TimeSource {

	long now;

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
