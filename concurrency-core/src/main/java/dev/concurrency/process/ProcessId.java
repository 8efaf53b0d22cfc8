package dev.concurrency.process;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Names one incarnation of a process; unique in its runtime. Immutable.
 *
 * @param value a positive number
 */
public record ProcessId(long value) {

	/**
	 * A source of ids that never repeat.
	 * @return a new thread-safe source that begins at 1
	 */
	public static Source source() {
		AtomicLong last = new AtomicLong();
		return () -> new ProcessId(last.incrementAndGet());
	}

	@Override
	public String toString() {
		return Long.toString(this.value);
	}

	/** Hands out ids. Thread-safe. */
	@FunctionalInterface
	public interface Source {

		/**
		 * The next id.
		 * @return an id that was never handed out before
		 */
		ProcessId next();

	}

}
