package dev.concurrency.dataspace;

/**
 * What a {@link Subscriber} is told. Immutable.
 *
 * @param <T> the type of a value
 */
public sealed interface Change<T> {

	/**
	 * A value is current from now on, in place of the one before, if there was one.
	 *
	 * @param key its key
	 * @param value the value
	 * @param <T> the type of a value
	 */
	record Asserted<T>(Object key, T value) implements Change<T> {
	}

	/**
	 * Nothing is current under a key any more.
	 *
	 * @param key the key
	 * @param value what was current until now
	 * @param <T> the type of a value
	 */
	record Retracted<T>(Object key, T value) implements Change<T> {
	}

	/**
	 * The subscriber was too slow: changes are missing between the one before this and
	 * the one after. {@link Dataspace#current} has what came of them; it may also be
	 * ahead of changes that are told afterwards.
	 *
	 * @param count how many, at least 1; each missing change is counted once
	 * @param <T> the type of a value
	 */
	record Skipped<T>(long count) implements Change<T> {
	}

}
