package dev.concurrency.queue;

import java.util.concurrent.locks.LockSupport;

/**
 * How a thread waits: the seam through which tests drive time. An implementation must
 * keep the permit of {@link LockSupport}: an {@code unpark} of the calling thread that
 * came before the call makes it return at once, and so does an interrupt, which stays
 * set. It may return early for no reason.
 */
@FunctionalInterface
public interface Parker {

	/**
	 * Waits until the calling thread is unparked or interrupted, or the time is over.
	 * @param blocker the object that is waited for, shown in thread dumps
	 * @param nanos the longest wait in nanoseconds, greater than zero;
	 * {@link Long#MAX_VALUE} sets no limit
	 */
	void park(Object blocker, long nanos);

	/**
	 * Returns the parker that waits in real time.
	 * @return a parker over {@link LockSupport}
	 */
	static Parker system() {
		return (blocker, nanos) -> {
			if (nanos == Long.MAX_VALUE) {
				LockSupport.park(blocker);
			}
			else {
				LockSupport.parkNanos(blocker, nanos);
			}
		};
	}

}
