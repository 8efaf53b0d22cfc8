package dev.concurrency.time;

import java.time.Instant;
import java.util.concurrent.locks.LockSupport;

/** The clocks of the machine. */
enum SystemTimeSource implements TimeSource {

	INSTANCE;

	@Override
	public long nanoTime() {
		return System.nanoTime();
	}

	@Override
	public Instant instant() {
		return Instant.now();
	}

	@Override
	public void park(Object blocker, long nanos) {
		if (nanos == Long.MAX_VALUE) {
			LockSupport.park(blocker);
		}
		else if (nanos > 0) {
			LockSupport.parkNanos(blocker, nanos);
		}
	}

}
