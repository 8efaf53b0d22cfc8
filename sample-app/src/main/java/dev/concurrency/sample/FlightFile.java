package dev.concurrency.sample;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;

import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;

/** The flights that come with the flight board. Thread-safe; read anew each time. */
@Component
class FlightFile {

	/** How many flights the file has. */
	static final int SIZE = 20_000;

	private final JsonMapper json;

	private final Airports airports;

	FlightFile(JsonMapper json, Airports airports) {
		this.json = json;
		this.airports = airports;
	}

	/**
	 * Passes on all flights, numbered from 1 in the order of the file.
	 * @param goOn takes a flight and answers whether to go on
	 */
	void read(Predicate<Flight> goOn) {
		try (InputStream file = new GZIPInputStream(new ClassPathResource("flights-20k.json.gz").getInputStream());
				MappingIterator<FlightJson> flights = this.json.readerFor(FlightJson.class).readValues(file)) {
			for (long line = 1; flights.hasNext(); line++) {
				if (!goOn.test(flights.next().toFlight(line, this.airports))) {
					return;
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
