package dev.concurrency.actor;

/**
 * Takes one reply. Thread-safe; may be kept and answered later.
 *
 * @param <R> the type of the reply
 */
public interface OncePort<R> {

	/**
	 * Replies.
	 * @param reply the reply
	 * @return false if the question was answered already or nobody waits any more
	 */
	boolean send(R reply);

	/**
	 * Replies with a failure.
	 * @param cause why there is no reply
	 * @return false if the question was answered already or nobody waits any more
	 */
	boolean fail(Throwable cause);

}
