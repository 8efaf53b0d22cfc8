package dev.concurrency.supervision;

import java.util.List;
import java.util.function.DoubleSupplier;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.RestartType;
import dev.concurrency.supervision.Child.After;
import dev.concurrency.supervision.Child.Phase;

/**
 * Decides for one supervisor: events in, commands out, time passed in. Pure but for its
 * own notes, so that a test can drive any history. The semantics are those of
 * Erlang/OTP's {@code supervisor}; where they differ, {@code docs/supervision.md} says
 * so.
 * <p>
 * Not thread-safe but for the three counts that observers read. Invariants:
 * <ul>
 * <li>a child has at most one incarnation alive; what an earlier one says is
 * ignored;</li>
 * <li>one whose thread was abandoned is not started before that thread has ended;</li>
 * <li>once stopping, nothing is started any more and every child ends exactly once;</li>
 * <li>a sequential stop asks a child only when all later ones have ended, unless it ended
 * for a restart already;</li>
 * <li>who asked for something is answered once, at the latest when the supervisor
 * ends;</li>
 * <li>the supervisor ends once, after all its children.</li>
 * </ul>
 */
final class SupervisorMachine {

	private final ProcessPath path;

	private final SupervisorSettings settings;

	private final Decisions decisions = new Decisions();

	private final Children children = new Children();

	private final Arrivals arrivals;

	private final GroupRestart group;

	private final Endings endings;

	private final OperatorRequests operators;

	private final FailureRestarts restarts;

	private final Life life;

	SupervisorMachine(ProcessPath path, SupervisorSettings settings, DoubleSupplier random) {
		this.path = path;
		this.settings = settings;
		this.arrivals = new Arrivals(this.decisions, settings.startOrder() == ChildOrder.CONCURRENT);
		this.group = new GroupRestart(settings, random, this.children, this.arrivals, this.decisions);
		this.restarts = new FailureRestarts(settings, random, this.group, this.decisions);
		this.endings = new Endings(this.children, this.decisions);
		this.life = new Life(path, settings, this.children, this.arrivals, this.group, this.endings, this.decisions);
		this.operators = new OperatorRequests(this.children, this.arrivals, this.group, this.decisions, this.endings,
				this.life::isUp);
	}

	/**
	 * Decides what follows from an event.
	 * @param event what happened
	 * @param now the time of the event in nanoseconds
	 * @return what to do, in this order
	 */
	List<SupervisorCommand> on(SupervisorEvent event, long now) {
		if (event instanceof SupervisorEvent.OfIncarnation of) {
			if (of.incarnation() == of.child().incarnation) {
				ofIncarnation(of, of.child(), now);
			}
		}
		else if (!ofOperator(event)) {
			ofSupervisor(event, now);
		}
		this.life.proceed(now);
		return this.decisions.take();
	}

	private void ofSupervisor(SupervisorEvent event, long now) {
		if (event instanceof SupervisorEvent.Start start) {
			if (this.life.start(start.run())) {
				this.restarts.reset();
			}
		}
		else if (event instanceof SupervisorEvent.Stop stop) {
			this.life.stop(stop.run(), stop.halt(), now);
		}
		else if (event instanceof SupervisorEvent.Abort abort) {
			this.life.abort(abort.run(), now);
		}
		else if (event instanceof SupervisorEvent.BudgetDue due) {
			this.life.budgetDue(due.run());
		}
		else if (event instanceof SupervisorEvent.GroupDue due) {
			this.group.due(due.group(), now);
		}
		else if (event instanceof SupervisorEvent.Declare declare) {
			declare(declare.child());
		}
		else if (event instanceof SupervisorEvent.Spawn spawn) {
			spawn(spawn.child(), spawn.ready());
		}
	}

	/** Does what an operator wants. Answers whether it was that. */
	private boolean ofOperator(SupervisorEvent event) {
		if (event instanceof SupervisorEvent.Terminate terminate) {
			this.operators.terminate(terminate.child(), terminate.request());
		}
		else if (event instanceof SupervisorEvent.End end) {
			this.operators.end(end.child(), end.mode(), end.reason(), end.request());
		}
		else if (event instanceof SupervisorEvent.Restart restart) {
			this.operators.restart(restart.child(), restart.request());
		}
		else if (event instanceof SupervisorEvent.Delete delete) {
			this.operators.delete(delete.child(), delete.request());
		}
		else {
			return false;
		}
		return true;
	}

