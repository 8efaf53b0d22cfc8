package dev.concurrency.spring;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.ChildSpec;
import dev.concurrency.process.RestartType;
import dev.concurrency.process.Shutdown;

/**
 * Where a process belongs and how it is treated there; null leaves the default of its
 * kind. Immutable.
 *
 * @param supervisor the name of its supervisor, {@code root}, or null for that of its
 * kind
 * @param restart whether it is started again
 * @param shutdown how it is asked to end
 * @param significant whether its end counts for the automatic shutdown of its supervisor
 * @param initTimeout how long its initialization may take
 * @param maxRestarts how many of its supervisor's restarts it may use up alone
 * @param autoStartup whether it is started along with its supervisor
 */
public record Placement(@Nullable String supervisor, @Nullable RestartType restart, @Nullable Shutdown shutdown,
		@Nullable Boolean significant, @Nullable Duration initTimeout, @Nullable Integer maxRestarts,
		@Nullable Boolean autoStartup) {

	/** The defaults of each kind. */
	public static final Placement DEFAULT = new Placement(null, null, null, null, null, null, null);

	/**
	 * Changes the defaults of a kind.
	 * @param defaults how a process of that kind is treated
	 * @return how this one is treated
	 * @throws IllegalArgumentException if the values contradict each other
	 */
	public ChildSpec apply(ChildSpec defaults) {
		return new ChildSpec((this.restart != null) ? this.restart : defaults.restart(),
				(this.shutdown != null) ? this.shutdown : defaults.shutdown(),
				(this.significant != null) ? this.significant : defaults.significant(),
				(this.initTimeout != null) ? this.initTimeout : defaults.initTimeout(),
				(this.maxRestarts != null) ? this.maxRestarts : defaults.maxRestarts(),
				(this.autoStartup != null) ? this.autoStartup : defaults.autoStart());
	}

	/**
	 * Changes the supervisor.
	 * @param newSupervisor the name of its supervisor, or {@code root}
	 * @return a changed copy
	 */
	public Placement under(String newSupervisor) {
		return new Placement(newSupervisor, this.restart, this.shutdown, this.significant, this.initTimeout,
				this.maxRestarts, this.autoStartup);
	}

	/**
	 * Changes how many restarts it may use up alone.
	 * @param newMaxRestarts how many, null for the default
	 * @return a changed copy
	 */
	public Placement withMaxRestarts(@Nullable Integer newMaxRestarts) {
		return new Placement(this.supervisor, this.restart, this.shutdown, this.significant, this.initTimeout,
				newMaxRestarts, this.autoStartup);
	}

	/**
	 * Changes whether it is started along with its supervisor.
	 * @param newAutoStartup whether it is, null for the default
	 * @return a changed copy
	 */
	public Placement withAutoStartup(@Nullable Boolean newAutoStartup) {
		return new Placement(this.supervisor, this.restart, this.shutdown, this.significant, this.initTimeout,
				this.maxRestarts, newAutoStartup);
	}

}
