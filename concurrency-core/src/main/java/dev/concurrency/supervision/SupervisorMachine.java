package dev.concurrency.supervision;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.RestartBudget;
import dev.concurrency.supervision.Child.Phase;
import dev.concurrency.time.Backoff;
import dev.concurrency.time.Durations;

/**
 * Decides for one supervisor, one-for-one: events in, commands out, time passed in. Pure
 * but for its own notes, so that a test can drive any history. The semantics are those of
 * Erlang/OTP's {@code supervisor} with permanent children.
 * <p>
 * Not thread-safe but for {@link #windowUse}. Invariants:
 * <ul>
 * <li>a child has at most one incarnation alive; what an earlier one says is
 * ignored;</li>
 * <li>once stopping, nothing is started any more and every child ends exactly once;</li>
 * <li>a sequential stop asks a child only when all later ones have ended;</li>
 * <li>the supervisor ends once, after all its children.</li>
 * </ul>
 */
final class SupervisorMachine {

	/** How long an interrupted process may take to end: its hooks get at least 1 s. */
	static final long ABANDON_AFTER_NANOS = 2_000_000_000L;

	private final ProcessPath path;

	private final SupervisorSettings settings;

	private final DoubleSupplier random;

	private final List<Child> children = new ArrayList<>();

	private volatile RestartBudget budget;

	private State state = State.IDLE;

	private boolean concurrentStop;

	// Every child was asked to end: only the number of the living counts then.
	private boolean allAsked;

	private int living;

	private int aborted;

	private @Nullable Throwable failure;

	SupervisorMachine(ProcessPath path, SupervisorSettings settings, DoubleSupplier random) {
		this.path = path;
		this.settings = settings;
		this.random = random;
		this.budget = new RestartBudget(settings.restarts());
	}

	/**
	 * Decides what follows from an event.
	 * @param event what happened
	 * @param now the time of the event in nanoseconds
	 * @return what to do, in this order
	 */
	List<SupervisorCommand> on(SupervisorEvent event, long now) {
		List<SupervisorCommand> commands = new ArrayList<>();
		if (event instanceof SupervisorEvent.Start) {
			start(commands);
		}
		else if (event instanceof SupervisorEvent.Stop) {
			stop(commands);
		}
		else if (event instanceof SupervisorEvent.Abort) {
			abort(commands);
		}
		else if (event instanceof SupervisorEvent.Declare declare) {
			declare(declare.child(), commands);
		}
		else if (event instanceof SupervisorEvent.Spawn spawn) {
			spawn(spawn.child(), commands);
		}
		else if (event instanceof SupervisorEvent.Ready ready && isCurrent(ready.child(), ready.incarnation())) {
			ready(ready.child(), now, commands);
		}
		else if (event instanceof SupervisorEvent.Exited exited && isCurrent(exited.child(), exited.incarnation())) {
			exited(exited.child(), exited.cause(), now, commands);
		}
		else if (event instanceof SupervisorEvent.RestartDue due && isCurrent(due.child(), due.incarnation())
				&& due.child().phase == Phase.BACKOFF && this.state != State.STOPPING) {
			startChild(due.child(), true, commands);
		}
		else if (event instanceof SupervisorEvent.AbortDue due && isCurrent(due.child(), due.incarnation())
				&& due.child().phase == Phase.STOPPING) {
			abortChild(due.child(), commands);
		}
		else if (event instanceof SupervisorEvent.AbandonDue due && isCurrent(due.child(), due.incarnation())
				&& due.child().phase == Phase.STOPPING) {
			this.living--;
			commands.add(new SupervisorCommand.AbandonChild(due.child()));
			endChild(due.child(), timedOut(due.child()), commands);
			continueStop(commands);
		}
		return commands;
	}

	/** How many restarts lie in the window. Any thread may ask. */
	int windowUse(long now) {
		return this.budget.used(now);
	}

	private static boolean isCurrent(Child child, long incarnation) {
		return child.incarnation == incarnation;
	}

