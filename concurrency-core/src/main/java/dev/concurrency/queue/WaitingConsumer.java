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
 * <p>
 * A refusal is kept apart from a signal, in {@code refused}, until the consumer forgets
 * it: one that makes room whenever it can is woken by it, and one that cannot, since it
 * waits for time or for the first item, is not, so that who is refused all the time does
 * not wake it all the time. The refusal is written before the state is read, and the
 * state before the refusal: so one of the two sees the other.
 */
final class WaitingConsumer {

	private enum State {

		AWAKE, ARMED, ARMED_PATIENTLY, SIGNALLED

	}

	private final AtomicReference<State> state = new AtomicReference<>(State.AWAKE);

	// Published by arming; null while the consumer is awake.
	private @Nullable Thread consumer;

	private volatile boolean refused;

	/**
	 * Announces that the calling thread is about to park.
	 * @param orRefused whether a refusal ends the wait
	 * @return false if it must not, because of a signal or a refusal
	 */
	boolean arm(boolean orRefused) {
		this.consumer = Thread.currentThread();
		return this.state.compareAndSet(State.AWAKE, orRefused ? State.ARMED : State.ARMED_PATIENTLY)
				&& !(orRefused && this.refused);
	}

	/** Ends the wait, and takes the signal if there is one. */
	void disarm() {
		// An exchange, so that the consumer sees what was done before a signal.
		this.state.getAndSet(State.AWAKE);
		this.consumer = null;
	}

	/** Called after the claim of the sequence with which a stripe is armed, or later. */
	void reached() {
		wakeIf(State.ARMED);
		wakeIf(State.ARMED_PATIENTLY);
	}

	private void wakeIf(State armed) {
		if (this.state.get() == armed && this.state.compareAndSet(armed, State.AWAKE)) {
			LockSupport.unpark(this.consumer);
		}
	}

	/** Called after each refusal; costs a read until the consumer forgets it. */
	void refused() {
		if (!this.refused) {
			this.refused = true;
			wakeIf(State.ARMED);
		}
	}

	boolean hasRefused() {
		return this.refused;
	}

	/** The consumer is about to make room. */
	void forgetRefusals() {
		this.refused = false;
	}

	/** Makes the consumer return from its wait, or from its next one if it is awake. */
	void signal() {
		State before = this.state.getAndSet(State.SIGNALLED);
		if (before == State.ARMED || before == State.ARMED_PATIENTLY) {
			LockSupport.unpark(this.consumer);
		}
	}

}
