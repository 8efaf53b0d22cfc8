package dev.concurrency.process;

import org.jspecify.annotations.Nullable;

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
	 * @param cause why, null if there is no other exception
	 */
	protected ConcurrencyException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
