package dev.concurrency.actor;

import java.util.concurrent.CompletionStage;

/**
 * Takes one value. Thread-safe; may be kept and answered later.
 *
 * @param <R> the type of the reply
 */
public interface OncePort<R> {

	/**
	 * A port that belongs to nobody: who makes it passes it on and waits for its stage,
	 * which completes on the thread of who sends.
	 * @param type the type of the value
	 * @param <T> the type of the value
	 * @return a new port
	 */
	static <T> OncePort<T> of(Class<T> type) {
		return new SingleUsePort<>(type);
	}

	/**
	 * Replies.
	 * @param reply the reply
	 * @return false if the question was answered already or nobody waits any more
	 * @throws ClassCastException if an unchecked call brings a value of another type to a
	 * port that knows its own; it can still be used
	 */
	boolean send(R reply);

	/**
	 * Replies with a failure.
	 * @param cause why there is no reply
	 * @return false if the question was answered already or nobody waits any more
	 */
	boolean fail(Throwable cause);

	/**
	 * Completes with what was sent.
	 * @return the stage of this port
	 */
	CompletionStage<R> stage();

}
