package dev.concurrency.actuate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

/**
 * One operation as it was asked for. Immutable.
 *
 * @param member which of state, action and setting says what to do
 * @param word what it says
 * @param value the new value of a setting, null for other operations
 */
record Operation(String member, String word, @Nullable String value) {

	static final String STATE = "state";

	static final String ACTION = "action";

	static final String SETTING = "setting";

	private static final String VALUE = "value";

	/** What was given, as it was given. */
	static Map<String, String> members(@Nullable String state, @Nullable String action, @Nullable String setting,
			@Nullable String value) {
		Map<String, String> members = new LinkedHashMap<>();
		put(members, STATE, state);
		put(members, ACTION, action);
		put(members, SETTING, setting);
		put(members, VALUE, value);
		return members;
	}

	/**
	 * The operation that members ask for.
	 * @throws IllegalArgumentException if they do not ask for exactly one
	 */
	static Operation of(Map<String, String> members) {
		Map<String, String> given = new LinkedHashMap<>(members);
		String value = given.remove(VALUE);
		if (given.size() != 1) {
			throw new IllegalArgumentException("Exactly one of state, action and setting is expected, but there "
					+ (given.isEmpty() ? "is none" : "are " + String.join(" and ", given.keySet())));
		}
		boolean setting = given.containsKey(SETTING);
		if (setting != (value != null)) {
			throw new IllegalArgumentException(
					setting ? "A setting needs a value" : "A value goes with a setting only");
		}
		Map.Entry<String, String> only = given.entrySet().iterator().next();
		return new Operation(only.getKey(), only.getValue(), value);
	}

	private static void put(Map<String, String> members, String name, @Nullable String value) {
		if (value != null) {
			members.put(name, value);
		}
	}

	/** Says what the word could have been. */
	IllegalArgumentException unknown(List<String> known) {
		return new IllegalArgumentException(
				"There is no " + this.member + " '" + this.word + "': use " + String.join(", ", known));
	}

	/** Says which members of a request nobody knows. */
	static String unknownMembers(Set<String> unknown) {
		return "Unknown: " + String.join(", ", new TreeSet<>(unknown)) + "; known are state, action, setting and value";
	}

}
