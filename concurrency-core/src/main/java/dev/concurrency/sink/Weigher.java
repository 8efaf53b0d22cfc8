package dev.concurrency.sink;

/**
 * Says how much of a sink's {@code max-weight} an item takes up while it waits: its bytes
 * perhaps. Called once for each item, on the thread that pushes; must be thread-safe and
 * must not block.
 *
 * @param <T> the type of an item
 */
@FunctionalInterface
public interface Weigher<T> {

	/**
	 * The weight of an item.
	 * @param item the item
	 * @return zero or more; what weighs more than the whole bound is taken when nothing
	 * else waits
	 */
	long weigh(T item);

}
