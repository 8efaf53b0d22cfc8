package dev.concurrency.supervision;

import org.jspecify.annotations.Nullable;

/** What a supervisor decides to do. Immutable. */
sealed interface SupervisorCommand {

	/** Begin an incarnation. */
	record StartChild(Child child, long incarnation, boolean restart,
			@Nullable Throwable previousFailure) implements SupervisorCommand {
	}

	/** Say that a child is ready. */
	record ReportReady(Child child) implements SupervisorCommand {
	}

	/** Ask a child to end for its next incarnation. */
	record SuspendChild(Child child) implements SupervisorCommand {
	}

	/** Ask a child to finish. */
	record StopChild(Child child) implements SupervisorCommand {
	}

	/** Ask a child to finish only what it has begun. */
	record HaltChild(Child child) implements SupervisorCommand {
	}

	/** Interrupt a child. */
	record AbortChild(Child child) implements SupervisorCommand {
	}

	/** Leave a hanging child behind. */
	record AbandonChild(Child child) implements SupervisorCommand {
	}

	/** Say that an abandoned child came back. */
	record ReportReturned(Child child, Throwable cause) implements SupervisorCommand {
	}

	/** Say that an incarnation is over. */
	record EndIncarnation(Child child, @Nullable Throwable cause) implements SupervisorCommand {
	}

	/** Say that an incarnation failed. */
	record ReportFailure(Child child, Throwable cause) implements SupervisorCommand {
	}

	/** Say that a new incarnation is due. */
	record ReportRestart(Child child, int attempt, long delayNanos,
			@Nullable Throwable cause) implements SupervisorCommand {
	}

	/** Say that a new incarnation is due once others have stopped. */
	record ReportAwaiting(Child child, int attempt, long delayNanos) implements SupervisorCommand {
	}

	/** Say that no further restart is allowed. */
	record ReportGaveUp(Child child, Throwable cause) implements SupervisorCommand {
	}

	/**
	 * No incarnation follows for now: report what is left, then {@code Settled}. Whether
	 * it is for good decides if the process is told to have ended.
	 */
	record EndChild(Child child, @Nullable Throwable cause, String reason,
			boolean forGood) implements SupervisorCommand {
	}

	/**
	 * The incarnation that was to follow does not: report what was kept for it, tell that
	 * the process has ended after all, then {@code Settled}.
	 */
	record ReportEnded(Child child, @Nullable Throwable cause, String reason) implements SupervisorCommand {
	}

	/** A child came too late: report what it holds. */
	record RejectChild(Child child) implements SupervisorCommand {
	}

	/** Forget a child. */
	record RemoveChild(Child child) implements SupervisorCommand {
	}

	/** Answer who asked for something. */
	record Answer(Request request, @Nullable Throwable failure) implements SupervisorCommand {
	}

	/** Come back with an event later. */
	record Schedule(SupervisorEvent event, long delayNanos) implements SupervisorCommand {
	}

	/** The supervisor's children are all ready. */
	record SelfReady() implements SupervisorCommand {
	}

	/** The supervisor's children have all ended. */
	record SelfEnded(@Nullable Throwable cause) implements SupervisorCommand {
	}

}
