package dev.concurrency.autoconfigure;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.ChildSpec;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.RestartType;
import dev.concurrency.spring.Placement;

/**
 * Settings of one instance or of one shared configuration; null means that what it
 * inherits from decides.
 *
 * @param <P> the settings of the same kind of process
 */
interface InstanceProperties<P extends InstanceProperties<P>> {

	/** The shared configuration that it inherits from before {@code default}. */
	@Nullable String baseConfig();

	/** Whether it is there at all; null for yes. */
	@Nullable Boolean enabled();

	/** Whether it is started along with its supervisor; null for yes. */
	@Nullable Boolean autoStartup();

	/** Whether health shows it; null for yes. */
	@Nullable Boolean registerHealthIndicator();

	/** Whether it can make health DOWN; null for yes. */
	@Nullable Boolean allowHealthIndicatorToFail();

	/** The supervisor that it belongs to; null for that of its kind. */
	@Nullable String supervisor();

	/** Whether it is started again after it has ended by itself. */
	@Nullable RestartType restart();

	/** Whether its end counts for the automatic shutdown of its supervisor. */
	@Nullable Boolean significant();

	/** How it is asked to end. */
	@Nullable String shutdown();

	/** How long its initialization may take; null for no limit. */
	@Nullable Duration initTimeout();

	/** How many of its supervisor's restarts it may use up alone; null for all. */
	@Nullable Integer maxRestarts();

	/**
	 * Where a process of a kind belongs and how it is treated there.
	 * @throws IllegalArgumentException if the settings make no sense
	 */
	default Placement placement(ProcessKind kind) {
		String how = shutdown();
		Placement placement = new Placement(supervisor(), restart(), (how != null) ? ShutdownSetting.parse(how) : null,
				significant(), initTimeout(), maxRestarts(), autoStartup());
		placement.apply(usual(kind));
		return placement;
	}

	/** How a process of a kind is treated unless it is set. */
	default ChildSpec usual(ProcessKind kind) {
		return ChildSpec.permanent(kind);
	}

	/** Fills in from others what is null here. */
	P orElse(P other);

	/** The first of two values that is not null. */
	static <T> @Nullable T first(@Nullable T own, @Nullable T inherited) {
		return (own != null) ? own : inherited;
	}

	/** The value, or a constant of the core. */
	static <T> T or(@Nullable T value, T constant) {
		return (value != null) ? value : constant;
	}

}
