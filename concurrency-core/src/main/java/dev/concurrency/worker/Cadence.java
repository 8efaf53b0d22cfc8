package dev.concurrency.worker;

import java.time.Duration;
import java.time.Instant;
import java.util.function.DoubleSupplier;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.ShutdownSignal;
import dev.concurrency.time.Durations;
import dev.concurrency.time.TimeSource;
import dev.concurrency.time.wheel.LapEntry;
import dev.concurrency.time.wheel.LapTask;

/**
 * When the next tick of a worker is due. Not thread-safe.
 * <p>
 * The loop of the worker is one of these, and what waits in the timer, rather than has
 * one, so that what each tick looks at lies on the same lines of memory.
 * <p>
 * Periods are counted on the monotonic clock. Times of a calendar are times of the wall
 * clock, which may be set and goes on while the machine sleeps: so it is read again at
 * least every minute, and a tick is due as soon as it shows the time. When it has been
 * set back by more than a minute the calendar is asked anew; less than that is waited
 * for, since the same time would come twice.
 */
abstract class Cadence extends LapEntry {

	private static final long NEVER = Long.MAX_VALUE;

	/** How long to wait at most before the wall clock is read again. */
	private static final long LOOK_NANOS = Duration.ofMinutes(1).toNanos();

	private final TimeSource time;

	private final DoubleSupplier random;

	/** What it counts by, and the same nearer at hand: each tick looks at it. */
	private WorkerSettings settings;

	private Rhythm rhythm;

	private long period;

	private long jitter;

	/** When the next tick is due, and the same without jitter; of a period. */
	private long due;

	private long nominal;

	/** When the next tick is due; of a calendar. */
	private @Nullable Instant appointment;

	/** Both clocks at the latest look. */
	private Instant seen;

	private long seenAt;

	Cadence(TimeSource time, DoubleSupplier random, WorkerSettings settings) {
		this.time = time;
		this.random = random;
		this.seen = time.instant();
		// As if long ago, so the first tick looks. Else the compiler believes that none
		// does, and has to compile all that a tick does once more after a minute.
		this.seenAt = time.nanoTime() - LOOK_NANOS;
		this.settings = settings;
		this.rhythm = Rhythm.of(settings.schedule());
		this.period = Durations.toNanos(settings.period());
		this.jitter = Durations.toNanos(settings.jitter());
	}

	/** Whether it counts as these settings say. */
	final boolean isOn(WorkerSettings wanted) {
		return wanted.isOnTimeOf(this.settings);
	}

	/** Whether it asks the user's code when the next tick is due. */
	final boolean isCalendar() {
		return this.rhythm == Rhythm.CALENDAR;
	}

	/** The first tick of an incarnation. */
	final void first(WorkerSettings newSettings) {
		Duration initial = newSettings.initialDelay();
		if (initial == null) {
			again(newSettings);
		}
		else {
			settle(newSettings);
			countFrom(this.time.nanoTime(), Durations.toNanos(initial));
		}
	}

	/** As if nothing had ticked so far. */
	final void again(WorkerSettings newSettings) {
		settle(newSettings);
		if (this.rhythm == Rhythm.CALENDAR) {
			consult(this.time.instant());
		}
		else {
			countFrom(this.time.nanoTime(), this.period);
		}
	}

	private void settle(WorkerSettings newSettings) {
		this.settings = newSettings;
		this.rhythm = Rhythm.of(newSettings.schedule());
		this.period = Durations.toNanos(newSettings.period());
		this.jitter = Durations.toNanos(newSettings.jitter());
		this.appointment = null;
	}

	/**
	 * What follows a tick.
	 * @param begun when the tick began
	 * @param ended when it ended
	 * @param triggered whether it came beside the schedule
	 * @param wait how much later than usual the next is due at least, in nanoseconds
	 * @return how many ticks of a fixed rate were missed; those that the wait leaves out
	 * are not
	 */
	final long follow(long begun, long ended, boolean triggered, long wait) {
		switch (this.rhythm) {
			case CALENDAR -> keepCalendar(triggered, wait);
			case GRID -> {
				return keepRate(ended, triggered, wait);
			}
			case FROM_END -> countFrom(ended, saturatedSum(this.period, wait));
			case FROM_START -> countFrom(begun, saturatedSum(this.period, wait));
		}
		return 0;
	}

	private void keepCalendar(boolean triggered, long wait) {
		Instant earliest = this.time.instant().plusNanos(wait);
		Instant at = this.appointment;
		if (triggered && at == null && this.due != NEVER && this.due - this.time.nanoTime() > wait) {
			// The initial delay lasts.
			return;
		}
		if (at == null || at.isBefore(earliest)) {
			consult(earliest);
		}
		else if (!triggered) {
			// After that of this tick too, unless the clock was set back by much.
			consult(at.minusNanos(LOOK_NANOS).isAfter(earliest) ? earliest : at);
		}
	}

