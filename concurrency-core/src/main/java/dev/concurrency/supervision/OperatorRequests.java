package dev.concurrency.supervision;

import java.util.List;
import java.util.function.BooleanSupplier;

import dev.concurrency.process.EndMode;
import dev.concurrency.supervision.Child.After;
import dev.concurrency.supervision.Child.Phase;

/**
 * What operators want of single children. Whatever the phase of the child, a request is
 * answered: at once, when the child has come where it is wanted, or at the latest when
 * the supervisor ends. Not thread-safe.
 */
final class OperatorRequests {

	private final Children children;

	private final Arrivals arrivals;

	private final GroupRestart group;

	private final Decisions decisions;

	private final Endings endings;

	private final BooleanSupplier isUp;

	OperatorRequests(Children children, Arrivals arrivals, GroupRestart group, Decisions decisions, Endings endings,
			BooleanSupplier isUp) {
		this.children = children;
		this.arrivals = arrivals;
		this.group = group;
		this.decisions = decisions;
		this.endings = endings;
		this.isUp = isUp;
	}

	/** Ends a child, which is not started again by itself. */
	void terminate(Child child, Request request) {
		child.terminatedBy = Reasons.TERMINATED;
		terminate(child, EndMode.DRAIN, request);
	}

	/** Ends a child for good: nobody is to find one again that came at run time. */
	void end(Child child, EndMode mode, String reason, Request request) {
		child.terminatedBy = reason;
		child.removeWhenEnded |= child.isSpawned();
		if (mode == EndMode.STOP) {
			this.decisions.halt(child);
		}
		terminate(child, mode, request);
		if (mode == EndMode.ABORT && child.phase == Phase.STOPPING) {
			this.decisions.abort(child, false);
		}
	}

	private void terminate(Child child, EndMode mode, Request request) {
		child.startWhenFree = false;
		this.arrivals.arrived(child);
		this.arrivals.remove(child);
		child.waitUntilEnded(request);
		switch (child.phase) {
			case STARTING, RUNNING -> {
				if (this.isUp.getAsBoolean() && mode == EndMode.DRAIN_WITHOUT_LIMIT) {
					this.decisions.stopWithoutLimit(child, After.OPERATOR_STOP);
				}
				else if (this.isUp.getAsBoolean()) {
					this.decisions.stop(child, After.OPERATOR_STOP, Long.MAX_VALUE);
				}
			}
			case STOPPING -> {
				if (this.isUp.getAsBoolean()) {
					child.after = After.OPERATOR_STOP;
					if (mode != EndMode.ABORT) {
						this.decisions.resume(child);
					}
					if (child.unlimited && mode == EndMode.STOP) {
						this.decisions.limit(child, Long.MAX_VALUE);
					}
				}
			}
			case ENDING -> {
				// It is answered when that is over.
			}
			case BACKOFF, PENDING -> {
				child.after = After.OPERATOR_STOP;
				this.endings.endWaiting(child, null, child.terminatedBy);
			}
			case DECLARED, ENDED -> {
				child.after = After.OPERATOR_STOP;
				this.endings.over(child);
			}
		}
	}

	/** Replaces the incarnation of a child, or starts one that has ended. */
	void restart(Child child, Request request) {
		boolean dropped = child.removeWhenEnded || (child.isTemporary() && child.isOver());
		if (!this.children.contains(child) || dropped) {
			this.decisions.answer(List.of(request), new SupervisionException.ChildNotFound(child.path()));
			return;
		}
		if (!this.isUp.getAsBoolean()) {
			this.decisions.answer(List.of(request), Decisions.notRunning(child));
			return;
		}
		child.waitUntilReady(request);
		if (this.arrivals.contains(child)) {
			// Its turn comes.
			return;
		}
		switch (child.phase) {
			// Who waits for its start goes on waiting.
			case STARTING, RUNNING -> this.decisions.suspend(child, After.OPERATOR_RESTART);
			case STOPPING -> child.after = After.OPERATOR_RESTART;
			case ENDING -> startWhenFree(child);
			case BACKOFF, PENDING, DECLARED, ENDED -> {
				if (child.abandoned) {
					startWhenFree(child);
				}
				else {
					start(child);
				}
			}
		}
	}

	/** Begins the incarnation that an operator wants. */
	void start(Child child) {
		startWhenFree(child);
		this.decisions.add(new SupervisorCommand.ReportRestart(child, 0, 0, null));
		this.group.start(child, false);
	}

	/** Has it begin as soon as the one before is over. */
	void startWhenFree(Child child) {
		child.startWhenFree = true;
		child.attempt = 0;
		child.lastFailure = null;
	}

	/** Forgets a child that does not run. */
	void delete(Child child, Request request) {
		if (!this.children.contains(child)) {
			this.decisions.answer(List.of(request), new SupervisionException.ChildNotFound(child.path()));
			return;
		}
		if (child.abandoned || child.isAtWork() || child.phase == Phase.STOPPING) {
			this.decisions.answer(List.of(request), new SupervisionException.ChildAlive(child.path()));
			return;
		}
		child.startWhenFree = false;
		child.removeWhenEnded = true;
		this.arrivals.remove(child);
		child.waitUntilEnded(request);
		if (child.isWaiting()) {
			this.endings.endWaiting(child, null, Reasons.TERMINATED);
		}
		else if (!child.isAlive()) {
			this.endings.over(child);
		}
	}

}
