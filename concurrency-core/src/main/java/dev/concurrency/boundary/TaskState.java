package dev.concurrency.boundary;

import java.time.Instant;

/**
 * Where a task stands. Immutable.
 *
 * <pre>
 * enqueue          start             succeed
 * -------> Queued -------> InFlight ---------> Succeeded
 *            ^ \              | \     fail
 *            |  \ cancel      |  '-----------> Failed ----.
 *            |   '----------> | cancel                    |
 *            |                '--------------> Cancelled -+
 *            |                                      retry |
 *            '--------------------------------------------'
 * </pre>
 */
public sealed interface TaskState {

	/**
	 * The place of the task in the order in which tasks were accepted; a retry gives it a
	 * new one.
	 * @return a number from 1 on, never used twice
	 */
	long sequence();

	/**
	 * The state as people read it.
	 * @return as in {@code in-flight}
	 */
	String label();

	/**
	 * Whether the task is over: it can be forgotten.
	 * @return true for one that succeeded, failed or was cancelled
	 */
	default boolean isOver() {
		return false;
	}

	/**
	 * It waits.
	 *
	 * @param sequence its place in the order
	 */
	record Queued(long sequence) implements TaskState {

		@Override
		public String label() {
			return "queued";
		}

	}

	/**
	 * It was started and is not over.
	 *
	 * @param sequence its place in the order
	 * @param started when it was started
	 */
	record InFlight(long sequence, Instant started) implements TaskState {

		@Override
		public String label() {
			return "in-flight";
		}

	}

	/**
	 * It has done its work.
	 *
	 * @param sequence its place in the order
	 */
	record Succeeded(long sequence) implements TaskState {

		@Override
		public String label() {
			return "succeeded";
		}

		@Override
		public boolean isOver() {
			return true;
		}

	}

	/**
	 * It failed and can be tried again.
	 *
	 * @param sequence its place in the order
	 * @param reason why, in words
	 */
	record Failed(long sequence, String reason) implements TaskState {

		@Override
		public String label() {
			return "failed";
		}

		@Override
		public boolean isOver() {
			return true;
		}

	}

	/**
	 * It was not to be done any more, and can be tried again.
	 *
	 * @param sequence its place in the order
	 * @param reason why, in words
	 */
	record Cancelled(long sequence, String reason) implements TaskState {

		@Override
		public String label() {
			return "cancelled";
		}

		@Override
		public boolean isOver() {
			return true;
		}

	}

}
