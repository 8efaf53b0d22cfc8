package dev.concurrency.process;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.concurrency.time.TimeSource;

/**
 * Identity, status and history of one process, and where its events come from.
 * Thread-safe: the whole state is one immutable value that is replaced atomically, so a
 * reader never sees half a transition and never waits.
 * <p>
 * Here, and only here, the status changes, as {@link Transitions} allows; what it does
 * not allow, and what is so already, is ignored. An end comes in two steps, between which
 * the supervisor forgets the process and keeps its last snapshot:
 *
 * <pre>
 * over(..)        the terminal entry is recorded
 * lastSnapshot()  shows the process as it will be
 * publishEnd()    the status is terminal, listeners are told, termination() completes
 * </pre>
 *
 * The status is one CAS, so whoever sees a terminal one also sees all that came before.
 */
public final class ProcessRecord implements Callee {

	private static final Logger logger = LoggerFactory.getLogger(ProcessRecord.class);

	private final ProcessKind kind;

	private final ProcessPath path;

	private final TimeSource time;

	private final Instant created;

	private final Journal journal;

	private final AtomicReference<ProcessState> state;

	private final EndStages ends;

	private volatile ChildSpec spec;

	private final AtomicReference<@Nullable Throwable> gaveUp = new AtomicReference<>();

	private final AtomicReference<@Nullable End> end = new AtomicReference<>();

	private volatile boolean givenUp;

	// Whether its end was told while its thread still ran.
	private volatile boolean endedAbandoned;

	private volatile boolean paused;

	/**
	 * A process that has not been started.
	 * @param kind its kind
	 * @param path its place in the tree
	 * @param time dates its events
	 * @param listener told of its events
	 * @param completions runs what follows the termination
	 * @param recorder remembers what it goes through; null for who has its troubles
	 * recorded by its group
	 */
	public ProcessRecord(ProcessKind kind, ProcessPath path, TimeSource time, ProcessListener listener,
			Executor completions, @Nullable FlightRecorder recorder) {
		this.kind = kind;
		this.path = path;
		this.time = time;
		this.journal = new Journal(listener, recorder);
		this.ends = new EndStages(completions);
		this.spec = ChildSpec.permanent(kind);
		this.created = time.instant();
		this.state = new AtomicReference<>(ProcessState.created(this.created));
	}

	/**
	 * The kind of the process.
	 * @return its kind
	 */
	public ProcessKind kind() {
		return this.kind;
	}

	/**
	 * The place of the process in the tree.
	 * @return its path
	 */
	public ProcessPath path() {
		return this.path;
	}

	/** Whose calls are told apart by the stretches in which they come. */
	@Override
	public Object call() {
		return this;
	}

	@Override
	public ProcessRecord record() {
		return this;
	}

	/**
	 * Kind, path and current incarnation.
	 * @return a new reference
	 */
	@Override
	public ProcessRef ref() {
		return new ProcessRef(this.kind, this.path, current().id());
	}

	/**
	 * What the process is doing.
	 * @return its status
	 */
	public ProcessStatus status() {
		return shown(current().status());
	}

	private ProcessStatus shown(ProcessStatus status) {
		return (this.paused && status instanceof ProcessStatus.Running) ? new ProcessStatus.Paused() : status;
	}

	/**
	 * Completes when the process has ended and is not restarted, after its status says
	 * so.
	 * @return the stage of the current run
	 */
	public CompletionStage<@Nullable Void> termination() {
		return this.ends.run().stage();
	}

	/**
	 * As {@link #termination}, for who may not want to know any more before the end comes
	 * and is then forgotten.
	 * @param follower told once, on this thread if the end has come already
	 * @return forgets the follower; idempotent
	 */
	public Runnable follow(Runnable follower) {
		return this.ends.run().follow(follower);
	}

	/**
	 * Completes when the current incarnation ends; at once when none is alive.
	 * @return the stage of the current incarnation
	 */
	public CompletionStage<Terminated> watch() {
		return this.ends.incarnation().stage();
	}

