package dev.concurrency.sample;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the flight board.
 *
 * @param replay the replay after the start
 */
@ConfigurationProperties("flightboard")
record FlightBoardProperties(@DefaultValue Replay replay) {

	/**
	 * The replay after the start.
	 *
	 * @param enabled whether there is one
	 * @param rate flights per second at most, 0 for as many as possible
	 */
	record Replay(@DefaultValue("true") boolean enabled, @DefaultValue("0") int rate) {
	}

}
