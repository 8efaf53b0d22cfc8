package dev.concurrency.worker;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

import dev.concurrency.time.TimeSource;
import dev.concurrency.time.wheel.LapTask;

/**
 * The counts of a worker. Written by its current tick, the overruns by the watch of that
 * tick; read by anyone: each field is volatile and has one writer at a time. What each
 * tick writes is released and not fenced, since no writer reads anything of another's
 * afterwards: a tick need not wait until its writes have reached the memory.
 * <p>
 * Numbers instead of objects where a tick writes, as in {@link LatestTick}.
 */
@SuppressWarnings("NonAtomicVolatileUpdate")
final class WorkerLedger extends LatestTick {

	private static final long NEVER = Long.MAX_VALUE;

	private static final VarHandle TICKS;

	private static final VarHandle NEXT;

	private static final VarHandle LAG_NANOS;

	static {
		try {
			MethodHandles.Lookup lookup = MethodHandles.lookup();
			TICKS = lookup.findVarHandle(WorkerLedger.class, "ticks", long.class);
			NEXT = lookup.findVarHandle(WorkerLedger.class, "next", long.class);
			LAG_NANOS = lookup.findVarHandle(WorkerLedger.class, "lagNanos", long.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	// What each tick writes.

	private volatile long ticks;

	private volatile long next = NEVER;

	private volatile @Nullable Instant appointment;

	private volatile long lagNanos;

	// Away from the others, since a tick takes as long as its memory.
	private final Mishaps mishaps = new Mishaps();

	/**
	 * When the next tick is due.
	 * @param newNext on the monotonic clock, {@link Long#MAX_VALUE} for not on that
	 * @param newAppointment on the wall clock, null for not on that
	 */
	void due(long newNext, @Nullable Instant newAppointment) {
		NEXT.setRelease(this, newNext);
		if (newAppointment != null || this.appointment != null) {
			this.appointment = newAppointment;
		}
	}

	/** No tick is due. */
	void noneDue() {
		due(NEVER, null);
	}

	void began(long newLagNanos) {
		LAG_NANOS.setRelease(this, newLagNanos);
	}

	void ended(TickContext tick, long tookNanos, TickOutcome outcome) {
		set(tick, tookNanos, outcome);
		if (outcome == TickOutcome.LOCKED) {
			this.mishaps.locked++;
			return;
		}
		TICKS.setRelease(this, this.ticks + 1);
		if (outcome != TickOutcome.SUCCEEDED) {
			this.mishaps.failures++;
		}
	}

	void skipped(long count) {
		if (count > 0) {
			this.mishaps.skipped += count;
		}
	}

	void overran() {
		this.mishaps.overruns++;
		this.mishaps.overdue = true;
	}

	void noLongerOverdue() {
		this.mishaps.overdue = false;
	}

	/** See {@link LapTask}. */
	@Override
	long prefetch() {
		return super.prefetch() + this.ticks + ((this.appointment != null) ? 1 : 0);
	}

	WorkerSnapshot snapshot(Schedule schedule, TimeSource time) {
		return new WorkerSnapshot(schedule, this.ticks, this.mishaps.failures, this.mishaps.skipped,
				this.mishaps.locked, this.mishaps.overruns, this.mishaps.overdue, next(time), lag(time), get());
	}

	/** Of the tick that is due and has not begun, if there is one; else of the latest. */
	private Duration lag(TimeSource time) {
		long due = this.next;
		Instant at = this.appointment;
		if (due != NEVER) {
			long late = time.nanoTime() - due;
			return Duration.ofNanos((late > 0) ? late : this.lagNanos);
		}
		Instant now = time.instant();
		return (at != null && at.isBefore(now)) ? Duration.between(at, now) : Duration.ofNanos(this.lagNanos);
	}

	private @Nullable Instant next(TimeSource time) {
		long due = this.next;
		return (due == NEVER) ? this.appointment : time.instant().plusNanos(due - time.nanoTime());
	}

	/** What most ticks do not have. */
	private static final class Mishaps {

		private volatile long failures;

		private volatile long skipped;

		private volatile long locked;

		private volatile long overruns;

		private volatile boolean overdue;

	}

}
