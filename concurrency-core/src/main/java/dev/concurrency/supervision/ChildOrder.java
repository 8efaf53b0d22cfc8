package dev.concurrency.supervision;

import java.util.Locale;

/** How a supervisor starts or stops its children. */
public enum ChildOrder {

	/**
	 * One after the other: each is ready before the next begins, and each is gone before
	 * the one before it is asked to end.
	 */
	SEQUENTIAL,

	/** All at once, for children that do not depend on each other. */
	CONCURRENT;

	/**
	 * The order as users write it.
	 * @return a lower-case word, as in {@code sequential}
	 */
	public String label() {
		return name().toLowerCase(Locale.ROOT);
	}

}
