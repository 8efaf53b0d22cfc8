package dev.concurrency.autoconfigure;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.RestartType;
import dev.concurrency.worker.WorkerFailureAction;
import dev.concurrency.worker.WorkerSettings;

import static dev.concurrency.autoconfigure.InstanceProperties.first;
import static dev.concurrency.autoconfigure.InstanceProperties.or;

/**
 * Settings of a worker.
 *
 * @param baseConfig The shared configuration to inherit from.
 * @param interval From the start of one tick to the start of the next. Required.
 * @param initialDelay From the start of the worker to its first tick. Default: one
 * interval.
 * @param supervisor The supervisor that it belongs to. Default: that of its kind.
 * @param restart Whether it is started again after it has ended by itself.
 * @param significant Whether its end counts for the automatic shutdown of its supervisor.
 * @param shutdown How it is asked to end.
 * @param initTimeout How long its initialization may take. Default: no limit.
 * @param maxRestarts How many of its supervisor's restarts it may use up alone. Default:
 * all.
 * @param onFailure What follows a tick that failed.
 */
record WorkerProperties(@Nullable String baseConfig, @Nullable Duration interval, @Nullable Duration initialDelay,
		@Nullable String supervisor, @Nullable RestartType restart, @Nullable Boolean significant,
		@Nullable String shutdown, @Nullable Duration initTimeout, @Nullable Integer maxRestarts,
		@Nullable WorkerFailureAction onFailure) implements InstanceProperties<WorkerProperties> {

	static final WorkerProperties NONE = new WorkerProperties(null, null, null, null, null, null, null, null, null,
			null);

	@Override
	public WorkerProperties orElse(WorkerProperties other) {
		return new WorkerProperties(first(this.baseConfig, other.baseConfig), first(this.interval, other.interval),
				first(this.initialDelay, other.initialDelay), first(this.supervisor, other.supervisor),
				first(this.restart, other.restart), first(this.significant, other.significant),
				first(this.shutdown, other.shutdown), first(this.initTimeout, other.initTimeout),
				first(this.maxRestarts, other.maxRestarts), first(this.onFailure, other.onFailure));
	}

	WorkerSettings toSettings(Duration required) {
		return new WorkerSettings(required, this.initialDelay, or(this.onFailure, WorkerSettings.DEFAULT_ON_FAILURE));
	}

}
