package dev.concurrency.process;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Thread stacks as text. Stateless. */
final class Stacks {

	private Stacks() {
	}

	static String of(Thread thread) {
		return Arrays.stream(thread.getStackTrace())
			.map((frame) -> "\tat " + frame)
			.collect(Collectors.joining("\n", thread.getName() + '\n', ""));
	}

}
