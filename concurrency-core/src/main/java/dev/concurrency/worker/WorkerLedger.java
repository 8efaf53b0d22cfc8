package dev.concurrency.worker;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * The counts of a worker. Written by its current tick, the overruns by the watch of that
 * tick; read by anyone: each field is volatile and has one writer at a time.
 */
@SuppressWarnings("NonAtomicVolatileUpdate")
final class WorkerLedger {

	private volatile long ticks;

	private volatile long failures;

	private volatile long skipped;

	private volatile long locked;

	private volatile long overruns;

	private volatile boolean overdue;

	private volatile @Nullable Instant next;

	private volatile Duration lag = Duration.ZERO;

	private volatile @Nullable LastTick last;

	/** An incarnation begins; what an abandoned one has left behind is over. */
	void opened() {
		this.overdue = false;
	}

	void due(@Nullable Instant newNext) {
		this.next = newNext;
	}

	void began(Duration newLag) {
		this.next = null;
		this.lag = newLag;
	}

	void ended(LastTick tick) {
		this.last = tick;
		if (tick.outcome() == TickOutcome.LOCKED) {
			this.locked++;
			return;
		}
		this.ticks++;
		if (tick.outcome() != TickOutcome.SUCCEEDED) {
			this.failures++;
		}
	}

	void skipped(long count) {
		if (count > 0) {
			this.skipped += count;
		}
	}

	void overran() {
		this.overruns++;
		this.overdue = true;
	}

	void noLongerOverdue() {
		this.overdue = false;
	}

	WorkerSnapshot snapshot(Schedule schedule) {
		return new WorkerSnapshot(schedule, this.ticks, this.failures, this.skipped, this.locked, this.overruns,
				this.overdue, this.next, this.lag, this.last);
	}

}
