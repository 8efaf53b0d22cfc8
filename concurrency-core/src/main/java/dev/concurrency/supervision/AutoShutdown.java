package dev.concurrency.supervision;

import java.util.Locale;

/**
 * Whether a supervisor ends when its significant children have ended by themselves. As in
 * Erlang/OTP.
 */
public enum AutoShutdown {

	/** It does not. */
	NEVER,

	/** When one of them has ended. */
	ANY_SIGNIFICANT,

	/** When the last of them has ended. */
	ALL_SIGNIFICANT;

	/**
	 * The value as users write it.
	 * @return lower-case words, as in {@code any-significant}
	 */
	public String label() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
