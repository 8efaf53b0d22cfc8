package dev.concurrency.sink;

/**
 * How a drain waits for its next batch. Not thread-safe.
 * <p>
 * To be woken costs the producer whose item completes the batch some microseconds. A
 * drain that is idle pays that gladly, since nothing else tells it of an item. One that
 * is active, because its last batch was full, expects the next one soon: it naps and
 * looks, so that under a steady load no producer wakes it, and is woken only when half
 * the queue is taken. It is idle again after a batch that its linger closed, and when
 * nothing new has come during a nap.
 */
final class Pace {

	/** How long a drain naps at most, in nanoseconds. */
	static final long NAP = 1_000_000;

	private enum State {

		IDLE, ACTIVE, LAST_NAP

	}

	private final int halfCapacity;

	private State state = State.IDLE;

	// How many items were queued when it began to nap.
	private int seen;

	/**
	 * Begins idle.
	 * @param capacity of the queue
	 */
	Pace(int capacity) {
		this.halfCapacity = capacity / 2;
	}

	/** A batch was taken from the queue. */
	void took(boolean full) {
		this.state = full ? State.ACTIVE : State.IDLE;
		this.seen = 0;
	}

	/**
	 * How to wait when nothing is queued.
	 * @param lingerNanos how long an item may wait that comes meanwhile
	 */
	Wait whenEmpty(long lingerNanos) {
		if (this.state == State.ACTIVE && lingerNanos > 0) {
			this.state = State.LAST_NAP;
			return new Wait(Math.min(NAP, lingerNanos), Math.max(1, this.halfCapacity), true);
		}
		this.state = State.IDLE;
		return new Wait(Long.MAX_VALUE, 1, false);
	}

	/**
	 * How to wait when less than a batch is queued.
	 * @param lingerNanos how long these items may still wait, more than zero
	 * @param batchSize how many make a batch
	 * @param queued how many there are, at least one
	 */
	Wait whenIncomplete(long lingerNanos, int batchSize, int queued) {
		if (this.state == State.IDLE || queued <= this.seen) {
			this.state = State.IDLE;
			return new Wait(lingerNanos, batchSize, true);
		}
		this.state = State.ACTIVE;
		this.seen = queued;
		// Fewer than a batch would end the nap for nothing.
		return new Wait(Math.min(NAP, lingerNanos), Math.max(batchSize, this.halfCapacity), true);
	}

	/**
	 * What ends a wait.
	 *
	 * @param nanos the time, in nanoseconds
	 * @param queued or so many items in the queue
	 * @param refused or that somebody finds no room: not if there is nothing to write
	 */
	record Wait(long nanos, int queued, boolean refused) {

		/** Nothing but a signal and the time end it. */
		static Wait until(long nanos) {
			return new Wait(nanos, Integer.MAX_VALUE, false);
		}

	}

}
