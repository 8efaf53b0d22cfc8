package dev.concurrency.supervision;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.Shutdown;

import static org.assertj.core.api.Assertions.fail;

/**
 * What must hold of a supervisor, judged by what goes in and what comes out: it knows
 * nothing of the machine's notes. That a stop has begun it sees from the timer of the
 * shutdown budget, which therefore has to be finite.
 */
final class SupervisorModel {

	private final NavigableMap<Long, Note> notes = new TreeMap<>();

	private final Map<Request, SupervisorEvent> asked = new HashMap<>();

	private final Deque<Charge> charges = new ArrayDeque<>();

	private final SupervisorSettings settings;

	private final LongSupplier restartsPerformed;

	private long restarts;

	private boolean running;

	private boolean ready;

	private boolean stopping;

	private boolean aborting;

	private boolean mustStop;

	private boolean overtaken;

	private long run;

	private int aborts;

	/** A group restart whose members are not yet being started. */
	private boolean joinable;

	private long groupFrom;

	private long groupNumber;

	private long lastInGroup;

	private @Nullable String stopReason;

	SupervisorModel(SupervisorSettings settings, LongSupplier restartsPerformed) {
		this.settings = settings;
		this.restartsPerformed = restartsPerformed;
	}

	boolean isRunning() {
		return this.running;
	}

	boolean isUp() {
		return this.running && !this.stopping;
	}

	List<Child> inLife(Life life) {
		return which((note) -> note.life == life);
	}

	/** Those whose code runs, abandoned or not. */
	boolean hasThread(Child child) {
		return note(child).thread;
	}

	boolean isAbandoned(Child child) {
		return note(child).abandoned;
	}

	List<Child> abandoned() {
		return which((note) -> note.abandoned);
	}

	boolean isStarting(Child child) {
		return note(child).life == Life.STARTING;
	}

	boolean isAsked(Child child) {
		return note(child).life == Life.ASKED;
	}

	boolean isEnding(Child child) {
		return note(child).life == Life.ENDING;
	}

	long incarnation(Child child) {
		return note(child).incarnation;
	}

	private List<Child> which(Predicate<Note> condition) {
		return this.notes.values().stream().filter(condition).map((note) -> note.child).toList();
	}

	private Note note(Child child) {
		Note note = this.notes.get(child.place());
		if (note == null) {
			throw new IllegalStateException(child + " is unknown");
		}
		return note;
	}

	/** Nobody does anything any more and the supervisor runs. */
	void checkQuiet() {
		check(this.ready, "all who started are ready, so the start is over");
		check(this.asked.isEmpty(), "nobody waits for an answer for ever: %s", this.asked.values());
		for (Note note : present()) {
			check(note.life == Life.RUNNING || note.life == Life.ENDED, "%s is stuck in %s", note, note.life);
			check(note.startedThisRun || note.disturbed, "%s was never started", note);
			check(!note.mustReturn, "%s starts again with its group", note);
		}
	}

	void check(SupervisorEvent event, List<SupervisorCommand> commands, long now) {
		Step step = new Step(event, commands, this.joinable);
		before(step);
		step.wasUp = isUp();
		sumUp(step);
		for (SupervisorCommand command : commands) {
			check(command, step);
		}
		after(step, now);
	}

	// What goes in.

	private void before(Step step) {
		SupervisorEvent event = step.event;
		if (event instanceof SupervisorEvent.Start start) {
			begin(start.run());
		}
		else if (event instanceof SupervisorEvent.Stop stop) {
			this.overtaken |= !this.running && stop.run() > this.run;
			step.stop = isUp() && stop.run() == this.run;
		}
		else if (event instanceof SupervisorEvent.Abort abort) {
			step.stop = isUp() && abort.run() == this.run;
			this.aborting |= this.running;
		}
		else if (event instanceof SupervisorEvent.Declare declare) {
			Note note = add(declare.child(), false);
			note.booting = isUp() && !this.ready;
			note.disturbed = !isUp();
		}
		else if (event instanceof SupervisorEvent.Spawn spawn) {
			Note note = add(spawn.child(), true);
			note.toSpawner = spawn.ready() != null;
			note.cameMeanwhile = this.joinable;
			ask(spawn.ready(), spawn);
		}
		else if (event instanceof SupervisorEvent.GroupDue due && due.group() == this.groupNumber) {
			this.joinable = false;
			this.lastInGroup = -1;
		}
		else {
			ofChild(step);
		}
	}

