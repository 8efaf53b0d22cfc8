package dev.concurrency.process;

/** What a bounded queue or mailbox answers at once. */
public enum Admission {

	/** Taken: it will be handled or reported as undelivered. */
	ACCEPTED,

	/** Refused for want of room: it is still the caller's. */
	FULL,

	/**
	 * Refused because the process is stopping, stopped or not started: it is still the
	 * caller's.
	 */
	CLOSED;

	/**
	 * Whether the item was taken.
	 * @return true for {@link #ACCEPTED}
	 */
	public boolean isAccepted() {
		return this == ACCEPTED;
	}

}
