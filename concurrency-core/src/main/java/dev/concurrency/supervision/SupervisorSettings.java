package dev.concurrency.supervision;

import java.time.Duration;

import dev.concurrency.process.ChildSpec;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.RestartPolicy;
import dev.concurrency.process.RestartType;
import dev.concurrency.time.Durations;

/**
 * How a supervisor behaves. Immutable; the {@code with} methods return changed copies.
 *
 * @param strategy which children are restarted when one has failed
 * @param restarts how many restarts its children share in how long, and the waits between
 * @param startOrder how it starts its children
 * @param stopOrder how it stops its children
 * @param autoShutdown whether it ends when its significant children have ended
 * @param shutdownBudget when a stop began longer ago than this, children that are left
 * are aborted; supervisors below have their own. The longest duration means no limit
 * @param onExceeded what follows when the restarts are used up
 */
public record SupervisorSettings(RestartStrategy strategy, RestartPolicy restarts, ChildOrder startOrder,
		ChildOrder stopOrder, AutoShutdown autoShutdown, Duration shutdownBudget, Escalation onExceeded) {

	/**
	 * Checks the values and their relations.
	 * @throws IllegalArgumentException if the budget is not positive, or a group of
	 * children is to be left down
	 */
	public SupervisorSettings {
		Durations.requirePositive("shutdown-budget", shutdownBudget);
		if (onExceeded == Escalation.LEAVE_DOWN && strategy.isGroup()) {
			throw new IllegalArgumentException("strategy " + strategy.label()
					+ " cannot leave a child down: the others are not to run without it");
		}
	}

	/**
	 * The defaults, which are those of Erlang/OTP.
	 * @return one-for-one; one restart in 5 s without backoff; sequential start and stop;
	 * no automatic shutdown, no budget for the shutdown; fails when the restarts are used
	 * up
	 */
	public static SupervisorSettings defaults() {
		return new SupervisorSettings(RestartStrategy.ONE_FOR_ONE, RestartPolicy.STRICT, ChildOrder.SEQUENTIAL,
				ChildOrder.SEQUENTIAL, AutoShutdown.NEVER, Durations.MAX, Escalation.FAIL);
	}

	/**
	 * Changes the strategy.
	 * @param newStrategy which children are restarted when one has failed
	 * @return a changed copy
	 */
	public SupervisorSettings withStrategy(RestartStrategy newStrategy) {
		return new SupervisorSettings(newStrategy, this.restarts, this.startOrder, this.stopOrder, this.autoShutdown,
				this.shutdownBudget, this.onExceeded);
	}

	/**
	 * Changes the restarts.
	 * @param newRestarts how many in how long, and the waits between
	 * @return a changed copy
	 */
	public SupervisorSettings withRestarts(RestartPolicy newRestarts) {
		return new SupervisorSettings(this.strategy, newRestarts, this.startOrder, this.stopOrder, this.autoShutdown,
				this.shutdownBudget, this.onExceeded);
	}

	/**
	 * Changes the order of the start.
	 * @param newStartOrder how it starts its children
	 * @return a changed copy
	 */
	public SupervisorSettings withStartOrder(ChildOrder newStartOrder) {
		return new SupervisorSettings(this.strategy, this.restarts, newStartOrder, this.stopOrder, this.autoShutdown,
				this.shutdownBudget, this.onExceeded);
	}

	/**
	 * Changes the order of the stop.
	 * @param newStopOrder how it stops its children
	 * @return a changed copy
	 */
	public SupervisorSettings withStopOrder(ChildOrder newStopOrder) {
		return new SupervisorSettings(this.strategy, this.restarts, this.startOrder, newStopOrder, this.autoShutdown,
				this.shutdownBudget, this.onExceeded);
	}

	/**
	 * Changes the automatic shutdown.
	 * @param newAutoShutdown whether it ends when its significant children have ended
	 * @return a changed copy
	 */
	public SupervisorSettings withAutoShutdown(AutoShutdown newAutoShutdown) {
		return new SupervisorSettings(this.strategy, this.restarts, this.startOrder, this.stopOrder, newAutoShutdown,
				this.shutdownBudget, this.onExceeded);
	}

	/**
	 * Limits the whole stop.
	 * @param newShutdownBudget how long the children have from its begin
	 * @return a changed copy
	 */
	public SupervisorSettings withShutdownBudget(Duration newShutdownBudget) {
		return new SupervisorSettings(this.strategy, this.restarts, this.startOrder, this.stopOrder, this.autoShutdown,
				newShutdownBudget, this.onExceeded);
	}

	/**
	 * Changes what follows when the restarts are used up.
	 * @param newOnExceeded what follows
	 * @return a changed copy
	 */
	public SupervisorSettings withOnExceeded(Escalation newOnExceeded) {
		return new SupervisorSettings(this.strategy, this.restarts, this.startOrder, this.stopOrder, this.autoShutdown,
				this.shutdownBudget, newOnExceeded);
	}

	/**
	 * How a supervisor with these settings is treated by the one above it, unless told
	 * otherwise.
	 * @return permanent, or transient if it ends automatically: that end is then final
	 */
	public ChildSpec childSpec() {
		ChildSpec permanent = ChildSpec.permanent(ProcessKind.SUPERVISOR);
		return (this.autoShutdown == AutoShutdown.NEVER) ? permanent : permanent.withRestart(RestartType.TRANSIENT);
	}

	/** Whether all children are asked to end at once. */
	boolean stopsConcurrently() {
		return this.stopOrder == ChildOrder.CONCURRENT || this.strategy == RestartStrategy.DYNAMIC;
	}

	/** What follows when the restarts are used up. */
	public enum Escalation {

		/** The other children stop and the supervisor fails, so that its own decides. */
		FAIL,

		/** Only the failed child stays down: for the root, above which nobody decides. */
		LEAVE_DOWN

	}

}
