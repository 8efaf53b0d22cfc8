package dev.concurrency.worker;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

import dev.concurrency.time.Durations;

/** When ticks are due. Immutable. */
public sealed interface Schedule {

	/**
	 * From the start of one tick to the start of the next. After a tick that took longer
	 * one follows at once, and then a whole period.
	 *
	 * @param period how long
	 */
	record Interval(Duration period) implements Schedule {

		/**
		 * Checks the period.
		 * @throws IllegalArgumentException if it is not positive
		 */
		public Interval {
			Durations.requirePositive("interval", period);
		}

		@Override
		public String toString() {
			return "interval " + Durations.text(this.period);
		}

	}

	/**
	 * From the end of one tick to the start of the next.
	 *
	 * @param delay how long
	 */
	record FixedDelay(Duration delay) implements Schedule {

		/**
		 * Checks the delay.
		 * @throws IllegalArgumentException if it is not positive
		 */
		public FixedDelay {
			Durations.requirePositive("fixed-delay", delay);
		}

		@Override
		public String toString() {
			return "fixed-delay " + Durations.text(this.delay);
		}

	}

	/**
	 * At whole periods after the first tick, however long ticks take. What is missed
	 * meanwhile is left out and counted.
	 *
	 * @param period how long
	 */
	record FixedRate(Duration period) implements Schedule {

		/**
		 * Checks the period.
		 * @throws IllegalArgumentException if it is not positive
		 */
		public FixedRate {
			Durations.requirePositive("fixed-rate", period);
		}

		@Override
		public String toString() {
			return "fixed-rate " + Durations.text(this.period);
		}

	}

	/**
	 * At times of the wall clock. Thread-safe; its text is shown to operators. What is
	 * missed while a tick runs is left out.
	 */
	@FunctionalInterface
	non-sealed interface Calendar extends Schedule {

		/**
		 * The next time. Called where ticks run, so it must not block if that is the
		 * timer's thread, and before the first tick on the pool; after
		 * {@link PeriodicWorker#resume} and {@link PeriodicWorker#reconfigure} on the
		 * thread of the caller, unless a tick runs then. One that throws fails the
		 * incarnation, and so does one that answers a time that is not later.
		 * @param after a moment
		 * @return the first time after that moment, null if there is none
		 */
		@Nullable Instant next(Instant after);

	}

	/**
	 * From the start of one tick to the start of the next.
	 * @param period how long
	 * @return a schedule
	 */
	static Schedule interval(Duration period) {
		return new Interval(period);
	}

	/**
	 * From the end of one tick to the start of the next.
	 * @param delay how long
	 * @return a schedule
	 */
	static Schedule fixedDelay(Duration delay) {
		return new FixedDelay(delay);
	}

	/**
	 * At whole periods after the first tick.
	 * @param period how long
	 * @return a schedule
	 */
	static Schedule fixedRate(Duration period) {
		return new FixedRate(period);
	}

}
