package dev.concurrency.boundary;

/** Why something was refused: an expected answer, not an exception. Immutable. */
public sealed interface BoundaryError {

	/**
	 * Which task it is about.
	 * @return its key
	 */
	String key();

	/**
	 * The reason in words, for people.
	 * @return a sentence without a full stop
	 */
	String message();

	/**
	 * There is a task of that key, which may be over and not forgotten yet.
	 *
	 * @param key its key
	 */
	record DuplicateTask(String key) implements BoundaryError {

		@Override
		public String message() {
			return "There is a task '" + this.key + "' already, which is not over, or over and kept in the history";
		}

	}

	/**
	 * As many tasks wait as may.
	 *
	 * @param key the task for which there is no room
	 * @param maxQueued how many may wait
	 */
	record QueueSaturated(String key, int maxQueued) implements BoundaryError {

		@Override
		public String message() {
			return "There is no room for the task '" + this.key + "': " + this.maxQueued
					+ " wait already, and no more may";
		}

	}

	/**
	 * There is no task of that key, or it was forgotten.
	 *
	 * @param key the key
	 */
	record UnknownTask(String key) implements BoundaryError {

		@Override
		public String message() {
			return "There is no task '" + this.key + "'";
		}

	}

	/**
	 * That cannot be done with a task in that state.
	 *
	 * @param key the task
	 * @param state its state
	 * @param action what was to be done
	 */
	record InvalidTransition(String key, TaskState state, TaskAction action) implements BoundaryError {

		@Override
		public String message() {
			return "The task '" + this.key + "' is " + this.state.label() + ": it cannot " + this.action.label();
		}

	}

	/**
	 * The process does not run or is stopping. Only a {@link BoundaryRuntime} says so,
	 * never a {@link BoundaryState}.
	 *
	 * @param key the task that was not taken
	 */
	record BoundaryClosed(String key) implements BoundaryError {

		@Override
		public String message() {
			return "The task '" + this.key + "' is not taken: the boundary does not run";
		}

	}

}
