package dev.concurrency.worker;

import java.time.Duration;
import java.time.Instant;
import java.util.function.DoubleSupplier;

import org.jspecify.annotations.Nullable;

import dev.concurrency.time.Durations;
import dev.concurrency.time.TimeSource;

/**
 * When the next tick of a worker is due. Not thread-safe.
 * <p>
 * Periods are counted on the monotonic clock. Times of a calendar are times of the wall
 * clock, which may be set and goes on while the machine sleeps: so it is read again at
 * least every minute, and a tick is due as soon as it shows the time. When it has been
 * set back by more than a minute the calendar is asked anew; less than that is waited
 * for, since the same time would come twice.
 */
final class Cadence {

	private static final long NEVER = Long.MAX_VALUE;

	/** How long to wait at most before the wall clock is read again. */
	private static final long LOOK_NANOS = Duration.ofMinutes(1).toNanos();

	private final TimeSource time;

	private final DoubleSupplier random;

	/** When the next tick is due, and the same without jitter; of a period. */
	private long due;

	private long nominal;

	/** When the next tick is due; of a calendar. */
	private @Nullable Instant appointment;

	/** Both clocks at the latest look. */
	private Instant seen;

	private long seenAt;

	Cadence(TimeSource time, DoubleSupplier random) {
		this.time = time;
		this.random = random;
		this.seen = time.instant();
		this.seenAt = time.nanoTime();
	}

	/** The first tick of an incarnation. */
	void first(WorkerSettings settings) {
		Duration initial = settings.initialDelay();
		if (initial == null) {
			again(settings);
		}
		else {
			this.appointment = null;
			countFrom(this.time.nanoTime(), Durations.toNanos(initial), settings);
		}
	}

	/** As if nothing had ticked so far. */
	void again(WorkerSettings settings) {
		this.appointment = null;
		if (settings.schedule() instanceof Schedule.Calendar calendar) {
			consult(calendar, this.time.instant(), settings);
		}
		else {
			countFrom(this.time.nanoTime(), Durations.toNanos(settings.period()), settings);
		}
	}

	/**
	 * What follows a tick.
	 * @param settings the worker's
	 * @param begun when the tick began
	 * @param triggered whether it came beside the schedule
	 * @param wait how much later than usual the next is due at least, in nanoseconds
	 * @return how many ticks of a fixed rate are left out
	 */
	long follow(WorkerSettings settings, long begun, boolean triggered, long wait) {
		Schedule schedule = settings.schedule();
		if (schedule instanceof Schedule.Calendar calendar) {
			consult(calendar, later(this.time.instant().plusNanos(wait), triggered), settings);
			return 0;
		}
		this.appointment = null;
		if (schedule instanceof Schedule.FixedRate rate) {
			return keepRate(Durations.toNanos(rate.period()), triggered, wait, settings);
		}
		long from = (schedule instanceof Schedule.Interval) ? begun : this.time.nanoTime();
		countFrom(from, saturatedSum(Durations.toNanos(settings.period()), wait), settings);
		return 0;
	}

	/** After the latest appointment too, unless the clock was set back by much. */
	private Instant later(Instant now, boolean triggered) {
		Instant last = this.appointment;
		if (triggered || last == null || last.isBefore(now) || last.minusNanos(LOOK_NANOS).isAfter(now)) {
			return now;
		}
		return last;
	}

	private long keepRate(long period, boolean triggered, long wait, WorkerSettings settings) {
		long next = triggered ? this.nominal : saturatedSum(this.nominal, period);
		long missed = Math.max(0, saturatedSum(this.time.nanoTime(), wait) - next);
		long left = missed / period + ((missed % period > 0) ? 1 : 0);
		countFrom(next, left * period, settings);
		return left;
	}

	private void countFrom(long start, long nanos, WorkerSettings settings) {
		this.nominal = saturatedSum(start, nanos);
		this.due = saturatedSum(this.nominal, jitter(settings));
	}

	private long jitter(WorkerSettings settings) {
		long jitter = Durations.toNanos(settings.jitter());
		return (jitter > 0) ? (long) (jitter * this.random.getAsDouble()) : 0;
	}

	private void consult(Schedule.Calendar calendar, Instant after, WorkerSettings settings) {
		Instant next = calendar.next(after);
		this.appointment = (next != null) ? next.plusNanos(jitter(settings)) : null;
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
	long delay(long now) {
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
	boolean isDue(WorkerSettings settings) {
		Instant at = this.appointment;
		if (at == null || until(at) == 0) {
			return true;
		}
		if (settings.schedule() instanceof Schedule.Calendar calendar && isSetBack()) {
			consult(calendar, this.time.instant(), settings);
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
	long lag(long now) {
		Instant at = this.appointment;
		return (at != null) ? Durations.toNanos(Duration.between(at, this.time.instant()))
				: Math.max(0, now - this.due);
	}

	/**
	 * What the wall clock shows when something is due that begins now. Where periods are
	 * counted it is not read for each tick but once a minute.
	 */
	Instant due(long now, long lag, boolean triggered) {
		Instant at = this.appointment;
		if (at != null) {
			return triggered ? this.time.instant() : at;
		}
		if (now - this.seenAt >= LOOK_NANOS) {
			look();
		}
		return this.seen.plusNanos(now - lag - this.seenAt);
	}

	/** Tells when the next tick is due. */
	void tell(WorkerLedger ledger) {
		ledger.due(this.due, this.appointment);
	}

	private static long saturatedSum(long start, long nanos) {
		long sum = start + nanos;
		return (nanos > 0 && sum < start) ? NEVER : sum;
	}

}
