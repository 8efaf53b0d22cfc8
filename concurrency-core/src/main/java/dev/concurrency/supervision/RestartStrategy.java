package dev.concurrency.supervision;

import java.util.Locale;

/** Which children are restarted when one has failed. As in Erlang/OTP. */
public enum RestartStrategy {

	/** The failed one only. */
	ONE_FOR_ONE,

	/** All: the others are stopped in reverse order, then all are started in order. */
	ONE_FOR_ALL,

	/** The failed one and those declared after it. */
	REST_FOR_ONE,

	/**
	 * The failed one only; all children are of one kind, spawned at run time and stopped
	 * concurrently ({@code simple_one_for_one}).
	 */
	DYNAMIC;

	/**
	 * Whether children are restarted along with a failed one.
	 * @return true for one-for-all and rest-for-one
	 */
	boolean isGroup() {
		return this == ONE_FOR_ALL || this == REST_FOR_ONE;
	}

	/**
	 * The strategy as users write it.
	 * @return lower-case words, as in {@code one-for-one}
	 */
	public String label() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