	private void ofIncarnation(SupervisorEvent.OfIncarnation event, Child child, long now) {
		if (event instanceof SupervisorEvent.Ready) {
			ready(child, now);
		}
		else if (event instanceof SupervisorEvent.Exited exited) {
			exited(child, exited, now);
		}
		else if (event instanceof SupervisorEvent.Settled) {
			settled(child, now);
		}
		else if (event instanceof SupervisorEvent.RestartDue) {
			if (child.phase == Phase.BACKOFF && this.life.isUp()) {
				this.decisions.start(child, true);
			}
		}
		else if (event instanceof SupervisorEvent.InitDue) {
			// When the supervisor stops, the child has the time that it has to stop.
			if (child.phase == Phase.STARTING && this.life.isUp()) {
				hang(child, Decisions.initTimedOut(child));
			}
		}
		else if (event instanceof SupervisorEvent.Hangs hangs) {
			// Likewise.
			if (child.phase == Phase.RUNNING && this.life.isUp()) {
				hang(child, hangs.cause());
			}
		}
		else if (child.phase == Phase.STOPPING) {
			if (event instanceof SupervisorEvent.AbortDue) {
				child.ownTimeOver = child.endsInOwnTime;
				this.decisions.abort(child, true);
			}
			else if (event instanceof SupervisorEvent.AbandonDue) {
				if (child.waitsForOthers()) {
					this.decisions.lookSoonWhetherItHangs(child);
				}
				else {
					abandon(child, now);
				}
			}
		}
	}

	/** How many restarts lie in the window. Any thread may ask. */
	int windowUse(long now) {
		return this.restarts.windowUse(now);
	}

	/** How often a child, or a group of them, was restarted. Any thread may ask. */
	long restartsPerformed() {
		return this.restarts.performed();
	}

	/** How often the supervisor was started. Any thread may ask. */
	long generation() {
		return this.life.generation();
	}

	// New children.

	private void declare(Child child) {
		this.children.add(child);
		child.reset(this.settings.restarts());
		if (this.life.isUp() && child.spec().autoStart()) {
			child.booting = this.life.isStarting();
			if (this.life.isStarting() || this.group.isActive()) {
				this.arrivals.add(child);
			}
			else {
				this.decisions.start(child, false);
			}
		}
		else if (this.life.isStopping()) {
			this.decisions.phase(child, Phase.ENDED);
		}
	}

	private void spawn(Child child, @Nullable Request ready) {
		if (!this.life.isUp()) {
			this.decisions.add(new SupervisorCommand.RejectChild(child));
			if (ready != null) {
				this.decisions.add(new SupervisorCommand.Answer(ready, Decisions.notRunning(child)));
			}
			return;
		}
		this.children.add(child);
		child.reset(this.settings.restarts());
		child.awaitedBySpawner = ready != null;
		if (ready != null) {
			child.waitUntilReady(ready);
		}
		// Whatever is under way: it may itself wait for whoever waits for this child.
		this.decisions.start(child, false);
	}

	// What incarnations say.

	private void ready(Child child, long now) {
		if (child.phase != Phase.STARTING) {
			return;
		}
		this.decisions.phase(child, Phase.RUNNING);
		child.readyAt = now;
		child.lastFailure = null;
		child.booting = false;
		child.awaitedBySpawner = false;
		this.decisions.add(new SupervisorCommand.ReportReady(child));
		this.decisions.answer(child.takeUntilReady(), null);
		this.arrivals.arrived(child);
	}

	private void exited(Child child, SupervisorEvent.Exited event, long now) {
		Throwable cause = event.cause();
		if (child.abandoned) {
			returned(child);
		}
		else if (child.isAtWork()) {
			this.decisions.add(new SupervisorCommand.EndIncarnation(child, cause));
			endedByItself(child, cause, event.last(), now);
		}
		else if (child.phase == Phase.STOPPING) {
			this.decisions.add(new SupervisorCommand.EndIncarnation(child, cause));
			this.group.left(child);
			if (this.life.isUp() && cause instanceof VirtualMachineError && child.after != After.HUNG) {
				// What it was asked for does not matter any more.
				endedByItself(child, cause, false, now);
			}
			else {
				left(child, cause, now);
			}
		}
	}

