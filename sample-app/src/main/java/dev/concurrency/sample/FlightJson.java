package dev.concurrency.sample;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;

import org.jspecify.annotations.Nullable;

/**
 * A flight as it stands in the file and as it is posted; anything may be missing.
 *
 * @param date as in {@code 2001/01/13 14:56}
 * @param delay in minutes
 * @param distance in miles
 * @param origin an IATA code
 * @param destination an IATA code
 */
record FlightJson(@Nullable String date, @Nullable Integer delay, @Nullable Integer distance, @Nullable String origin,
		@Nullable String destination) {

	private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("uuuu/MM/dd HH:mm")
		.withResolverStyle(ResolverStyle.STRICT);

	private static final int DATE_LENGTH = 16;

	/** So much of a wrong value is shown. */
	private static final int SHOWN = 40;

	Flight toFlight(long line, Airports airports) {
		return new Flight(line, parse(required("date", this.date)), airport("origin", this.origin, airports),
				airport("destination", this.destination, airports), required("delay", this.delay),
				required("distance", this.distance));
	}

	private static LocalDateTime parse(String text) {
		try {
			// A longer year would pass the form and then fail the whole batch.
			return LocalDateTime.parse((text.length() == DATE_LENGTH) ? text : "", DATE);
		}
		catch (DateTimeParseException ex) {
			throw new InvalidFlightException("date must look like 2001/01/13 14:56 but is '" + shown(text) + "'", ex);
		}
	}

	private static String airport(String name, @Nullable String code, Airports airports) {
		String present = required(name, code);
		if (airports.find(present).isEmpty()) {
			throw new InvalidFlightException(name + " '" + shown(present) + "' is not a known airport", null);
		}
		return present;
	}

	/** A wrong value as it may stand in an answer. */
	static String shown(String text) {
		return (text.length() <= SHOWN) ? text : text.substring(0, SHOWN) + "...";
	}

	private static <T> T required(String name, @Nullable T value) {
		if (value == null) {
			throw new InvalidFlightException(name + " is missing", null);
		}
		return value;
	}

	/** What is wrong with a flight. */
	static final class InvalidFlightException extends RuntimeException {

		InvalidFlightException(String message, @Nullable Throwable cause) {
			super(message, cause);
		}

	}

}
