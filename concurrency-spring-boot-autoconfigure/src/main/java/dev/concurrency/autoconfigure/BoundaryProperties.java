package dev.concurrency.autoconfigure;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import dev.concurrency.boundary.Boundary;
import dev.concurrency.boundary.BoundaryMode;
import dev.concurrency.boundary.BoundaryPool;
import dev.concurrency.boundary.BoundarySettings;
import dev.concurrency.boundary.BoundaryStopAction;
import dev.concurrency.process.RestartType;

import static dev.concurrency.autoconfigure.InstanceProperties.first;
import static dev.concurrency.autoconfigure.InstanceProperties.or;

/**
 * Settings of a boundary.
 *
 * @param baseConfig The shared configuration to inherit from.
 * @param enabled Whether it is there at all: neither made nor injected if not. Default:
 * true.
 * @param autoStartup Whether it is started along with its supervisor. Default: true.
 * @param registerHealthIndicator Whether health shows it. Default: true.
 * @param allowHealthIndicatorToFail Whether it can make health DOWN; otherwise it is
 * UNKNOWN at worst. Default: true.
 * @param mode What makes tasks start.
 * @param maxInFlight How many tasks at most run at once.
 * @param maxQueued How many tasks at most wait.
 * @param cancellationBudget How long a cancelled task may take to end before it is left
 * behind.
 * @param pool Where the tasks run.
 * @param history How many tasks that are over are kept, to be tried again or looked at;
 * as long, their keys are taken.
 * @param onStop What a stop does with the tasks that wait.
 * @param supervisor The supervisor that it belongs to. Default: that of its kind.
 * @param restart Whether it is started again after it has ended by itself.
 * @param significant Whether its end counts for the automatic shutdown of its supervisor.
 * @param shutdown How it is asked to end.
 * @param initTimeout How long its initialization may take. Default: no limit.
 * @param maxRestarts How many of its supervisor's restarts it may use up alone. Default:
 * all.
 */
record BoundaryProperties(@Nullable String baseConfig, @Nullable Boolean enabled, @Nullable Boolean autoStartup,
		@Nullable Boolean registerHealthIndicator, @Nullable Boolean allowHealthIndicatorToFail,
		@Nullable BoundaryMode mode, @Nullable Integer maxInFlight, @Nullable Integer maxQueued,
		@Nullable Duration cancellationBudget, @Nullable BoundaryPool pool, @Nullable Integer history,
		@Nullable BoundaryStopAction onStop, @Nullable String supervisor, @Nullable RestartType restart,
		@Nullable Boolean significant, @Nullable String shutdown, @Nullable Duration initTimeout,
		@Nullable Integer maxRestarts) implements InstanceProperties<BoundaryProperties> {

	static final BoundaryProperties NONE = new BoundaryProperties(null, null, null, null, null, null, null, null, null,
			null, null, null, null, null, null, null, null, null);

	@Override
	public BoundaryProperties orElse(BoundaryProperties other) {
		return new BoundaryProperties(first(this.baseConfig, other.baseConfig), first(this.enabled, other.enabled),
				first(this.autoStartup, other.autoStartup),
				first(this.registerHealthIndicator, other.registerHealthIndicator),
				first(this.allowHealthIndicatorToFail, other.allowHealthIndicatorToFail), first(this.mode, other.mode),
				first(this.maxInFlight, other.maxInFlight), first(this.maxQueued, other.maxQueued),
				first(this.cancellationBudget, other.cancellationBudget), first(this.pool, other.pool),
				first(this.history, other.history), first(this.onStop, other.onStop),
				first(this.supervisor, other.supervisor), first(this.restart, other.restart),
				first(this.significant, other.significant), first(this.shutdown, other.shutdown),
				first(this.initTimeout, other.initTimeout), first(this.maxRestarts, other.maxRestarts));
	}

	BoundarySettings toSettings() {
		return over(BoundarySettings.defaults());
	}

	/** Other settings, but for what is set here. */
	BoundarySettings over(BoundarySettings defaults) {
		Boundary limits = defaults.boundary();
		return new BoundarySettings(
				new Boundary(or(this.mode, limits.mode()), or(this.maxInFlight, limits.maxInFlight()),
						or(this.maxQueued, limits.maxQueued()),
						or(this.cancellationBudget, limits.cancellationBudget())),
				or(this.pool, defaults.pool()), or(this.history, defaults.history()),
				or(this.onStop, defaults.onStop()));
	}

}