	/**
	 * As {@link #watch}, but for the incarnation that is current now even when the stage
	 * is asked for later.
	 * @return gives the stage
	 */
	public Supplier<CompletionStage<Terminated>> watching() {
		Ending<Terminated> current = this.ends.incarnation();
		return current::stage;
	}

	/**
	 * A supervisor takes the process.
	 * @param newSpec how it is treated
	 */
	public void specified(ChildSpec newSpec) {
		this.spec = newSpec;
	}

	/**
	 * How the process is treated by its supervisor.
	 * @return its specification
	 */
	public ChildSpec spec() {
		return this.spec;
	}

	/**
	 * How often the process was started again after it or a sibling had failed.
	 * @return zero or more, never less than before
	 */
	public long restarts() {
		return current().restarts();
	}

	/**
	 * The latest failure.
	 * @return null when there was none
	 */
	public @Nullable LastFailure lastFailure() {
		return current().lastFailure();
	}

	/**
	 * A new incarnation is being initialized.
	 * @param id its id
	 * @param restart whether it replaces one that ended by itself or with a sibling
	 */
	public void starting(ProcessId id, boolean restart) {
		this.ends.begin();
		this.givenUp = false;
		this.endedAbandoned = false;
		Instant now = this.time.instant();
		update((old) -> old.starting(id, restart, now));
		note(now, "starting");
	}

	/** The incarnation is ready. */
	public void running() {
		Instant now = this.time.instant();
		if (to(new ProcessStatus.Running(), now)) {
			this.journal.publish(new ProcessEvent.Started(ref(), now, restarts()));
		}
	}

	/**
	 * The incarnation is over.
	 * @param cause what went wrong, null after a clean end
	 */
	public void ended(@Nullable Throwable cause) {
		ProcessId id = current().id();
		if (id != null) {
			this.ends.end(new Terminated(id, this.time.instant(), cause));
		}
	}

	/**
	 * The process was told to do nothing for now, or to go on; survives restarts.
	 * @param newPaused whether it is shown as paused while it runs
	 */
	public void paused(boolean newPaused) {
		if (this.paused != newPaused) {
			this.paused = newPaused;
			note(this.time.instant(), newPaused ? "paused" : "resumed");
		}
	}

	/**
	 * Whether the process was told to do nothing for now.
	 * @return true from then on until it is told to go on, whether it runs or not
	 */
	public boolean isPaused() {
		return this.paused;
	}

	/** The process was asked to stop. */
	public void stopping() {
		Instant now = this.time.instant();
		if (to(new ProcessStatus.Stopping(), now)) {
			note(now, "stopping");
		}
	}

	/**
	 * The incarnation ended abnormally.
	 * @param cause why
	 */
	public void failed(Throwable cause) {
		recordFailure(cause);
		this.journal.publish(new ProcessEvent.Failed(ref(), this.time.instant(), cause));
	}

	/**
	 * A new incarnation is due.
	 * @param attempt 1 for the first restart in a row, 0 for one that an operator wants
	 * @param delay how long until it starts
	 * @param cause why, null when it is restarted along with a sibling or by an operator
	 */
	public void restarting(int attempt, Duration delay, @Nullable Throwable cause) {
		Instant now = this.time.instant();
		RestartEntry entry = new RestartEntry(now, (cause != null) ? cause.getClass().getName() : null,
				(cause != null) ? Messages.of(cause) : null, attempt, delay, now.plus(delay));
		update((old) -> old.restarting(entry));
		this.journal.publish(new ProcessEvent.Restarting(ref(), now, attempt, delay, cause));
	}

	/**
	 * A new incarnation is due once siblings have stopped; that is told when it is due.
	 * @param attempt 1 for the first restart in a row
	 * @param delay how long until it starts at the earliest
	 */
	public void awaiting(int attempt, Duration delay) {
		Instant now = this.time.instant();
		to(new ProcessStatus.Restarting(attempt, now.plus(delay)), now);
	}

	/**
	 * The process hangs and is not waited for.
	 * @param stack where it hangs
	 */
	public void abandoned(String stack) {
		Instant now = this.time.instant();
		to(new ProcessStatus.Abandoned(), now);
		this.journal.publish(new ProcessEvent.Abandoned(ref(), now, stack));
	}

