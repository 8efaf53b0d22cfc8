package dev.concurrency.boundary;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import dev.concurrency.boundary.BoundaryState.Started;
import dev.concurrency.boundary.BoundaryState.Step;
import dev.concurrency.boundary.Effects.Limited;
import dev.concurrency.time.TimeSource;

/**
 * The tasks of a boundary: the value and the attempts that it speaks of. Decides and does
 * nothing else: what follows from a decision is an effect. Not thread-safe: all calls are
 * made under the lock of the boundary.
 * <p>
 * Invariants: {@code live} holds the attempts of exactly those tasks that are queued or
 * in flight, {@code history} those that are over. An attempt with a run is in flight, one
 * without is queued. {@code ready} holds those in flight that no thread has begun with,
 * {@code onThread} those whose thread has begun with them and is not back, whatever
 * became of them: it may still tell of one that is over, or hang.
 */
final class TaskTable {

	private static final String STOPPED = "the boundary was stopped";

	private static final String TOO_LATE = "it had not ended when the time for the stop of the boundary was over";

	private final Map<String, Attempt> live = new HashMap<>();

	private final Ready ready = new Ready();

	private final Set<Attempt> onThread = new LinkedHashSet<>();

	private final Ledger ledger = new Ledger();

	private final Gate gate = new Gate();

	private BoundarySettings settings;

	private final TimeSource time;

	private final History history;

	private BoundaryState state;

	private @Nullable BoundaryRun run;

	// What the current incarnation has left undone, for the report of its end.

	private final List<String> interrupted = new ArrayList<>();

	private final List<String> notBegun = new ArrayList<>();

	TaskTable(BoundarySettings settings, TimeSource time) {
		this.settings = settings;
		this.time = time;
		this.history = new History(settings.history());
		this.state = BoundaryState.of(settings.boundary());
	}

	BoundaryState state() {
		return this.state;
	}

	BoundarySnapshot snapshot() {
		return this.ledger.snapshot(this.state);
	}

	/** The current incarnation, or the last one. */
	Optional<BoundaryRun> run() {
		return Optional.ofNullable(this.run);
	}

	CompletionStage<TaskOutcome<?>> submit(String key, Callable<?> task, Effects effects) {
		if (!this.gate.accepts()) {
			return rejected(new BoundaryError.BoundaryClosed(key));
		}
		Step step = this.state.enqueue(key);
		if (step instanceof Step.Refused refused) {
			return rejected(refused.error());
		}
		this.ledger.accepted();
		return queued(step, key, task, effects);
	}

	CompletionStage<TaskOutcome<?>> retry(String key, Effects effects) {
		if (!this.gate.accepts()) {
			return rejected(new BoundaryError.BoundaryClosed(key));
		}
		Step step = this.state.retry(key);
		if (step instanceof Step.Refused refused) {
			return rejected(refused.error());
		}
		this.ledger.retried();
		return queued(step, key, this.history.remove(key).orElseThrow(), effects);
	}

	private CompletionStage<TaskOutcome<?>> rejected(BoundaryError error) {
		this.ledger.rejected();
		return CompletableFuture.completedStage(new TaskOutcome.Rejected<>(error));
	}

	private CompletionStage<TaskOutcome<?>> queued(Step step, String key, Callable<?> task, Effects effects) {
		Attempt attempt = new Attempt(key, task, this.time.nanoTime());
		this.state = step.state();
		this.live.put(key, attempt);
		startMore(effects);
		return attempt.stage();
	}

	CompletionStage<TaskOutcome<?>> cancel(String key, String reason, Effects effects) {
		Attempt attempt = this.live.get(key);
		if (attempt == null) {
			Step.Refused refused = (Step.Refused) this.state.cancel(key, reason);
			return CompletableFuture.completedStage(new TaskOutcome.Rejected<>(refused.error()));
		}
		if (!attempt.begun) {
			cancel(attempt, reason, effects);
		}
		else if (attempt.cancelReason == null) {
			attempt.cancelReason = reason;
			effects.interrupt(attempt);
			effects.limit(attempt, this.settings.boundary().cancellationBudget());
		}
		return attempt.stage();
	}

