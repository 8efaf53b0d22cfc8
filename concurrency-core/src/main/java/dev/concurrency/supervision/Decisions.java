package dev.concurrency.supervision;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

import dev.concurrency.supervision.Child.After;
import dev.concurrency.supervision.Child.Phase;
import dev.concurrency.time.Durations;

/**
 * The steps that a supervisor takes with a single child: changes its phase and notes the
 * command that follows. Also counts the living, so that the end of many children costs no
 * search. Not thread-safe.
 */
final class Decisions {

	/** How long an interrupted process may take to end: its hooks get at least 1 s. */
	static final long ABANDON_AFTER_NANOS = 2_000_000_000L;

	private List<SupervisorCommand> commands = new ArrayList<>();

	private int living;

	private int aborted;

	/** How many children have to end before their supervisor can. */
	int living() {
		return this.living;
	}

	/** How many processes had to be interrupted in this stop. */
	int aborted() {
		return this.aborted;
	}

	void countAborted(int more) {
		this.aborted += more;
	}

	void reset() {
		this.aborted = 0;
	}

	/** What was decided since the last time. */
	List<SupervisorCommand> take() {
		List<SupervisorCommand> taken = this.commands;
		this.commands = new ArrayList<>();
		return taken;
	}

	void add(SupervisorCommand command) {
		this.commands.add(command);
	}

	void phase(Child child, Phase phase) {
		boolean before = child.isAlive();
		child.phase = phase;
		if (before != child.isAlive()) {
			this.living += before ? -1 : 1;
		}
	}

	void start(Child child, boolean restart) {
		child.incarnation++;
		child.suspended = false;
		child.aborted = false;
		child.halting = false;
		child.overdue = false;
		child.unlimited = false;
		child.ownTimeOver = false;
		child.startWhenFree = false;
		child.endedByItself = false;
		child.reported = false;
		child.untold = null;
		child.after = After.SUPERVISOR_STOP;
		phase(child, Phase.STARTING);
		schedule(new SupervisorEvent.InitDue(child, child.incarnation), Durations.toNanos(child.spec().initTimeout()));
		add(new SupervisorCommand.StartChild(child, child.incarnation, restart, child.lastFailure));
	}

	/** Asks a child to end because another incarnation follows. */
	void suspend(Child child, After after) {
		// One that is being initialized is interrupted: nothing of it can go on.
		child.suspended = child.phase == Phase.RUNNING;
		leave(child, after, new SupervisorCommand.SuspendChild(child), Long.MAX_VALUE);
	}

	/**
	 * No incarnation follows after all: who was to leave what it has accepted to that one
	 * finishes it, in what is left of its time.
	 */
	void resume(Child child) {
		if (child.suspended && child.phase == Phase.STOPPING && !child.aborted && !child.halting) {
			child.suspended = false;
			add(new SupervisorCommand.StopChild(child));
		}
	}

	/** Asks a child to end, within its own time and the given one. */
	void stop(Child child, After after, long limitNanos) {
		leave(child, after,
				child.halting ? new SupervisorCommand.HaltChild(child) : new SupervisorCommand.StopChild(child),
				limitNanos);
	}

	/** Has a child finish only what it has begun, now or when it is asked to end. */
	void halt(Child child) {
		child.halting = true;
		if (child.phase == Phase.STOPPING) {
			add(new SupervisorCommand.HaltChild(child));
		}
	}

	/** Asks a child to end, whatever time that takes. */
	void stopWithoutLimit(Child child, After after) {
		child.after = after;
		child.unlimited = true;
		phase(child, Phase.STOPPING);
		add(new SupervisorCommand.StopChild(child));
	}

	/** Its supervisor stops: now there is a limit. */
	void limit(Child child, long limitNanos) {
		child.unlimited = false;
		long own = Durations.toNanos(child.spec().shutdown().timeout());
		child.endsInOwnTime = own <= limitNanos;
		schedule(new SupervisorEvent.AbortDue(child, child.incarnation),
				child.isSupervisor() ? own : Math.min(own, limitNanos));
	}

	private void leave(Child child, After after, SupervisorCommand command, long limitNanos) {
		child.after = after;
		phase(child, Phase.STOPPING);
		if (child.isBrutal()) {
			abort(child, false);
			return;
		}
		limit(child, limitNanos);
		add(command);
	}

	/** Interrupts a child that is asked to end. */
	void abort(Child child, boolean overdue) {
		if (child.aborted) {
			return;
		}
		child.aborted = true;
		child.overdue = overdue && !child.isBrutal();
		child.interrupted = !child.waitsForOthers();
		if (child.interrupted) {
			countInterrupted(child);
		}
		// Who waits ends by itself once what hangs below it is left behind, and may hang
		// in its last hooks only then.
		if (!child.isSupervisor()) {
			lookSoonWhetherItHangs(child);
		}
		add(new SupervisorCommand.AbortChild(child));
	}

	void lookSoonWhetherItHangs(Child child) {
		schedule(new SupervisorEvent.AbandonDue(child, child.incarnation), ABANDON_AFTER_NANOS);
	}

	private void countInterrupted(Child child) {
		if (child.overdue && child.after == After.SUPERVISOR_STOP) {
			this.aborted++;
		}
	}

	/** Leaves a hanging child behind: it is over but for its thread. */
	void abandon(Child child) {
		child.abandoned = true;
		if (!child.interrupted) {
			child.interrupted = true;
			countInterrupted(child);
		}
		add(new SupervisorCommand.AbandonChild(child));
		add(new SupervisorCommand.EndIncarnation(child, timedOut(child)));
	}

	/** No incarnation follows for now. */
	void end(Child child, @Nullable Throwable cause, String reason) {
		if (child.phase != Phase.ENDING) {
			leaveBehind(child, new SupervisorCommand.EndChild(child, cause, reason, true));
		}
	}

	/** No incarnation follows before the thread of an abandoned child has ended. */
	void park(Child child, @Nullable Throwable cause, String reason) {
		child.untold = new SupervisorCommand.ReportEnded(child, cause, reason);
		leaveBehind(child, new SupervisorCommand.EndChild(child, cause, reason, false));
	}

	private void leaveBehind(Child child, SupervisorCommand.EndChild command) {
		child.reported = true;
		phase(child, Phase.ENDING);
		add(command);
	}

	/** A new incarnation follows a delay. */
	void reportRestart(Child child, long delayNanos) {
		add(new SupervisorCommand.ReportRestart(child, child.attempt, delayNanos, child.lastFailure));
	}

	void answer(List<Request> requests, @Nullable Throwable failure) {
		requests.forEach((request) -> add(new SupervisorCommand.Answer(request, failure)));
	}

	/**
	 * Comes before the command that a deadline belongs to: who sees the effect of that
	 * and moves the time on meets the deadline.
	 */
	void schedule(SupervisorEvent event, long delayNanos) {
		if (delayNanos != Long.MAX_VALUE) {
			add(new SupervisorCommand.Schedule(event, delayNanos));
		}
	}

	static Throwable timedOut(Child child) {
		return new SupervisionException.ShutdownTimedOut(child.path());
	}

	static Throwable initTimedOut(Child child) {
		return new TimeoutException(
				"initialization of " + child.path() + " took longer than " + child.spec().initTimeout());
	}

	static Throwable notRunning(Child child) {
		return new SupervisionException.NotRunning(child.path());
	}

	static Throwable initFailed(Child child, Throwable reason) {
		return (reason instanceof SupervisionException.InitFailed) ? reason
				: new SupervisionException.InitFailed(child.path(), reason);
	}

}
