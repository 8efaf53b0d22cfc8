package dev.concurrency.boundary;

import java.util.Locale;

/** What makes the tasks of a boundary start. */
public enum BoundaryMode {

	/** Whoever submits a task, whichever task ends, and whoever asks for it. */
	PUSH_PULL,

	/** Whoever submits a task, and whichever task ends. */
	PUSH_ONLY,

	/** Only a consumer that asks. */
	PULL_ONLY;

	/**
	 * The mode as users write it.
	 * @return as in {@code push-pull}
	 */
	public String label() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
