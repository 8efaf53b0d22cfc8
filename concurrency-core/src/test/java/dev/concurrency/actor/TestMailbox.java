package dev.concurrency.actor;

/** A mailbox without an actor; the test is its reader. */
@SuppressWarnings("serial")
final class TestMailbox<M> extends Mailbox<M> {

	private final int capacity;

	TestMailbox(int capacity) {
		this.capacity = capacity;
	}

	Offer offer(Letter<M> letter) {
		return offer(letter, this.capacity);
	}

	@Override
	public void run() {
		throw new UnsupportedOperationException();
	}

}
