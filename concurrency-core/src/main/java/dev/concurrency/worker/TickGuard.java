package dev.concurrency.worker;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Says whether a tick may run now, as a lock does that several instances of a service
 * share. Thread-safe.
 */
@FunctionalInterface
public interface TickGuard {

	/**
	 * The key in {@link #settings()} of the time, a {@link java.time.Duration}, after
	 * which others may tick although nobody has given the right back. A tick that is to
	 * be interrupted later than that is refused.
	 */
	String AT_MOST_FOR = "lock-at-most-for";

	/**
	 * Asks before a tick, on its thread; may block. What interrupts the tick interrupts
	 * it too.
	 * @return closed after the tick; null if the tick is to be left out
	 * @throws Exception if there is no answer; the tick has failed then
	 */
	@Nullable Hold enter() throws Exception;

	/**
	 * What the guard was made with, by key as users write it. Guards that differ in it
	 * cannot take each other's place while their worker exists.
	 * @return an unmodifiable map; by default the guard itself is the {@code lock}
	 */
	default Map<String, Object> settings() {
		return Map.of("lock", this);
	}

	/** The right to run one tick. */
	interface Hold extends AutoCloseable {

		/**
		 * Gives the right back, on the thread of the tick. What has interrupted the tick
		 * is cleared before. Only a stop whose time is over interrupts it, as it does the
		 * last hooks: after a second if it found it running, and after two if it found
		 * the tick.
		 */
		@Override
		void close();

	}

}
