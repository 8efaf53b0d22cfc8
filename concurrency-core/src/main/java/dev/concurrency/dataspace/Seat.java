package dev.concurrency.dataspace;

import org.jspecify.annotations.Nullable;

/**
 * One subscription: where it belongs and its feed. Immutable, equal only to itself.
 *
 * @param <T> the type of a value
 */
final class Seat<T> implements Subscription {

	final Class<T> type;

	/** The one key it follows, null for all. */
	final @Nullable Object key;

	/** The process it ends with, null if there is none. */
	final @Nullable Owner owner;

	final Feed<T> feed;

	private final Dataspace dataspace;

	Seat(Dataspace dataspace, Class<T> type, @Nullable Object key, @Nullable Owner owner, Feed<T> feed) {
		this.dataspace = dataspace;
		this.type = type;
		this.key = key;
		this.owner = owner;
		this.feed = feed;
	}

	@Override
	public void close() {
		this.dataspace.close(this);
	}

}
