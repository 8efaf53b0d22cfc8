package dev.concurrency.supervision;

import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * The children of a supervisor in their order. Adding and removing costs the logarithm of
 * their number. Not thread-safe.
 */
final class Children {

	private final NavigableMap<Long, Child> inOrder = new TreeMap<>();

	void add(Child child) {
		this.inOrder.put(child.place(), child);
	}

	void addAll(Children others) {
		this.inOrder.putAll(others.inOrder);
	}

	void remove(Child child) {
		this.inOrder.remove(child.place());
	}

	void clear() {
		this.inOrder.clear();
	}

	boolean isEmpty() {
		return this.inOrder.isEmpty();
	}

	boolean contains(Child child) {
		return this.inOrder.containsKey(child.place());
	}

	@Nullable Child first() {
		return this.inOrder.isEmpty() ? null : this.inOrder.firstEntry().getValue();
	}

	@Nullable Child last() {
		return this.inOrder.isEmpty() ? null : this.inOrder.lastEntry().getValue();
	}

	/** Those that stand at a place or after it, as they are now. */
	List<Child> from(long place) {
		return List.copyOf(this.inOrder.tailMap(place, true).values());
	}

	Collection<Child> all() {
		return this.inOrder.values();
	}

	void forEach(Consumer<Child> action) {
		List.copyOf(this.inOrder.values()).forEach(action);
	}

}
