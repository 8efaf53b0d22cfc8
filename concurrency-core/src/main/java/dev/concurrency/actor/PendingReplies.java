package dev.concurrency.actor;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

import dev.concurrency.process.ProcessPath;

/**
 * The questions to one actor that are not answered yet, so that its end answers them.
 * Thread-safe.
 * <p>
 * No question is forgotten: it is added before its letter is offered, and the actor's end
 * takes what is there after its mailbox is closed. So a question is in the set then, or
 * its letter is refused.
 */
final class PendingReplies {

	private final Set<Reply<?>> replies = ConcurrentHashMap.newKeySet(1);

	<R> Reply<R> open(ProcessPath actor, Executor executor) {
		Reply<R> reply = new Reply<>(actor, executor, this.replies::remove);
		this.replies.add(reply);
		return reply;
	}

	void fail(AskException cause) {
		this.replies.forEach((reply) -> reply.fail(cause));
	}

}
