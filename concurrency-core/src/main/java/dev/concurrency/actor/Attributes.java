package dev.concurrency.actor;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collections;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * What the code of an actor says of itself to who looks at it. Immutable, so that it can
 * be shown while the actor goes on.
 *
 * @param all texts, numbers and truth values by name, unmodifiable
 */
record Attributes(SortedMap<String, Object> all) {

	static final Attributes NONE = new Attributes(Collections.emptySortedMap());

	/** So many may there be: they are for people to read. */
	private static final int MAX_SIZE = 32;

	private static final int MAX_TEXT = 255;

	// Nothing that changes, and nothing whose text is the user's code.
	private static final Set<Class<?>> TYPES = Set.of(String.class, Boolean.class, Byte.class, Short.class,
			Integer.class, Long.class, Float.class, Double.class, BigInteger.class, BigDecimal.class);

	/**
	 * These and one more, another value for one of them, or one less.
	 * @param name which
	 * @param value what is said, null to say nothing any more
	 * @throws IllegalArgumentException if it cannot be shown, or if there are too many
	 */
	Attributes with(String name, @Nullable Object value) {
		SortedMap<String, Object> changed = new TreeMap<>(this.all);
		if (value == null) {
			changed.remove(Objects.requireNonNull(name, "name"));
		}
		else {
			changed.put(shown(name), value(name, value));
		}
		if (changed.size() > MAX_SIZE) {
			throw new IllegalArgumentException(
					"An actor has " + MAX_SIZE + " attributes at most, without " + name + ": " + this.all.keySet());
		}
		return new Attributes(Collections.unmodifiableSortedMap(changed));
	}

	private static String shown(String name) {
		if (name.isBlank() || name.length() > MAX_TEXT) {
			throw new IllegalArgumentException(
					"The name of an attribute has 1 to " + MAX_TEXT + " characters: " + name);
		}
		return name;
	}

	private static Object value(String name, Object value) {
		if (!TYPES.contains(value.getClass())) {
			throw new IllegalArgumentException("The attribute " + name + " must be a text, a number or a truth value: "
					+ value.getClass().getName());
		}
		return (value instanceof String text && text.length() > MAX_TEXT) ? text.substring(0, MAX_TEXT) : value;
	}

}
