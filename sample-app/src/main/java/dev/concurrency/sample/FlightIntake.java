package dev.concurrency.sample;

import java.time.Duration;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;

import dev.concurrency.actor.ActorGroup;
import dev.concurrency.process.Admission;
import dev.concurrency.sink.BackgroundSink;

/**
 * Takes flights in: first to the sink, then to the two airports, which rely on that
 * order. Thread-safe; waits for room, so it must not be called by an actor.
 */
@Component
class FlightIntake {

	private static final Logger logger = LoggerFactory.getLogger(FlightIntake.class);

	private final BackgroundSink<Flight> flights;

	private final ActorGroup<String, AirportMessage> airports;

	FlightIntake(BackgroundSink<Flight> flights, ActorGroup<String, AirportMessage> airports) {
		this.flights = flights;
		this.airports = airports;
	}

	/**
	 * Takes a flight in.
	 * @param flight the flight
	 * @param timeout how long to wait for room in the sink
	 * @return what the sink answered
	 * @throws InterruptedException if the thread is interrupted while it waits
	 */
	Admission take(Flight flight, Duration timeout) throws InterruptedException {
		Admission answer = this.flights.push(flight, timeout);
		if (answer.isAccepted()) {
			tell(flight.origin(), new AirportMessage.Departed(flight.line(), flight.delay()));
			tell(flight.destination(), new AirportMessage.Arrived(flight.line()));
		}
		return answer;
	}

	private void tell(String airport, AirportMessage message) throws InterruptedException {
		if (!this.airports.ref(airport).tell(message).isAccepted()) {
			// Its row is written all the same; an airport loads it with its next start.
			logger.debug("{} does not run and was not told", airport);
		}
	}

}
