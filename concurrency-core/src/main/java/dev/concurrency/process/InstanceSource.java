package dev.concurrency.process;

/**
 * Where the user's object of an incarnation comes from. Thread-safe.
 *
 * @param <T> the type of the object
 */
@FunctionalInterface
public interface InstanceSource<T> {

	/**
	 * The object for a new incarnation.
	 * @return a new object, or always the same one
	 * @throws Exception if it cannot be made, which counts as a failed start
	 */
	T create() throws Exception;

	/**
	 * The incarnation is over.
	 * @param instance the object that was created for it
	 * @throws Exception is logged
	 */
	default void destroy(T instance) throws Exception {
	}

	/**
	 * One object for all incarnations, which nobody destroys.
	 * @param instance the object
	 * @param <T> its type
	 * @return a source
	 */
	static <T> InstanceSource<T> of(T instance) {
		return () -> instance;
	}

}
