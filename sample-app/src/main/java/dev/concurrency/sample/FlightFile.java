package dev.concurrency.sample;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;

import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;

/** The flights that come with the flight board. Thread-safe; read anew each time. */
@Component
class FlightFile {

	/** How many flights the file has. */
	static final int SIZE = 20_000;

	private final FlightFormat format;

	private final Airports airports;

	FlightFile(FlightFormat format, Airports airports) {
		this.format = format;
		this.airports = airports;
	}

	/**
	 * Passes on all flights, numbered from 1 in the order of the file.
	 * @param goOn takes a flight and answers whether to go on
	 */
	void read(Predicate<Flight> goOn) {
		try (InputStream file = new GZIPInputStream(new ClassPathResource("flights-20k.json.gz").getInputStream());
				FlightReader flights = this.format.read(file)) {
			long line = 1;
			for (FlightJson flight = flights.next(); flight != null; flight = flights.next()) {
				if (!goOn.test(flight.toFlight(line++, this.airports))) {
					return;
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