	private long keepRate(long ended, boolean triggered, long wait) {
		long earliest = saturatedSum(ended, wait);
		if (triggered && this.due > earliest) {
			return 0;
		}
		long next = triggered ? this.nominal : saturatedSum(this.nominal, this.period);
		long missed = (triggered && this.due > ended) ? 0 : timesBetween(next, ended);
		countFrom(next, timesBetween(next, earliest) * this.period);
		return missed;
	}

	/** How many times of its grid come before a moment, from the next one on. */
	private long timesBetween(long next, long moment) {
		long passed = Math.max(0, moment - next);
		return passed / this.period + ((passed % this.period > 0) ? 1 : 0);
	}

	private void countFrom(long start, long nanos) {
		this.nominal = saturatedSum(start, nanos);
		this.due = saturatedSum(this.nominal, anyJitter());
	}

	private long anyJitter() {
		return (this.jitter > 0) ? (long) (this.jitter * this.random.getAsDouble()) : 0;
	}

	private void consult(Instant after) {
		Schedule schedule = this.settings.schedule();
		Instant next = ((Schedule.Calendar) schedule).next(after);
		if (next != null && !next.isAfter(after)) {
			throw new IllegalStateException("The calendar " + schedule
					+ " does not go on: asked for the first time after " + after + " it answers " + next);
		}
		this.appointment = (next != null) ? next.plusNanos(anyJitter()) : null;
		this.due = NEVER;
		look();
	}

	private void look() {
		this.seen = this.time.instant();
		this.seenAt = this.time.nanoTime();
	}

	/**
	 * How long to wait before {@link #isDue} is to be asked.
	 * @param now what the monotonic clock shows
	 * @return nanoseconds; {@link Long#MAX_VALUE} for ever
	 */
	final long delay(long now) {
		Instant at = this.appointment;
		if (at != null) {
			return Math.min(LOOK_NANOS, until(at));
		}
		return (this.due == NEVER) ? NEVER : Math.max(0, this.due - now);
	}

	private long until(Instant at) {
		return Durations.toNanos(Duration.between(this.time.instant(), at));
	}

	/**
	 * Whether the tick is due after {@link #delay}. The calendar may have to wait longer.
	 */
	final boolean isDue() {
		Instant at = this.appointment;
		if (at == null || until(at) == 0) {
			return true;
		}
		if (isSetBack()) {
			consult(this.time.instant());
		}
		else {
			look();
		}
		return false;
	}

	private boolean isSetBack() {
		long passed = this.time.nanoTime() - this.seenAt;
		return Duration.between(this.seen, this.time.instant()).plusNanos(LOOK_NANOS).toNanos() < passed;
	}

	/** How much later than due something begins that begins now. */
	final long lag(long now) {
		Instant at = this.appointment;
		return (at != null) ? Durations.toNanos(Duration.between(at, this.time.instant()))
				: Math.max(0, now - this.due);
	}

	/**
	 * A tick that begins now. Where periods are counted the wall clock is not read for
	 * each tick but once a minute.
	 */
	final TickContext context(long number, long now, long lag, boolean triggered, ShutdownSignal shutdown) {
		Instant at = this.appointment;
		if (at != null) {
			return new TickContext(number, triggered ? this.time.instant() : at, 0, lag, shutdown);
		}
		if (now - this.seenAt >= LOOK_NANOS) {
			look();
		}
		return new TickContext(number, this.seen, now - lag - this.seenAt, lag, shutdown);
	}

	/** See {@link LapTask}. */
	long prefetch() {
		return this.period + ((this.appointment != null) ? 1 : 0);
	}

	/** Tells when the next tick is due. */
	final void tell(WorkerLedger ledger) {
		ledger.due(this.due, this.appointment);
	}

	private static long saturatedSum(long start, long nanos) {
		long sum = start + nanos;
		return (nanos > 0 && sum < start) ? NEVER : sum;
	}

	/** From where it counts. */
	private enum Rhythm {

		FROM_START, FROM_END, GRID, CALENDAR;

		static Rhythm of(Schedule schedule) {
			if (schedule instanceof Schedule.Interval) {
				return FROM_START;
			}
			if (schedule instanceof Schedule.FixedDelay) {
				return FROM_END;
			}
			return (schedule instanceof Schedule.FixedRate) ? GRID : CALENDAR;
		}

	}

}
