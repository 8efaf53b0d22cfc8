package dev.concurrency.supervision;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleSupplier;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.RestartPolicy;
import dev.concurrency.process.RestartType;
import dev.concurrency.supervision.Child.After;
import dev.concurrency.supervision.Child.Phase;
import dev.concurrency.time.Backoff;
import dev.concurrency.time.Durations;

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
 * <li>a sequential stop asks a child only when all later ones have ended;</li>
 * <li>who asked for something is answered once, at the latest when the supervisor
 * ends;</li>
 * <li>the supervisor ends once, after all its children.</li>
 * </ul>
 */
final class SupervisorMachine {

	private static final String BY_ITSELF = "ended by itself";

	private static final String ASKED = "asked to stop";

	private static final String WITH_SIBLINGS = "stopped with its siblings";

	private final ProcessPath path;

	private final SupervisorSettings settings;

	private final DoubleSupplier random;

	private final Decisions decisions = new Decisions();

	private final Children children = new Children();

	private final Departures departures = new Departures();

	private final Arrivals arrivals;

	private final GroupRestart group;

	private final Endings endings;

	private final OperatorRequests operators;

	private volatile RestartBudget budget;

	private final AtomicLong restartsPerformed = new AtomicLong();

	private final AtomicLong generation = new AtomicLong();

	private State state = State.IDLE;

	private long run;

	// A stop may overtake the start of its own run.
	private long stoppedRun;

	private long stopBegun;

	private @Nullable Throwable failure;

	private SupervisionException.@Nullable SignificantEnded significantEnded;

	SupervisorMachine(ProcessPath path, SupervisorSettings settings, DoubleSupplier random) {
		this.path = path;
		this.settings = settings;
		this.random = random;
		this.budget = new RestartBudget(settings.restarts());
		this.arrivals = new Arrivals(this.decisions, settings.startOrder() == ChildOrder.CONCURRENT);
		this.group = new GroupRestart(settings, random, this.children, this.arrivals, this.decisions);
		this.endings = new Endings(this.children, this.decisions);
		this.operators = new OperatorRequests(this.children, this.arrivals, this.group, this.decisions, this.endings,
				this::isUp);
	}

