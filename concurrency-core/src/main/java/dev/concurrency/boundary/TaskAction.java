package dev.concurrency.boundary;

import java.util.Locale;

/** What can be done with a task that is there. */
public enum TaskAction {

	/** It has done its work. */
	SUCCEED,

	/** It has failed. */
	FAIL,

	/** It is not to be done. */
	CANCEL,

	/** It is to be done again. */
	RETRY,

	/** Nothing more is to be known of it. */
	FORGET;

	/**
	 * The action in a sentence.
	 * @return the lower-case name, as in {@code retry}
	 */
	public String label() {
		return name().toLowerCase(Locale.ROOT);
	}

}
