package dev.concurrency.actor;

import dev.concurrency.process.ConcurrencyException;
import dev.concurrency.process.ProcessPath;

/** An actor has put aside as many messages as it may. */
public final class StashFullException extends ConcurrencyException {

	private final int capacity;

	StashFullException(ProcessPath actor, int capacity) {
		super("The stash of " + actor + " is full (stash-capacity " + capacity
				+ "): take the messages back with unstashAll() earlier, or allow more");
		this.capacity = capacity;
	}

	/**
	 * How many messages may be put aside.
	 * @return the bound
	 */
	public int capacity() {
		return this.capacity;
	}

}
