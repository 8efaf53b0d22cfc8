package dev.concurrency.worker;

import java.util.Locale;

/** How a tick ended. */
public enum TickOutcome {

	/** It returned. */
	SUCCEEDED,

	/** It threw. */
	FAILED,

	/** It took longer than {@code interrupt-after}, was interrupted and threw. */
	INTERRUPTED,

	/** It did not run: another instance of the service holds the lock. */
	LOCKED;

	/**
	 * The outcome for meters and JSON.
	 * @return its name in lower case
	 */
	public String label() {
		return name().toLowerCase(Locale.ROOT);
	}

}
