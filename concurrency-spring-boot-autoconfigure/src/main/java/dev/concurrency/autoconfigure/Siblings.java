package dev.concurrency.autoconfigure;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

import dev.concurrency.spring.InvalidConfigurationException;

/**
 * Refuses two children of one supervisor that have one name. Not thread-safe.
 */
final class Siblings {

	private final Map<Key, Sibling> seen = new HashMap<>();

	/**
	 * Adds a child.
	 * @param supervisor its supervisor
	 * @param label its kind
	 * @param name its name
	 * @param line says where it was put there
	 * @throws InvalidConfigurationException if another has that name
	 */
	void add(String supervisor, String label, String name, Supplier<String> line) {
		Sibling sibling = new Sibling(label, name, line);
		Sibling other = this.seen.put(new Key(supervisor, RelaxedNames.fold(name)), sibling);
		if (other != null) {
			throw new InvalidConfigurationException(
					"The " + other + " and the " + sibling + " have one name below the supervisor '" + supervisor + "'."
							+ other.line.get() + line.get(),
					"Rename one of the two, or put it below another supervisor.");
		}
	}

	private record Key(String supervisor, String name) {
	}

	private record Sibling(String label, String name, Supplier<String> line) {

		@Override
		public String toString() {
			return this.label + " '" + this.name + "'";
		}

	}

}