	/** One that no thread has begun with. */
	private void cancel(Attempt attempt, String reason, Effects effects) {
		TaskOutcome<?> outcome = new TaskOutcome.Cancelled<>(reason);
		end(attempt, outcome);
		tell(attempt, outcome, effects);
		startMore(effects);
		leave(attempt, effects);
	}

	Optional<BoundaryError> forget(String key) {
		Step step = this.state.forget(key);
		if (step instanceof Step.Refused refused) {
			return Optional.of(refused.error());
		}
		this.state = step.state();
		this.history.remove(key);
		return Optional.empty();
	}

	List<String> poll(int atMost, Effects effects) {
		return this.gate.starts() ? start(atMost, null, effects) : List.of();
	}

	/** Answers false if the process has ended: the subscription is not kept. */
	boolean subscribe(TaskSubscription subscription) {
		return this.gate.subscribe(subscription);
	}

	void unsubscribe(TaskSubscription subscription) {
		this.gate.unsubscribe(subscription);
	}

	/** Other limits hold from now on. */
	void reconfigure(BoundarySettings newSettings, Effects effects) {
		this.settings = newSettings;
		this.state = this.state.withBoundary(newSettings.boundary());
		this.history.limit(newSettings.history());
		this.state = this.history.forgetExcess(this.state);
		startMore(effects);
	}

	/** Starts nothing for now, or goes on. */
	void pause(boolean newPaused, Effects effects) {
		this.gate.pause(newPaused);
		startMore(effects);
	}

	/** Starts what may start without being asked for, or was asked for before. */
	void startMore(Effects effects) {
		this.gate.startMore(this.settings.boundary(), (atMost, consumer) -> start(atMost, consumer, effects).size());
	}

	private List<String> start(int atMost, @Nullable TaskSubscription consumer, Effects effects) {
		BoundaryRun current = Objects.requireNonNull(this.run, "not started");
		Started started = this.state.startAvailable(this.time.instant(), atMost);
		this.state = started.state();
		for (String key : started.keys()) {
			Attempt attempt = attempt(key);
			attempt.run = current;
			attempt.consumer = consumer;
			current.open++;
			if (this.ready.add(attempt)) {
				effects.job();
			}
		}
		return started.keys();
	}

	private Attempt attempt(String key) {
		return Objects.requireNonNull(this.live.get(key), key);
	}

	/** This thread has come with a job. Answers what it is to run, null if nothing. */
	@Nullable Attempt begin() {
		Attempt attempt = this.ready.take();
		if (attempt != null) {
			attempt.work().enter();
			attempt.begun = true;
			this.onThread.add(attempt);
			this.ledger.began(this.time.nanoTime() - attempt.queuedAt());
		}
		return attempt;
	}

	/**
	 * A thread has done with an attempt. Answers what became of that, null if it was left
	 * behind meanwhile.
	 */
	@Nullable TaskOutcome<?> finish(Attempt attempt, TaskOutcome<?> result, long tookNanos, Effects effects) {
		if (attempt.isOver()) {
			this.ledger.returned();
			return null;
		}
		String reason = attempt.cancelReason;
		TaskOutcome<?> outcome = (reason != null && result instanceof TaskOutcome.Failed<?>)
				? new TaskOutcome.Cancelled<>(reason) : result;
		this.ledger.ran(outcome, tookNanos);
		end(attempt, outcome);
		startMore(effects);
		return outcome;
	}

	/** The thread of an attempt is back. */
	void leaveThread(Attempt attempt, Effects effects) {
		this.onThread.remove(attempt);
		leave(attempt, effects);
	}

	/** Nobody waits for an attempt any more. */
	private void leave(Attempt attempt, Effects effects) {
		BoundaryRun left = attempt.run;
		if (left != null && !attempt.gone) {
			attempt.gone = true;
			left.open--;
			endIfOver(left, effects);
		}
	}

	/** The cancellation budget of an attempt is over. */
	void expire(Limited limited, Effects effects) {
		Attempt attempt = limited.attempt();
		if (!attempt.isOver()) {
			effects.leaveBehind(limited);
			leaveBehind(attempt, effects);
			startMore(effects);
			leave(attempt, effects);
		}
	}

