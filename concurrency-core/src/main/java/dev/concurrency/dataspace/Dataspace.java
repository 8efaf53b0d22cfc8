package dev.concurrency.dataspace;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.ProcessContext;
import dev.concurrency.process.ProcessId;
import dev.concurrency.process.Repeats;

/**
 * State that processes show each other: a process asserts a value under a type and a key,
 * others look it up or subscribe to the type. What a process asserted is retracted when
 * its incarnation ends, however it ends. Thread-safe; after Saluki's dataspace, with the
 * bound of Tokio's broadcast channel.
 * <p>
 * A type is matched exactly, not with its subtypes. Keys and values should be immutable;
 * a key's {@code equals} and {@code hashCode} must neither block nor use the dataspace.
 * <p>
 * Inside: one lock guards the topics, the owners and what waits for each subscriber, and
 * no subscriber, executor or stage is called while it is held. Each change and each
 * subscription is one step under the lock, so all subscribers of a type see one order,
 * and the end of an owner is one step too: nobody finds half of what it asserted. A step
 * notes which feeds it woke; they are handed to the executor after it, in whatever order
 * the threads come to it, since a feed's own queue keeps the order.
 * <p>
 * Invariant: an owner is in {@code owners} only while its callback is registered on the
 * end of its incarnation and has not run; a claim is current, and a seat of an owner in a
 * topic, only while its owner has not ended. The callback is registered before the owner
 * is used, without the lock, because a stage that completes at that moment may run other
 * callbacks on this thread; it marks the owner under the lock, where everyone who adds to
 * the owner looks first. So what is added is either before the mark, and withdrawn with
 * it, or not added. Threads that use a new owner for the first time at the same moment
 * may register a callback each; one of the owners is used, the others stay empty.
 */
public final class Dataspace {

	private final ReentrantLock lock = new ReentrantLock();

	private final Map<Class<?>, Topic<?>> topics = new HashMap<>();

	private final Map<ProcessId, Owner> owners = new HashMap<>();

	private final Executor executor;

	private final Supplier<Optional<ProcessContext>> running;

	private final Repeats failures;

	/**
	 * A dataspace in which nothing is asserted.
	 * @param executor calls the subscribers, on threads of its own; should not reject: a
	 * subscriber that it refuses waits, within its capacity, for the next change
	 * @param failures says which failures of subscribers are worth a line in the log
	 */
	public Dataspace(Executor executor, Repeats failures) {
		this(executor, failures, ProcessContext::current);
	}

	Dataspace(Executor executor, Repeats failures, Supplier<Optional<ProcessContext>> running) {
		this.executor = executor;
		this.running = running;
		this.failures = failures;
	}

	/**
	 * Asserts a value for the process that the calling code runs in.
	 * @param type the type under which it is found
	 * @param key its key within the type
	 * @param value the value
	 * @param <T> the type of the value
	 * @return retracts the value before the process ends
	 * @throws IllegalStateException if the code does not run in a process
	 * @see #assertValue(ProcessContext, Class, Object, Object)
	 */
	public <T> Assertion assertValue(Class<T> type, Object key, T value) {
		ProcessContext owner = this.running.get()
			.orElseThrow(() -> new IllegalStateException(
					"This code does not run in a process, so nothing would retract " + type.getName() + " '" + key
							+ "'. Assert it from a callback of the process or pass the ProcessContext of its owner."));
		return assertValue(owner, type, key, value);
	}

	/**
	 * Asserts a value for a process, in place of what is current under the type and the
	 * key, whoever asserted that. It stays until it is replaced, retracted, or the
	 * owner's incarnation ends. For an owner that has ended already nothing is asserted:
	 * what is current, a successor's value perhaps, stays.
	 * @param owner the incarnation with which the value goes
	 * @param type the type under which it is found
	 * @param key its key within the type
	 * @param value the value
	 * @param <T> the type of the value
	 * @return retracts the value before the owner ends
	 */
	public <T> Assertion assertValue(ProcessContext owner, Class<T> type, Object key, T value) {
		Objects.requireNonNull(key, "key");
		Objects.requireNonNull(value, "value");
		Claim<T> claim = new Claim<>(this, owner(owner), type, key, type.cast(value));
		step((woken) -> {
			if (!claim.owner.ended) {
				Claim<T> replaced = topic(type).put(claim, woken);
				if (replaced != null) {
					replaced.owner.claims.remove(replaced);
				}
				claim.owner.claims.add(claim);
			}
		});
		return claim;
	}

	/**
	 * Looks a value up.
	 * @param type its type
	 * @param key its key
	 * @param <T> the type of the value
	 * @return what is current, empty if nothing is
	 */
	public <T> Optional<T> find(Class<T> type, Object key) {
		Objects.requireNonNull(key, "key");
		return read(type, (topic) -> Optional.ofNullable(topic.find(key)).map((claim) -> claim.value))
			.orElseGet(Optional::empty);
	}

	/**
	 * All values of a type at one moment.
	 * @param type their type
	 * @param <T> the type of the values
	 * @return an unmodifiable copy by key, in the order in which the keys were asserted
	 */
	public <T> Map<Object, T> current(Class<T> type) {
		return Collections.unmodifiableMap(read(type, Topic::values).orElseGet(Map::of));
	}