	private void ofChild(Step step) {
		SupervisorEvent event = step.event;
		if (event instanceof SupervisorEvent.Terminate terminate) {
			Note note = operated(terminate.child(), terminate.request(), event);
			note.holds = false;
			note.operatorStart = false;
			note.mustReturn = false;
		}
		else if (event instanceof SupervisorEvent.Delete delete) {
			Note note = operated(delete.child(), delete.request(), event);
			note.deleting |= !note.isAlive() && !note.abandoned;
			note.mustReturn &= !note.deleting;
		}
		else if (event instanceof SupervisorEvent.Restart restart) {
			operated(restart.child(), restart.request(), event).operatorStart = isUp();
		}
		else if (event instanceof SupervisorEvent.InitDue due) {
			hung(note(due.child()), due.incarnation(), Life.STARTING, null);
		}
		else if (event instanceof SupervisorEvent.Hangs hangs) {
			hung(note(hangs.child()), hangs.incarnation(), Life.RUNNING, hangs.cause());
		}
		else if (event instanceof SupervisorEvent.Settled settled) {
			Note note = note(settled.child());
			if (note.incarnation == settled.incarnation() && note.life == Life.ENDING) {
				note.life = Life.ENDED;
				step.settled = note;
			}
		}
		else if (event instanceof SupervisorEvent.Exited exited) {
			exited(note(exited.child()), exited, step);
		}
	}

	private void hung(Note note, long incarnation, Life in, @Nullable Throwable by) {
		if (isUp() && note.incarnation == incarnation && note.life == in) {
			note.hung = true;
			note.hungInInit = in == Life.STARTING;
			note.hungBy = by;
		}
	}

	private static void exited(Note note, SupervisorEvent.Exited exited, Step step) {
		if (note.incarnation != exited.incarnation() || !note.thread) {
			return;
		}
		note.thread = false;
		if (note.abandoned) {
			step.returning = note;
			return;
		}
		step.exited = note;
		step.from = note.life;
		step.toSpawner = note.life == Life.STARTING && note.toSpawner;
		note.life = Life.LEFT;
	}

	private void begin(long which) {
		check(!this.running, "a history starts a supervisor once at a time");
		this.run = which;
		this.running = true;
		this.ready = false;
		this.stopping = false;
		this.aborting = false;
		this.mustStop = false;
		this.stopReason = null;
		this.aborts = 0;
		this.joinable = false;
		this.lastInGroup = -1;
		this.charges.clear();
		for (Note note : this.notes.values()) {
			note.pastRun |= note.spawned;
			note.startedThisRun = false;
			note.readyThisRun = false;
			note.booting = !note.spawned;
			note.disturbed = note.abandoned;
			note.mustReturn = false;
			note.operatorStart = false;
			note.holds = false;
			note.deleting = false;
		}
	}

	private Note add(Child child, boolean spawned) {
		Note note = new Note(child, spawned);
		this.notes.put(child.place(), note);
		return note;
	}

	private Note operated(Child child, Request request, SupervisorEvent event) {
		ask(request, event);
		Note note = note(child);
		note.disturbed = true;
		// A member of a group restart starts again anyway.
		boolean member = this.joinable && note.place() >= this.groupFrom && !child.isTemporary();
		boolean changesNothing = event instanceof SupervisorEvent.Delete
				|| (event instanceof SupervisorEvent.Restart && member);
		note.hung &= note.life != Life.ASKED || changesNothing;
		return note;
	}

	private void ask(@Nullable Request request, SupervisorEvent event) {
		if (request != null) {
			this.asked.put(request, event);
		}
	}

	// What comes out.

