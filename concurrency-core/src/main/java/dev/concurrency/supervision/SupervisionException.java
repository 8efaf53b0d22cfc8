package dev.concurrency.supervision;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import dev.concurrency.process.ConcurrencyException;
import dev.concurrency.process.Failures;
import dev.concurrency.process.PassedOn;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.RestartPolicy;
import dev.concurrency.time.Durations;

/**
 * Why a supervisor refused something or ended. A name that no process can have is refused
 * before any supervisor is asked, with an
 * {@link dev.concurrency.process.InvalidNameException}; both are a
 * {@link ConcurrencyException}.
 */
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

	/** A supervisor has a child of that name already. */
	public static final class DuplicateChild extends SupervisionException {

		private final boolean alive;

		DuplicateChild(ProcessPath path, boolean alive) {
			super(path, alive ? "There is a process at " + path + " already: give this one another name"
					: "There is a process at " + path
							+ " already, which does not run: restart it, delete it, or give this one another name");
			this.alive = alive;
		}

		/**
		 * Whether the first one is started.
		 * @return false if it is only present
		 */
		public boolean isAlive() {
			return this.alive;
		}

	}

	/** A supervisor has no child of that name, or not any more. */
	public static final class ChildNotFound extends SupervisionException {

		ChildNotFound(ProcessPath path) {
			super(path, "There is no process at " + path);
		}

	}

	/** Only a child that does not run can be deleted. */
	public static final class ChildAlive extends SupervisionException {

		ChildAlive(ProcessPath path) {
			super(path, path + " is alive: terminate it before it is deleted");
		}

	}

	/** A supervisor starts nothing because it does not run or is stopping. */
	public static final class NotRunning extends SupervisionException {

		NotRunning(ProcessPath path) {
			super(path, path + " was not started: its supervisor does not run or is stopping");
		}

	}

	/** A process failed to start. */
	public static final class InitFailed extends SupervisionException implements PassedOn {

		InitFailed(ProcessPath path, Throwable cause) {
			super(path, path + " failed to start: " + Failures.text(cause), cause);
		}

		@Override
		public ProcessPath origin() {
			return path();
		}

	}

	/** A supervisor has used up its restarts. */
	public static final class BudgetExceeded extends SupervisionException implements PassedOn {

		// Never serialized with the exception: causes are the user's.
		private final transient List<Charge> history;

		BudgetExceeded(ProcessPath path, RestartPolicy restarts, List<Charge> history, Throwable cause) {
			super(path, path + " failed once more than allowed (" + restarts.maxRestarts() + " restarts in "
					+ Durations.text(restarts.period()) + "): " + Failures.text(cause), cause);
			this.history = List.copyOf(history);
		}

		@Override
		public ProcessPath origin() {
			return path();
		}

		/**
		 * The failures within the period that led to the end, the last one included.
		 * @return the latest of them, oldest first
		 */
		public List<Charge> history() {
			return this.history;
		}

	}

	/**
	 * A failure that was charged to a supervisor's restarts. Immutable.
	 *
	 * @param child who failed
	 * @param cause why
	 */
	public record Charge(ProcessPath child, Throwable cause) {
	}

	/**
	 * A supervisor ended, as it is to, because significant children had ended. For the
	 * supervisor above that is a clean end.
	 */
	public static final class SignificantEnded extends SupervisionException {

		SignificantEnded(ProcessPath path, ProcessPath child) {
			super(path, path + " ended because its significant child " + child + " had ended");
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

		/** Of a process that had to be interrupted itself. */
		ShutdownTimedOut(ProcessPath path) {
			super(path, path + " did not stop in time and was interrupted");
			this.aborted = 1;
		}

		/** Of a supervisor that had to interrupt some below it. */
		ShutdownTimedOut(ProcessPath path, int aborted) {
			super(path, ((aborted == 1) ? "1 process under " + path + " did not stop in time and was interrupted"
					: aborted + " processes under " + path + " did not stop in time and were interrupted"));
			this.aborted = aborted;
		}

		/**
		 * A supervisor ended for a cause, if any, and had to interrupt processes, if any.
		 */
		static @Nullable Throwable added(@Nullable Throwable cause, ProcessPath path, int aborted) {
			if (aborted == 0) {
				return cause;
			}
			ShutdownTimedOut timedOut = new ShutdownTimedOut(path, aborted);
			if (cause == null) {
				return timedOut;
			}
			cause.addSuppressed(timedOut);
			return cause;
		}

		/**
		 * How many processes had to be interrupted before a supervisor ended, over the
		 * whole tree below it.
		 * @param end why it ended, null if it was only asked to
		 * @return zero or more
		 */
		public static int abortedIn(@Nullable Throwable end) {
			Stream<Throwable> told = (end == null) ? Stream.empty()
					: Stream.concat(Stream.of(end), Arrays.stream(end.getSuppressed()));
			return told.filter(ShutdownTimedOut.class::isInstance)
				.map(ShutdownTimedOut.class::cast)
				.mapToInt(ShutdownTimedOut::aborted)
				.sum();
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
