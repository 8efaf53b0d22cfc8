package dev.concurrency.supervision;

import dev.concurrency.process.RestartPolicy;

/**
 * How a supervisor behaves. Immutable.
 *
 * @param restarts how many restarts its children share in how long, and the waits between
 * @param stopOrder how it stops its children
 * @param onExceeded what follows when the restarts are used up
 */
public record SupervisorSettings(RestartPolicy restarts, StopOrder stopOrder, Escalation onExceeded) {

	/** What follows when the restarts are used up. */
	public enum Escalation {

		/** The other children stop and the supervisor fails, so that its own decides. */
		FAIL,

		/** Only the failed child stays down: for the root, above which nobody decides. */
		LEAVE_DOWN

	}

}
