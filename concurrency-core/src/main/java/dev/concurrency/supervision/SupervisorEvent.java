package dev.concurrency.supervision;

import org.jspecify.annotations.Nullable;

/** What a supervisor reacts to. Immutable. */
sealed interface SupervisorEvent {

	/** Start all children. */
	record Start() implements SupervisorEvent {
	}

	/** Stop all children, gracefully. */
	record Stop() implements SupervisorEvent {
	}

	/** Stop all children at once, whatever is unfinished. */
	record Abort() implements SupervisorEvent {
	}

	/** A child was declared: it is started whenever the supervisor is. */
	record Declare(Child child) implements SupervisorEvent {
	}

	/**
	 * A child came at run time: it is started now or never, and forgotten when it ends.
	 */
	record Spawn(Child child) implements SupervisorEvent {
	}

	/** An incarnation is initialized. */
	record Ready(Child child, long incarnation) implements SupervisorEvent {
	}

	/** An incarnation is over. */
	record Exited(Child child, long incarnation, @Nullable Throwable cause) implements SupervisorEvent {
	}

	/** The backoff before a restart is over. */
	record RestartDue(Child child, long incarnation) implements SupervisorEvent {
	}

	/** The time for a graceful stop is over. */
	record AbortDue(Child child, long incarnation) implements SupervisorEvent {
	}

	/** The time to react to an abort is over. */
	record AbandonDue(Child child, long incarnation) implements SupervisorEvent {
	}

}
