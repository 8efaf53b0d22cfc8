package dev.concurrency.queue;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * Whether the consumer sleeps, and who wakes it. Thread-safe, but {@link #arm} and
 * {@link #disarm} are for one thread at a time, in this order.
 * <p>
 * The consumer arms this word and then the stripes, and then looks at what is claimed; a
 * producer claims, then looks whether its stripe is armed with its sequence, and then at
 * this word. All are volatile accesses, so they have one total order: if the consumer did
 * not see a claim, that claim came later, and its producer sees both armed, or what the
 * winner left. Each producer compares its own sequence, so the claim of exactly the armed
 * one is never overlooked. A producer that acts on a wait that is over may end the next
 * one early, no more.
 * <p>
 * Whoever takes {@code ARMED} away unparks, so there is one unpark for a park. The winner
 * reads {@code consumer}, which was written before arming; if it reads null, the consumer
 * is awake. An unpark before the park leaves a permit.
 * <p>
 * {@code SIGNALLED} stays until the consumer takes it, which arms over {@code AWAKE}
 * only. So a signal to a consumer that is awake makes its next wait return.
 */
final class WaitingConsumer {

	private enum State {

		AWAKE, ARMED, SIGNALLED

	}

	private final AtomicReference<State> state = new AtomicReference<>(State.AWAKE);

	// Published by arming; null while the consumer is awake.
	private @Nullable Thread consumer;

	/**
	 * Announces that the calling thread is about to park.
	 * @return false if it must not, because of a signal
	 */
	boolean arm() {
		this.consumer = Thread.currentThread();
		return this.state.compareAndSet(State.AWAKE, State.ARMED);
	}

	/** Ends the wait, and takes the signal if there is one. */
	void disarm() {
		// An exchange, so that the consumer sees what was done before a signal.
		this.state.getAndSet(State.AWAKE);
		this.consumer = null;
	}

	/** Called after the claim of the sequence with which a stripe is armed, or later. */
	void reached() {
		if (this.state.get() == State.ARMED && this.state.compareAndSet(State.ARMED, State.AWAKE)) {
			LockSupport.unpark(this.consumer);
		}
	}

	/** Called after each refusal; costs a read while the consumer has not reacted yet. */
	void refused() {
		if (this.state.get() != State.SIGNALLED) {
			signal();
		}
	}

	/** Makes the consumer return from its wait, or from its next one if it is awake. */
	void signal() {
		if (this.state.getAndSet(State.SIGNALLED) == State.ARMED) {
			LockSupport.unpark(this.consumer);
		}
	}

}
