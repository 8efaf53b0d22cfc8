package dev.concurrency.supervision;

import java.util.Collection;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.ProcessStatus;

/**
 * The children that a supervisor shows: by name, which is unique among them, and in their
 * order. Thread-safe, and nobody waits: a child is here from before its supervisor hears
 * of it until it has forgotten it.
 */
final class Roster {

	private final ConcurrentMap<String, Child> names = new ConcurrentHashMap<>();

	private final NavigableMap<Long, Child> inOrder = new ConcurrentSkipListMap<>();

	/**
	 * Adds a child.
	 * @throws SupervisionException.DuplicateChild if there is one of that name
	 */
	void add(Child child) {
		String name = child.path().name();
		Child other = this.names.putIfAbsent(name, child);
		while (other != null) {
			if (!isGone(other)) {
				ProcessStatus status = other.process().record().status();
				throw new SupervisionException.DuplicateChild(child.path(),
						!status.isTerminal() && !(status instanceof ProcessStatus.Created));
			}
			// It may be forgotten at this moment.
			other = this.names.replace(name, other, child) ? null : this.names.putIfAbsent(name, child);
		}
		this.inOrder.put(child.place(), child);
	}

	/** Who follows its end may be here before its supervisor has forgotten it. */
	private static boolean isGone(Child child) {
		return child.isSpawned() && child.isTemporary() && child.process().record().isOver();
	}

	/** Removes a child; another one of its name stays. */
	void remove(Child child) {
		this.inOrder.remove(child.place(), child);
		this.names.remove(child.path().name(), child);
	}

	boolean contains(Child child) {
		return this.inOrder.containsKey(child.place());
	}

	@Nullable Child find(String name) {
		return this.names.get(name);
	}

	/** Those that are here while they are looked at, in their order. */
	Collection<Child> all() {
		return Collections.unmodifiableCollection(this.inOrder.values());
	}

}