	private void check(SupervisorCommand command, Step step) {
		if (command instanceof SupervisorCommand.StartChild start) {
			started(note(start.child()), start, step);
		}
		else if (command instanceof SupervisorCommand.ReportReady report) {
			Note note = note(report.child());
			check(note.life == Life.STARTING && step.event instanceof SupervisorEvent.Ready, "%s is ready", note);
			note.life = Life.RUNNING;
			note.readyThisRun = true;
			note.toSpawner = false;
			note.holds = false;
		}
		else if (command instanceof SupervisorCommand.StopChild stop) {
			Note note = note(stop.child());
			if (note.life == Life.ASKED) {
				resumed(note, step);
			}
			else {
				asked(note, step);
			}
		}
		else if (command instanceof SupervisorCommand.SuspendChild suspend) {
			check(!this.stopping, "nobody is kept for a restart while stopping");
			Note note = note(suspend.child());
			note.suspended = note.life == Life.RUNNING;
			asked(note, step);
		}
		else if (command instanceof SupervisorCommand.AbortChild abort) {
			aborted(note(abort.child()), step);
		}
		else if (command instanceof SupervisorCommand.AbandonChild abandon) {
			Note note = note(abandon.child());
			check(note.life == Life.ASKED && note.aborted && note.thread, "%s is abandoned after its abort", note);
			note.abandoned = true;
			note.life = Life.LEFT;
			note.holds = false;
			step.from = Life.ASKED;
		}
		else if (command instanceof SupervisorCommand.ReportReturned returned) {
			check(step.returning == note(returned.child()), "%s is back", returned.child());
			note(returned.child()).abandoned = false;
			note(returned.child()).returned = true;
			step.returning = null;
		}
		else if (command instanceof SupervisorCommand.ReportFailure failure) {
			failed(note(failure.child()), failure.cause(), step);
		}
		else if (command instanceof SupervisorCommand.ReportRestart restart) {
			Note note = note(restart.child());
			check(isUp(), "nothing is restarted while stopping");
			check(!note.isAlive() && note.life != Life.ENDING, "%s is restarted when it has ended", note);
			note.life = (note.life == Life.LEFT) ? Life.WAITING : note.life;
			note.holds &= restart.attempt() == 0;
		}
		else if (command instanceof SupervisorCommand.ReportGaveUp gaveUp) {
			mustStop(this.settings.onExceeded() == SupervisorSettings.Escalation.FAIL,
					(gaveUp.cause() instanceof VirtualMachineError) ? gaveUp.cause().getClass().getSimpleName()
							: "BudgetExceeded");
		}
		else if (command instanceof SupervisorCommand.ReportAwaiting awaiting) {
			Note note = note(awaiting.child());
			check(isUp() && !note.isAlive() && !note.abandoned, "%s waits for the stop of others", note);
		}
		else if (command instanceof SupervisorCommand.EndChild end) {
			ended(note(end.child()), step);
			note(end.child()).untold = !end.forGood();
			check(end.forGood() || note(end.child()).abandoned, "%s ends for good but for its thread", end.child());
		}
		else if (command instanceof SupervisorCommand.ReportEnded end) {
			Note note = note(end.child());
			check(note.untold && (!note.thread || note.abandoned), "%s has ended after all", note);
			note.untold = false;
			note.life = Life.ENDING;
		}
		else if (command instanceof SupervisorCommand.EndIncarnation end) {
			Note note = note(end.child());
			check(note.life == Life.LEFT, "the incarnation of %s is over", note);
		}
		else {
			ofSupervisor(command, step);
		}
	}

	private void ofSupervisor(SupervisorCommand command, Step step) {
		if (command instanceof SupervisorCommand.RejectChild reject) {
			Note note = note(reject.child());
			check(!isUp() && step.event instanceof SupervisorEvent.Spawn, "rejected only when not up");
			note.removed = true;
			note.owed = false;
		}
		else if (command instanceof SupervisorCommand.RemoveChild remove) {
			Note note = note(remove.child());
			check(!note.removed, "%s is removed once", note);
			check(!note.spawned || !note.owed, "what %s holds is reported before it is forgotten", note);
			check(!note.abandoned, "%s is not forgotten while its thread lives", note);
			check(note.life == Life.NEW || note.life == Life.ENDED, "%s is over when it is removed", note);
			note.removed = true;
		}
		else if (command instanceof SupervisorCommand.Answer answer) {
			answered(answer);
		}
		else if (command instanceof SupervisorCommand.Schedule schedule) {
			if (schedule.event() instanceof SupervisorEvent.BudgetDue) {
				stopBegun(step);
			}
			else if (schedule.event() instanceof SupervisorEvent.GroupDue due) {
				this.groupNumber = due.group();
			}
		}
		else if (command instanceof SupervisorCommand.SelfReady) {
			check(isUp() && !this.ready, "ready once, while up");
			for (Note note : present()) {
				check(note.spawned || note.startedThisRun || note.disturbed, "ready when %s was started", note);
				check(!note.holds, "ready when %s is ready", note);
			}
			this.ready = true;
		}
		else if (command instanceof SupervisorCommand.SelfEnded self) {
			selfEnded(self.cause());
		}
	}

