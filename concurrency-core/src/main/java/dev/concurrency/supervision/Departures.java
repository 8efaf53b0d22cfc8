package dev.concurrency.supervision;

import java.util.Collection;
import java.util.function.Consumer;

/**
 * Children that are asked to end, last first: each when all after it are gone, or all at
 * once. Not thread-safe.
 */
final class Departures {

	private final Children notAsked = new Children();

	private boolean concurrent;

	/** Adds to those that are to go. */
	void add(Collection<Child> children, boolean atOnce) {
		children.forEach(this.notAsked::add);
		this.concurrent = atOnce;
	}

	void clear() {
		this.notAsked.clear();
	}

	/** Does not wait for one before the next is asked any more. */
	void hurry() {
		this.concurrent = true;
	}

	/**
	 * Asks whoever is next.
	 * @param ask asks a child, which may have been asked before or not be alive
	 * @return true when nobody is left to ask
	 */
	boolean advance(Consumer<Child> ask) {
		for (Child child = this.notAsked.last(); child != null; child = this.notAsked.last()) {
			ask.accept(child);
			if (!this.concurrent && child.isAlive()) {
				return false;
			}
			this.notAsked.remove(child);
		}
		return true;
	}

}
