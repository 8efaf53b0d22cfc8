package dev.concurrency.sample;

import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Holds the numbers of the actors against those of the table. */
final class Agreement {

	private Agreement() {
	}

	static void check(FlightBoard board, int airports) throws Exception {
		Map<String, AirportNumbers> expected = board.numbersFromSql();
		assertThat(expected).hasSize(airports);
		for (Map.Entry<String, AirportNumbers> airport : expected.entrySet()) {
			AirportNumbers counted = board.ask(airport.getKey());
			AirportNumbers stored = airport.getValue();
			assertThat(counted.departures()).as("departures of %s", airport.getKey()).isEqualTo(stored.departures());
			assertThat(counted.arrivals()).as("arrivals of %s", airport.getKey()).isEqualTo(stored.arrivals());
			assertThat(counted.delayed()).as("late departures of %s", airport.getKey()).isEqualTo(stored.delayed());
			assertThat(counted.meanDelay()).as("mean delay of %s", airport.getKey())
				.isCloseTo(stored.meanDelay(), within(1e-6));
		}
	}

}
