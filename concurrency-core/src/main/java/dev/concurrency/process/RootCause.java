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

	private static final int MAX_CAUSES = 100;

	/**
	 * Follows the causes of a failure.
	 * @param path the process that failed
	 * @param failure why
	 */
	static RootCause of(ProcessPath path, Throwable failure) {
		ProcessPath origin = path;
		Throwable next = failure;
		for (int i = 0; next != null && i < MAX_CAUSES; i++) {
			origin = (next instanceof PassedOn passed) ? passed.origin() : origin;
			next = next.getCause();
		}
		Throwable root = innermost(failure);
		return new RootCause(origin, root.getClass().getName(), Messages.of(root));
	}

	/** The innermost cause, the failure itself if it has none. */
	static Throwable innermost(Throwable failure) {
		Throwable root = failure;
		for (int i = 0; i < MAX_CAUSES; i++) {
			Throwable deeper = root.getCause();
			if (deeper == null) {
				return root;
			}
			root = deeper;
		}
		return root;
	}

}
