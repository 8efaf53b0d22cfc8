package dev.concurrency.dataspace;

/**
 * Follows the values of one type in a {@link Dataspace}.
 * <p>
 * It is called back for one change at a time, in their order; every callback sees what
 * the callbacks before it did, so no locking is needed. It runs on the dataspace's
 * executor, whose threads it shares with others. A slow one delays nobody, it skips.
 *
 * @param <T> the type of a value
 */
@FunctionalInterface
public interface Subscriber<T> {

	/**
	 * Takes one change; first one {@link Change.Asserted} for each value that was current
	 * at the subscription.
	 * @param change what happened
	 * @throws Exception is logged; the subscription goes on with the next change
	 */
	void onChange(Change<T> change) throws Exception;

}