	/** A child that was asked to end has done so. */
	private void left(Child child, @Nullable Throwable cause, long now) {
		switch (child.after) {
			case SUPERVISOR_STOP -> {
				if (!child.isBrutal()) {
					this.decisions.countAborted(SupervisionException.ShutdownTimedOut.abortedIn(cause));
				}
				this.decisions.end(child, outcome(child, cause), Reasons.ASKED);
			}
			case GROUP_RESTART -> {
				if (child.isTemporary()) {
					this.decisions.end(child, outcome(child, cause), Reasons.WITH_SIBLINGS);
				}
				else {
					this.decisions.phase(child, Phase.PENDING);
					this.group.awaits(child);
					this.decisions.answer(child.takeUntilEnded(), null);
				}
			}
			case OPERATOR_STOP -> this.decisions.end(child, outcome(child, cause), child.terminatedBy);
			case OPERATOR_RESTART -> {
				this.decisions.phase(child, Phase.PENDING);
				this.decisions.answer(child.takeUntilEnded(), null);
				this.operators.start(child);
			}
			case HUNG -> hungUp(child, (cause instanceof VirtualMachineError) ? cause : child.hungBy, now);
		}
	}

	/** An abort is no clean end, whatever the child says, unless it was wanted so. */
	private static @Nullable Throwable outcome(Child child, @Nullable Throwable cause) {
		if (child.aborted && !child.overdue) {
			return null;
		}
		return (cause == null && child.aborted && child.interrupted) ? Decisions.timedOut(child) : cause;
	}

	private void endedByItself(Child child, @Nullable Throwable cause, boolean last, long now) {
		boolean starting = child.phase == Phase.STARTING;
		boolean spawning = starting && child.awaitedBySpawner;
		this.arrivals.arrived(child);
		Throwable reason = reason(child, cause);
		if (reason != null) {
			this.decisions.add(new SupervisorCommand.ReportFailure(child, reason));
		}
		if (starting) {
			child.awaitedBySpawner = false;
			this.decisions.answer(child.takeUntilReady(),
					Decisions.initFailed(child, (reason != null) ? reason : unexpectedEnd(child)));
		}
		if (this.life.isStopping()) {
			// Before it was asked to: nothing is charged or started any more.
			this.decisions.end(child, reason, Reasons.BY_ITSELF);
		}
		else if (starting && child.booting && this.life.isStarting() && reason != null
				&& !(reason instanceof SupervisionException.SignificantEnded)) {
			this.decisions.end(child, reason, Reasons.BY_ITSELF);
			this.life.fail(Decisions.initFailed(child, reason), now);
		}
		else if (reason instanceof VirtualMachineError) {
			// No restart can mend an exhausted JVM.
			giveUp(child, reason, reason, now);
		}
		else if (spawning) {
			// The failure is the spawner's, and the supervisor goes on as if nothing was.
			child.removeWhenEnded = true;
			this.arrivals.remove(child);
			this.decisions.end(child, reason, Reasons.BY_ITSELF);
		}
		else if (!last && isRestarted(child, reason)) {
			restartAfter(child, (reason != null) ? reason : unexpectedEnd(child), now);
		}
		else {
			child.endedByItself = true;
			this.decisions.end(child, reason, Reasons.BY_ITSELF);
		}
	}

	/** Why an end is abnormal, null if it is not. */
	private static @Nullable Throwable reason(Child child, @Nullable Throwable cause) {
		boolean clean = cause == null || cause instanceof SupervisionException.SignificantEnded;
		if (clean) {
			return (child.spec().restart() == RestartType.PERMANENT) ? ((cause != null) ? cause : unexpectedEnd(child))
					: null;
		}
		return cause;
	}

	private static Throwable unexpectedEnd(Child child) {
		return new SupervisionException.UnexpectedEnd(child.path());
	}

