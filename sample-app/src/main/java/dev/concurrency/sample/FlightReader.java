package dev.concurrency.sample;

import java.io.InputStream;
import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JacksonException.Reference;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.exc.MismatchedInputException;

import dev.concurrency.sample.FlightJson.InvalidFlightException;

/**
 * Reads flights one by one: objects, arrays of objects, one or many of either, to the
 * very end. Holds one flight at a time, so the text may be of any length. Not
 * thread-safe.
 */
final class FlightReader implements AutoCloseable {

	private final ObjectReader flights;

	private final JsonParser parser;

	private boolean inArray;

	private int line = 1;

	FlightReader(ObjectReader flights, InputStream json) {
		this.flights = flights;
		this.parser = flights.createParser(json);
	}

	/**
	 * Reads the next flight.
	 * @return the flight, or null at the end
	 * @throws InvalidFlightException if there is something else; {@link #line()} says
	 * where, and nothing more can be read
	 * @throws JacksonIOException if the text could not be read on
	 */
	@Nullable FlightJson next() {
		try {
			JsonToken token = nextInside();
			this.line = this.parser.currentTokenLocation().getLineNr();
			if (token == null) {
				return null;
			}
			if (token != JsonToken.START_OBJECT) {
				throw new InvalidFlightException("a flight must be a JSON object", null);
			}
			return this.flights.readValue(this.parser);
		}
		catch (JacksonIOException ex) {
			throw ex;
		}
		catch (JacksonException ex) {
			if (ex.getLocation() != null) {
				this.line = ex.getLocation().getLineNr();
			}
			throw new InvalidFlightException(reason(ex), ex);
		}
	}

	/** The next token that is no bracket around flights. */
	private @Nullable JsonToken nextInside() {
		JsonToken token = this.parser.nextToken();
		while (token == JsonToken.END_ARRAY || (token == JsonToken.START_ARRAY && !this.inArray)) {
			this.inArray = (token == JsonToken.START_ARRAY);
			token = this.parser.nextToken();
		}
		return token;
	}

	/**
	 * Where the last flight begins, or what is wrong with it stands.
	 * @return the number of the line, 1 for the first
	 */
	int line() {
		return this.line;
	}

	@Override
	public void close() {
		this.parser.close();
	}

	/** Says it in the words of who sent the text. */
	private String reason(JacksonException ex) {
		if (ex instanceof UnexpectedEndOfInputException) {
			return "the JSON ends too early";
		}
		List<Reference> path = ex.getPath();
		if (!path.isEmpty() && (ex instanceof MismatchedInputException || ex instanceof InputCoercionException)) {
			return path.get(path.size() - 1).getPropertyName() + " must be " + wanted(ex) + " but is " + found();
		}
		return "this is not JSON: " + ex.getOriginalMessage();
	}

	private static String wanted(JacksonException ex) {
		return (ex instanceof MismatchedInputException mismatch && mismatch.getTargetType() == String.class) ? "a text"
				: "a whole number of at most 32 bits";
	}

	/** The parser still stands at what it could not use. */
	private String found() {
		JsonToken token = this.parser.currentToken();
		if (token == null || !token.isScalarValue()) {
			return "something else";
		}
		return "'" + FlightJson.shown(this.parser.getString()) + "'";
	}

}
