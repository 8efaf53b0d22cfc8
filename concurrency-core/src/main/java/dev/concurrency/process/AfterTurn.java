package dev.concurrency.process;

import org.jspecify.annotations.Nullable;

/**
 * Work that a turn of an actor leads to and that must not run inside it: see
 * {@link SharedPool#executeAfter}. A link of a chain at the same time, so that a turn of
 * many answers makes no other objects for them.
 */
public abstract class AfterTurn implements Runnable {

	// Belongs to who adds it, then to who takes the chain.
	@Nullable AfterTurn before;

	/** Work that nobody was given yet. */
	protected AfterTurn() {
	}

	/** Runs a chain whose newest link this is, the oldest first. */
	void runAll() {
		AfterTurn following = null;
		AfterTurn link = this;
		while (link != null) {
			AfterTurn older = link.before;
			link.before = following;
			following = link;
			link = older;
		}
		while (following != null) {
			AfterTurn current = following;
			following = current.before;
			current.before = null;
			SharedPool.guarded(current);
		}
	}

}
