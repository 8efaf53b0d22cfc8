package dev.concurrency.sample;

import java.time.Duration;

import org.springframework.stereotype.Component;

import dev.concurrency.sample.Airports.Coordinates;

/**
 * Knows where airports are, and takes its time to say so: stands for somebody else's
 * service, which must not be flooded. Thread-safe.
 */
@Component
class Gazetteer {

	private final Airports airports;

	private final Duration delay;

	Gazetteer(Airports airports, FlightBoardProperties properties) {
		this.airports = airports;
		this.delay = properties.geocodeDelay();
	}

	Coordinates lookUp(String iata) throws InterruptedException {
		Thread.sleep(this.delay.toMillis());
		return this.airports.coordinates(iata);
	}

}
