package dev.concurrency.sample;

import dev.concurrency.actor.OncePort;

/** What an airport understands. */
sealed interface AirportMessage {

	/**
	 * A flight left.
	 *
	 * @param line its number
	 * @param delay how late it left
	 */
	record Departed(long line, int delay) implements AirportMessage {
	}

	/**
	 * A flight came.
	 *
	 * @param line its number
	 */
	record Arrived(long line) implements AirportMessage {
	}

	/**
	 * Somebody asks for the numbers.
	 *
	 * @param reply takes them
	 */
	record Ask(OncePort<AirportNumbers> reply) implements AirportMessage {
	}

	/** Fails, to show a restart. */
	record Crash() implements AirportMessage {
	}

}
