package dev.concurrency.sink;

/**
 * Says which items of a sink with several lanes must keep their order. Called on the
 * thread that pushes; must be thread-safe, must not block, and always gives the same key
 * for the same item.
 *
 * @param <T> the type of an item
 */
@FunctionalInterface
public interface LaneKey<T> {

	/**
	 * The key of an item.
	 * @param item the item
	 * @return items of equal keys go through one lane, in order
	 */
	Object of(T item);

}
