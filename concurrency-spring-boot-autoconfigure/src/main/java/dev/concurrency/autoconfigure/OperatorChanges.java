package dev.concurrency.autoconfigure;

import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * Which settings operators have changed, until somebody else changes them or the process
 * is gone. Thread-safe.
 */
final class OperatorChanges {

	// Processes are compared by identity.
	private final Map<Object, Map<String, Change>> changes = Collections.synchronizedMap(new WeakHashMap<>());

	private final Clock clock;

	OperatorChanges(Clock clock) {
		this.clock = clock;
	}

	void add(Object process, String key, @Nullable String value, @Nullable String operator) {
		this.changes.computeIfAbsent(process, (absent) -> new ConcurrentHashMap<>())
			.put(key, new Change(value, operator, this.clock.instant()));
	}

	/** Somebody else has said how all of a process is to be. */
	void forget(Object process) {
		this.changes.remove(process);
	}

	/** The change that has led to a value, null if it comes from elsewhere. */
	@Nullable Change find(Object process, String key, @Nullable String value) {
		Change change = this.changes.getOrDefault(process, Map.of()).get(key);
		return (change != null && Objects.equals(change.value, value)) ? change : null;
	}

	/**
	 * A change.
	 *
	 * @param value what it made of the setting
	 * @param operator who, null if that is not known
	 * @param at when
	 */
	record Change(@Nullable String value, @Nullable String operator, Instant at) {

		String origin() {
			return (this.operator != null) ? "operator " + this.operator : "operator";
		}

	}

}
