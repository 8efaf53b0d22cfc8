package dev.concurrency.process;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Tells of the user's exceptions, whose methods are the user's code and may fail: a
 * logger reads them unguarded, and must not fail on the thread that goes on after it.
 * Stateless.
 */
public final class Failures {

	/** So many that a logger, which follows them by recursion, still gets to the end. */
	private static final int MAX = 1000;

	private Failures() {
	}

	/**
	 * What a logger can be given.
	 * @param failure the exception
	 * @return the exception itself if it, its causes and what they suppress can be read,
	 * else one that tells as much of it and its causes as can be read
	 */
	public static Throwable loggable(Throwable failure) {
		return isReadable(failure) ? failure : UnreadableFailure.of(failure);
	}

	/**
	 * An exception as text, for the middle of a sentence.
	 * @param failure the exception
	 * @return what its {@code toString()} says, the name of its class if that fails
	 */
	public static String text(Throwable failure) {
		try {
			return String.valueOf(failure.toString());
		}
		catch (Throwable ex) {
			// What failed there matters less than the failure that is told.
			return failure.getClass().getName();
		}
	}

	/**
	 * What a failure began with.
	 * @param failure the exception
	 * @return its innermost cause as far as causes can be read, itself if it has none
	 */
	public static Throwable innermost(Throwable failure) {
		return Causes.innermost(failure);
	}

	/**
	 * Adds a later failure to the one that is passed on. Both may be the same, which
	 * {@link Throwable#addSuppressed} refuses.
	 * @param failure the first one
	 * @param second what failed while it was dealt with
	 */
	public static void suppress(Throwable failure, Throwable second) {
		if (second != failure) {
			failure.addSuppressed(second);
		}
	}

	/** Where it was thrown, empty if that cannot be read. */
	static StackTraceElement[] stack(Throwable failure) {
		try {
			return Arrays.stream(failure.getStackTrace()).filter(Objects::nonNull).toArray(StackTraceElement[]::new);
		}
		catch (Throwable ex) {
			// What failed there matters less than the failure that is told.
			return new StackTraceElement[0];
		}
	}

	private static boolean isReadable(Throwable failure) {
		Set<Throwable> known = Collections.newSetFromMap(new IdentityHashMap<>(2));
		Deque<Throwable> unread = new ArrayDeque<>(List.of(failure));
		try {
			while (!unread.isEmpty() && known.size() < MAX) {
				Throwable next = unread.remove();
				if (known.add(next)) {
					if (!answers(next)) {
						return false;
					}
					Throwable cause = next.getCause();
					if (cause != null) {
						unread.add(cause);
					}
					unread.addAll(List.of(next.getSuppressed()));
				}
			}
			return unread.isEmpty();
		}
		catch (Throwable ex) {
			// So would the logger fail.
			return false;
		}
	}

	/** Whether it gives what loggers ask for. What its texts say is its own affair. */
	private static boolean answers(Throwable failure) {
		return !(failure + failure.getMessage()).isEmpty()
				&& Arrays.stream(failure.getStackTrace()).allMatch(Objects::nonNull);
	}

}
