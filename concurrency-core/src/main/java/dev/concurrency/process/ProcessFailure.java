package dev.concurrency.process;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * The end of a process by a failure that no restart follows. Immutable.
 *
 * @param process which process, and its last incarnation
 * @param at when
 * @param cause why, with all that wraps the first cause
 */
public record ProcessFailure(ProcessRef process, Instant at, Throwable cause) {

	/**
	 * The place of the process in the tree.
	 * @return its path
	 */
	public ProcessPath path() {
		return this.process.path();
	}

	/**
	 * Its last incarnation.
	 * @return the id, null if it never had one
	 */
	public @Nullable ProcessId id() {
		return this.process.id();
	}

	/**
	 * What everything began with.
	 * @return the innermost cause, the cause itself if it has none
	 */
	public Throwable rootCause() {
		return Causes.innermost(this.cause);
	}

	/**
	 * The failure in a sentence, with the messages of the exceptions.
	 * @return as in {@code actor root/actors/tower failed and is not restarted: broken}
	 */
	@Override
	public String toString() {
		Throwable root = rootCause();
		String text = this.process + " failed at " + this.at + " and is not restarted: " + text(this.cause);
		return (root == this.cause) ? text : text + "; it began with " + text(root);
	}

	private static String text(Throwable cause) {
		String message = Messages.of(cause);
		return cause.getClass().getSimpleName() + ((message != null) ? " (" + message + ')' : "");
	}

}
