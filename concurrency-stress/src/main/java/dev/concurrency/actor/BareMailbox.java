package dev.concurrency.actor;

/** A mailbox without an actor, open and held by nobody. */
@SuppressWarnings("serial")
final class BareMailbox extends Mailbox<Integer> {

	private static final int CAPACITY = 2;

	BareMailbox() {
		open();
		if (!release()) {
			throw new IllegalStateException("A new mailbox is empty");
		}
	}

	/** One that the caller holds. */
	static BareMailbox held() {
		BareMailbox mailbox = new BareMailbox();
		if (!mailbox.claim()) {
			throw new IllegalStateException("Nobody else holds it");
		}
		return mailbox;
	}

	Offer offer(int message) {
		return offer(new Letter<>(message, null), CAPACITY);
	}

	/** How many letters there are. The reader's. */
	int drain() {
		int count = 0;
		while (poll() != null) {
			count++;
		}
		return count;
	}

	@Override
	public void run() {
		throw new UnsupportedOperationException();
	}

}
