package dev.concurrency.supervision;

import java.time.Duration;

import dev.concurrency.process.ConcurrencyException;
import dev.concurrency.process.ProcessPath;

/** Why a supervisor refused something or ended. */
public abstract sealed class SupervisionException extends ConcurrencyException {

	private final ProcessPath path;

	private SupervisionException(ProcessPath path, String message) {
		super(message);
		this.path = path;
	}

	private SupervisionException(ProcessPath path, String message, Throwable cause) {
		super(message, cause);
		this.path = path;
	}

	/**
	 * Which process it is about.
	 * @return its path
	 */
	public ProcessPath path() {
		return this.path;
	}

	/** The user's exceptions compute their text themselves, and may fail at it. */
	private static String text(Throwable cause) {
		try {
			return cause.toString();
		}
		catch (RuntimeException ex) {
			return cause.getClass().getName();
		}
	}

	/** A supervisor has a child of that name already. */
	public static final class DuplicateChild extends SupervisionException {

		/**
		 * A second child of one name.
		 * @param path where the first one is
		 */
		public DuplicateChild(ProcessPath path) {
			super(path, "There is a process at " + path + " already: give this one another name");
		}

	}

	/** A process failed to start. */
	public static final class InitFailed extends SupervisionException {

		InitFailed(ProcessPath path, Throwable cause) {
			super(path, path + " failed to start: " + text(cause), cause);
		}

	}

	/** A supervisor has used up its restarts. */
	public static final class BudgetExceeded extends SupervisionException {

		BudgetExceeded(ProcessPath path, int maxRestarts, Duration period, Throwable cause) {
			super(path, path + " failed once more than its supervisor allows (" + maxRestarts + " restarts in " + period
					+ "): " + text(cause), cause);
		}

	}

	/** A process that is to run for ever ended without a failure. */
	public static final class UnexpectedEnd extends SupervisionException {

		UnexpectedEnd(ProcessPath path) {
			super(path, path + " ended although nobody asked it to");
		}

	}

	/** Processes had to be interrupted because their time to stop was over. */
	public static final class ShutdownTimedOut extends SupervisionException {

		private final int aborted;

		ShutdownTimedOut(ProcessPath path, int aborted) {
			super(path, aborted + " processes under " + path + " did not stop in time and were interrupted");
			this.aborted = aborted;
		}

		/**
		 * How many processes were interrupted, over the whole tree below the path.
		 * @return a positive number
		 */
		public int aborted() {
			return this.aborted;
		}

	}

}
