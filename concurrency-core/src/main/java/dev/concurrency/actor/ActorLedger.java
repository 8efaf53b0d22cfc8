package dev.concurrency.actor;

import java.util.concurrent.atomic.LongAdder;

/**
 * The counts of one actor. The volatile fields are written by the holder of the actor
 * only, one at a time; refusals are counted by the senders, on the failure path.
 */
@SuppressWarnings("NonAtomicVolatileUpdate")
final class ActorLedger {

	private final LongAdder full = new LongAdder();

	private volatile long handled;

	private volatile long failures;

	private volatile long deadLetters;

	void handled(int messages) {
		this.handled += messages;
	}

	void failed() {
		this.failures++;
	}

	void deadLetter() {
		this.deadLetters++;
	}

	void full() {
		this.full.increment();
	}

	ActorSnapshot snapshot(Mailbox<?> mailbox) {
		return new ActorSnapshot(mailbox.capacity(), mailbox.size(), this.handled, this.failures, this.deadLetters,
				this.full.sum());
	}

}
