package dev.concurrency.dataspace;

/**
 * A value that was asserted in a {@link Dataspace}. Need not be kept: the value goes with
 * its owner. Closing it retracts too. Thread-safe.
 */
@FunctionalInterface
public interface Assertion extends AutoCloseable {

	/**
	 * Withdraws the value, if it is still the current one under its key; if it was
	 * replaced or retracted meanwhile, nothing happens. Idempotent.
	 */
	void retract();

	@Override
	default void close() {
		retract();
	}

}
