package dev.concurrency.boundary;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * The tasks of a boundary at one moment: an immutable value. Each operation answers with
 * the next value and what came of it; nothing is mutated, no clock is read and no thread
 * is started, so a test, a simulation or a proof can drive a boundary through any
 * history. {@link BoundaryRuntime} is the process around it.
 * <p>
 * Every operation costs O(log n) steps and new objects, where n is how many tasks there
 * are; only {@link #tasks()}, {@link #signature()} and comparing two values look at all
 * of them. Two trees make that possible, each sharing all but a path with the one before:
 * the tasks by their keys, and the keys of those that wait by their places in the order,
 * so that the next to start is the smallest and a cancellation needs no search. The JDK
 * has no such collection, and a library for one small class would become a dependency of
 * everybody.
 * <p>
 * The mode shows in the signature only: who may start tasks is not the value's business.
 */
public final class BoundaryState {

	private final Boundary boundary;

	private final long next;

	private final Tree<String, TaskState> tasks;

	// Of those that wait only: their keys by their places.
	private final Tree<Long, String> queue;

	private final Counts counts;

	private BoundaryState(Boundary boundary, long next, Tree<String, TaskState> tasks, Tree<Long, String> queue,
			Counts counts) {
		this.boundary = boundary;
		this.next = next;
		this.tasks = tasks;
		this.queue = queue;
		this.counts = counts;
	}

	/**
	 * A boundary without tasks.
	 * @param boundary its limits
	 * @return the first value of a history
	 */
	public static BoundaryState of(Boundary boundary) {
		return new BoundaryState(boundary, 1, Tree.empty(), Tree.empty(), new Counts(0, 0, 0, 0));
	}

	/**
	 * Takes a task, last in the queue.
	 * @param key unique among the tasks that are not forgotten
	 * @return refused as {@link BoundaryError.DuplicateTask} or
	 * {@link BoundaryError.QueueSaturated}
	 */
	public Step enqueue(String key) {
		Objects.requireNonNull(key, "key");
		return (this.tasks.get(key) != null) ? refused(new BoundaryError.DuplicateTask(key)) : append(key, null);
	}

	/**
	 * Starts tasks in the order of the queue, as many as may be in flight.
	 * @param now the time of their start
	 * @return which ones, none if there are none or there is no room
	 */
	public Started startAvailable(Instant now) {
		return startAvailable(now, Integer.MAX_VALUE);
	}

	/**
	 * Starts tasks in the order of the queue, as many as may be in flight, but not more
	 * than are asked for.
	 * @param now the time of their start
	 * @param atMost how many are asked for; zero or less starts none
	 * @return which ones, none if there are none or there is no room
	 */
	public Started startAvailable(Instant now, int atMost) {
		int room = Math.min(atMost, this.boundary.maxInFlight() - this.counts.inFlight);
		List<String> keys = new ArrayList<>();
		BoundaryState state = this;
		for (Long first = this.queue.first(); first != null && keys.size() < room; first = state.queue.first()) {
			String key = Objects.requireNonNull(state.queue.get(first));
			state = state.changed(key, state.tasks.get(key), new TaskState.InFlight(first, now));
			keys.add(key);
		}
		return new Started(state, keys);
	}

	/**
	 * A task that is in flight has done its work.
	 * @param key which one
	 * @return refused as {@link BoundaryError.UnknownTask} or
	 * {@link BoundaryError.InvalidTransition}
	 */
	public Step succeed(String key) {
		TaskState task = this.tasks.get(key);
		return (task instanceof TaskState.InFlight) ? done(key, task, new TaskState.Succeeded(task.sequence()))
				: refused(key, task, TaskAction.SUCCEED);
	}

	/**
	 * A task that is in flight has failed.
	 * @param key which one
	 * @param reason why, in words
	 * @return refused as {@link BoundaryError.UnknownTask} or
	 * {@link BoundaryError.InvalidTransition}
	 */
	public Step fail(String key, String reason) {
		TaskState task = this.tasks.get(key);
		return (task instanceof TaskState.InFlight) ? done(key, task, new TaskState.Failed(task.sequence(), reason))
				: refused(key, task, TaskAction.FAIL);
	}

	/**
	 * A task that waits or is in flight is not to be done any more.
	 * @param key which one
	 * @param reason why, in words
	 * @return refused as {@link BoundaryError.UnknownTask} or
	 * {@link BoundaryError.InvalidTransition}
	 */
	public Step cancel(String key, String reason) {
		TaskState task = this.tasks.get(key);
		return (task != null && !task.isOver()) ? done(key, task, new TaskState.Cancelled(task.sequence(), reason))
				: refused(key, task, TaskAction.CANCEL);
	}

	/**
	 * Takes a task that failed or was cancelled once more, last in the queue and within
	 * the same limits as a new one.
	 * @param key which one
	 * @return refused as {@link BoundaryError.UnknownTask},
	 * {@link BoundaryError.InvalidTransition} or {@link BoundaryError.QueueSaturated}
	 */
	public Step retry(String key) {
		TaskState task = this.tasks.get(key);
		return (task instanceof TaskState.Failed || task instanceof TaskState.Cancelled) ? append(key, task)
				: refused(key, task, TaskAction.RETRY);
	}

	/**
	 * Forgets a task that is over, so that its key is free again.
	 * @param key which one
	 * @return with what the task was; refused as {@link BoundaryError.UnknownTask} or
	 * {@link BoundaryError.InvalidTransition}
	 */
	public Step forget(String key) {
		TaskState task = this.tasks.get(key);
		return (task != null && task.isOver()) ? new Step.Done(new BoundaryState(this.boundary, this.next,
				this.tasks.without(key), this.queue, this.counts.plus(task, -1)), task)
				: refused(key, task, TaskAction.FORGET);
	}

	private Step append(String key, @Nullable TaskState before) {
		if (this.queue.size() >= this.boundary.maxQueued()) {
			return refused(new BoundaryError.QueueSaturated(key, this.boundary.maxQueued()));
		}
		return done(key, before, new TaskState.Queued(this.next));
	}

	private Step done(String key, @Nullable TaskState before, TaskState after) {
		return new Step.Done(changed(key, before, after), after);
	}

	private Step refused(String key, @Nullable TaskState task, TaskAction action) {
		return refused((task != null) ? new BoundaryError.InvalidTransition(key, task, action)
				: new BoundaryError.UnknownTask(key));
	}

	private Step refused(BoundaryError error) {
		return new Step.Refused(this, error);
	}

	private BoundaryState changed(String key, @Nullable TaskState before, TaskState after) {
		Tree<Long, String> waiting = (before instanceof TaskState.Queued) ? this.queue.without(before.sequence())
				: this.queue;
		boolean queued = after instanceof TaskState.Queued;
		Counts changed = (before != null) ? this.counts.plus(before, -1) : this.counts;
		return new BoundaryState(this.boundary, queued ? this.next + 1 : this.next, this.tasks.with(key, after),
				queued ? waiting.with(after.sequence(), key) : waiting, changed.plus(after, 1));
	}

	/**
	 * Changes the limits. What is over a lower one stays.
	 * @param newBoundary the limits from now on
	 * @return the next value
	 */
	public BoundaryState withBoundary(Boundary newBoundary) {
		return new BoundaryState(newBoundary, this.next, this.tasks, this.queue, this.counts);
	}

	/**
	 * The limits.
	 * @return the same over a history, unless they are changed
	 */
	public Boundary boundary() {
		return this.boundary;
	}

	/**
	 * Where a task stands.
	 * @param key which one
	 * @return empty if there is none, or it was forgotten
	 */
	public Optional<TaskState> state(String key) {
		return Optional.ofNullable(this.tasks.get(key));
	}

	/**
	 * How many tasks wait.
	 * @return from 0 to the limit, or over it since that was lowered
	 */
	public int queued() {
		return this.queue.size();
	}

	/**
	 * How many tasks are in flight.
	 * @return from 0 to the limit, or over it since that was lowered
	 */
	public int inFlight() {
		return this.counts.inFlight;
	}

	/**
	 * How many tasks have succeeded and are not forgotten.
	 * @return zero or more
	 */
	public int succeeded() {
		return this.counts.succeeded;
	}

	/**
	 * How many tasks have failed and are neither tried again nor forgotten.
	 * @return zero or more
	 */
	public int failed() {
		return this.counts.failed;
	}

	/**
	 * How many tasks were cancelled and are neither tried again nor forgotten.
	 * @return zero or more
	 */
	public int cancelled() {
		return this.counts.cancelled;
	}

	/**
	 * All tasks that are not forgotten, in O(n log n).
	 * @return an unmodifiable map from key to state, in the order in which they were
	 * accepted
	 */
	public Map<String, TaskState> tasks() {
		List<Map.Entry<String, TaskState>> entries = new ArrayList<>(this.tasks.size());
		this.tasks.forEach((key, task) -> entries.add(Map.entry(key, task)));
		entries.sort(Comparator.comparingLong((entry) -> entry.getValue().sequence()));
		Map<String, TaskState> ordered = new LinkedHashMap<>();
		entries.forEach((entry) -> ordered.put(entry.getKey(), entry.getValue()));
		return Collections.unmodifiableMap(ordered);
	}

	/**
	 * The whole value as one line of printable ASCII, the same for equal histories on any
	 * machine: for fixtures. In O(n log n).
	 * @return limits, the next sequence number, and the tasks in their order
	 */
	public String signature() {
		return Signature.of(this.boundary, this.next, tasks());
	}

	/** For tests: what changes with an operation. */
	List<Tree<?, ?>> trees() {
		return List.of(this.tasks, this.queue);
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof BoundaryState that && this.next == that.next && this.boundary.equals(that.boundary)
				&& tasks().equals(that.tasks());
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.boundary, this.next, tasks());
	}

	/**
	 * The signature.
	 * @return as {@link #signature()}
	 */
	@Override
	public String toString() {
		return signature();
	}

	/**
	 * What an operation on one task came to. Immutable.
	 */
	public sealed interface Step {

		/**
		 * The value after it.
		 * @return the same one as before if it was refused
		 */
		BoundaryState state();

		/**
		 * It was done.
		 *
		 * @param state the next value
		 * @param task where the task stands now; where it stood if it was forgotten
		 */
		record Done(BoundaryState state, TaskState task) implements Step {
		}

		/**
		 * It was refused and nothing changed.
		 *
		 * @param state the same value
		 * @param error why
		 */
		record Refused(BoundaryState state, BoundaryError error) implements Step {
		}

	}

	/**
	 * The tasks that were started. Immutable.
	 *
	 * @param state the next value
	 * @param keys which ones, in the order of the queue
	 */
	public record Started(BoundaryState state, List<String> keys) {

		/** Makes the list unmodifiable. */
		public Started {
			keys = List.copyOf(keys);
		}

	}

	/** How many tasks there are in each state but the first, which the queue counts. */
	private record Counts(int inFlight, int succeeded, int failed, int cancelled) {

		Counts plus(TaskState task, int more) {
			return new Counts(this.inFlight + ((task instanceof TaskState.InFlight) ? more : 0),
					this.succeeded + ((task instanceof TaskState.Succeeded) ? more : 0),
					this.failed + ((task instanceof TaskState.Failed) ? more : 0),
					this.cancelled + ((task instanceof TaskState.Cancelled) ? more : 0));
		}

	}

}
