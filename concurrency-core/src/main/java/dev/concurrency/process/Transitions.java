package dev.concurrency.process;

/**
 * Which status may follow which, as the table of {@link ProcessStatus} says. A terminal
 * status is final until a new incarnation is due, and who was asked to end does not go on
 * running. Stateless.
 */
final class Transitions {

	private Transitions() {
	}

	/** Whether a status may follow; what is so already does not follow itself. */
	static boolean allow(ProcessStatus now, ProcessStatus next) {
		if (next.equals(now)) {
			return false;
		}
		if (next instanceof ProcessStatus.Running) {
			return now instanceof ProcessStatus.Starting;
		}
		if (next instanceof ProcessStatus.Stopping) {
			return isAtWork(now);
		}
		if (next instanceof ProcessStatus.Abandoned) {
			return isAtWork(now) || now instanceof ProcessStatus.Stopping;
		}
		// A new incarnation, or the wait for it, may follow anything.
		return !(next.isTerminal() && now.isTerminal());
	}

	private static boolean isAtWork(ProcessStatus status) {
		return status instanceof ProcessStatus.Starting || status instanceof ProcessStatus.Running;
	}

}
