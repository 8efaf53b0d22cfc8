package dev.concurrency.worker;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.FixedSetting;
import dev.concurrency.process.ProcessSettings;
import dev.concurrency.time.Backoff;
import dev.concurrency.time.Durations;

/**
 * How a worker behaves. Immutable; the {@code with} methods return changed copies.
 *
 * @param schedule when its ticks are due
 * @param initialDelay from the start of the worker to its first tick, null for one period
 * or the first time of a calendar
 * @param jitter by how much a tick is due later at most, at random
 * @param onFailure what follows a tick that failed
 * @param backoff by how much the next tick is due later after failures in a row, if
 * {@code onFailure} says so
 * @param maxRunTime how long a tick may take before it is reported, {@link Durations#MAX}
 * for no limit
 * @param interruptAfter how long a tick may take before it is interrupted,
 * {@link Durations#MAX} for no limit
 * @param nonBlocking whether ticks are so short that they run on the timer's thread
 * @param guard asked before each tick, null if every tick may run
 */
public record WorkerSettings(Schedule schedule, @Nullable Duration initialDelay, Duration jitter,
		WorkerFailureAction onFailure, Backoff backoff, Duration maxRunTime, Duration interruptAfter,
		boolean nonBlocking, @Nullable TickGuard guard) implements ProcessSettings<WorkerSettings> {

	/** The default of {@link #onFailure()}. */
	public static final WorkerFailureAction DEFAULT_ON_FAILURE = WorkerFailureAction.CONTINUE;

	/** The default of {@link #backoff()}: 1 s to 5 min, doubling, one fifth jitter. */
	public static final Backoff DEFAULT_BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(5), 2, 0.2,
			Duration.ZERO);

	private static final Duration FREQUENT = Duration.ofSeconds(1);

	/**
	 * Checks the values and their relations.
	 * @throws IllegalArgumentException if a limit is not positive, a duration negative,
	 * the jitter longer than the period of a fixed rate, or a non-blocking tick has what
	 * only a thread of a pool can have
	 */
	public WorkerSettings {
		if (initialDelay != null) {
			Durations.requireNotNegative("initial-delay", initialDelay);
		}
		Durations.requireNotNegative("jitter", jitter);
		if (schedule instanceof Schedule.FixedRate rate && jitter.compareTo(rate.period()) > 0) {
			throw new IllegalArgumentException("jitter (" + Durations.text(jitter) + ") must not exceed fixed-rate ("
					+ Durations.text(rate.period()) + ")");
		}
		Durations.requirePositive("max-run-time", maxRunTime);
		Durations.requirePositive("interrupt-after", interruptAfter);
		if (nonBlocking) {
			requireNone("max-run-time", !maxRunTime.equals(Durations.MAX));
			requireNone("interrupt-after", !interruptAfter.equals(Durations.MAX));
			requireNone("lock", guard != null);
		}
		if (guard != null && !interruptAfter.equals(Durations.MAX)
				&& guard.settings().get(TickGuard.AT_MOST_FOR) instanceof Duration most
				&& interruptAfter.compareTo(most) >= 0) {
			throw new IllegalArgumentException("interrupt-after (" + Durations.text(interruptAfter)
					+ ") must be shorter than " + TickGuard.AT_MOST_FOR + " (" + Durations.text(most)
					+ "): a tick would go on beside that of another instance");
		}
	}

	private static void requireNone(String name, boolean given) {
		if (given) {
			throw new IllegalArgumentException(name
					+ " must not be set if non-blocking is true: such ticks have the timer's thread to themselves");
		}
	}

	/**
	 * The defaults around a schedule.
	 * @param schedule when ticks are due
	 * @return no other initial delay, no jitter, no limits; failures are counted
	 */
	public static WorkerSettings of(Schedule schedule) {
		return new WorkerSettings(schedule, null, Duration.ZERO, DEFAULT_ON_FAILURE, DEFAULT_BACKOFF, Durations.MAX,
				Durations.MAX, false, null);
	}

	/**
	 * The defaults around an interval.
	 * @param interval from the start of one tick to the start of the next
	 * @return as {@link #of}
	 */
	public static WorkerSettings every(Duration interval) {
		return of(Schedule.interval(interval));
	}

	/**
	 * Changes the schedule.
	 * @param newSchedule when ticks are due
	 * @return a changed copy
	 */
	public WorkerSettings withSchedule(Schedule newSchedule) {
		return new WorkerSettings(newSchedule, this.initialDelay, this.jitter, this.onFailure, this.backoff,
				this.maxRunTime, this.interruptAfter, this.nonBlocking, this.guard);
	}

	/**
	 * Changes the initial delay.
	 * @param newInitialDelay from the start of the worker to its first tick
	 * @return a changed copy
	 */
	public WorkerSettings withInitialDelay(Duration newInitialDelay) {
		return new WorkerSettings(this.schedule, newInitialDelay, this.jitter, this.onFailure, this.backoff,
				this.maxRunTime, this.interruptAfter, this.nonBlocking, this.guard);
	}

	/**
	 * Changes the jitter.
	 * @param newJitter by how much a tick is due later at most
	 * @return a changed copy
	 */
	public WorkerSettings withJitter(Duration newJitter) {
		return new WorkerSettings(this.schedule, this.initialDelay, newJitter, this.onFailure, this.backoff,
				this.maxRunTime, this.interruptAfter, this.nonBlocking, this.guard);
	}

	/**
	 * Changes what follows a failed tick.
	 * @param newOnFailure what follows
	 * @return a changed copy
	 */
	public WorkerSettings withOnFailure(WorkerFailureAction newOnFailure) {
		return new WorkerSettings(this.schedule, this.initialDelay, this.jitter, newOnFailure, this.backoff,
				this.maxRunTime, this.interruptAfter, this.nonBlocking, this.guard);
	}

	/**
	 * Has ticks come later after failures in a row.
	 * @param newBackoff by how much
	 * @return a changed copy with {@link WorkerFailureAction#BACKOFF}
	 */
	public WorkerSettings withBackoff(Backoff newBackoff) {
		return new WorkerSettings(this.schedule, this.initialDelay, this.jitter, WorkerFailureAction.BACKOFF,
				newBackoff, this.maxRunTime, this.interruptAfter, this.nonBlocking, this.guard);
	}

	/**
	 * Changes when a tick is reported that takes long.
	 * @param newMaxRunTime after how long
	 * @return a changed copy
	 */
	public WorkerSettings withMaxRunTime(Duration newMaxRunTime) {
		return new WorkerSettings(this.schedule, this.initialDelay, this.jitter, this.onFailure, this.backoff,
				newMaxRunTime, this.interruptAfter, this.nonBlocking, this.guard);
	}

	/**
	 * Changes when a tick is interrupted.
	 * @param newInterruptAfter after how long
	 * @return a changed copy
	 */
	public WorkerSettings withInterruptAfter(Duration newInterruptAfter) {
		return new WorkerSettings(this.schedule, this.initialDelay, this.jitter, this.onFailure, this.backoff,
				this.maxRunTime, newInterruptAfter, this.nonBlocking, this.guard);
	}

	/**
	 * Changes where ticks run.
	 * @param newNonBlocking whether they are short enough for the timer's thread
	 * @return a changed copy
	 */
	public WorkerSettings withNonBlocking(boolean newNonBlocking) {
		return new WorkerSettings(this.schedule, this.initialDelay, this.jitter, this.onFailure, this.backoff,
				this.maxRunTime, this.interruptAfter, newNonBlocking, this.guard);
	}

	/**
	 * Changes who is asked before each tick.
	 * @param newGuard says whether the tick may run
	 * @return a changed copy
	 */
	public WorkerSettings withGuard(TickGuard newGuard) {
		return new WorkerSettings(this.schedule, this.initialDelay, this.jitter, this.onFailure, this.backoff,
				this.maxRunTime, this.interruptAfter, this.nonBlocking, newGuard);
	}

	/**
	 * Whether ticks come so often that it would cost more to name their threads than to
	 * run them.
	 */
	boolean isFrequent() {
		return period().compareTo(FREQUENT) < 0;
	}

	/** Whether a failed tick makes a new incarnation. */
	boolean isEndedBy(Throwable failure) {
		return failure instanceof Error || this.onFailure == WorkerFailureAction.RESTART;
	}

	/** How much later a tick is due after so many failures in a row, in nanoseconds. */
	long waitAfter(int failures, double random) {
		return (this.onFailure == WorkerFailureAction.BACKOFF) ? this.backoff.delayNanos(failures, random) : 0;
	}

	/** From tick to tick, {@link Durations#MAX} if only a calendar knows. */
	Duration period() {
		if (this.schedule instanceof Schedule.Interval interval) {
			return interval.period();
		}
		if (this.schedule instanceof Schedule.FixedDelay fixed) {
			return fixed.delay();
		}
		return (this.schedule instanceof Schedule.FixedRate rate) ? rate.period() : Durations.MAX;
	}

	/** Whether ticks are due at the same times. */
	boolean isOnTimeOf(WorkerSettings other) {
		return this.schedule.equals(other.schedule) && this.jitter.equals(other.jitter);
	}

	@Override
	public List<FixedSetting> fixedSince(WorkerSettings running) {
		FixedSetting.Comparison comparison = FixedSetting.of("worker")
			.same("non-blocking", this.nonBlocking == running.nonBlocking);
		if (this.guard == null || running.guard == null) {
			return comparison.same("lock", this.guard == null && running.guard == null).differences();
		}
		Map<String, Object> now = this.guard.settings();
		Map<String, Object> before = running.guard.settings();
		Set<String> keys = new TreeSet<>(now.keySet());
		keys.addAll(before.keySet());
		keys.forEach((key) -> comparison.same(key, Objects.equals(now.get(key), before.get(key))));
		return comparison.differences();
	}

	@Override
	public WorkerSettings onBuildOf(WorkerSettings running) {
		// It may have limits only because it is to have a thread of its own from now on.
		return new WorkerSettings(this.schedule, this.initialDelay, this.jitter, this.onFailure, this.backoff,
				running.nonBlocking ? Durations.MAX : this.maxRunTime,
				running.nonBlocking ? Durations.MAX : this.interruptAfter, running.nonBlocking, running.guard);
	}

}