	private void started(Note note, SupervisorCommand.StartChild start, Step step) {
		check(isUp(), "nothing is started while stopping");
		check(!note.thread, "one incarnation of %s at a time, and none beside an abandoned one", note);
		check(!note.removed && !note.pastRun && !note.deleting, "%s is forgotten and not started", note);
		check(note.life != Life.ENDING, "%s is started when all of it is over", note);
		check(!this.joinable || note.place() < this.groupFrom || note.cameMeanwhile,
				"%s starts after its group has stopped", note);
		check(start.incarnation() == note.incarnation + 1, "incarnations of %s are counted", note);
		if (note.child.isTemporary() && note.startedThisRun) {
			check(note.operatorStart, "temporary %s is not started again by itself", note);
		}
		boolean alone = note.operatorStart || note.returned || isAbout(step.event, note.child);
		if (!alone && this.settings.startOrder() == ChildOrder.SEQUENTIAL) {
			startedInTurn(note);
		}
		note.holds |= !alone;
		note.life = Life.STARTING;
		note.untold = false;
		note.incarnation = start.incarnation();
		note.thread = true;
		note.owed = true;
		note.aborted = false;
		note.suspended = false;
		note.hung = false;
		note.byItself = false;
		note.operatorStart = false;
		note.returned = false;
		note.mustReturn = false;
		note.startedThisRun = true;
	}

	private void startedInTurn(Note note) {
		for (Note other : present()) {
			check(other == note || !other.holds, "%s starts when %s is ready", note, other);
			if (!this.ready && !note.spawned && other.place() < note.place() && !other.spawned) {
				check(other.startedThisRun || other.disturbed, "%s starts before %s", other, note);
			}
		}
		if (this.settings.strategy().isGroup()) {
			check(note.place() > this.lastInGroup, "a group starts in order, but %s was late", note);
			this.lastInGroup = note.place();
		}
	}

	private boolean isAbout(SupervisorEvent event, Child child) {
		if (event instanceof SupervisorEvent.RestartDue due) {
			return due.child() == child;
		}
		else if (event instanceof SupervisorEvent.Spawn spawn) {
			return spawn.child() == child;
		}
		else if (event instanceof SupervisorEvent.Declare declare) {
			// Who asks for it at run time does not wait.
			return declare.child() == child && this.ready;
		}
		return false;
	}

	private void asked(Note note, Step step) {
		check(note.life == Life.STARTING || note.life == Life.RUNNING, "%s is asked to end once, while it lives", note);
		if (!this.stopping && !isOperatorOf(step.event, note.child)) {
			check(this.settings.strategy().isGroup() && this.joinable && note.place() >= this.groupFrom,
					"%s is none of those who are restarted", note);
			checkLaterAreGone(note);
			note.groupStop = true;
		}
		else if (this.stopping && !this.aborting) {
			checkLaterAreGone(note);
		}
		note.life = Life.ASKED;
	}

	/** It was asked to end for a restart that does not come. */
	private static void resumed(Note note, Step step) {
		check(note.suspended && !note.aborted, "%s is asked to end once for each reason", note);
		check(step.stopBegan || isTerminateOf(step.event, note.child), "no incarnation of %s follows", note);
		note.suspended = false;
	}

	private static boolean isTerminateOf(SupervisorEvent event, Child child) {
		return event instanceof SupervisorEvent.Terminate terminate && terminate.child() == child;
	}

	private static boolean isOperatorOf(SupervisorEvent event, Child child) {
		return isTerminateOf(event, child)
				|| (event instanceof SupervisorEvent.Restart restart && restart.child() == child);
	}

	private void checkLaterAreGone(Note note) {
		if (!this.settings.stopsConcurrently()) {
			this.notes.tailMap(note.place(), false)
				.values()
				.forEach((later) -> check(
						(!later.isAlive() || (!this.stopping && later.cameMeanwhile))
								&& !(this.stopping && later.life == Life.ENDING),
						"%s is gone before %s is asked to end", later, note));
		}
	}

