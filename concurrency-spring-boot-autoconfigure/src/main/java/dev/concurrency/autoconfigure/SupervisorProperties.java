package dev.concurrency.autoconfigure;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;

import dev.concurrency.autoconfigure.ConcurrencyProperties.Restarts;
import dev.concurrency.autoconfigure.ConcurrencyProperties.Wait;
import dev.concurrency.process.ChildSpec;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.RestartType;
import dev.concurrency.spring.Placement;
import dev.concurrency.supervision.AutoShutdown;
import dev.concurrency.supervision.ChildOrder;
import dev.concurrency.supervision.RestartStrategy;
import dev.concurrency.supervision.SupervisorSettings;

import static dev.concurrency.autoconfigure.InstanceProperties.first;
import static dev.concurrency.autoconfigure.InstanceProperties.or;

/**
 * Settings of a supervisor.
 *
 * @param baseConfig The shared configuration to inherit from.
 * @param enabled Whether it is there at all, with all that it holds. Default: true.
 * @param autoStartup Whether it is started, with all that it holds, along with its
 * parent. Default: true.
 * @param registerHealthIndicator Whether health shows it. Default: true.
 * @param allowHealthIndicatorToFail Whether it can make health DOWN; otherwise it is
 * UNKNOWN at worst. Default: true.
 * @param strategy Which children are restarted when one has failed.
 * @param children The names of the processes and supervisors that start first, in this
 * order; they belong to this supervisor.
 * @param maxRestarts How many restarts its children share within the period.
 * @param period The sliding window in which restarts count.
 * @param backoff How long to wait before a restart.
 * @param parent The supervisor above it. Default: root.
 * @param restart Whether it is started again after it has ended by itself. Default:
 * permanent, transient with an auto-shutdown.
 * @param significant Whether its end counts for the automatic shutdown of its parent.
 * @param autoShutdown Whether it ends when its significant children have ended.
 * @param shutdownBudget How long a stop may take before children that are left are
 * interrupted.
 * @param start How it starts its children.
 * @param stop How it stops its children.
 */
record SupervisorProperties(@Nullable String baseConfig, @Nullable Boolean enabled, @Nullable Boolean autoStartup,
		@Nullable Boolean registerHealthIndicator, @Nullable Boolean allowHealthIndicatorToFail,
		@Nullable RestartStrategy strategy, @Nullable List<String> children, @Nullable Integer maxRestarts,
		@Nullable Duration period, @DefaultValue Wait backoff, @Nullable String parent, @Nullable RestartType restart,
		@Nullable Boolean significant, @Nullable AutoShutdown autoShutdown, @Nullable Duration shutdownBudget,
		@Nullable ChildOrder start, @Nullable ChildOrder stop) implements InstanceProperties<SupervisorProperties> {

	static final SupervisorProperties NONE = new SupervisorProperties(null, null, null, null, null, null, null, null,
			null, Wait.NONE, null, null, null, null, null, null, null);

	@Override
	public @Nullable String supervisor() {
		return this.parent;
	}

	@Override
	public @Nullable String shutdown() {
		// It ends when its children have ended, each of which has a limit of its own.
		return null;
	}

	@Override
	public ChildSpec usual(ProcessKind kind) {
		SupervisorSettings otp = SupervisorSettings.defaults();
		return otp.withAutoShutdown(or(this.autoShutdown, otp.autoShutdown())).childSpec();
	}

	@Override
	public @Nullable Duration initTimeout() {
		// It starts as long as its children do, each of which has a limit of its own.
		return null;
	}

	@Override
	public Placement placement(ProcessKind kind) {
		// The restarts that are set here are those of its children.
		return InstanceProperties.super.placement(kind).withMaxRestarts(null);
	}

	@Override
	public SupervisorProperties orElse(SupervisorProperties other) {
		return new SupervisorProperties(first(this.baseConfig, other.baseConfig), first(this.enabled, other.enabled),
				first(this.autoStartup, other.autoStartup),
				first(this.registerHealthIndicator, other.registerHealthIndicator),
				first(this.allowHealthIndicatorToFail, other.allowHealthIndicatorToFail),
				first(this.strategy, other.strategy), first(this.children, other.children),
				first(this.maxRestarts, other.maxRestarts), first(this.period, other.period),
				this.backoff.orElse(other.backoff), first(this.parent, other.parent),
				first(this.restart, other.restart), first(this.significant, other.significant),
				first(this.autoShutdown, other.autoShutdown), first(this.shutdownBudget, other.shutdownBudget),
				first(this.start, other.start), first(this.stop, other.stop));
	}

	/** What is not set here is as for the supervisors of the kinds. */
	SupervisorSettings toSettings(Restarts defaults) {
		SupervisorSettings otp = SupervisorSettings.defaults();
		Restarts restarts = new Restarts(first(this.maxRestarts, defaults.maxRestarts()),
				first(this.period, defaults.period()), this.backoff.orElse(defaults.backoff()));
		return new SupervisorSettings(or(this.strategy, otp.strategy()), restarts.toPolicy(),
				or(this.start, otp.startOrder()), or(this.stop, otp.stopOrder()),
				or(this.autoShutdown, otp.autoShutdown()), or(this.shutdownBudget, otp.shutdownBudget()),
				otp.onExceeded());
	}

	List<String> childNames() {
		return or(this.children, List.of());
	}

}
