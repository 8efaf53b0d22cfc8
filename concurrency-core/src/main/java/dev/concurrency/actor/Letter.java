package dev.concurrency.actor;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * A message in a mailbox, with where it came from. Immutable once it is in the mailbox,
 * but for {@code next}, which the reader turns round.
 *
 * @param <M> the type of a message
 */
class Letter<M> {

	/** Nobody wants it back. */
	static final Object BEST_EFFORT = new Object();

	final M message;

	/**
	 * The {@link Reply} of who asked, the {@link ReturnAddress} of who sent it,
	 * {@link #BEST_EFFORT}, or null: sent from outside.
	 */
	private final @Nullable Object from;

	@Nullable Letter<M> next;

	/** How many letters the chain from this one on holds. */
	int depth;

	/** What the reader had taken and not read when this chain began, or null. */
	@Nullable Taken<M> taken;

	/** So many letters waited once this one was there, or fewer. */
	int most;

	Letter(M message, @Nullable Object from) {
		this.message = Objects.requireNonNull(message, "message");
		this.from = from;
	}

	/**
	 * Makes it the newest of a chain.
	 * @param chain what was the newest, or null
	 * @param base what the reader had when that began, or has now
	 * @param waiting so many letters wait, or fewer
	 */
	void putOnto(@Nullable Letter<M> chain, @Nullable Taken<M> base, int waiting) {
		this.next = chain;
		this.depth = (chain != null) ? chain.depth + 1 : 1;
		this.taken = base;
		this.most = waiting + 1;
	}

	/** The port of who asked, if anybody did. */
	@Nullable Reply<?> reply() {
		return (this.from instanceof Reply<?> reply) ? reply : null;
	}

	/** Who sent it and wants it back, if anybody does. */
	@Nullable ReturnAddress sender() {
		return (this.from instanceof ReturnAddress sender) ? sender : null;
	}

	/** Whether nobody wants to hear of it if it is not handled. */
	boolean isBestEffort() {
		return this.from == BEST_EFFORT;
	}

}
