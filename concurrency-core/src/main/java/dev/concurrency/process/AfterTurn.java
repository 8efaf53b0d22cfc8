package dev.concurrency.process;

import org.jspecify.annotations.Nullable;

/**
 * Work that a turn of an actor leads to and that must not run inside it: see
 * {@link SharedPool#executeAfter}. A link of a chain at the same time, so that a turn of
 * many answers makes no other objects for them.
 */
public abstract class AfterTurn implements Runnable {

	// Belongs to who adds it, then to who takes the chain.
	@Nullable AfterTurn link;

	/** Work that nobody was given yet. */
	protected AfterTurn() {
	}

	/** Turns a chain round whose newest link this is. Answers the oldest. */
	AfterTurn reversed() {
		AfterTurn following = null;
		AfterTurn current = this;
		while (current.link != null) {
			AfterTurn older = current.link;
			current.link = following;
			following = current;
			current = older;
		}
		current.link = following;
		return current;
	}

}
