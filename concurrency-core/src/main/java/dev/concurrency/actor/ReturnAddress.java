package dev.concurrency.actor;

/** Takes back what was sent from there and is not handled. Thread-safe. */
@FunctionalInterface
interface ReturnAddress {

	/**
	 * Takes a message back, or leaves it to the listeners.
	 * @param letter the message and why
	 * @param otherwise takes it if nobody is there any more
	 */
	void giveBack(DeadLetter letter, DeadLetterListener otherwise);

}
