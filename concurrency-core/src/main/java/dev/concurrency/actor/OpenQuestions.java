package dev.concurrency.actor;

import java.util.ArrayList;
import java.util.List;

/**
 * The questions that an actor has handled and not answered: whoever got their ports may
 * still do so. Belongs to the holder of the actor. Bounded by the questions that are
 * open, twice at most.
 */
final class OpenQuestions {

	private static final int FEW = 16;

	private final List<Reply<?>> replies = new ArrayList<>(1);

	private int limit = FEW;

	void add(Reply<?> reply) {
		if (this.replies.size() >= this.limit) {
			this.replies.removeIf(Reply::isAnswered);
			this.limit = Math.max(FEW, this.replies.size() * 2);
		}
		this.replies.add(reply);
	}

	/** Whether all have their answer. */
	boolean isEmpty() {
		this.replies.removeIf(Reply::isAnswered);
		return this.replies.isEmpty();
	}

	/** How many are remembered. */
	int size() {
		return this.replies.size();
	}

	void fail(AskException cause) {
		this.replies.forEach((reply) -> reply.fail(cause));
		this.replies.clear();
	}

}
