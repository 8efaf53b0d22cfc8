package dev.concurrency.autoconfigure;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;

import dev.concurrency.process.RestartType;
import dev.concurrency.sink.SinkFailureAction;
import dev.concurrency.sink.SinkOverflow;
import dev.concurrency.sink.SinkRetry;
import dev.concurrency.sink.SinkSettings;

import static dev.concurrency.autoconfigure.InstanceProperties.first;
import static dev.concurrency.autoconfigure.InstanceProperties.or;

/**
 * Settings of a sink.
 *
 * @param baseConfig The shared configuration to inherit from.
 * @param enabled Whether it is there at all: neither made nor injected if not. Default:
 * true.
 * @param autoStartup Whether it is started along with its supervisor. Default: true.
 * @param registerHealthIndicator Whether health shows it. Default: true.
 * @param allowHealthIndicatorToFail Whether it can make health DOWN; otherwise it is
 * UNKNOWN at worst. Default: true.
 * @param capacity How many items may wait.
 * @param stripes In how many rings they wait, a power of two: one keeps the order of all
 * items, several that of each pushing thread.
 * @param lanes How many drains write side by side; needs a LaneKey bean.
 * @param batchSize How many items at most are passed to one drain.
 * @param linger How long the first item of a batch waits for company.
 * @param overflow What becomes of an item for which there is no room.
 * @param maxWeight How much the items that wait may weigh in all; needs a Weigher bean.
 * Zero means no bound.
 * @param drainTimeout How long one call of the drain may take before it is interrupted.
 * Default: no limit.
 * @param retry How often a batch is tried.
 * @param supervisor The supervisor that it belongs to. Default: that of its kind.
 * @param restart Whether it is started again after it has ended by itself.
 * @param significant Whether its end counts for the automatic shutdown of its supervisor.
 * @param shutdown How it is asked to end.
 * @param initTimeout How long its initialization may take. Default: no limit.
 * @param maxRestarts How many of its supervisor's restarts it may use up alone. Default:
 * all.
 * @param onFailure What becomes of a batch that has failed for good.
 * @param maxAge How old the oldest item may be before its health is DOWN. Default: no
 * limit.
 */
record SinkProperties(@Nullable String baseConfig, @Nullable Boolean enabled, @Nullable Boolean autoStartup,
		@Nullable Boolean registerHealthIndicator, @Nullable Boolean allowHealthIndicatorToFail,
		@Nullable Integer capacity, @Nullable Integer stripes, @Nullable Integer lanes, @Nullable Integer batchSize,
		@Nullable Duration linger, @Nullable SinkOverflow overflow, @Nullable Long maxWeight,
		@Nullable Duration drainTimeout, @DefaultValue Retry retry, @Nullable String supervisor,
		@Nullable RestartType restart, @Nullable Boolean significant, @Nullable String shutdown,
		@Nullable Duration initTimeout, @Nullable Integer maxRestarts, @Nullable SinkFailureAction onFailure,
		@Nullable Duration maxAge) implements InstanceProperties<SinkProperties> {

	static final SinkProperties NONE = new SinkProperties(null, null, null, null, null, null, null, null, null, null,
			null, null, null, Retry.NONE, null, null, null, null, null, null, null, null);

	@Override
	public SinkProperties orElse(SinkProperties other) {
		return new SinkProperties(first(this.baseConfig, other.baseConfig), first(this.enabled, other.enabled),
				first(this.autoStartup, other.autoStartup),
				first(this.registerHealthIndicator, other.registerHealthIndicator),
				first(this.allowHealthIndicatorToFail, other.allowHealthIndicatorToFail),
				first(this.capacity, other.capacity), first(this.stripes, other.stripes),
				first(this.lanes, other.lanes), first(this.batchSize, other.batchSize),
				first(this.linger, other.linger), first(this.overflow, other.overflow),
				first(this.maxWeight, other.maxWeight), first(this.drainTimeout, other.drainTimeout),
				this.retry.orElse(other.retry), first(this.supervisor, other.supervisor),
				first(this.restart, other.restart), first(this.significant, other.significant),
				first(this.shutdown, other.shutdown), first(this.initTimeout, other.initTimeout),
				first(this.maxRestarts, other.maxRestarts), first(this.onFailure, other.onFailure),
				first(this.maxAge, other.maxAge));
	}

	SinkSettings toSettings() {
		return over(SinkSettings.defaults());
	}

	/** Other settings, but for what is set here. */
	SinkSettings over(SinkSettings defaults) {
		return new SinkSettings(or(this.capacity, defaults.capacity()), or(this.stripes, defaults.stripes()),
				or(this.lanes, defaults.lanes()), or(this.batchSize, defaults.batchSize()),
				or(this.linger, defaults.linger()), or(this.overflow, defaults.overflow()),
				or(this.maxWeight, defaults.maxWeight()), or(this.drainTimeout, defaults.drainTimeout()),
				this.retry.over(defaults.retry()), or(this.onFailure, defaults.onFailure()),
				or(this.maxAge, defaults.maxAge()));
	}

	/**
	 * How often a batch is tried.
	 *
	 * @param maxAttempts How often in all.
	 * @param backoff How long to wait before the next attempt.
	 * @param on Which exceptions are worth another attempt, subclasses included. Default:
	 * all.
	 * @param not Which of these are not after all, subclasses included.
	 */
	record Retry(@Nullable Integer maxAttempts, @DefaultValue RetryWait backoff,
			@Nullable List<Class<? extends Throwable>> on, @Nullable List<Class<? extends Throwable>> not) {

		static final Retry NONE = new Retry(null, RetryWait.NONE, null, null);

		Retry orElse(Retry other) {
			return new Retry(first(this.maxAttempts, other.maxAttempts), this.backoff.orElse(other.backoff),
					first(this.on, other.on), first(this.not, other.not));
		}

		SinkRetry over(SinkRetry defaults) {
			return new SinkRetry(or(this.maxAttempts, defaults.maxAttempts()),
					this.backoff.toBackoff(defaults.backoff(), "retry.backoff."), or(this.on, defaults.on()),
					or(this.not, defaults.not()));
		}

	}

}
