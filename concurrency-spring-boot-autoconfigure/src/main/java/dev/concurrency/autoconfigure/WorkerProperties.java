package dev.concurrency.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.StringUtils;

import dev.concurrency.process.RestartType;
import dev.concurrency.spring.CronSchedule;
import dev.concurrency.time.Durations;
import dev.concurrency.worker.Schedule;
import dev.concurrency.worker.TickGuard;
import dev.concurrency.worker.WorkerFailureAction;
import dev.concurrency.worker.WorkerSettings;

import static dev.concurrency.autoconfigure.InstanceProperties.first;
import static dev.concurrency.autoconfigure.InstanceProperties.or;

/**
 * Settings of a worker.
 *
 * @param baseConfig The shared configuration to inherit from.
 * @param enabled Whether it is there at all: neither made nor injected if not. Default:
 * true.
 * @param autoStartup Whether it is started along with its supervisor. Default: true.
 * @param registerHealthIndicator Whether health shows it. Default: true.
 * @param allowHealthIndicatorToFail Whether it can make health DOWN; otherwise it is
 * UNKNOWN at worst. Default: true.
 * @param interval From the start of one tick to the start of the next. A worker has
 * exactly one of interval, fixed-delay, fixed-rate and cron.
 * @param fixedDelay From the end of one tick to the start of the next.
 * @param fixedRate At whole periods after the first tick; what is missed is left out.
 * @param cron At the times of a cron expression of Spring's, with six fields.
 * @param zone The time zone of cron. Default: that of the machine.
 * @param initialDelay From the start of the worker to its first tick. Default: one
 * period, or the first time of cron.
 * @param jitter By how much a tick is due later at most, at random.
 * @param supervisor The supervisor that it belongs to. Default: that of its kind.
 * @param restart Whether it is started again after it has ended by itself.
 * @param significant Whether its end counts for the automatic shutdown of its supervisor.
 * @param shutdown How it is asked to end.
 * @param initTimeout How long its initialization may take. Default: no limit.
 * @param maxRestarts How many of its supervisor's restarts it may use up alone. Default:
 * all.
 * @param onFailure What follows a tick that failed.
 * @param backoff By how much the next tick comes later after failures in a row, with
 * on-failure backoff.
 * @param maxRunTime How long a tick may take before it is reported and health is DOWN.
 * Default: no limit.
 * @param interruptAfter How long a tick may take before it is interrupted. Default: no
 * limit.
 * @param nonBlocking Whether ticks are so short that they run on the timer's thread.
 * @param lock The name of the lock that lets ticks run on one instance of the service at
 * a time. Default: none.
 * @param lockAtMostFor After how long the lock is free though its holder has died.
 * @param lockAtLeastFor How long the lock is kept at least.
 */
