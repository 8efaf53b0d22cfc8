package dev.concurrency.test;

import java.util.concurrent.ExecutionException;

/** What stages have failed with. Stateless. */
final class Outcomes {

	private Outcomes() {
	}

	/**
	 * The failure without its wrapping; an error is thrown at once.
	 * @param wrapped what {@code get} throws
	 * @return what the stage has failed with
	 */
	static Exception failure(ExecutionException wrapped) {
		if (wrapped.getCause() instanceof Error error) {
			throw error;
		}
		return (wrapped.getCause() instanceof Exception cause) ? cause : wrapped;
	}

}
