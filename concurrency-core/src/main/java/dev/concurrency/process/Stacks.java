package dev.concurrency.process;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Stacks as text. Stateless. */
public final class Stacks {

	private static final int MAX_CAUSES = 10;

	private static final int MAX_FRAMES = 100;

	private Stacks() {
	}

	/**
	 * Where a thread is.
	 * @param thread the thread
	 * @return its name and its frames, one a line
	 */
	public static String of(Thread thread) {
		return Arrays.stream(thread.getStackTrace())
			.map((frame) -> "\tat " + frame)
			.collect(Collectors.joining("\n", thread.getName() + '\n', ""));
	}

	/**
	 * Where a failure comes from.
	 * @param failure the exception
	 * @return it and its causes with their messages and frames, one a line; the first
	 * hundred frames of each of the first ten
	 */
	public static String of(Throwable failure) {
		return Causes.of(failure)
			.stream()
			.limit(MAX_CAUSES)
			.map(Stacks::line)
			.collect(Collectors.joining("\nCaused by: "));
	}

	/** By hand: how exceptions print themselves is the user's code, which may fail. */
	private static String line(Throwable failure) {
		String message = Messages.of(failure);
		return Arrays.stream(failure.getStackTrace())
			.limit(MAX_FRAMES)
			.map((frame) -> "\n\tat " + frame)
			.collect(Collectors.joining("", failure.getClass().getName() + ((message != null) ? ": " + message : ""),
					""));
	}

}
