package dev.concurrency.supervision;

import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.ProcessPath;
import dev.concurrency.supervision.Child.After;
import dev.concurrency.supervision.Child.Phase;
import dev.concurrency.time.Durations;

/**
 * The supervisor's own life, one run after the other: it is up from its start until it
 * begins to stop, and has ended when all its children have. Not thread-safe but for the
 * generation.
 *
 * <pre>
 * IDLE, ENDED          start                STARTING, or ENDED if its stop came first
 * STARTING             all are ready        RUNNING
 * STARTING, RUNNING    stop, abort, fail    STOPPING
 * STOPPING             all have ended       ENDED
 * </pre>
 *
 * Runs are numbered, since a stop may overtake the start of its own run, which then
 * starts nothing.
 */
final class Life {

	private final ProcessPath path;

	private final SupervisorSettings settings;

	private final Children children;

	private final Arrivals arrivals;

	private final GroupRestart group;

	private final Endings endings;

	private final Decisions decisions;

	private final Departures departures = new Departures();

	private final AtomicLong generation = new AtomicLong();

	private State state = State.IDLE;

	private long run;

	private long stoppedRun;

	private long stopBegun;

	// Why it ends, null if it was asked to.
	private @Nullable Throwable failure;

	Life(ProcessPath path, SupervisorSettings settings, Children children, Arrivals arrivals, GroupRestart group,
			Endings endings, Decisions decisions) {
		this.path = path;
		this.settings = settings;
		this.children = children;
		this.arrivals = arrivals;
		this.group = group;
		this.endings = endings;
		this.decisions = decisions;
	}

	/** How often the supervisor was started. Any thread may ask. */
	long generation() {
		return this.generation.get();
	}

	/** Whether children may be started. */
	boolean isUp() {
		return isStarting() || this.state == State.RUNNING;
	}

	/** Whether not all children are ready yet. */
	boolean isStarting() {
		return this.state == State.STARTING;
	}

	/** Whether all children are to end. */
	boolean isStopping() {
		return this.state == State.STOPPING;
	}

	/** Answers whether a run begins: nothing of the one before is under way. */
	boolean start(long newRun) {
		if (isUp() || isStopping()) {
			return false;
		}
		this.run = newRun;
		this.failure = null;
		this.decisions.reset();
		if (this.stoppedRun >= newRun) {
			finish();
			return false;
		}
		this.generation.incrementAndGet();
		this.group.reset();
		this.departures.clear();
		this.arrivals.clear();
		this.state = State.STARTING;
		this.children.forEach(this::prepare);
		return true;
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

	/** Stops a run; whether its children finish only what is begun. */
	void stop(long which, boolean halt, long now) {
		this.stoppedRun = Math.max(this.stoppedRun, which);
		if (which != this.run) {
			return;
		}
		if (isUp()) {
			beginStop(now);
		}
		if (isStopping()) {
			// Who ends for a restart was asked before: whosever turn it is.
			this.children.forEach(halt ? this.decisions::halt : this.decisions::resume);
		}
	}

	/** Stops a run at once, whatever is unfinished. */
	void abort(long which, long now) {
		this.stoppedRun = Math.max(this.stoppedRun, which);
		if (which != this.run || !(isUp() || isStopping())) {
			return;
		}
		if (isUp()) {
			beginStop(now);
		}
		this.departures.hurry();
		this.children.forEach((child) -> {
			if (child.isAtWork() || child.phase == Phase.STOPPING) {
				this.decisions.phase(child, Phase.STOPPING);
				this.decisions.abort(child, true);
			}
		});
	}

	/** Stops the run for a reason, unless it stops already or is over. */
	void fail(Throwable cause, long now) {
		if (isUp()) {
			this.failure = cause;
			beginStop(now);
			this.children.forEach(this.decisions::resume);
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

	/** The time for the stop of a run is over. */
	void budgetDue(long which) {
		if (isStopping() && which == this.run) {
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

	/**
	 * Goes on with whatever is under way: start, restart of a group, or stop. Without
	 * effect when nothing has changed.
	 */
	void proceed(long now) {
		if (isStopping()) {
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
		if (isStarting()) {
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
			this.endings.endWaiting(child, child.lastFailure, Reasons.ASKED);
		}
		else if (!child.isAlive()) {
			this.endings.over(child);
		}
	}

	private void finish() {
		this.state = State.ENDED;
		this.decisions.add(new SupervisorCommand.SelfEnded(
				SupervisionException.ShutdownTimedOut.added(this.failure, this.path, this.decisions.aborted())));
	}

	private enum State {

		IDLE, STARTING, RUNNING, STOPPING, ENDED

	}

}
