package dev.concurrency.sample;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the flight board.
 *
 * @param replay the replay after the start
 * @param patience how long a request waits for the answer of an airport
 * @param geocodeDelay how long looking up coordinates takes, which would be a call over
 * the network in earnest
 */
@ConfigurationProperties("flightboard")
record FlightBoardProperties(@DefaultValue Replay replay, @DefaultValue("5s") Duration patience,
		@DefaultValue("500ms") Duration geocodeDelay) {

	/**
	 * The replay after the start.
	 *
	 * @param enabled whether there is one
	 * @param rate flights per second at most, 0 for as many as possible
	 */
	record Replay(@DefaultValue("true") boolean enabled, @DefaultValue("0") int rate) {
	}

}
