package dev.concurrency.process;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Follows the causes of the user's exceptions, which may compute them and fail at it, or
 * lead back to where they began.
 */
final class Causes {

	private static final int MAX = 100;

	private Causes() {
	}

	/**
	 * A failure and what it came from, the innermost last: each once, a hundred at most,
	 * as far as they can be read.
	 */
	static List<Throwable> of(Throwable failure) {
		List<Throwable> chain = new ArrayList<>(2);
		Set<Throwable> known = Collections.newSetFromMap(new IdentityHashMap<>(2));
		Throwable next = failure;
		while (next != null && chain.size() < MAX && known.add(next)) {
			chain.add(next);
			next = read(next);
		}
		return chain;
	}

	/** The innermost cause, the failure itself if it has none. */
	static Throwable innermost(Throwable failure) {
		List<Throwable> chain = of(failure);
		return chain.get(chain.size() - 1);
	}

	private static @Nullable Throwable read(Throwable failure) {
		try {
			return failure.getCause();
		}
		catch (RuntimeException | StackOverflowError ex) {
			// What it came from cannot be known; the failure itself matters more.
			return null;
		}
	}

}
