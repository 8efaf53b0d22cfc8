package dev.concurrency.supervision;

import org.jspecify.annotations.Nullable;

/** What a supervisor decides to do. Immutable. */
sealed interface SupervisorCommand {

	/** Begin an incarnation. */
	record StartChild(Child child, long incarnation, boolean restart,
			@Nullable Throwable previousFailure) implements SupervisorCommand {
	}

	/** Ask a child to finish. */
	record StopChild(Child child) implements SupervisorCommand {
	}

	/** Interrupt a child. */
	record AbortChild(Child child) implements SupervisorCommand {
	}

	/** Leave a child behind that ignored the interrupt. */
	record AbandonChild(Child child) implements SupervisorCommand {
	}

	/** Report that an incarnation is at work. */
	record ReportReady(Child child) implements SupervisorCommand {
	}

	/** Report that an incarnation failed. */
	record ReportFailure(Child child, Throwable cause) implements SupervisorCommand {
	}

	/** Report that a child is started again after a while. */
	record ReportRestart(Child child, int attempt, long delayNanos) implements SupervisorCommand {
	}

	/** Report that a child has used up the restarts. */
	record ReportGaveUp(Child child, Throwable cause) implements SupervisorCommand {
	}

	/** No further incarnation of a child follows. */
	record EndChild(Child child, @Nullable Throwable cause) implements SupervisorCommand {
	}

	/** Come back with an event after a while. */
	record Schedule(SupervisorEvent event, long delayNanos) implements SupervisorCommand {
	}

	/** All children are started. */
	record SelfReady() implements SupervisorCommand {
	}

	/** All children are gone. */
	record SelfEnded(@Nullable Throwable cause) implements SupervisorCommand {
	}

}