	/**
	 * Decides what follows from an event.
	 * @param event what happened
	 * @param now the time of the event in nanoseconds
	 * @return what to do, in this order
	 */
	List<SupervisorCommand> on(SupervisorEvent event, long now) {
		if (event instanceof SupervisorEvent.Start start) {
			start(start.run(), now);
		}
		else if (event instanceof SupervisorEvent.Stop stop) {
			stop(stop.run(), stop.halt(), now);
		}
		else if (event instanceof SupervisorEvent.Abort abort) {
			abort(abort.run(), now);
		}
		else if (event instanceof SupervisorEvent.BudgetDue due) {
			budgetDue(due.run());
		}
		else if (event instanceof SupervisorEvent.GroupDue due) {
			this.group.due(due.group(), now);
			proceed(now);
		}
		else if (event instanceof SupervisorEvent.Declare declare) {
			declare(declare.child(), now);
		}
		else if (event instanceof SupervisorEvent.Spawn spawn) {
			spawn(spawn.child(), spawn.ready());
		}
		else if (event instanceof SupervisorEvent.Terminate terminate) {
			this.operators.terminate(terminate.child(), terminate.request());
			proceed(now);
		}
		else if (event instanceof SupervisorEvent.End end) {
			this.operators.end(end.child(), end.mode(), end.reason(), end.request());
			proceed(now);
		}
		else if (event instanceof SupervisorEvent.Restart restart) {
			this.operators.restart(restart.child(), restart.request());
			proceed(now);
		}
		else if (event instanceof SupervisorEvent.Delete delete) {
			this.operators.delete(delete.child(), delete.request());
			proceed(now);
		}
		else if (event instanceof SupervisorEvent.OfIncarnation of && of.incarnation() == of.child().incarnation) {
			ofIncarnation(of, of.child(), now);
		}
		return this.decisions.take();
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
			if (child.phase == Phase.BACKOFF && isUp()) {
				this.decisions.start(child, true);
			}
		}
		else if (event instanceof SupervisorEvent.InitDue) {
			// When the supervisor stops, the child has the time that it has to stop.
			if (child.phase == Phase.STARTING && isUp()) {
				hang(child, Decisions.initTimedOut(child));
			}
		}
		else if (event instanceof SupervisorEvent.Hangs hangs) {
			// Likewise.
			if (child.phase == Phase.RUNNING && isUp()) {
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
		return this.budget.used(now);
	}

	/** How often a child, or a group of them, was restarted. Any thread may ask. */
	long restartsPerformed() {
		return this.restartsPerformed.get();
	}

	/** How often the supervisor was started. Any thread may ask. */
	long generation() {
		return this.generation.get();
	}

	private boolean isUp() {
		return this.state == State.STARTING || this.state == State.RUNNING;
	}

	// The supervisor's own life.

	private void start(long newRun, long now) {
		if (isUp() || this.state == State.STOPPING) {
			return;
		}
		this.run = newRun;
		this.failure = null;
		this.significantEnded = null;
		this.decisions.reset();
		if (this.stoppedRun >= newRun) {
			finish();
			return;
		}
		this.generation.incrementAndGet();
		this.budget = new RestartBudget(this.settings.restarts());
		this.group.reset();
		this.departures.clear();
		this.arrivals.clear();
		this.state = State.STARTING;
		this.children.forEach(this::prepare);
		proceed(now);
	}

	/** A new run knows only what was declared. */
	private void prepare(Child child) {
		if (child.isSpawned()) {
			// One whose thread still runs keeps its name until that has ended.
			child.removeWhenEnded = true;
			this.endings.over(child);
			return;
		}
		child.reset(this.settings.restarts());
		if (!child.spec().autoStart()) {
			this.decisions.phase(child, Phase.DECLARED);
			return;
		}
		child.booting = true;
		this.arrivals.add(child);
	}

	private void stop(long which, boolean halt, long now) {
		this.stoppedRun = Math.max(this.stoppedRun, which);
		if (which != this.run) {
			return;
		}
		if (isUp()) {
			beginStop(now);
		}
		if (this.state == State.STOPPING) {
			if (halt) {
				this.children.forEach(this.decisions::halt);
			}
			proceed(now);
		}
	}

	private void abort(long which, long now) {
		this.stoppedRun = Math.max(this.stoppedRun, which);
		if (which != this.run || this.state == State.IDLE || this.state == State.ENDED) {
			return;
		}
		if (this.state != State.STOPPING) {
			beginStop(now);
		}
		this.departures.hurry();
		this.children.forEach((child) -> {
			if (child.isAtWork() || child.phase == Phase.STOPPING) {
				this.decisions.phase(child, Phase.STOPPING);
				this.decisions.abort(child, true);
			}
		});
		proceed(now);
	}

	private void fail(Throwable cause, long now) {
		if (this.state != State.STOPPING) {
			this.failure = cause;
			beginStop(now);
		}
	}

	private void beginStop(long now) {
		this.state = State.STOPPING;
		this.stopBegun = now;
		this.group.cancel();
		this.arrivals.clear();
		// Whatever a child was asked to end for, a stop of the supervisor outranks it.
		this.children.forEach((child) -> child.after = After.SUPERVISOR_STOP);
		this.departures.add(this.children.all(), this.settings.stopsConcurrently());
		this.decisions.schedule(new SupervisorEvent.BudgetDue(this.run),
				Durations.toNanos(this.settings.shutdownBudget()));
	}

	private void budgetDue(long which) {
		if (this.state == State.STOPPING && which == this.run) {
			this.children.forEach((child) -> {
				if (child.phase == Phase.STOPPING && !child.isSupervisor()) {
					this.decisions.abort(child, true);
				}
			});
		}
	}

	/** What is left of the time for the whole stop. */
	private long stopTimeLeft(long now) {
		long whole = Durations.toNanos(this.settings.shutdownBudget());
		return (whole == Long.MAX_VALUE) ? whole : Math.max(0, whole - (now - this.stopBegun));
	}

	/** Goes on with whatever is under way: start, restart of a group, or stop. */
	private void proceed(long now) {
		if (this.state == State.STOPPING) {
			if (this.departures.advance((child) -> askToEnd(child, now)) && this.decisions.living() == 0) {
				finish();
			}
		}
		else if (this.group.isActive()) {
			this.group.advance(now);
			if (!this.group.isActive()) {
				started();
			}
		}
		else if (isUp() && this.arrivals.advance()) {
			started();
		}
	}

	private void started() {
		if (this.state == State.STARTING) {
			this.state = State.RUNNING;
			this.decisions.add(new SupervisorCommand.SelfReady());
		}
	}

	private void askToEnd(Child child, long now) {
		child.startWhenFree = false;
		if (child.isAtWork()) {
			this.decisions.stop(child, After.SUPERVISOR_STOP, stopTimeLeft(now));
		}
		else if (child.phase == Phase.STOPPING && child.unlimited) {
			this.decisions.limit(child, stopTimeLeft(now));
		}
		else if (child.isWaiting() && child.incarnation > 0) {
			// It ends as it is: with what it had accepted unfinished.
			this.endings.endWaiting(child, child.lastFailure, ASKED);
		}
		else if (!child.isAlive()) {
			this.endings.over(child);
		}
	}

	private void finish() {
		this.state = State.ENDED;
		Throwable cause = (this.failure != null) ? this.failure : this.significantEnded;
		this.decisions.add(new SupervisorCommand.SelfEnded(
				SupervisionException.ShutdownTimedOut.added(cause, this.path, this.decisions.aborted())));
	}

	// New children.

	private void declare(Child child, long now) {
		this.children.add(child);
		child.reset(this.settings.restarts());
		if (isUp() && child.spec().autoStart()) {
			child.booting = this.state == State.STARTING;
			if (this.state == State.STARTING || this.group.isActive()) {
				this.arrivals.add(child);
				proceed(now);
			}
			else {
				this.decisions.start(child, false);
			}
		}
		else if (this.state == State.STOPPING) {
			this.decisions.phase(child, Phase.ENDED);
		}
	}

	private void spawn(Child child, @Nullable Request ready) {
		if (!isUp()) {
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
		proceed(now);
	}

	private void exited(Child child, SupervisorEvent.Exited event, long now) {
		Throwable cause = event.cause();
		if (child.abandoned) {
			returned(child, now);
		}
		else if (child.isAtWork()) {
			this.decisions.add(new SupervisorCommand.EndIncarnation(child, cause));
			endedByItself(child, cause, event.last(), now);
			proceed(now);
		}
		else if (child.phase == Phase.STOPPING) {
			this.decisions.add(new SupervisorCommand.EndIncarnation(child, cause));
			this.group.left(child);
			if (isUp() && cause instanceof VirtualMachineError && child.after != After.HUNG) {
				// What it was asked for does not matter any more.
				endedByItself(child, cause, false, now);
			}
			else {
				left(child, cause, now);
			}
			proceed(now);
		}
	}

	/** A child that was asked to end has done so. */
	private void left(Child child, @Nullable Throwable cause, long now) {
		switch (child.after) {
			case SUPERVISOR_STOP -> {
				if (!child.isBrutal()) {
					this.decisions.countAborted(SupervisionException.ShutdownTimedOut.abortedIn(cause));
				}
				this.decisions.end(child, outcome(child, cause), ASKED);
			}
			case GROUP_RESTART -> {
				if (child.isTemporary()) {
					this.decisions.end(child, outcome(child, cause), WITH_SIBLINGS);
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
		if (this.state == State.STOPPING) {
			// Before it was asked to: nothing is charged or started any more.
			this.decisions.end(child, reason, BY_ITSELF);
		}
		else if (starting && child.booting && this.state == State.STARTING && reason != null
				&& !(reason instanceof SupervisionException.SignificantEnded)) {
			this.decisions.end(child, reason, BY_ITSELF);
			fail(Decisions.initFailed(child, reason), now);
		}
		else if (reason instanceof VirtualMachineError) {
			// No restart can mend an exhausted JVM.
			this.decisions.add(new SupervisorCommand.ReportGaveUp(child, reason));
			this.decisions.end(child, reason, BY_ITSELF);
			escalate(reason, now);
		}
		else if (spawning) {
			// The failure is the spawner's, and the supervisor goes on as if nothing was.
			child.removeWhenEnded = true;
			this.arrivals.remove(child);
			this.decisions.end(child, reason, BY_ITSELF);
		}
		else if (!last && isRestarted(child, reason)) {
			restartAfter(child, (reason != null) ? reason : unexpectedEnd(child), now);
		}
		else {
			child.endedByItself = true;
			this.decisions.end(child, reason, BY_ITSELF);
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
		proceed(now);
	}

	private static String abandonedBy(After after) {
		return switch (after) {
			case SUPERVISOR_STOP -> ASKED;
			case GROUP_RESTART -> WITH_SIBLINGS;
			case OPERATOR_STOP, OPERATOR_RESTART, HUNG -> Reasons.TERMINATED;
		};
	}

	/** The thread of an abandoned child has ended after all. */
	private void returned(Child child, long now) {
		child.abandoned = false;
		this.decisions.add(new SupervisorCommand.ReportReturned(child, Decisions.timedOut(child)));
		if (child.phase == Phase.ENDED) {
			this.endings.over(child);
		}
		startIfFree(child);
		proceed(now);
	}

	private boolean isToStart(Child child) {
		return child.startWhenFree || this.arrivals.contains(child);
	}

	/** What kept a child from its start may be over. */
	private void startIfFree(Child child) {
		if (!isToStart(child) || child.abandoned || child.isAlive() || !isUp()) {
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
			if (child.endedByItself && child.spec().significant() && isUp()) {
				significantEnded(child, now);
			}
		}
		startIfFree(child);
		proceed(now);
	}

	private void significantEnded(Child child, long now) {
		boolean all = this.settings.autoShutdown() == AutoShutdown.ALL_SIGNIFICANT;
		if (all && this.children.all().stream().anyMatch(this::isStillSignificant)) {
			return;
		}
		this.significantEnded = new SupervisionException.SignificantEnded(this.path, child.path());
		beginStop(now);
	}

	private boolean isStillSignificant(Child child) {
		boolean over = child.isOver() && !child.startWhenFree && !this.arrivals.contains(child);
		return child.spec().significant() && !over;
	}

	// Restarts after failures.

	private void restartAfter(Child child, Throwable reason, long now) {
		boolean joins = this.group.joins();
		if (child.phase == Phase.RUNNING
				&& now - child.readyAt >= Durations.toNanos(this.settings.restarts().backoff().resetAfter())) {
			child.attempt = 0;
		}
		child.lastFailure = reason;
		RestartBudget exceeded = joins ? null : charge(child, reason, now);
		if (exceeded != null) {
			giveUp(child, reason, exceeded.policy(), now);
			return;
		}
		if (child.abandoned) {
			this.decisions.park(child, reason, BY_ITSELF);
		}
		else {
			this.decisions.phase(child, Phase.PENDING);
		}
		if (joins) {
			this.group.join(child);
			return;
		}
		this.restartsPerformed.incrementAndGet();
		if (this.settings.strategy().isGroup()) {
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
		Backoff backoff = this.settings.restarts().backoff();
		long delay = backoff.delayNanos(child.attempt, this.random.getAsDouble());
		this.decisions.schedule(new SupervisorEvent.RestartDue(child, child.incarnation), delay);
		this.decisions.reportRestart(child, delay);
	}

	/** Answers which budget does not allow the restart, null if it is charged. */
	private @Nullable RestartBudget charge(Child child, Throwable reason, long now) {
		RestartBudget own = child.ownBudget;
		if (own != null && !own.allows(now)) {
			// A restart that does not come costs nothing.
			this.budget.refuse(now, child.path(), reason);
			return own;
		}
		if (!this.budget.charge(now, child.path(), reason)) {
			return this.budget;
		}
		if (own != null) {
			own.charge(now, child.path(), reason);
		}
		return null;
	}

	private void giveUp(Child child, Throwable reason, RestartPolicy exceeded, long now) {
		this.decisions.add(new SupervisorCommand.ReportGaveUp(child, reason));
		this.decisions.end(child, reason, BY_ITSELF);
		escalate(new SupervisionException.BudgetExceeded(child.path(), exceeded, this.budget.history(), reason), now);
	}

	private void escalate(Throwable cause, long now) {
		if (this.settings.onExceeded() == SupervisorSettings.Escalation.FAIL) {
			fail(cause, now);
		}
	}

	/** What the supervisor itself is doing. */
	private enum State {

		IDLE, STARTING, RUNNING, STOPPING, ENDED

	}

}