	private void leaveBehind(Attempt attempt, Effects effects) {
		TaskOutcome<?> outcome = new TaskOutcome.Cancelled<>(
				Objects.requireNonNullElse(attempt.cancelReason, TOO_LATE) + "; it ignored that and was left behind");
		end(attempt, outcome);
		this.ledger.abandoned();
		tell(attempt, outcome, effects);
	}

	/** Elsewhere: nobody knows how long that takes. */
	private void tell(Attempt attempt, TaskOutcome<?> outcome, Effects effects) {
		this.ledger.untold();
		effects.tell(attempt, outcome);
	}

	/** Those who waited for an attempt were told. */
	void told() {
		this.ledger.told();
	}

	/** The place of an attempt is free. */
	private void end(Attempt attempt, TaskOutcome<?> outcome) {
		String key = attempt.key();
		attempt.end();
		this.live.remove(key);
		this.ready.remove(attempt);
		this.state = attempt.over(this.state, outcome);
		this.ledger.ended(outcome);
		if (attempt.outOfTime && outcome instanceof TaskOutcome.Cancelled<?>) {
			this.interrupted.add(key);
		}
		this.history.add(key, (outcome instanceof TaskOutcome.Succeeded<?>) ? null : attempt.task());
		this.state = this.history.forgetExcess(this.state);
	}

	void open(BoundaryRun newRun, Effects effects) {
		this.run = newRun;
		this.gate.open();
		this.interrupted.clear();
		startMore(effects);
	}

	/** Another incarnation follows: what waits is left to it. */
	void suspend(Effects effects) {
		this.gate.suspend();
		close(effects);
	}

	void stop(Effects effects) {
		BoundaryRun current = this.run;
		this.gate.stop(this.settings.onStop() == BoundaryStopAction.DRAIN && current != null && !current.exited);
		if (this.settings.onStop() == BoundaryStopAction.CANCEL) {
			cancelWaiting(effects);
		}
		startMore(effects);
		close(effects);
	}

	/** What is in flight is to end now; what waits is left to whoever comes next. */
	void abort(Effects effects) {
		this.gate.abort();
		for (Attempt attempt : inFlight()) {
			if (attempt.cancelReason == null) {
				attempt.outOfTime = true;
				attempt.cancelReason = TOO_LATE;
			}
			if (!attempt.begun) {
				cancel(attempt, TOO_LATE, effects);
			}
		}
		this.onThread.forEach(effects::abort);
		close(effects);
	}

	/** Leaves behind what is in flight, and answers whose threads are not back. */
	List<Attempt> abandon(Effects effects) {
		this.gate.abort();
		inFlight().forEach((attempt) -> leaveBehind(attempt, effects));
		return List.copyOf(this.onThread);
	}

	private List<Attempt> inFlight() {
		return this.live.values().stream().filter((attempt) -> attempt.run != null).toList();
	}

	private void close(Effects effects) {
		BoundaryRun current = this.run;
		if (current != null) {
			current.closing = true;
			endIfOver(current, effects);
		}
	}

	/** While it drains, something is in flight as long as something waits. */
	private void endIfOver(BoundaryRun current, Effects effects) {
		if (current.closing && current.open == 0 && !current.exited) {
			current.exited = true;
			effects.end(current);
		}
	}

	/**
	 * Another incarnation follows when the threads are back, which may be never: what
	 * waits is left to it, and nothing new is taken until then. Answers what was
	 * interrupted.
	 */
	List<String> park() {
		this.gate.stop(false);
		List<String> undone = List.copyOf(this.interrupted);
		this.interrupted.clear();
		return undone;
	}

	/** No incarnation follows: nothing waits any more. Answers what is left undone. */
	Left terminate(Effects effects) {
		List<TaskSubscription> ended = this.gate.end();
		cancelWaiting(effects);
		Left left = new Left(this.interrupted, this.notBegun, ended);
		this.interrupted.clear();
		this.notBegun.clear();
		return left;
	}

	private void cancelWaiting(Effects effects) {
		this.state.tasks().forEach((key, task) -> {
			if (task instanceof TaskState.Queued) {
				cancel(attempt(key), STOPPED, effects);
				this.notBegun.add(key);
			}
		});
	}

}
