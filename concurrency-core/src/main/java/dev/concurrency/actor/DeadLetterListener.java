package dev.concurrency.actor;

/**
 * Told of messages that were accepted and not handled to their end. Must be thread-safe
 * and quick; what it throws is logged.
 */
@FunctionalInterface
public interface DeadLetterListener {

	/**
	 * A message was not handled.
	 * @param letter the message and why
	 */
	void onDeadLetter(DeadLetter letter);

}
