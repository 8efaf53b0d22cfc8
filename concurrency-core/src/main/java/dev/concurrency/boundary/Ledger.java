package dev.concurrency.boundary;

import java.time.Duration;

/** What a boundary has counted over all its incarnations. Not thread-safe. */
final class Ledger {

	private long accepted;

	private long retried;

	private long rejected;

	private long succeeded;

	private long failed;

	private long cancelled;

	private long abandoned;

	private int hanging;

	private int untold;

	private long begun;

	private Duration waited = Duration.ZERO;

	private Duration ran = Duration.ZERO;

	void accepted() {
		this.accepted++;
	}

	void retried() {
		this.retried++;
	}

	void rejected() {
		this.rejected++;
	}

	void began(long waitedNanos) {
		this.begun++;
		this.waited = this.waited.plusNanos(waitedNanos);
	}

	/** Whom somebody else has ended says nothing about how long a task takes. */
	void ran(TaskOutcome<?> outcome, long tookNanos) {
		if (!(outcome instanceof TaskOutcome.Cancelled<?>)) {
			this.ran = this.ran.plusNanos(tookNanos);
		}
	}

	void ended(TaskOutcome<?> outcome) {
		if (outcome instanceof TaskOutcome.Succeeded<?>) {
			this.succeeded++;
		}
		else if (outcome instanceof TaskOutcome.Failed<?>) {
			this.failed++;
		}
		else {
			this.cancelled++;
		}
	}

	/** A task is left behind. */
	void abandoned() {
		this.abandoned++;
		this.hanging++;
	}

	/** The thread of a task that was left behind came back. */
	void returned() {
		this.hanging--;
	}

	/** Somebody is to be told of a task. */
	void untold() {
		this.untold++;
	}

	/** All who waited for that task were told. */
	void told() {
		this.untold--;
	}

	BoundarySnapshot snapshot(BoundaryState state) {
		return new BoundarySnapshot(state.boundary(), state.queued(), state.inFlight(), this.accepted, this.retried,
				this.rejected, this.succeeded, this.failed, this.cancelled, this.abandoned, this.hanging, this.untold,
				this.begun, this.waited, this.ran);
	}

}
