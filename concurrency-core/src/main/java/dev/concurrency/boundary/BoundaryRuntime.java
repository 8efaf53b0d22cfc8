package dev.concurrency.boundary;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.BackgroundProcess;
import dev.concurrency.process.CheckReturnValue;
import dev.concurrency.process.Configurable;
import dev.concurrency.process.Pausable;

/**
 * Runs keyed one-shot tasks in front of something that must not be flooded: so many at
 * once, so many waiting, and the rest is refused. A handle to a process; thread-safe, and
 * nothing here waits.
 * <p>
 * What the user's code chains to a stage runs on the thread of the task, after the place
 * of the task was given to the next one; if the task did not end by itself, on a thread
 * of the boundary's own. So it may block, but it holds up what comes after it there.
 * <p>
 * The process itself does not fail. When it is restarted with its siblings or by an
 * operator, tasks in flight run to the end, those that wait do so for the next
 * incarnation, and new ones are taken; a task that has not ended when the time for the
 * stop is over is interrupted and cancelled, and can be retried. If one ignores even
 * that, the next incarnation begins when its thread has ended: what waits is kept until
 * then, and new tasks are refused as {@link BoundaryError.BoundaryClosed}.
 */
public interface BoundaryRuntime extends BackgroundProcess, Pausable, Configurable<BoundarySettings> {

	/**
	 * Takes a task. Never waits: what cannot be taken is refused at once.
	 * @param key unique among the tasks that are not forgotten: those that are over too,
	 * as long as {@link BoundarySettings#history()} keeps them
	 * @param task does the work once, on a thread of the boundary's pool; kept until it
	 * has succeeded or is forgotten
	 * @param <T> the type of its result
	 * @return completes when the task is over, with what became of it, and at once if it
	 * is refused as {@link BoundaryError.DuplicateTask},
	 * {@link BoundaryError.QueueSaturated} or {@link BoundaryError.BoundaryClosed}; never
	 * fails
	 */
	@CheckReturnValue
	<T extends @Nullable Object> CompletionStage<TaskOutcome<T>> submit(String key, Callable<? extends T> task);

	/**
	 * Tries a task once more that failed or was cancelled, with its original callable,
	 * last in the queue.
	 * @param key which one
	 * @return completes when the task is over, with what became of it, and at once if it
	 * is refused as {@link BoundaryError.UnknownTask},
	 * {@link BoundaryError.InvalidTransition}, {@link BoundaryError.QueueSaturated} or
	 * {@link BoundaryError.BoundaryClosed}; never fails
	 */
	@CheckReturnValue
	CompletionStage<TaskOutcome<?>> retry(String key);

	/**
	 * Cancels a task. One that waits is over at once. One that runs is interrupted and
	 * has the cancellation budget to end; then it is left behind: it gives up its place,
	 * although its thread still runs, and is counted as abandoned. One that returns a
	 * result all the same has succeeded.
	 * @param key which one
	 * @param reason why, in words
	 * @return completes when the task is over, with what became of it, and at once if
	 * that is refused as {@link BoundaryError.UnknownTask} or
	 * {@link BoundaryError.InvalidTransition}; never fails
	 */
	CompletionStage<TaskOutcome<?>> cancel(String key, String reason);

	/**
	 * Forgets a task that is over, so that its key is free again.
	 * @param key which one
	 * @return why that is refused, empty if it is done
	 */
	Optional<BoundaryError> forget(String key);

	/**
	 * Starts as many tasks as there is room for.
	 * @return the keys of those that were started, in the order of the queue
	 * @throws IllegalStateException if the mode is push-only
	 */
	List<String> startAvailable();

	/**
	 * Starts as many tasks as are asked for and there is room for. What there is none for
	 * is not kept in mind: ask again.
	 * @param atMost how many are asked for; zero or less starts none
	 * @return the keys of those that were started, in the order of the queue
	 * @throws IllegalStateException if the mode is push-only
	 */
	List<String> poll(int atMost);

	/**
	 * The pull side as a publisher of Reactive Streams. What a subscriber requests is
	 * kept in mind: so many tasks are started for it, as there is room, and it is told
	 * what became of each. A task that was started for one subscriber is not told to
	 * another; when a subscriber cancels, tasks that were started for it go on. All
	 * subscribers are completed when the process has ended and is not restarted, or told
	 * of its failure if it did not end as it should; one that comes after that is
	 * completed at once, until somebody starts the process again, and one that comes
	 * before the first start waits for it. What they throw is logged and ends their
	 * subscription.
	 * <p>
	 * A stop that drains starts what subscribers have asked for, however far they are
	 * behind, and tells them of it; what nobody has asked for it starts for nobody.
	 * @return a publisher for any number of subscribers
	 * @throws IllegalStateException unless the mode is pull-only
	 */
	Flow.Publisher<FinishedTask> asPublisher();

	/**
	 * The tasks of this moment.
	 * @return an immutable value
	 */
	BoundaryState state();

	/**
	 * Has no task start; those in flight go on, and new ones wait as long as there is
	 * room. Lasts until {@link #resume()}, over restarts too; only a stop runs what waits
	 * all the same. Idempotent.
	 */
	@Override
	void pause();

	/** Has tasks start again. Idempotent. */
	@Override
	void resume();

	/**
	 * Changes how the boundary runs, at once: the limits, the cancellation budget, the
	 * history and what a stop does. What is over a lower limit stays there.
	 * @param change gives the new settings for the old ones; may be called again if
	 * somebody else changes them at the same time
	 * @return the new settings
	 * @throws IllegalArgumentException if what cannot change would: mode and pool
	 */
	@Override
	BoundarySettings reconfigure(UnaryOperator<BoundarySettings> change);

	/**
	 * The counts of this moment.
	 * @return a new snapshot
	 */
	BoundarySnapshot snapshot();

}
