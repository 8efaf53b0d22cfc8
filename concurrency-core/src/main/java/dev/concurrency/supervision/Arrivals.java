package dev.concurrency.supervision;

import dev.concurrency.supervision.Child.Phase;

/**
 * Children that wait for their turn to start, first first: each when the one before it is
 * ready, or all at once. Not thread-safe.
 * <p>
 * Invariant: a child is here exactly while its phase is pending, except that one which is
 * still to end, or whose thread was abandoned, may be here too: it keeps its phase and
 * its turn comes when it is free.
 */
final class Arrivals {

	private final Children waiting = new Children();

	private final Decisions decisions;

	private final boolean concurrent;

	private int awaited;

	Arrivals(Decisions decisions, boolean concurrent) {
		this.decisions = decisions;
		this.concurrent = concurrent;
	}

	/** A child is to start when its turn comes. */
	void add(Child child) {
		if (!child.isAlive()) {
			this.decisions.phase(child, Phase.PENDING);
		}
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
		this.awaited = 0;
	}

	/** A child is ready, or will not be: nobody waits for it any more. */
	void arrived(Child child) {
		if (child.awaited) {
			child.awaited = false;
			this.awaited--;
		}
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
			for (Child next = this.waiting.first(); next != null && this.awaited == 0; next = this.waiting.first()) {
				if (!startIfFree(next)) {
					return false;
				}
			}
		}
		return this.awaited == 0 && this.waiting.isEmpty();
	}

	private boolean startIfFree(Child child) {
		if (child.isAlive() || child.abandoned) {
			return false;
		}
		this.waiting.remove(child);
		child.awaited = true;
		this.awaited++;
		this.decisions.start(child, child.incarnation > 0 && !child.booting);
		return true;
	}

}
