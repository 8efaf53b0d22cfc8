package dev.concurrency.process;

import org.jspecify.annotations.Nullable;

/**
 * What a failure began with. Immutable.
 *
 * @param path the process where it began
 * @param type the class of the innermost exception
 * @param message its message, which may hold what the user's code put there
 */
public record RootCause(ProcessPath path, String type, @Nullable String message) {

	/**
	 * Follows the causes of a failure.
	 * @param path the process that failed
	 * @param failure why
	 */
	static RootCause of(ProcessPath path, Throwable failure) {
		ProcessPath origin = path;
		Throwable root = failure;
		for (Throwable cause : Causes.of(failure)) {
			origin = (cause instanceof PassedOn passed) ? passed.origin() : origin;
			root = cause;
		}
		return new RootCause(origin, root.getClass().getName(), Messages.of(root));
	}

}