	/**
	 * Follows all values of a type: first what is current, then every change. The replay
	 * and the changes have neither gap nor duplicate between them, and all subscribers of
	 * the type are told the changes in the same order. If the calling code runs in a
	 * process, the subscription ends with that process.
	 * @param type the type of the values
	 * @param capacity how many changes may wait for this subscriber, not counting the
	 * replay; beyond that the oldest are skipped and their number is told, as
	 * {@link Change.Skipped}, before the next change
	 * @param subscriber told, perhaps already before this method returns
	 * @param <T> the type of the values
	 * @return ends the subscription
	 * @throws IllegalArgumentException if the capacity is not positive
	 */
	public <T> Subscription subscribe(Class<T> type, int capacity, Subscriber<T> subscriber) {
		return join(type, null, capacity, subscriber);
	}

	/**
	 * Follows the value under one key of a type; otherwise as
	 * {@link #subscribe(Class, int, Subscriber)}.
	 * @param type the type of the value
	 * @param key its key
	 * @param capacity how many changes may wait for this subscriber, not counting the
	 * replay
	 * @param subscriber told, perhaps already before this method returns
	 * @param <T> the type of the value
	 * @return ends the subscription
	 * @throws IllegalArgumentException if the capacity is not positive
	 */
	public <T> Subscription subscribe(Class<T> type, Object key, int capacity, Subscriber<T> subscriber) {
		return join(type, Objects.requireNonNull(key, "key"), capacity, subscriber);
	}

	private <T> Subscription join(Class<T> type, @Nullable Object key, int capacity, Subscriber<T> subscriber) {
		if (capacity < 1) {
			throw new IllegalArgumentException("capacity must be at least 1 but is " + capacity);
		}
		Objects.requireNonNull(subscriber, "subscriber");
		Owner owner = this.running.get().map(this::owner).orElse(null);
		Seat<T> seat = new Seat<>(this, type, key, owner,
				new Feed<>(this.lock, this.executor, capacity, subscriber, this.failures));
		step((woken) -> {
			if (owner == null) {
				topic(type).join(seat.feed, key, woken);
			}
			else if (!owner.ended) {
				topic(type).join(seat.feed, key, woken);
				owner.seats.add(seat);
			}
		});
		return seat;
	}

	void retract(Claim<?> claim) {
		step((woken) -> withdraw(claim, woken));
	}

	void close(Seat<?> seat) {
		step((woken) -> leave(seat));
	}

	/** How much is kept, in whatever map: 0 if nothing is left. */
	int kept() {
		this.lock.lock();
		try {
			return this.topics.size() + this.owners.values()
				.stream()
				.mapToInt((owner) -> 1 + owner.claims.size() + owner.seats.size())
				.sum();
		}
		finally {
			this.lock.unlock();
		}
	}

	/** The owner for a process, which has ended if the process has. Without the lock. */
	private Owner owner(ProcessContext process) {
		ProcessId id = process.id();
		Owner known = known(id);
		if (known != null) {
			return known;
		}
		Owner fresh = new Owner(id);
		var unused = process.ended().whenComplete((result, failure) -> end(fresh));
		return settle(fresh);
	}

	private @Nullable Owner known(ProcessId id) {
		this.lock.lock();
		try {
			return this.owners.get(id);
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Makes an owner known, unless it has ended or another thread was faster. */
	private Owner settle(Owner fresh) {
		this.lock.lock();
		try {
			Owner other = fresh.ended ? null : this.owners.putIfAbsent(fresh.id, fresh);
			return (other != null) ? other : fresh;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void end(Owner owner) {
		step((woken) -> {
			owner.ended = true;
			this.owners.remove(owner.id, owner);
			// First those who would be told of the end of their own process.
			List.copyOf(owner.seats).forEach(this::leave);
			List.copyOf(owner.claims).forEach((claim) -> withdraw(claim, woken));
		});
	}

	private <T> void withdraw(Claim<T> claim, Collection<Feed<?>> woken) {
		Topic<T> topic = known(claim.type);
		if (topic != null) {
			topic.remove(claim, woken);
			claim.owner.claims.remove(claim);
			forget(claim.type, topic);
		}
	}

	private <T> void leave(Seat<T> seat) {
		seat.feed.clear();
		Topic<T> topic = known(seat.type);
		if (topic != null) {
			topic.leave(seat.feed, seat.key);
			forget(seat.type, topic);
		}
		if (seat.owner != null) {
			seat.owner.seats.remove(seat);
		}
	}

	/** What nobody asserts or follows takes no room. */
	private void forget(Class<?> type, Topic<?> topic) {
		if (topic.isEmpty()) {
			this.topics.remove(type);
		}
	}

	private <T> Topic<T> topic(Class<T> type) {
		Topic<T> topic = known(type);
		if (topic == null) {
			topic = new Topic<>();
			this.topics.put(type, topic);
		}
		return topic;
	}

	/** The one place that fills the map puts a topic of the same type. */
	@SuppressWarnings("unchecked")
	private <T> @Nullable Topic<T> known(Class<T> type) {
		return (Topic<T>) this.topics.get(type);
	}

	private <T, R> Optional<R> read(Class<T> type, Function<Topic<T>, R> question) {
		this.lock.lock();
		try {
			return Optional.ofNullable(known(type)).map(question);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Makes one change under the lock, then schedules the feeds that it woke, also when
	 * it failed halfway: they are marked as scheduled.
	 */
	private void step(Consumer<Collection<Feed<?>>> change) {
		List<Feed<?>> woken = new ArrayList<>();
		this.lock.lock();
		try {
			change.accept(woken);
		}
		finally {
			this.lock.unlock();
			woken.forEach(Feed::schedule);
		}
	}

}
