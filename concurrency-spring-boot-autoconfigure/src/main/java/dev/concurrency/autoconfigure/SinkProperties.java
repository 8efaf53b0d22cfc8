package dev.concurrency.autoconfigure;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.RestartType;
import dev.concurrency.sink.SinkFailureAction;
import dev.concurrency.sink.SinkSettings;

import static dev.concurrency.autoconfigure.InstanceProperties.first;
import static dev.concurrency.autoconfigure.InstanceProperties.or;

/**
 * Settings of a sink.
 *
 * @param baseConfig The shared configuration to inherit from.
 * @param capacity How many items may wait.
 * @param batchSize How many items at most are passed to one drain.
 * @param linger How long the first item of a batch waits for company.
 * @param supervisor The supervisor that it belongs to. Default: that of its kind.
 * @param restart Whether it is started again after it has ended by itself.
 * @param significant Whether its end counts for the automatic shutdown of its supervisor.
 * @param shutdown How it is asked to end.
 * @param onFailure What becomes of a batch whose drain failed.
 */
record SinkProperties(@Nullable String baseConfig, @Nullable Integer capacity, @Nullable Integer batchSize,
		@Nullable Duration linger, @Nullable String supervisor, @Nullable RestartType restart,
		@Nullable Boolean significant, @Nullable String shutdown,
		@Nullable SinkFailureAction onFailure) implements InstanceProperties<SinkProperties> {

	static final SinkProperties NONE = new SinkProperties(null, null, null, null, null, null, null, null, null);

	@Override
	public SinkProperties orElse(SinkProperties other) {
		return new SinkProperties(first(this.baseConfig, other.baseConfig), first(this.capacity, other.capacity),
				first(this.batchSize, other.batchSize), first(this.linger, other.linger),
				first(this.supervisor, other.supervisor), first(this.restart, other.restart),
				first(this.significant, other.significant), first(this.shutdown, other.shutdown),
				first(this.onFailure, other.onFailure));
	}

	SinkSettings toSettings() {
		SinkSettings defaults = SinkSettings.defaults();
		return defaults
			.withSizes(or(this.capacity, SinkSettings.DEFAULT_CAPACITY),
					or(this.batchSize, SinkSettings.DEFAULT_BATCH_SIZE))
			.withLinger(or(this.linger, defaults.linger()))
			.withOnFailure(or(this.onFailure, defaults.onFailure()));
	}

}