	private void aborted(Note note, Step step) {
		check(note.isAlive() && note.thread && !note.aborted && !note.abandoned, "%s is interrupted once", note);
		boolean brutal = note.child.spec().shutdown() instanceof Shutdown.Brutal;
		if (note.life != Life.ASKED && !this.aborting && !note.hung) {
			check(brutal, "%s is asked before it is interrupted", note);
			asked(note, step);
		}
		note.life = Life.ASKED;
		note.aborted = true;
		if (this.stopping && !brutal && !note.child.isSupervisor()) {
			this.aborts++;
		}
	}

	private void failed(Note note, Throwable cause, Step step) {
		check(note.life == Life.LEFT, "%s has failed", note);
		boolean starting = (step.from == Life.STARTING) || (note.hung && note.hungInInit);
		if (note.hung && !note.hungInInit && !(cause instanceof VirtualMachineError)) {
			check(cause == note.hungBy, "%s failed by what it hung in", note);
		}
		step.failed = note;
		step.toSpawner |= starting && note.toSpawner;
		note.holds = false;
		if (!isUp()) {
			return;
		}
		boolean automatic = cause instanceof SupervisionException.SignificantEnded;
		if (starting && note.booting && !note.readyThisRun && !this.ready && !automatic) {
			mustStop(true, "InitFailed");
		}
		else if (cause instanceof VirtualMachineError) {
			mustStop(this.settings.onExceeded() == SupervisorSettings.Escalation.FAIL,
					cause.getClass().getSimpleName());
		}
		else if (!note.child.isTemporary() && !step.toSpawner) {
			step.restart = true;
			if (this.settings.strategy().isGroup() && !step.has(SupervisorCommand.ReportGaveUp.class)) {
				group(note);
			}
		}
	}

	private void group(Note failed) {
		long from = (this.settings.strategy() == RestartStrategy.ONE_FOR_ALL) ? -1 : failed.place();
		this.groupFrom = this.joinable ? Math.min(this.groupFrom, from) : from;
		this.joinable = true;
		// What was scheduled before does not start it.
		this.groupNumber = -1;
		for (Note note : present()) {
			if (note.place() >= this.groupFrom) {
				note.cameMeanwhile = false;
				note.holds = false;
				note.groupStop |= note.life == Life.ASKED;
				note.mustReturn |= !note.child.isTemporary() && !note.deleting
						&& (note.life == Life.ENDED || note.life == Life.ENDING || note == failed);
			}
		}
	}

	private void ended(Note note, Step step) {
		check(note.owed && note.life != Life.ENDING, "%s ends once in a life", note);
		check(!note.isAlive() && (!note.thread || note.abandoned), "%s ends when nothing of it runs", note);
		boolean operator = isTerminateOf(step.event, note.child)
				|| (step.event instanceof SupervisorEvent.Delete delete && delete.child() == note.child);
		check(note.startedThisRun || note.spawned || operator, "%s, which was not started, does not end", note);
		boolean gaveUp = step.has(SupervisorCommand.ReportGaveUp.class);
		boolean byItself = (step.exited == note && step.from != Life.ASKED) || step.failed == note;
		note.byItself = byItself && !step.toSpawner && !step.restart && !gaveUp && isUp();
		note.mustReturn |= this.joinable && note.place() >= this.groupFrom && byItself && !note.child.isTemporary();
		note.owed = false;
		note.holds = false;
		note.life = Life.ENDING;
	}

	private void answered(SupervisorCommand.Answer answer) {
		SupervisorEvent event = this.asked.remove(answer.request());
		check(event != null, "everybody is answered once");
		boolean fine = answer.failure() == null;
		if (event instanceof SupervisorEvent.Terminate terminate) {
			check(fine && !note(terminate.child()).isAlive(), "%s is over when that is answered", terminate.child());
		}
		else if (event instanceof SupervisorEvent.Restart restart) {
			check(!fine || note(restart.child()).life == Life.RUNNING, "%s runs when that is answered",
					restart.child());
		}
		else if (event instanceof SupervisorEvent.Spawn spawn) {
			note(spawn.child()).toSpawner = false;
			check(!fine || note(spawn.child()).life == Life.RUNNING, "%s runs when that is answered", spawn.child());
		}
		else if (event instanceof SupervisorEvent.Delete delete && fine) {
			note(delete.child()).deleting = true;
		}
	}

	private void mustStop(boolean must, String why) {
		if (must && isUp()) {
			this.mustStop = true;
			this.stopReason = (this.stopReason != null) ? this.stopReason : why;
		}
	}