	private static boolean isRestarted(Child child, @Nullable Throwable reason) {
		return switch (child.spec().restart()) {
			case PERMANENT -> true;
			case TRANSIENT -> reason != null;
			case TEMPORARY -> false;
		};
	}

	/** A child does not come back from what it does. */
	private void hang(Child child, Throwable cause) {
		child.hungIn = child.phase;
		child.hungBy = cause;
		child.after = After.HUNG;
		this.decisions.phase(child, Phase.STOPPING);
		this.decisions.abort(child, true);
	}

	/** It has ended or is left behind: as if it had failed by itself. */
	private void hungUp(Child child, @Nullable Throwable cause, long now) {
		this.decisions.phase(child, child.hungIn);
		endedByItself(child, cause, false, now);
	}

	private void abandon(Child child, long now) {
		After after = child.after;
		this.decisions.abandon(child);
		this.arrivals.arrived(child);
		this.group.left(child);
		if (after == After.HUNG) {
			hungUp(child, child.hungBy, now);
		}
		else {
			if (after == After.OPERATOR_RESTART) {
				this.operators.startWhenFree(child);
			}
			if (isToStart(child)) {
				this.decisions.park(child, Decisions.timedOut(child), abandonedBy(after));
			}
			else {
				this.decisions.end(child, Decisions.timedOut(child), abandonedBy(after));
			}
		}
	}

	private static String abandonedBy(After after) {
		return switch (after) {
			case SUPERVISOR_STOP -> Reasons.ASKED;
			case GROUP_RESTART -> Reasons.WITH_SIBLINGS;
			case OPERATOR_STOP, OPERATOR_RESTART, HUNG -> Reasons.TERMINATED;
		};
	}

	/** The thread of an abandoned child has ended after all. */
	private void returned(Child child) {
		child.abandoned = false;
		this.decisions.add(new SupervisorCommand.ReportReturned(child, Decisions.timedOut(child)));
		if (child.phase == Phase.ENDED) {
			this.endings.over(child);
		}
		startIfFree(child);
	}

	private boolean isToStart(Child child) {
		return child.startWhenFree || this.arrivals.contains(child);
	}

	/** What kept a child from its start may be over. */
	private void startIfFree(Child child) {
		if (!isToStart(child) || child.abandoned || child.isAlive() || !this.life.isUp()) {
			return;
		}
		if (!child.booting) {
			this.group.freed(child);
		}
		if (child.startWhenFree) {
			this.group.start(child, child.attempt > 0 && !child.booting);
		}
	}

	/** What a child has left behind is reported: it is gone. */
	private void settled(Child child, long now) {
		if (child.phase != Phase.ENDING) {
			return;
		}
		if (this.arrivals.contains(child)) {
			this.decisions.phase(child, Phase.PENDING);
			this.decisions.answer(child.takeUntilEnded(), null);
		}
		else {
			this.endings.over(child);
			if (child.endedByItself && child.spec().significant() && this.life.isUp()) {
				significantEnded(child, now);
			}
		}
		startIfFree(child);
	}

	private void significantEnded(Child child, long now) {
		boolean all = this.settings.autoShutdown() == AutoShutdown.ALL_SIGNIFICANT;
		if (!all || this.children.all().stream().noneMatch(this::isStillSignificant)) {
			this.life.fail(new SupervisionException.SignificantEnded(this.path, child.path()), now);
		}
	}

	private boolean isStillSignificant(Child child) {
		boolean over = child.isOver() && !child.startWhenFree && !this.arrivals.contains(child);
		return child.spec().significant() && !over;
	}

	// Restarts after failures.

	private void restartAfter(Child child, Throwable reason, long now) {
		Throwable refusal = this.restarts.tryRestart(child, reason, now);
		if (refusal != null) {
			giveUp(child, reason, refusal, now);
		}
	}

	/** No restart follows, and the supervisor goes on without, or fails in turn. */
	private void giveUp(Child child, Throwable reason, Throwable escalated, long now) {
		this.decisions.add(new SupervisorCommand.ReportGaveUp(child, reason));
		this.decisions.end(child, reason, Reasons.BY_ITSELF);
		if (this.settings.onExceeded() == SupervisorSettings.Escalation.FAIL) {
			this.life.fail(escalated, now);
		}
	}

}