	private void start(List<SupervisorCommand> commands) {
		if (this.state != State.IDLE && this.state != State.ENDED) {
			return;
		}
		this.budget = new RestartBudget(this.settings.restarts());
		this.concurrentStop = this.settings.stopOrder() == StopOrder.CONCURRENT;
		this.aborted = 0;
		this.failure = null;
		this.allAsked = false;
		this.children.removeIf((child) -> child.spawned);
		for (Child child : this.children) {
			child.phase = Phase.DECLARED;
			child.attempt = 0;
			child.lastFailure = null;
		}
		this.state = State.STARTING;
		startNext(commands);
	}

	private void startNext(List<SupervisorCommand> commands) {
		for (Child child : this.children) {
			if (child.phase == Phase.DECLARED) {
				startChild(child, false, commands);
				return;
			}
		}
		this.state = State.RUNNING;
		commands.add(new SupervisorCommand.SelfReady());
	}

	private void startChild(Child child, boolean restart, List<SupervisorCommand> commands) {
		child.incarnation++;
		this.living++;
		child.aborted = false;
		child.phase = Phase.STARTING;
		commands.add(new SupervisorCommand.StartChild(child, child.incarnation, restart, child.lastFailure));
	}

	private void spawn(Child child, List<SupervisorCommand> commands) {
		if (this.state == State.STARTING || this.state == State.RUNNING) {
			child.spawned = true;
			this.children.add(child);
			startChild(child, false, commands);
		}
		else {
			endChild(child, null, commands);
		}
	}

	private void declare(Child child, List<SupervisorCommand> commands) {
		this.children.add(child);
		if (this.state == State.RUNNING) {
			startChild(child, false, commands);
		}
		else if (this.state == State.STOPPING) {
			child.phase = Phase.ENDED;
		}
	}

	private void ready(Child child, long now, List<SupervisorCommand> commands) {
		if (child.phase != Phase.STARTING) {
			return;
		}
		child.phase = Phase.RUNNING;
		child.readyAt = now;
		commands.add(new SupervisorCommand.ReportReady(child));
		if (this.state == State.STARTING && this.children.stream().noneMatch(SupervisorMachine::isFirstStart)) {
			startNext(commands);
		}
	}

	/**
	 * Whether the start of the others waits for this child; it does not for a restart.
	 */
	private static boolean isFirstStart(Child child) {
		return child.phase == Phase.STARTING && child.attempt == 0;
	}

	private void exited(Child child, @Nullable Throwable cause, long now, List<SupervisorCommand> commands) {
		if (!child.isAlive()) {
			return;
		}
		this.living--;
		if (child.phase == Phase.STOPPING) {
			if (cause instanceof SupervisionException.ShutdownTimedOut timedOut) {
				this.aborted += timedOut.aborted();
			}
			// An abort is no clean end, whatever the child says.
			boolean interrupted = cause == null && child.aborted && !child.isSupervisor();
			endChild(child, interrupted ? timedOut(child) : cause, commands);
			continueStop(commands);
			return;
		}
		Throwable reason = (cause != null) ? cause : new SupervisionException.UnexpectedEnd(child.process().path());
		commands.add(new SupervisorCommand.ReportFailure(child, reason));
		if (this.state == State.STOPPING) {
			// Before it was asked to: nothing is charged or started any more.
			endChild(child, reason, commands);
			continueStop(commands);
		}
		else if (this.state == State.STARTING && isFirstStart(child)) {
			endChild(child, reason, commands);
			fail(initFailed(child, reason), commands);
		}
		else {
			restart(child, reason, now, commands);
		}
	}

	private static Throwable timedOut(Child child) {
		return new SupervisionException.ShutdownTimedOut(child.process().path(), 1);
	}

	private static Throwable initFailed(Child child, Throwable reason) {
		return (reason instanceof SupervisionException.InitFailed) ? reason
				: new SupervisionException.InitFailed(child.process().path(), reason);
	}

	private void restart(Child child, Throwable reason, long now, List<SupervisorCommand> commands) {
		Backoff backoff = this.settings.restarts().backoff();
		if (child.phase == Phase.RUNNING && now - child.readyAt >= Durations.toNanos(backoff.resetAfter())) {
			child.attempt = 0;
		}
		child.lastFailure = reason;
		// OTP escalates what no restart can mend; an exhausted JVM is such a thing.
		if (reason instanceof VirtualMachineError || !this.budget.charge(now)) {
			giveUp(child, reason, commands);
			return;
		}
		child.attempt++;
		child.phase = Phase.BACKOFF;
		long delay = backoff.delayNanos(child.attempt, this.random.getAsDouble());
		commands.add(new SupervisorCommand.ReportRestart(child, child.attempt, delay));
		commands.add(new SupervisorCommand.Schedule(new SupervisorEvent.RestartDue(child, child.incarnation), delay));
	}

