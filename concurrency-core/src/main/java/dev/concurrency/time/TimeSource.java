package dev.concurrency.time;

import java.time.Instant;

/**
 * Where the library reads time and where its threads wait for time to pass. Production
 * code uses {@link #system()}; tests use the manual time of {@code concurrency-test}.
 * <p>
 * Implementations are thread-safe.
 */
public interface TimeSource {

	/**
	 * A monotonic clock; only differences mean anything, as with
	 * {@link System#nanoTime()}.
	 * @return the current value in nanoseconds
	 */
	long nanoTime();

	/**
	 * The wall clock, for what people read.
	 * @return the current instant
	 */
	Instant instant();

	/**
	 * Parks the current thread until it is unparked or interrupted or until the time has
	 * passed on this clock. May return for no reason.
	 * @param blocker what the thread waits for, shown in thread dumps
	 * @param nanos how long at most; {@link Long#MAX_VALUE} means until woken, zero or
	 * less returns at once
	 */
	void park(Object blocker, long nanos);

	/**
	 * The clocks of the machine.
	 * @return a stateless time source
	 */
	static TimeSource system() {
		return SystemTimeSource.INSTANCE;
	}

}
