package dev.concurrency.process;

import java.util.Locale;

/** The kinds of process. */
public enum ProcessKind {

	/** Starts, watches, restarts and stops its children. */
	SUPERVISOR,

	/** A bounded queue with a background drain. */
	SINK,

	/** Keyed tasks behind limits on how many run and how many wait. */
	BOUNDARY,

	/** A periodic task. */
	WORKER,

	/** State behind a bounded mailbox. */
	ACTOR,

	/** Actors of one type, one per key. */
	GROUP,

	/** A loop of the user's own. */
	PROCESS;

	/**
	 * The kind as users write it.
	 * @return the lower-case name, as in {@code sink}
	 */
	public String label() {
		return name().toLowerCase(Locale.ROOT);
	}

	/**
	 * Several of the kind.
	 * @return the plural of the label, as in {@code sinks}
	 */
	public String plural() {
		return switch (this) {
			case PROCESS -> "processes";
			case BOUNDARY -> "boundaries";
			case SUPERVISOR, SINK, WORKER, ACTOR, GROUP -> label() + "s";
		};
	}

}
