package dev.concurrency.process;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Thread stacks as text. Stateless. */
public final class Stacks {

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

}
