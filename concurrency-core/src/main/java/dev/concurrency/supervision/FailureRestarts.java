package dev.concurrency.supervision;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleSupplier;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.RestartPolicy;
import dev.concurrency.supervision.Child.Phase;
import dev.concurrency.time.Backoff;
import dev.concurrency.time.Durations;

/**
 * Restarts after failures: whether the budgets allow one, of whom, and after which delay.
 * A failure that joins the restart of a group that is under way costs nothing. Not
 * thread-safe but for the two counts.
 */
final class FailureRestarts {

	private final RestartPolicy policy;

	private final boolean grouped;

	private final DoubleSupplier random;

	private final GroupRestart group;

	private final Decisions decisions;

	private final AtomicLong performed = new AtomicLong();

	private volatile RestartBudget budget;

	FailureRestarts(SupervisorSettings settings, DoubleSupplier random, GroupRestart group, Decisions decisions) {
		this.policy = settings.restarts();
		this.grouped = settings.strategy().isGroup();
		this.random = random;
		this.group = group;
		this.decisions = decisions;
		this.budget = new RestartBudget(this.policy);
	}

	/** A new run of the supervisor begins. */
	void reset() {
		this.budget = new RestartBudget(this.policy);
	}

	/** How many lie in the window. Any thread may ask. */
	int windowUse(long now) {
		return this.budget.used(now);
	}

	/** How often a child, or a group of them, was restarted. Any thread may ask. */
	long performed() {
		return this.performed.get();
	}

	/**
	 * Restarts a child that has failed, if the budgets allow that.
	 * @return why they do not, null if they do
	 */
	SupervisionException.@Nullable BudgetExceeded tryRestart(Child child, Throwable reason, long now) {
		if (child.phase == Phase.RUNNING
				&& now - child.readyAt >= Durations.toNanos(this.policy.backoff().resetAfter())) {
			child.attempt = 0;
		}
		child.lastFailure = reason;
		boolean joins = this.group.joins();
		RestartBudget exceeded = joins ? null : charge(child, reason, now);
		if (exceeded != null) {
			return new SupervisionException.BudgetExceeded(child.path(), exceeded.policy(), this.budget.history(),
					reason);
		}
		if (child.abandoned) {
			this.decisions.park(child, reason, Reasons.BY_ITSELF);
		}
		else {
			this.decisions.phase(child, Phase.PENDING);
		}
		if (joins) {
			this.group.join(child);
		}
		else {
			this.performed.incrementAndGet();
			begin(child, now);
		}
		return null;
	}

	private void begin(Child child, long now) {
		if (this.grouped) {
			this.group.begin(child, now);
		}
		else {
			restartAlone(child);
		}
	}

	private void restartAlone(Child child) {
		child.attempt++;
		if (child.abandoned) {
			child.startWhenFree = true;
			return;
		}
		this.decisions.phase(child, Phase.BACKOFF);
		Backoff backoff = this.policy.backoff();
		long delay = backoff.delayNanos(child.attempt, this.random.getAsDouble());
		this.decisions.schedule(new SupervisorEvent.RestartDue(child, child.incarnation), delay);
		this.decisions.reportRestart(child, delay);
	}

	/** Answers which budget does not allow the restart, null if it is charged. */
	private @Nullable RestartBudget charge(Child child, Throwable reason, long now) {
		RestartBudget own = child.ownBudget;
		ProcessPath path = child.path();
		if (own != null && !own.allows(now)) {
			// A restart that does not come costs nothing.
			this.budget.refuse(now, path, reason);
			return own;
		}
		if (!this.budget.charge(now, path, reason)) {
			return this.budget;
		}
		if (own != null) {
			own.charge(now, path, reason);
		}
		return null;
	}

}
