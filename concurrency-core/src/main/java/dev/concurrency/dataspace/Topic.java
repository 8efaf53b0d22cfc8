package dev.concurrency.dataspace;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The values of one type and who follows them. Not thread-safe: guarded by the lock of
 * the dataspace.
 * <p>
 * What is current and what the feeds are told change in the same method, so that a feed
 * that joins in between two calls has neither gap nor duplicate: its replay is what the
 * changes before it came to, and it gets every change after it. A user's key may throw
 * from {@code hashCode} or {@code equals}; it is asked before anything has changed.
 *
 * @param <T> the type of a value
 */
final class Topic<T> {

	private final Map<Object, Claim<T>> claims = new LinkedHashMap<>();

	private final Set<Feed<T>> everyKey = new LinkedHashSet<>();

	private final Map<Object, Set<Feed<T>>> oneKey = new HashMap<>();

	/**
	 * Makes a claim the current one.
	 * @param claim a new claim
	 * @param woken takes the feeds that have to be scheduled
	 * @return the claim in whose place it is, null if there was none
	 */
	@Nullable Claim<T> put(Claim<T> claim, Collection<Feed<?>> woken) {
		Set<Feed<T>> followers = followers(claim.key);
		Claim<T> replaced = this.claims.put(claim.key, claim);
		publish(new Change.Asserted<>(claim.key, claim.value), followers, woken);
		return replaced;
	}

	/**
	 * Withdraws a claim if it is current.
	 * @param claim any claim
	 * @param woken takes the feeds that have to be scheduled
	 */
	void remove(Claim<T> claim, Collection<Feed<?>> woken) {
		Set<Feed<T>> followers = followers(claim.key);
		if (this.claims.remove(claim.key, claim)) {
			publish(new Change.Retracted<>(claim.key, claim.value), followers, woken);
		}
	}

	@Nullable Claim<T> find(Object key) {
		return this.claims.get(key);
	}

	/** What is current, in the order in which the keys were first asserted. */
	Map<Object, T> values() {
		Map<Object, T> values = new LinkedHashMap<>();
		this.claims.forEach((key, claim) -> values.put(key, claim.value));
		return values;
	}

	/** Adds a feed, which begins with a replay of what is current. */
	void join(Feed<T> feed, @Nullable Object key, Collection<Feed<?>> woken) {
		List<Claim<T>> replay;
		if (key == null) {
			replay = List.copyOf(this.claims.values());
			this.everyKey.add(feed);
		}
		else {
			Claim<T> current = this.claims.get(key);
			replay = (current != null) ? List.of(current) : List.of();
			this.oneKey.computeIfAbsent(key, (absent) -> new LinkedHashSet<>()).add(feed);
		}
		if (feed.begin(replay)) {
			woken.add(feed);
		}
	}

	void leave(Feed<T> feed, @Nullable Object key) {
		if (key == null) {
			this.everyKey.remove(feed);
		}
		else {
			this.oneKey.computeIfPresent(key, (same, feeds) -> {
				feeds.remove(feed);
				return feeds.isEmpty() ? null : feeds;
			});
		}
	}

	boolean isEmpty() {
		return this.claims.isEmpty() && this.everyKey.isEmpty() && this.oneKey.isEmpty();
	}

	private Set<Feed<T>> followers(Object key) {
		return this.oneKey.getOrDefault(key, Collections.emptySet());
	}

	private void publish(Change<T> change, Set<Feed<T>> followers, Collection<Feed<?>> woken) {
		offer(change, this.everyKey, woken);
		offer(change, followers, woken);
	}

	private void offer(Change<T> change, Set<Feed<T>> feeds, Collection<Feed<?>> woken) {
		for (Feed<T> feed : feeds) {
			if (feed.offer(change)) {
				woken.add(feed);
			}
		}
	}

}
