package dev.concurrency.process;

/** The root of this library's exceptions. All are unchecked. */
public abstract class ConcurrencyException extends RuntimeException {

	/**
	 * For subclasses.
	 * @param message what happened, where, and what to do
	 */
	protected ConcurrencyException(String message) {
		super(message);
	}

	/**
	 * For subclasses.
	 * @param message what happened, where, and what to do
	 * @param cause why
	 */
	protected ConcurrencyException(String message, Throwable cause) {
		super(message, cause);
	}

}