	/**
	 * A call of the user's code takes too long.
	 * @param who the process, or the actor of the group
	 * @param took how long so far
	 * @param stack where its thread is
	 * @return to be ended when the call is over
	 */
	public Stall stalled(ProcessRef who, Duration took, String stack) {
		Instant now = this.time.instant();
		Stall stall = new Stall(this, who, now.minus(took));
		update((old) -> old.with(old.stalls().with(stall)));
		this.journal.publish(new ProcessEvent.Stalled(who, now, took, stack));
		return stall;
	}

	/** Answers whether it was still known. */
	boolean over(Stall stall) {
		ProcessState before = this.state.getAndUpdate((old) -> old.with(old.stalls().without(stall)));
		return Objects.requireNonNull(before).stalls().current().contains(stall);
	}

	/**
	 * No further restart is allowed. Listeners hear of it once the process has ended, so
	 * that one who stops the runtime finds it over.
	 * @param cause why
	 */
	public void gaveUp(Throwable cause) {
		this.givenUp = true;
		this.gaveUp.set(cause);
	}

	/**
	 * Tells that a process gave up if that was not told yet, because to report what it
	 * has left behind takes long: nothing else is left of it, so it counts as failed.
	 */
	public void tellGaveUp() {
		Throwable cause = this.gaveUp.getAndSet(null);
		if (cause != null) {
			Instant now = this.time.instant();
			to(new ProcessStatus.Failed(cause), now);
			this.journal.publish(new ProcessEvent.GaveUp(ref(), now, cause));
		}
	}

	/**
	 * The process ends and is not restarted for now. That is recorded, and not told
	 * before {@link #publishEnd}.
	 * @param cause the failure, null after a clean end
	 * @param reason why it ended if that was clean, in words
	 * @param took how long the stop took
	 * @param summary what it did and what is left
	 */
	public void over(@Nullable Throwable cause, String reason, Duration took, String summary) {
		Instant now = this.time.instant();
		ProcessEvent.Stopped event = new ProcessEvent.Stopped(ref(), now, took, summary, cause);
		this.journal.remember(event);
		this.end.set(new End((cause != null) ? new ProcessStatus.Failed(cause) : new ProcessStatus.Stopped(reason), now,
				cause, event));
	}

	/**
	 * Whether the process has ended, be it told or not.
	 * @return true from {@link #over} on until it starts again
	 */
	public boolean isOver() {
		return isEnding() || status().isTerminal();
	}

	/**
	 * Whether the process has ended and that is not told.
	 * @return true between {@link #over} and {@link #publishEnd}
	 */
	public boolean isEnding() {
		return this.end.get() != null;
	}

	/**
	 * Tells that the process has ended, if that is so and not told yet. One that was
	 * abandoned keeps that status, and its termination waits, until its thread has ended.
	 */
	public void publishEnd() {
		publishEnd(() -> {
		});
	}

	/**
	 * The same for who has something to do before anybody that waits for the termination
	 * goes on.
	 * @param told runs when the listeners have been told
	 */
	public void publishEnd(Runnable told) {
		End end = this.end.getAndSet(null);
		if (end == null) {
			return;
		}
		boolean hangs = end.event != null && status() instanceof ProcessStatus.Abandoned;
		this.endedAbandoned = hangs;
		if (!hangs) {
			to(end.status, end.at);
		}
		if (end.event != null) {
			this.journal.tell(end.event);
		}
		Throwable exceeded = this.gaveUp.getAndSet(null);
		if (exceeded != null) {
			this.journal.publish(new ProcessEvent.GaveUp(ref(), end.at, exceeded));
		}
		told.run();
		if (!hangs) {
			this.ends.endRun(end.cause);
		}
	}

	/**
	 * As {@link #over} and {@link #publishEnd}, where nobody comes between.
	 * @param cause the failure, null after a clean end
	 * @param reason why it ended if that was clean, in words
	 * @param took how long the stop took
	 * @param summary what it did and what is left
	 */
	public void stopped(@Nullable Throwable cause, String reason, Duration took, String summary) {
		over(cause, reason, took, summary);
		publishEnd();
	}