	private void stopBegun(Step step) {
		check(this.running && !this.stopping, "a stop begins once");
		Note settled = step.settled;
		boolean significant = settled != null && settled.child.spec().significant() && settled.byItself;
		check(step.stop || this.mustStop || significant, "a supervisor stops only for a reason");
		if (significant) {
			this.stopReason = "SignificantEnded";
			if (this.settings.autoShutdown() == AutoShutdown.ALL_SIGNIFICANT) {
				check(present().stream().noneMatch((note) -> note.child.spec().significant() && note.isAtWork()),
						"all significant children are over");
			}
		}
		this.stopping = true;
		step.stopBegan = true;
	}

	private void selfEnded(@Nullable Throwable cause) {
		if (this.overtaken) {
			this.overtaken = false;
			this.stopping = true;
		}
		check(this.running && this.stopping, "a supervisor ends once, and stops before");
		for (Note note : this.notes.values()) {
			check(!note.isAlive() && note.life != Life.ENDING, "%s ends before its supervisor", note);
			check(!note.untold, "that %s has ended is told", note);
			check(note.removed || !note.owed || (note.incarnation == 0 && !note.spawned),
					"what %s holds is reported before its supervisor ends", note);
		}
		this.running = false;
		String expected = (this.stopReason != null) ? this.stopReason : (this.aborts > 0) ? "ShutdownTimedOut" : "";
		String actual = (cause != null) ? cause.getClass().getSimpleName() : "";
		check(actual.equals(expected), "ends by <%s> and not by <%s>", expected, actual);
		if (cause instanceof SupervisionException.ShutdownTimedOut timedOut) {
			check(timedOut.aborted() == this.aborts, "%s were aborted, not %s", this.aborts, timedOut.aborted());
		}
	}

	/** A nested supervisor, asked to end by a stop, tells how many it had to abort. */
	private void sumUp(Step step) {
		Note note = step.exited;
		if (note != null && step.from == Life.ASKED && this.stopping && note.child.isSupervisor()
				&& !(note.child.spec().shutdown() instanceof Shutdown.Brutal)
				&& step.event instanceof SupervisorEvent.Exited exited
				&& exited.cause() instanceof SupervisionException.ShutdownTimedOut timedOut) {
			this.aborts += timedOut.aborted();
		}
	}

	private void after(Step step, long now) {
		charge(step, now);
		check(step.returning == null, "%s is reported to be back", step.returning);
		check(!(step.stop || this.mustStop) || this.stopping || !this.running, "a supervisor stops when it must");
		if (this.running && this.stopping) {
			check(this.notes.values().stream().anyMatch((note) -> note.isAlive() || note.life == Life.ENDING),
					"a supervisor without living children ends");
		}
		Note settled = step.settled;
		if (settled != null && step.wasUp && isUp() && settled.byItself && settled.child.spec().significant()
				&& settled.life == Life.ENDED && !settled.mustReturn && !settled.operatorStart) {
			check(this.settings.autoShutdown() == AutoShutdown.ALL_SIGNIFICANT
					&& present().stream().anyMatch((note) -> note.child.spec().significant() && !note.isSurelyOver()),
					"the end of significant %s stops the supervisor", settled);
		}
		if (!this.running) {
			check(this.asked.isEmpty(), "everybody is answered when the supervisor has ended: %s", this.asked.values());
		}
		for (Note note : this.notes.values()) {
			boolean goesOn = note.life == Life.ASKED && note.suspended && !note.aborted;
			check(!goesOn || this.aborting
					|| !(step.stopBegan || (step.wasUp && isTerminateOf(step.event, note.child))),
					"%s is to hear that no incarnation follows", note);
			check(note.life != Life.LEFT || !isUp() || note.groupStop || note.mustReturn, "%s has left, and then?",
					note);
			if (note.life == Life.LEFT) {
				// A member that has stopped and waits for the others.
				note.life = Life.WAITING;
			}
			note.groupStop &= note.life == Life.ASKED;
		}
		if (!isUp()) {
			this.joinable = false;
			this.notes.values().forEach((note) -> note.mustReturn = false);
		}
	}

