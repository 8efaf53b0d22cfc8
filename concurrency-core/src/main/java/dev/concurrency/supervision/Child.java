package dev.concurrency.supervision;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.Supervised;

/**
 * A supervisor's notes on one child. Not thread-safe: only its supervisor's events, one
 * at a time, change it. Identity is that of the object.
 */
final class Child {

	private final Supervised process;

	Phase phase = Phase.DECLARED;

	long incarnation;

	int attempt;

	boolean aborted;

	boolean spawned;

	long readyAt;

	long stopRequestedAt;

	@Nullable Throwable lastFailure;

	Child(Supervised process) {
		this.process = process;
	}

	Supervised process() {
		return this.process;
	}

	/** Whether the child looks after processes of its own and so ends by itself. */
	boolean isSupervisor() {
		return this.process.kind() == ProcessKind.SUPERVISOR || this.process.kind() == ProcessKind.GROUP;
	}

	/** Whether code of the child may be running. */
	boolean isAlive() {
		return this.phase == Phase.STARTING || this.phase == Phase.RUNNING || this.phase == Phase.STOPPING;
	}

	@Override
	public String toString() {
		return this.process.path() + " (" + this.phase + ", incarnation " + this.incarnation + ')';
	}

	/** What the supervisor knows of the child. */
	enum Phase {

		/** Not started in this run. */
		DECLARED,

		/** Being initialized. */
		STARTING,

		/** At work. */
		RUNNING,

		/** Waits for its next incarnation. */
		BACKOFF,

		/** Asked to end. */
		STOPPING,

		/** Gone for this run. */
		ENDED

	}

}
