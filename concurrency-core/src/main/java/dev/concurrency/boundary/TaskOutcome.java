package dev.concurrency.boundary;

import org.jspecify.annotations.Nullable;

/**
 * What became of a task. Immutable.
 *
 * @param <T> the type of its result
 */
public sealed interface TaskOutcome<T extends @Nullable Object> {

	/**
	 * It did its work.
	 *
	 * @param value what it returned
	 * @param <T> the type of its result
	 */
	record Succeeded<T extends @Nullable Object>(T value) implements TaskOutcome<T> {
	}

	/**
	 * It threw.
	 *
	 * @param cause what it threw
	 * @param <T> the type of its result
	 */
	record Failed<T extends @Nullable Object>(Throwable cause) implements TaskOutcome<T> {
	}

	/**
	 * It was cancelled before it was started, or interrupted and did not return a result,
	 * or left behind because it ignored the interrupt.
	 *
	 * @param reason why, in words
	 * @param <T> the type of its result
	 */
	record Cancelled<T extends @Nullable Object>(String reason) implements TaskOutcome<T> {
	}

	/**
	 * What was asked for was refused, and nothing was begun.
	 *
	 * @param error why
	 * @param <T> the type of its result
	 */
	record Rejected<T extends @Nullable Object>(BoundaryError error) implements TaskOutcome<T> {
	}

}
