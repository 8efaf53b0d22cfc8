package dev.concurrency.boundary;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Whether a boundary takes tasks, and who may start how many of them. Not thread-safe.
 */
final class Gate {

	// In the order of their turns.
	private final Set<TaskSubscription> subscriptions = new LinkedHashSet<>();

	private Position position = Position.CLOSED;

	private boolean paused;

	boolean accepts() {
		return this.position.accepts;
	}

	/** A stop that drains outranks a pause. */
	boolean starts() {
		return this.position.starts && (!this.paused || this.position == Position.DRAINING);
	}

	void pause(boolean newPaused) {
		this.paused = newPaused;
	}

	/** An incarnation is at work. */
	void open() {
		this.position = Position.OPEN;
	}

	/** Another incarnation follows. */
	void suspend() {
		this.position = Position.SUSPENDED;
	}

	/** Nothing new is taken; what waits runs to the end if it is drained. */
	void stop(boolean drains) {
		this.position = drains ? Position.DRAINING : Position.CLOSED;
	}

	/**
	 * The incarnation is to end now. Only of one that was suspended is it known that
	 * another follows; otherwise what waits is left to whoever decides that.
	 */
	void abort() {
		if (this.position != Position.SUSPENDED) {
			this.position = Position.CLOSED;
		}
	}

	/**
	 * No incarnation follows, unless somebody starts the process again. Answers the
	 * subscriptions, which are not kept.
	 */
	List<TaskSubscription> end() {
		this.position = Position.ENDED;
		List<TaskSubscription> ended = List.copyOf(this.subscriptions);
		this.subscriptions.clear();
		return ended;
	}

	/** Answers false if the process has ended: the subscription is not kept. */
	boolean subscribe(TaskSubscription subscription) {
		return this.position != Position.ENDED && this.subscriptions.add(subscription);
	}

	void unsubscribe(TaskSubscription subscription) {
		this.subscriptions.remove(subscription);
	}

	/** Starts what may start without being asked for, or was asked for before. */
	void startMore(Boundary boundary, Starter starter) {
		if (!starts()) {
			return;
		}
		boolean draining = this.position == Position.DRAINING;
		// How far a subscriber is behind does not hold up a stop.
		serve(draining ? Integer.MAX_VALUE : boundary.maxInFlight(), starter);
		if (draining || boundary.mode() != BoundaryMode.PULL_ONLY) {
			starter.start(Integer.MAX_VALUE, null);
		}
	}

	/** Starts what subscribers have asked for, unless they are so far behind. */
	private void serve(int maxBehind, Starter starter) {
		List<TaskSubscription> served = new ArrayList<>();
		for (TaskSubscription next : this.subscriptions) {
			int count = starter.start(next.wanted(maxBehind), next);
			if (count > 0) {
				next.started(count);
				served.add(next);
			}
		}
		// Who was served comes last the next time.
		served.forEach(this.subscriptions::remove);
		this.subscriptions.addAll(served);
	}

	/** Starts tasks in the order of the queue. */
	@FunctionalInterface
	interface Starter {

		/**
		 * Starts as many as are asked for and there is room for.
		 * @param consumer who is told of them, null for nobody
		 * @return how many these were
		 */
		int start(int atMost, @Nullable TaskSubscription consumer);

	}

	/** Whether tasks are taken and started. */
	private enum Position {

		/** Before the first incarnation, or the current one is to end. */
		CLOSED(false, false),

		/** None follows, unless somebody starts the process again. */
		ENDED(false, false),

		/** At work. */
		OPEN(true, true),

		/** Between two incarnations. */
		SUSPENDED(true, false),

		/** Stopping, until nothing waits. */
		DRAINING(false, true);

		private final boolean accepts;

		private final boolean starts;

		Position(boolean accepts, boolean starts) {
			this.accepts = accepts;
			this.starts = starts;
		}

	}

}
