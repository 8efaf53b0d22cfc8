package dev.concurrency.actor;

import org.jspecify.annotations.Nullable;

/**
 * A message in a mailbox, with the port of the one who asked, if any. Immutable once it
 * is in the mailbox, but for {@code next}, which the reader turns round.
 *
 * @param <M> the type of a message
 */
final class Letter<M> {

	final M message;

	final @Nullable Reply<?> reply;

	@Nullable Letter<M> next;

	/** How many letters the chain from this one on holds. */
	int depth;

	/** What the reader had taken and not read when this chain began, or null. */
	Mailbox.@Nullable Taken taken;

	Letter(M message, @Nullable Reply<?> reply) {
		this.message = message;
		this.reply = reply;
	}

}
