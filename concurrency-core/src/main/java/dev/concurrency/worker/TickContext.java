package dev.concurrency.worker;

import java.time.Duration;
import java.time.Instant;

import dev.concurrency.process.ShutdownSignal;
import dev.concurrency.time.Durations;

/**
 * Which tick runs. Immutable. Times are kept as numbers until somebody asks for them: few
 * ticks do.
 */
public final class TickContext {

	private final long number;

	private final Instant base;

	private final long sinceBase;

	private final long lagNanos;

	private final ShutdownSignal shutdown;

	/**
	 * Workers make their own; this is for tests that call a task themselves.
	 * @param number 1 for the first tick of an incarnation
	 * @param due when it was due
	 * @param lag how much later it began
	 * @param shutdown tells a long tick to end
	 */
	public TickContext(long number, Instant due, Duration lag, ShutdownSignal shutdown) {
		this(number, due, 0, Durations.toNanos(lag), shutdown);
	}

	/** One that was due so long after some other time. */
	TickContext(long number, Instant base, long sinceBase, long lagNanos, ShutdownSignal shutdown) {
		this.number = number;
		this.base = base;
		this.sinceBase = sinceBase;
		this.lagNanos = lagNanos;
		this.shutdown = shutdown;
	}

	/**
	 * Which one it is.
	 * @return 1 for the first tick of an incarnation
	 */
	public long number() {
		return this.number;
	}

	/**
	 * When it was due. Where a period is counted the wall clock is read once a minute at
	 * most, so this may be that far behind a clock that was set.
	 * @return a time of the wall clock
	 */
	public Instant due() {
		return this.base.plusNanos(this.sinceBase);
	}

	/**
	 * How much later than due it began.
	 * @return zero or more
	 */
	public Duration lag() {
		return Duration.ofNanos(this.lagNanos);
	}

	/**
	 * Tells a long tick to end.
	 * @return the signal of the incarnation
	 */
	public ShutdownSignal shutdown() {
		return this.shutdown;
	}

	/** A time not long before the tick was due. */
	Instant base() {
		return this.base;
	}

	/** How many nanoseconds after that it was due. */
	long sinceBase() {
		return this.sinceBase;
	}

	long lagNanos() {
		return this.lagNanos;
	}

	@Override
	public String toString() {
		return "tick " + this.number + " of " + due() + ", " + Durations.text(lag()) + " late";
	}

}
