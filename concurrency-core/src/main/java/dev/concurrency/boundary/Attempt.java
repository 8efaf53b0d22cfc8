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
 * Invariant: the thread enters the section before it is said to have begun, so whoever
 * sees that it has begun reaches it with an interrupt. Who sets the timer of the budget
 * looks afterwards whether the attempt is over, and who ends the attempt looks afterwards
 * for the timer: one of the two sees the other.
 */
final class Attempt {

	private final CompletableFuture<TaskOutcome<?>> answer = new CompletableFuture<>();

	private final InterruptibleSection section = new InterruptibleSection();

	private final String key;

	private final Callable<?> task;

	private final long queuedAt;

	private volatile boolean over;

	private volatile Timer.@Nullable Timeout budget;

	// Under the lock of the boundary, as is the writing of 'over'.

	@Nullable BoundaryRun run;

	@Nullable TaskSubscription consumer;

	@Nullable String cancelReason;

	boolean begun;

	boolean aborted;

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

	InterruptibleSection section() {
		return this.section;
	}

	CompletionStage<TaskOutcome<?>> stage() {
		return this.answer.minimalCompletionStage();
	}

	boolean isOver() {
		return this.over;
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