	private void giveUp(Child child, Throwable reason, List<SupervisorCommand> commands) {
		commands.add(new SupervisorCommand.ReportGaveUp(child, reason));
		endChild(child, reason, commands);
		if (this.settings.onExceeded() == SupervisorSettings.Escalation.FAIL) {
			fail(new SupervisionException.BudgetExceeded(child.process().path(), this.settings.restarts().maxRestarts(),
					this.settings.restarts().period(), reason), commands);
		}
	}

	private void fail(Throwable cause, List<SupervisorCommand> commands) {
		this.failure = cause;
		this.state = State.STOPPING;
		continueStop(commands);
	}

	private void stop(List<SupervisorCommand> commands) {
		if (this.state == State.STARTING || this.state == State.RUNNING) {
			this.state = State.STOPPING;
			continueStop(commands);
		}
	}

	private void abort(List<SupervisorCommand> commands) {
		if (this.state == State.IDLE || this.state == State.ENDED) {
			return;
		}
		this.state = State.STOPPING;
		this.concurrentStop = true;
		for (Child child : this.children) {
			if (child.isAlive()) {
				child.phase = Phase.STOPPING;
				abortChild(child, commands);
			}
		}
		continueStop(commands);
	}

	private void abortChild(Child child, List<SupervisorCommand> commands) {
		if (child.aborted) {
			return;
		}
		child.aborted = true;
		commands.add(new SupervisorCommand.AbortChild(child));
		// A supervisor ends by itself once it has left behind what hangs below it.
		if (!child.isSupervisor()) {
			this.aborted++;
			commands.add(new SupervisorCommand.Schedule(new SupervisorEvent.AbandonDue(child, child.incarnation),
					ABANDON_AFTER_NANOS));
		}
	}

	/** Asks the next child to end, or all, and ends when none is left. */
	private void continueStop(List<SupervisorCommand> commands) {
		if (!this.allAsked) {
			this.allAsked = askToEnd(commands);
		}
		if (this.allAsked && this.living == 0) {
			end(commands);
		}
	}

	/** Answers whether there is nobody left to ask. */
	private boolean askToEnd(List<SupervisorCommand> commands) {
		for (int i = this.children.size() - 1; i >= 0; i--) {
			Child child = this.children.get(i);
			if (child.phase == Phase.DECLARED) {
				child.phase = Phase.ENDED;
			}
			else if (child.phase == Phase.BACKOFF) {
				// It ends as it is: failed, with what it had accepted unfinished.
				endChild(child, child.lastFailure, commands);
			}
			else if (child.isAlive()) {
				if (child.phase != Phase.STOPPING) {
					stopChild(child, commands);
				}
				if (!this.concurrentStop) {
					return false;
				}
			}
		}
		return true;
	}

	private void stopChild(Child child, List<SupervisorCommand> commands) {
		child.phase = Phase.STOPPING;
		commands.add(new SupervisorCommand.StopChild(child));
		long timeout = Durations.toNanos(child.process().shutdownTimeout());
		if (timeout != Long.MAX_VALUE) {
			commands
				.add(new SupervisorCommand.Schedule(new SupervisorEvent.AbortDue(child, child.incarnation), timeout));
		}
	}

	private void endChild(Child child, @Nullable Throwable cause, List<SupervisorCommand> commands) {
		child.phase = Phase.ENDED;
		commands.add(new SupervisorCommand.EndChild(child, cause));
	}

	private void end(List<SupervisorCommand> commands) {
		this.state = State.ENDED;
		Throwable cause = this.failure;
		if (cause == null && this.aborted > 0) {
			cause = new SupervisionException.ShutdownTimedOut(this.path, this.aborted);
		}
		commands.add(new SupervisorCommand.SelfEnded(cause));
	}

	/** What the supervisor itself is doing. */
	private enum State {

		IDLE, STARTING, RUNNING, STOPPING, ENDED

	}

}