record WorkerProperties(@Nullable String baseConfig, @Nullable Boolean enabled, @Nullable Boolean autoStartup,
		@Nullable Boolean registerHealthIndicator, @Nullable Boolean allowHealthIndicatorToFail,
		@Nullable Duration interval, @Nullable Duration fixedDelay, @Nullable Duration fixedRate, @Nullable String cron,
		@Nullable String zone, @Nullable Duration initialDelay, @Nullable Duration jitter, @Nullable String supervisor,
		@Nullable RestartType restart, @Nullable Boolean significant, @Nullable String shutdown,
		@Nullable Duration initTimeout, @Nullable Integer maxRestarts, @Nullable WorkerFailureAction onFailure,
		@DefaultValue RetryWait backoff, @Nullable Duration maxRunTime, @Nullable Duration interruptAfter,
		@Nullable Boolean nonBlocking, @Nullable String lock, @Nullable Duration lockAtMostFor,
		@Nullable Duration lockAtLeastFor) implements InstanceProperties<WorkerProperties> {

	static final Duration DEFAULT_LOCK_AT_MOST_FOR = Duration.ofMinutes(10);

	static final WorkerProperties NONE = scheduled(null, null, null, null);

	private static WorkerProperties scheduled(@Nullable Duration interval, @Nullable Duration fixedDelay,
			@Nullable Duration fixedRate, @Nullable String cron) {
		return new WorkerProperties(null, null, null, null, null, interval, fixedDelay, fixedRate, cron, null, null,
				null, null, null, null, null, null, null, null, RetryWait.NONE, null, null, null, null, null, null);
	}

	@Override
	public WorkerProperties orElse(WorkerProperties other) {
		// A schedule replaces the inherited one, of whichever sort that is.
		WorkerProperties timed = hasSchedule() ? this : other;
		// What is inherited of these is meant for ticks on the pool.
		WorkerProperties pooled = Boolean.TRUE.equals(this.nonBlocking) ? NONE : other;
		return new WorkerProperties(first(this.baseConfig, other.baseConfig), first(this.enabled, other.enabled),
				first(this.autoStartup, other.autoStartup),
				first(this.registerHealthIndicator, other.registerHealthIndicator),
				first(this.allowHealthIndicatorToFail, other.allowHealthIndicatorToFail), timed.interval,
				timed.fixedDelay, timed.fixedRate, timed.cron, first(this.zone, other.zone),
				first(this.initialDelay, other.initialDelay), first(this.jitter, other.jitter),
				first(this.supervisor, other.supervisor), first(this.restart, other.restart),
				first(this.significant, other.significant), first(this.shutdown, other.shutdown),
				first(this.initTimeout, other.initTimeout), first(this.maxRestarts, other.maxRestarts),
				first(this.onFailure, other.onFailure), this.backoff.orElse(other.backoff),
				first(this.maxRunTime, pooled.maxRunTime), first(this.interruptAfter, pooled.interruptAfter),
				first(this.nonBlocking, other.nonBlocking), first(this.lock, pooled.lock),
				first(this.lockAtMostFor, other.lockAtMostFor), first(this.lockAtLeastFor, other.lockAtLeastFor));
	}

	/**
	 * The same with what the first source says of its schedule, where several do.
	 * @param rank the position of the source that says something of a key
	 */
	WorkerProperties nearestSchedule(ToIntFunction<String> rank) {
		List<String> given = schedules();
		if (given.size() < 2) {
			return this;
		}
		int first = given.stream().mapToInt(rank).min().orElseThrow();
		List<String> kept = given.stream().filter((key) -> rank.applyAsInt(key) == first).toList();
		return scheduled(kept.contains("interval") ? this.interval : null,
				kept.contains("fixed-delay") ? this.fixedDelay : null,
				kept.contains("fixed-rate") ? this.fixedRate : null, kept.contains("cron") ? this.cron : null)
			.orElse(this);
	}

	boolean hasSchedule() {
		return !schedules().isEmpty();
	}

	private List<String> schedules() {
		List<String> given = new ArrayList<>();
		add(given, "interval", this.interval);
		add(given, "fixed-delay", this.fixedDelay);
		add(given, "fixed-rate", this.fixedRate);
		// A variable that is not set leaves nothing of it.
		add(given, "cron", StringUtils.hasText(this.cron) ? this.cron : null);
		return given;
	}

	private static void add(List<String> given, String key, @Nullable Object value) {
		if (value != null) {
			given.add(key);
		}
	}

	/**
	 * When its ticks are due, where an annotation may say so too. It counts more than
	 * what all workers inherit and less than all else, schedule and zone each for itself.
	 * @param own what is set here but for what all workers inherit
	 * @param annotated what the annotation says, null if there is none
	 * @return null if nothing says so
	 * @throws IllegalArgumentException if two keys do, or one cannot be read
	 */
	@Nullable Schedule schedule(WorkerProperties own, @Nullable Schedule annotated) {
		CronSchedule calendar = (annotated instanceof CronSchedule cron) ? cron : null;
		String zoneOfCron = first(own.zone,
				(calendar != null && calendar.zoned()) ? calendar.zone().getId() : this.zone);
		if (annotated == null || own.hasSchedule()) {
			return schedule(zoneOfCron);
		}
		return (calendar != null) ? calendar.in(zoneOfCron) : annotated;
	}

	private @Nullable Schedule schedule(@Nullable String zoneOfCron) {
		List<String> given = schedules();
		if (given.size() > 1) {
			throw new IllegalArgumentException(
					String.join(" and ", given) + " are set, but a worker has exactly one schedule");
		}
		if (this.interval != null) {
			return Schedule.interval(this.interval);
		}
		if (this.fixedDelay != null) {
			return Schedule.fixedDelay(this.fixedDelay);
		}
		if (this.fixedRate != null) {
			return Schedule.fixedRate(this.fixedRate);
		}
		return StringUtils.hasText(this.cron) ? CronSchedule.parse(this.cron, zoneOfCron) : null;
	}

	WorkerSettings toSettings(Schedule schedule, @Nullable TickGuard guard) {
		return over(WorkerSettings.of(schedule), schedule, guard);
	}

	/** Other settings, but for what is set here. */
	WorkerSettings over(WorkerSettings defaults) {
		return over(defaults, or(schedule(this, defaults.schedule()), defaults.schedule()), defaults.guard());
	}

	private WorkerSettings over(WorkerSettings defaults, Schedule schedule, @Nullable TickGuard guard) {
		return new WorkerSettings(schedule, first(this.initialDelay, defaults.initialDelay()),
				or(this.jitter, defaults.jitter()), or(this.onFailure, defaults.onFailure()),
				this.backoff.toBackoff(defaults.backoff(), "backoff."), or(this.maxRunTime, defaults.maxRunTime()),
				or(this.interruptAfter, defaults.interruptAfter()), or(this.nonBlocking, defaults.nonBlocking()),
				guard);
	}

	/**
	 * After how long the lock is free though its holder has died.
	 * @throws IllegalArgumentException if it makes no sense
	 */
	Duration lockedAtMostFor() {
		return Durations.requirePositive(TickGuard.AT_MOST_FOR, or(this.lockAtMostFor, DEFAULT_LOCK_AT_MOST_FOR));
	}

	/**
	 * How long the lock is kept at least.
	 * @throws IllegalArgumentException if it makes no sense
	 */
	Duration lockedAtLeastFor() {
		Duration least = Durations.requireNotNegative("lock-at-least-for", or(this.lockAtLeastFor, Duration.ZERO));
		Duration most = lockedAtMostFor();
		if (least.compareTo(most) > 0) {
			throw new IllegalArgumentException("lock-at-least-for (" + Durations.text(least) + ") must not exceed "
					+ TickGuard.AT_MOST_FOR + " (" + Durations.text(most) + ")");
		}
		return least;
	}

}
