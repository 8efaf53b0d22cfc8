package dev.concurrency.process;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Names one runtime among others, as in {@code flights-3f9c01ab}. Immutable.
 *
 * @param value a name without slashes
 */
public record RuntimeId(String value) {

	/**
	 * Checks the name.
	 * @throws IllegalArgumentException if it is blank or has a slash
	 */
	public RuntimeId {
		if (value.isBlank() || value.indexOf('/') >= 0) {
			throw new IllegalArgumentException(
					"The id of a runtime has no slash and is not blank, but '" + value + "'");
		}
	}

	/**
	 * A new id for a runtime of an application.
	 * @param application the name of the application; what the name of a process may not
	 * hold is replaced
	 * @return the name with something random behind it
	 */
	public static RuntimeId of(String application) {
		return new RuntimeId(
				"%s-%08x".formatted(ProcessPath.name(application, 63), ThreadLocalRandom.current().nextInt()));
	}

	@Override
	public String toString() {
		return this.value;
	}

}
