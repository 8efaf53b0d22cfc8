package dev.concurrency.queue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * The consumer that waits for a sequence to be claimed. Thread-safe, but {@link #await}
 * is for one thread at a time.
 * <p>
 * {@code wakeAt} is {@code IDLE}, {@code SIGNALLED} or the sequence it is armed with. The
 * consumer arms it and then reads the next sequence to be claimed; a producer claims and
 * then reads {@code wakeAt}. All four are volatile accesses, so they have one total
 * order: if the consumer did not see the claim of s, that claim came later, and its
 * producer sees the armed word, or what the winner of it left. Each producer compares its
 * own s, so the claim of exactly the armed sequence is never overlooked.
 * <p>
 * Whoever takes the armed word away unparks, so there is one unpark for a park. The
 * winner reads {@code consumer}, which was written before arming; if it reads null, the
 * consumer is awake. An unpark before the park leaves a permit.
 * <p>
 * {@code SIGNALLED} stays until the consumer takes it, which arms over {@code IDLE} only.
 * So a signal to a consumer that is awake makes its next wait return.
 */
final class WaitingConsumer extends WakeAtWord {

	// Both above any sequence, so that a producer needs one comparison.
	private static final long IDLE = Long.MAX_VALUE;

	private static final long SIGNALLED = Long.MAX_VALUE - 1;

	long p20, p21, p22, p23, p24, p25, p26, p27, p30, p31, p32, p33, p34, p35, p36;

	// Published by arming; null while the consumer is awake.
	private @Nullable Thread consumer;

	WaitingConsumer() {
		this.wakeAt = IDLE;
	}

	/**
	 * Waits, at most {@code nanos}, for a signal or until {@code sequence} is claimed.
	 */
	void await(Object blocker, long sequence, LongSupplier claimed, Parker parker, long nanos) {
		this.consumer = Thread.currentThread();
		try {
			if (compareAndSet(IDLE, Math.min(sequence, SIGNALLED - 1)) && claimed.getAsLong() <= sequence
					&& !Thread.currentThread().isInterrupted()) {
				parker.park(blocker, nanos);
			}
		}
		finally {
			// An exchange, so that the consumer sees what was done before a signal.
			getAndSet(IDLE);
			this.consumer = null;
		}
	}

	/** Called after each claim. */
	void claimed(long sequence) {
		long armed = this.wakeAt;
		if (sequence >= armed && compareAndSet(armed, IDLE)) {
			LockSupport.unpark(this.consumer);
		}
	}

	/** Called after each refusal; costs a read while the consumer has not reacted yet. */
	void refused() {
		if (this.wakeAt != SIGNALLED) {
			signal();
		}
	}

	/** Makes the consumer return from its wait, or from its next one if it is awake. */
	void signal() {
		if (getAndSet(SIGNALLED) < SIGNALLED) {
			LockSupport.unpark(this.consumer);
		}
	}

}

abstract class PadBeforeWakeAt {

	long p00, p01, p02, p03, p04, p05, p06, p07, p10, p11, p12, p13, p14, p15, p16;

}

abstract class WakeAtWord extends PadBeforeWakeAt {

	private static final VarHandle WAKE_AT = Handles.of(MethodHandles.lookup(), WakeAtWord.class, "wakeAt");

	/** Read by every producer, changed when the consumer waits. */
	volatile long wakeAt;

	final boolean compareAndSet(long expected, long value) {
		return WAKE_AT.compareAndSet(this, expected, value);
	}

	final long getAndSet(long value) {
		return (long) WAKE_AT.getAndSet(this, value);
	}

}
