package dev.concurrency.actor;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.Admission;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ProcessRecord;
import dev.concurrency.process.ProcessSnapshot;

/**
 * The actors of a group by key, through all incarnations of the group. Thread-safe.
 *
 * @param <K> the type of a key
 * @param <M> the type of a message
 */
final class Members<K, M> {

	private final LongAdder created = new LongAdder();

	private final LongAdder passivated = new LongAdder();

	private final ProcessRecord record;

	private final ActorType<M> type;

	// Null while the group does not run; then the counts are here.
	private volatile @Nullable Generation<K, M> generation;

	private volatile GroupTally before = new GroupTally();

	Members(ProcessRecord record, ActorType<M> type) {
		this.record = record;
		this.type = type;
	}

	/** A new incarnation of the group begins, without actors. */
	Generation<K, M> open(Nurseries nurseries) {
		Generation<K, M> fresh = new Generation<>(this, nurseries, tally());
		this.generation = fresh;
		return fresh;
	}

	/** The incarnation is over; its counts go on. */
	void retire() {
		this.before = tally();
		this.generation = null;
	}

	private GroupTally tally() {
		Generation<K, M> current = this.generation;
		return (current != null) ? current.tally() : this.before;
	}

	/** The actor of a key, null if there is none. */
	@Nullable ActorCell<M> find(K key) {
		Generation<K, M> current = this.generation;
		return (current != null) ? current.find(key) : null;
	}

	/** The actor of a key, created if need be, or why there is none. */
	Generation.Resolved<M> resolve(K key) {
		Generation<K, M> current = this.generation;
		return (current != null) ? current.resolve(key) : new Generation.Resolved<>(null, Admission.CLOSED);
	}

	/** The group is not paused any more. */
	void goOn() {
		Generation<K, M> current = this.generation;
		if (current != null) {
			current.goOn();
		}
	}

	/** An actor was created. */
	void created() {
		this.created.increment();
	}

	/** An actor has gone because no message came. */
	void passivated() {
		this.passivated.increment();
	}

	/** A message was handled that is timed. */
	void worked(Duration took, @Nullable Throwable failure) {
		this.record.worked(1, took, failure);
	}

	/** A message was refused because there was no room for another actor. */
	void refused() {
		this.type.full().increment();
	}

	ProcessRecord record() {
		return this.record;
	}

	ActorType<M> type() {
		return this.type;
	}

	ProcessPath path(K key) {
		return this.record.path().childForKey(key);
	}

	ActorRef<M> ref(K key) {
		return new MemberRef<>(this, key);
	}

	int maxEntities() {
		return this.type.settings().maxEntities();
	}

	GroupSnapshot snapshot() {
		Generation<K, M> current = this.generation;
		return tally().snapshot((current != null) ? current.live() : 0, this.created.sum(), this.passivated.sum(),
				this.type);
	}

	/** The actors that have failed, not too many. */
	List<ProcessSnapshot> troubled() {
		Generation<K, M> current = this.generation;
		return (current != null) ? current.troubled() : List.of();
	}

}
