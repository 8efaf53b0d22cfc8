package dev.concurrency.actor;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiFunction;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.Admission;
import dev.concurrency.process.ChildSpec;
import dev.concurrency.process.Nursery;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ProcessSnapshot;

/**
 * The actors of a group by key. Thread-safe.
 * <p>
 * Each incarnation of the group is one {@link Generation}: its nursery and its actors
 * belong together in one object, so a thread that found the nursery before a restart
 * cannot put an actor among those of the next. An actor is put into the map first and
 * spawned then: a nursery that has stopped meanwhile ends it at once and its messages are
 * reported.
 *
 * @param <K> the type of a key
 * @param <M> the type of a message
 */
final class Members<K, M> {

	/** So many actors with failures are shown in a snapshot. */
	private static final int MAX_TROUBLED = 64;

	private final ProcessPath group;

	private final ActorSettings settings;

	private final ChildSpec member;

	private final BiFunction<ProcessPath, K, ActorCell<M>> factory;

	private final LongAdder created = new LongAdder();

	private final LongAdder full = new LongAdder();

	private volatile Generation<K, M> generation = new Generation<>(null, new GroupSnapshot(0, 0, 0, 0, 0, 0, 0, 0));

	Members(ProcessPath group, ActorSettings settings, ChildSpec member,
			BiFunction<ProcessPath, K, ActorCell<M>> factory) {
		this.group = group;
		this.settings = settings;
		this.member = member;
		this.factory = factory;
	}

	/** A new incarnation of the group begins, without actors. */
	void open(Nursery nursery) {
		this.generation = new Generation<>(nursery, retired());
	}

	/** No further actor is created. */
	void close() {
		this.generation.closed = true;
	}

	/** The incarnation is over; its counts go on. */
	void retire() {
		this.generation = new Generation<>(null, retired());
	}

	private GroupSnapshot retired() {
		GroupSnapshot now = snapshot();
		return new GroupSnapshot(0, 0, now.restarts(), 0, now.handled(), now.failures(), now.deadLetters(),
				now.full() - this.full.sum());
	}

	ProcessPath path(K key) {
		return this.group.childForKey(key);
	}

	int maxEntities() {
		return this.settings.maxEntities();
	}

	/** The actor of a key, null if there is none. */
	@Nullable ActorCell<M> find(K key) {
		return this.generation.cells.get(key);
	}

	/** The actor of a key, created if need be, or why there is none. */
	Resolved<M> resolve(K key) {
		Generation<K, M> current = this.generation;
		ActorCell<M> cell = current.cells.get(key);
		return (cell != null) ? new Resolved<>(cell, Admission.ACCEPTED) : create(current, key);
	}

	private Resolved<M> create(Generation<K, M> current, K key) {
		Nursery nursery = current.nursery;
		if (nursery == null || current.closed) {
			return new Resolved<>(null, Admission.CLOSED);
		}
		// The key's own code may throw, so it runs before anything is reserved.
		ProcessPath path = path(key);
		AtomicBoolean isNew = new AtomicBoolean();
		ActorCell<M> cell = current.cells.computeIfAbsent(key, (absent) -> {
			if (current.live.incrementAndGet() > this.settings.maxEntities()) {
				current.live.decrementAndGet();
				return null;
			}
			isNew.set(true);
			ActorCell<M> fresh = this.factory.apply(path, key);
			fresh.open();
			return fresh;
		});
		if (cell == null) {
			this.full.increment();
			return new Resolved<>(null, Admission.FULL);
		}
		if (isNew.get()) {
			this.created.increment();
			// Not inside the map: the start may run the user's code on this thread.
			nursery.adopt(cell, this.member);
		}
		return new Resolved<>(cell, Admission.ACCEPTED);
	}

	GroupSnapshot snapshot() {
		Generation<K, M> current = this.generation;
		GroupSnapshot before = current.before;
		long restarts = before.restarts();
		long queued = 0;
		long handled = before.handled();
		long failures = before.failures();
		long deadLetters = before.deadLetters();
		long refused = before.full();
		for (ActorCell<M> cell : current.cells.values()) {
			ActorSnapshot counts = cell.snapshot();
			restarts += cell.record().restarts();
			queued += counts.mailboxSize();
			handled += counts.handled();
			failures += counts.failures();
			deadLetters += counts.deadLetters();
			refused += counts.full();
		}
		return new GroupSnapshot(current.live.get(), this.created.sum(), restarts, queued, handled, failures,
				deadLetters, refused + this.full.sum());
	}

	/** The actors that have failed, not too many. */
	List<ProcessSnapshot> troubled() {
		return this.generation.cells.values()
			.stream()
			.filter((cell) -> cell.record().lastFailure() != null)
			.limit(MAX_TROUBLED)
			.map(ActorCell::process)
			.toList();
	}

	/**
	 * The actor of a key or why there is none.
	 *
	 * @param cell the actor, null unless {@code answer} is accepted
	 * @param answer what a sender is told if there is none
	 * @param <M> the type of a message
	 */
	record Resolved<M>(@Nullable ActorCell<M> cell, Admission answer) {
	}

	/** One incarnation of the group, and the counts of those before it. */
	private static final class Generation<K, M> {

		private final ConcurrentMap<K, ActorCell<M>> cells = new ConcurrentHashMap<>();

		private final AtomicInteger live = new AtomicInteger();

		private final @Nullable Nursery nursery;

		private final GroupSnapshot before;

		private volatile boolean closed;

		Generation(@Nullable Nursery nursery, GroupSnapshot before) {
			this.nursery = nursery;
			this.before = before;
		}

	}

}
