package dev.concurrency.boundary;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;

/**
 * The tasks that are over and not forgotten, oldest first, with what is needed to try
 * them again. Not thread-safe.
 */
final class History {

	private final Map<String, Optional<Callable<?>>> tasks = new LinkedHashMap<>();

	private int limit;

	History(int limit) {
		this.limit = limit;
	}

	/** Changes how many tasks may be kept; the caller then removes the excess. */
	void limit(int newLimit) {
		this.limit = newLimit;
	}

	/**
	 * A task is over.
	 * @param again does its work once more, null if that is not needed
	 */
	void add(String key, @Nullable Callable<?> again) {
		this.tasks.put(key, Optional.ofNullable(again));
	}

	/** Removes a task. Answers what does its work once more, if it was kept. */
	Optional<Callable<?>> remove(String key) {
		Optional<Callable<?>> again = this.tasks.remove(key);
		return (again != null) ? again : Optional.empty();
	}

	/** Removes the oldest tasks if there are too many. Answers the state without them. */
	BoundaryState forgetExcess(BoundaryState state) {
		BoundaryState kept = state;
		Iterator<String> oldest = this.tasks.keySet().iterator();
		while (this.tasks.size() > this.limit) {
			kept = kept.forget(oldest.next()).state();
			oldest.remove();
		}
		return kept;
	}

}
