package dev.concurrency.boundary;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.InterruptibleSection;
import dev.concurrency.time.Timer;

/**
 * One attempt at a task, from the queue to its outcome. What {@link TaskTable} decides of
 * it is written under the lock of the boundary.
 * <p>
 * Invariant: the thread enters the work before it is said to have begun, so whoever sees
 * that it has begun reaches it with an interrupt. Telling is a section of its own, so
 * that the interrupt of a cancellation, which may come late, never meets what follows.
 * Who sets the timer of the budget looks afterwards whether the attempt is over, and who
 * ends the attempt looks afterwards for the timer: one of the two sees the other.
 */
final class Attempt {

	private final CompletableFuture<TaskOutcome<?>> answer = new CompletableFuture<>();

	private final InterruptibleSection work = new InterruptibleSection();

	private final InterruptibleSection telling = new InterruptibleSection();

	private final String key;

	private final Callable<?> task;

	private final long queuedAt;

	private volatile boolean over;

	// After the work.
	private volatile boolean aborted;

	private volatile Timer.@Nullable Timeout budget;

	// Under the lock of the boundary, as is the writing of 'over'.

	@Nullable BoundaryRun run;

	@Nullable TaskSubscription consumer;

	@Nullable String cancelReason;

	boolean begun;

	boolean outOfTime;

	boolean gone;

	Attempt(String key, Callable<?> task, long queuedAt) {
		this.key = key;
		this.task = task;
		this.queuedAt = queuedAt;
	}

	String key() {
		return this.key;
	}

	Callable<?> task() {
		return this.task;
	}

	long queuedAt() {
		return this.queuedAt;
	}

	/** Where the task itself runs. */
	InterruptibleSection work() {
		return this.work;
	}

	/** Interrupts the task if it runs. */
	void interrupt() {
		this.work.interrupt();
	}

	/**
	 * Interrupts the task, and if that is over whoever is told of it, now or later. What
	 * the task has obeyed is not meant for those.
	 */
	void abort() {
		if (!this.work.interrupt()) {
			// Before the look at who is inside: who goes in looks at it afterwards.
			this.aborted = true;
			this.telling.interrupt();
		}
	}

	/** Where the thread is, one frame a line; empty if it is not there. */
	String stack() {
		return this.work.stack() + this.telling.stack();
	}

	/** Tells those who wait, on the thread of the task, which may hang as well. */
	void answerHere(TaskOutcome<?> outcome) {
		this.telling.enter();
		try {
			if (this.aborted) {
				// As if it had come a moment later.
				this.telling.interrupt();
			}
			answer(outcome);
		}
		finally {
			this.telling.leave();
		}
	}

	CompletionStage<TaskOutcome<?>> stage() {
		return this.answer.minimalCompletionStage();
	}

	boolean isOver() {
		return this.over;
	}

	/** Answers the state in which it is over. */
	BoundaryState over(BoundaryState state, TaskOutcome<?> outcome) {
		if (outcome instanceof TaskOutcome.Cancelled<?> cancelled) {
			return state.cancel(this.key, cancelled.reason()).state();
		}
		// What an exception says may hold what no log should show.
		return ((outcome instanceof TaskOutcome.Failed<?> failed)
				? state.fail(this.key, failed.cause().getClass().getName()) : state.succeed(this.key))
			.state();
	}

	/** Its outcome is decided; nobody has been told yet. */
	void end() {
		this.over = true;
	}

	/** Tells those who wait, on this thread. */
	void answer(TaskOutcome<?> outcome) {
		cancelBudget();
		this.answer.complete(outcome);
		TaskSubscription told = this.consumer;
		if (told != null) {
			told.finished(new FinishedTask(this.key, outcome));
		}
	}

	void budget(Timer.Timeout timeout) {
		this.budget = timeout;
		if (this.over) {
			timeout.cancel();
		}
	}

	private void cancelBudget() {
		Timer.Timeout timeout = this.budget;
		if (timeout != null) {
			timeout.cancel();
		}
	}

}
