package dev.concurrency.process;

import java.util.Locale;

/** Whether a process is started again after it has ended by itself. As in Erlang/OTP. */
public enum RestartType {

	/** Always, also after a clean end. */
	PERMANENT,

	/** Only after an abnormal end. */
	TRANSIENT,

	/** Never; a process that was spawned is forgotten when it ends. */
	TEMPORARY;

	/**
	 * The type as users write it.
	 * @return a lower-case word, as in {@code permanent}
	 */
	public String label() {
		return name().toLowerCase(Locale.ROOT);
	}

}