	/**
	 * The thread of an abandoned process came back after all. If it had ended before,
	 * that is told with {@link #publishEnd}; otherwise another incarnation is to follow.
	 * @param cause what went wrong
	 */
	public void returned(Throwable cause) {
		if (status() instanceof ProcessStatus.Abandoned) {
			Instant now = this.time.instant();
			note(now, "returned");
			if (this.endedAbandoned) {
				this.end.set(new End(new ProcessStatus.Failed(cause), now, cause, null));
			}
			else {
				to(new ProcessStatus.Failed(cause), now);
			}
		}
	}

	/**
	 * A callback of the user's ended.
	 * @param items how many items were passed to it
	 * @param took how long it ran
	 * @param failure what it threw, null when it returned
	 */
	public void worked(int items, Duration took, @Nullable Throwable failure) {
		if (failure != null) {
			recordFailure(failure);
		}
		if (failure != null || this.journal.wantsWork()) {
			this.journal.publish(new ProcessEvent.Worked(ref(), this.time.instant(), items, took, failure));
		}
	}

	/**
	 * Hands over what was accepted and is not delivered.
	 * @param handler takes it; what it throws is logged
	 * @param items the items; without any nothing is handed over
	 * @param reason why, in words
	 */
	public void undelivered(UndeliveredHandler handler, List<?> items, String reason) {
		if (items.isEmpty()) {
			return;
		}
		try {
			handler.undelivered(ref(), Collections.unmodifiableList(items), reason);
		}
		catch (Throwable ex) {
			logger.error("{}: {} items were not delivered ({}) and the handler failed", ref(), items.size(), reason,
					Failures.loggable(ex));
		}
	}

	/**
	 * Remembers a failure that ended nothing.
	 * @param failure what was thrown
	 */
	public void recordFailure(Throwable failure) {
		Instant now = this.time.instant();
		// Read once: messages and causes are the user's code.
		String message = Messages.of(failure);
		RootCause root = RootCause.of(this.path, failure);
		boolean propagated = !root.path().equals(this.path);
		update((old) -> old.failed(failure.getClass().getName(), message, now, propagated, root, failure));
	}

	ProcessSnapshot snapshot(UnaryOperator<ProcessStatus> refined, KindSnapshot details,
			List<ProcessSnapshot> children) {
		ProcessState now = current();
		return snapshot(now, refined.apply(shown(now.status())), details, children);
	}

	/** As the process will be when its end is told; without children, which are gone. */
	ProcessSnapshot lastSnapshot(KindSnapshot details) {
		ProcessState now = current();
		End ending = this.end.get();
		ProcessState last = (ending != null) ? now.with(ending.status, ending.at) : now;
		return snapshot(last, shown(last.status()), details, List.of());
	}

	private ProcessSnapshot snapshot(ProcessState now, ProcessStatus status, KindSnapshot details,
			List<ProcessSnapshot> children) {
		ChildSpec how = this.spec;
		return new ProcessSnapshot(new ProcessRef(this.kind, this.path, now.id()), status, now.since(), how.restart(),
				how.significant(), this.created, now.started(), this.givenUp, now.exited(), now.restarts(),
				now.stalls().count(), now.stalls().since(), now.lastFailure(), now.ledger(), this.journal.entries(),
				details, children);
	}

	/** Changes the status if that is allowed. Answers whether it did. */
	private boolean to(ProcessStatus status, Instant now) {
		ProcessState old = current();
		while (Transitions.allow(old.status(), status)) {
			if (this.state.compareAndSet(old, old.with(status, now))) {
				return true;
			}
			old = current();
		}
		return false;
	}

	private ProcessState current() {
		return Objects.requireNonNull(this.state.get());
	}

	private void update(UnaryOperator<ProcessState> change) {
		this.state.updateAndGet(change);
	}

	private void note(Instant now, String what) {
		this.journal.note(ref(), now, what);
	}

	/** How the process ends; without an event if that was told before. */
	private record End(ProcessStatus status, Instant at, @Nullable Throwable cause,
			ProcessEvent.@Nullable Stopped event) {
	}

}
