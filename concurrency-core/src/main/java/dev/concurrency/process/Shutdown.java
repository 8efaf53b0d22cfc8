package dev.concurrency.process;

import java.time.Duration;

import dev.concurrency.time.Durations;

/** How a process is asked to end. Immutable. */
public sealed interface Shutdown {

	/** At once, by an interrupt, whatever is unfinished. */
	record Brutal() implements Shutdown {
	}

	/**
	 * By the shutdown signal, and by an interrupt when the time is over. An actor handles
	 * what it has accepted, a sink writes it. The last hooks (onStop, close, the
	 * destruction of the instance) share what is left of the time; those that still run
	 * when it is over are interrupted a second later.
	 *
	 * @param timeout how long it may take
	 */
	record Graceful(Duration timeout) implements Shutdown {

		/**
		 * Checks the timeout.
		 * @throws IllegalArgumentException if it is negative
		 */
		public Graceful {
			Durations.requireNotNegative("shutdown", timeout);
		}

	}

	/** By the shutdown signal, without a limit. */
	record Infinite() implements Shutdown {
	}

	/**
	 * How long a process may take to end by itself.
	 * @return the longest duration when there is no limit
	 */
	default Duration timeout() {
		if (this instanceof Graceful graceful) {
			return graceful.timeout();
		}
		return (this instanceof Brutal) ? Duration.ZERO : Durations.MAX;
	}

	/**
	 * Within a time, then by an interrupt.
	 * @param timeout how long it may take
	 * @return a graceful shutdown
	 * @throws IllegalArgumentException if the timeout is negative
	 */
	static Shutdown within(Duration timeout) {
		return new Graceful(timeout);
	}

}
