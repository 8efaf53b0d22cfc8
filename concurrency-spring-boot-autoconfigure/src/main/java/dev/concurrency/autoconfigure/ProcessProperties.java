package dev.concurrency.autoconfigure;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.RestartType;

import static dev.concurrency.autoconfigure.InstanceProperties.first;

/**
 * Settings of a loop of the user's own.
 *
 * @param baseConfig The shared configuration to inherit from.
 * @param enabled Whether it is there at all: neither made nor injected if not. Default:
 * true.
 * @param autoStartup Whether it is started along with its supervisor. Default: true.
 * @param registerHealthIndicator Whether health shows it. Default: true.
 * @param allowHealthIndicatorToFail Whether it can make health DOWN; otherwise it is
 * UNKNOWN at worst. Default: true.
 * @param supervisor The supervisor that it belongs to. Default: that of its kind.
 * @param restart Whether it is started again after it has ended by itself.
 * @param significant Whether its end counts for the automatic shutdown of its supervisor.
 * @param shutdown How it is asked to end.
 * @param initTimeout How long its initialization may take. Default: no limit.
 * @param maxRestarts How many of its supervisor's restarts it may use up alone. Default:
 * all.
 */
record ProcessProperties(@Nullable String baseConfig, @Nullable Boolean enabled, @Nullable Boolean autoStartup,
		@Nullable Boolean registerHealthIndicator, @Nullable Boolean allowHealthIndicatorToFail,
		@Nullable String supervisor, @Nullable RestartType restart, @Nullable Boolean significant,
		@Nullable String shutdown, @Nullable Duration initTimeout,
		@Nullable Integer maxRestarts) implements InstanceProperties<ProcessProperties> {

	static final ProcessProperties NONE = new ProcessProperties(null, null, null, null, null, null, null, null, null,
			null, null);

	@Override
	public ProcessProperties orElse(ProcessProperties other) {
		return new ProcessProperties(first(this.baseConfig, other.baseConfig), first(this.enabled, other.enabled),
				first(this.autoStartup, other.autoStartup),
				first(this.registerHealthIndicator, other.registerHealthIndicator),
				first(this.allowHealthIndicatorToFail, other.allowHealthIndicatorToFail),
				first(this.supervisor, other.supervisor), first(this.restart, other.restart),
				first(this.significant, other.significant), first(this.shutdown, other.shutdown),
				first(this.initTimeout, other.initTimeout), first(this.maxRestarts, other.maxRestarts));
	}

}