	private void charge(Step step, long now) {
		long performed = this.restartsPerformed.getAsLong();
		long more = performed - this.restarts;
		this.restarts = performed;
		check(more == 0 || more == 1, "one restart at a time");
		check(more == 0 || step.restart, "only a failure is charged");
		Note failed = step.failed;
		if (failed == null || !step.restart) {
			return;
		}
		boolean gaveUp = step.has(SupervisorCommand.ReportGaveUp.class);
		check((more == 1) == !(step.wasJoinable || gaveUp), "a failure is charged once, and none that joins another");
		if (more == 1) {
			this.charges.add(new Charge(failed, now));
		}
		long period = this.settings.restarts().period().toNanos();
		this.charges.removeIf((charge) -> now - charge.at >= period);
		int max = this.settings.restarts().maxRestarts();
		Integer own = failed.child.spec().maxRestarts();
		long alone = this.charges.stream().filter((charge) -> charge.note == failed).count();
		check(this.charges.size() <= max, "at most %s restarts in the window", max);
		check(own == null || alone <= own, "at most %s restarts of %s in the window", own, failed);
		if (gaveUp) {
			check(this.charges.size() == max || (own != null && alone == own), "gives up when the budget is used up");
		}
	}

	private Collection<Note> present() {
		return this.notes.values().stream().filter((note) -> !note.removed && !note.pastRun).toList();
	}

	private static void check(boolean holds, String what, @Nullable Object... about) {
		if (!holds) {
			fail(what, about);
		}
	}

	/** One event and what came of it. */
	private static final class Step {

		private final SupervisorEvent event;

		private final List<SupervisorCommand> commands;

		private final boolean wasJoinable;

		private boolean wasUp;

		private boolean stop;

		private boolean stopBegan;

		private boolean restart;

		private boolean toSpawner;

		private @Nullable Note exited;

		private @Nullable Note settled;

		private @Nullable Note returning;

		private @Nullable Note failed;

		private @Nullable Life from;

		Step(SupervisorEvent event, List<SupervisorCommand> commands, boolean joinable) {
			this.event = event;
			this.commands = commands;
			this.wasJoinable = joinable;
		}

		boolean has(Class<? extends SupervisorCommand> type) {
			return this.commands.stream().anyMatch(type::isInstance);
		}

	}

	private record Charge(Note note, long at) {
	}

	/** What was seen of one child. */
	private static final class Note {

		private final Child child;

		private final boolean spawned;

		private Life life = Life.NEW;

		private long incarnation;

		private boolean thread;

		private boolean abandoned;

		/** It was abandoned and has come back since. */
		private boolean returned;

		private boolean aborted;

		/** It was at work when it was asked to end for the sake of a restart. */
		private boolean suspended;

		/** It took too long: what it failed with, should it come to that. */
		private boolean hung;

		private boolean hungInInit;

		private @Nullable Throwable hungBy;

		/**
		 * It was left behind and is to start again: that it ended is told if it does not.
		 */
		private boolean untold;

		/** Its end is still to be told. */
		private boolean owed = true;

		private boolean byItself;

		private boolean groupStop;

		/** It is no member of the group restart under way. */
		private boolean cameMeanwhile;

		/** Others wait for it in a sequential start. */
		private boolean holds;

		private boolean booting;

		/** Should it fail to start, that is its spawner's. */
		private boolean toSpawner;

		private boolean readyThisRun;

		private boolean startedThisRun;

		/** An operator has had a hand in it. */
		private boolean disturbed;

		private boolean operatorStart;

		/** Its group is restarted and so is it, although it had ended. */
		private boolean mustReturn;

		private boolean deleting;

		private boolean removed;

		/** It was spawned in an earlier run. */
		private boolean pastRun;

		Note(Child child, boolean spawned) {
			this.child = child;
			this.spawned = spawned;
		}

		long place() {
			return this.child.place();
		}

		boolean isAlive() {
			return isAtWork() || this.life == Life.ASKED;
		}

		boolean isAtWork() {
			return this.life == Life.STARTING || this.life == Life.RUNNING;
		}

		boolean isSurelyOver() {
			return (this.life == Life.ENDED || this.life == Life.ENDING) && !this.abandoned && !this.returned
					&& !this.mustReturn && !this.operatorStart && this.startedThisRun;
		}

		@Override
		public String toString() {
			return MachineDriver.name(this.child) + '#' + this.incarnation;
		}

	}

	/** Where a child is in its life. */
	enum Life {

		NEW, STARTING, RUNNING, ASKED, LEFT, WAITING, ENDING, ENDED

	}

}
