package dev.concurrency.process;

/** Gives a {@link ShutdownSignal}. Closing it gives the signal too. Thread-safe. */
@FunctionalInterface
public interface ShutdownHandle extends AutoCloseable {

	/** Asks for the end. Idempotent. */
	void trigger();

	@Override
	default void close() {
		trigger();
	}

}
