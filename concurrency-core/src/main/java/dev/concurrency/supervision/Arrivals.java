package dev.concurrency.supervision;

import dev.concurrency.supervision.Child.Phase;

/**
 * Children that wait for their turn to start, first first: each when the one before it is
 * ready, or all at once. Not thread-safe.
 * <p>
 * Invariant: a child is here exactly while its phase is pending, except that one which is
 * still to end may be here too and is pending once it has ended. A child whose thread was
 * abandoned loses its turn and starts when it is free: nobody waits for a thread that may
 * never end.
 */
final class Arrivals {

	private final Children waiting = new Children();

	private final Children awaited = new Children();

	private final Decisions decisions;

	private final boolean concurrent;

	Arrivals(Decisions decisions, boolean concurrent) {
		this.decisions = decisions;
		this.concurrent = concurrent;
	}

	/** A child is to start when its turn comes. */
	void add(Child child) {
		arrived(child);
		if (!child.isAlive()) {
			this.decisions.phase(child, Phase.PENDING);
		}
		child.startWhenFree = false;
		this.waiting.add(child);
	}

	/** A child is not to start after all. */
	void remove(Child child) {
		this.waiting.remove(child);
	}

	boolean contains(Child child) {
		return this.waiting.contains(child);
	}

	Children waiting() {
		return this.waiting;
	}

	/** Nobody starts and nobody is waited for. */
	void clear() {
		this.waiting.clear();
		this.awaited.clear();
	}

	/** A child is ready, or will not be: nobody waits for it any more. */
	void arrived(Child child) {
		this.awaited.remove(child);
	}

	/**
	 * Starts whoever's turn it is.
	 * @return true when all are ready
	 */
	boolean advance() {
		if (this.concurrent) {
			this.waiting.forEach(this::startIfFree);
		}
		else {
			for (Child next = this.waiting.first(); next != null
					&& this.awaited.isEmpty(); next = this.waiting.first()) {
				if (!startIfFree(next)) {
					return false;
				}
			}
		}
		return this.awaited.isEmpty() && this.waiting.isEmpty();
	}

	/** A child of which a thread still runs starts when it is free. */
	private void pass(Child child) {
		this.waiting.remove(child);
		child.startWhenFree = true;
		if (!child.isAlive()) {
			this.decisions.phase(child, Phase.ENDED);
		}
	}

	/** Answers whether those after it need not wait for it. */
	private boolean startIfFree(Child child) {
		if (child.abandoned) {
			pass(child);
			return true;
		}
		if (child.isAlive()) {
			return false;
		}
		this.waiting.remove(child);
		this.awaited.add(child);
		this.decisions.start(child, child.attempt > 0 && child.incarnation > 0 && !child.booting);
		return true;
	}

}
