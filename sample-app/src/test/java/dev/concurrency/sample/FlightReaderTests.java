package dev.concurrency.sample;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.databind.json.JsonMapper;

import dev.concurrency.sample.FlightJson.InvalidFlightException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class FlightReaderTests {

	private static final String FLIGHT = "{\"date\":\"2001/01/13 14:56\",\"delay\":32,\"distance\":418,\"origin\":\"ABQ\",\"destination\":\"TUS\"}";

	private final FlightFormat format = new FlightFormat(new JsonMapper());

	private final Airports airports;

	FlightReaderTests() throws IOException {
		this.airports = new Airports();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			0 | ''
			0 | []
			1 | F
			1 | [F]
			2 | [F, F]
			3 | F F F
			3 | [F] F [] [F]
			""")
	void everyFlightOfAnyMixtureIsReadToTheVeryEnd(int flights, String text) {
		assertThat(count(text)).isEqualTo(flights);
	}

	@ParameterizedTest
	@ValueSource(strings = { "[F] nonsense", "[F", "[F,", "F null", "[F, null]", "5", "[[F]]", "F ]", "F, F" })
	void whatIsNoFlightIsRefusedWhereverItStands(String text) {
		assertThatExceptionOfType(InvalidFlightException.class).isThrownBy(() -> count(text));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			32 | 1.9 | delay must be a whole number of at most 32 bits but is '1.9'
			32 | "32" | delay must be a whole number of at most 32 bits but is '32'
			32 | true | delay must be a whole number of at most 32 bits but is 'true'
			32 | 99999999999 | delay must be a whole number of at most 32 bits but is '99999999999'
			"ABQ" | {} | origin must be a text but is something else
			01/13 | 02/30 | date must look like 2001/01/13 14:56 but is '2001/02/30 14:56'
			2001/ | +12001/ | date must look like 2001/01/13 14:56 but is '+12001/01/13 14:56'
			14:56 | 24:00 | date must look like 2001/01/13 14:56 but is '2001/01/13 24:00'
			ABQ | abq | origin 'abq' is not a known airport
			"ABQ" | null | origin is missing
			""")
	void aValueThatIsNotQuiteRightIsRefusedAndNotBent(String right, String wrong, String reason) {
		assertThatExceptionOfType(InvalidFlightException.class).isThrownBy(() -> count(FLIGHT.replace(right, wrong)))
			.withMessage(reason);
	}

	@Test
	void aLongWrongValueIsNotRepeatedAsAWhole() {
		assertThatExceptionOfType(InvalidFlightException.class)
			.isThrownBy(() -> count(FLIGHT.replace("ABQ", "A".repeat(10_000))))
			.satisfies((ex) -> assertThat(ex.getMessage()).hasSizeLessThan(100));
	}

	@Test
	void aBrokenConnectionIsNotTheFaultOfTheText() {
		InputStream broken = new InputStream() {
			@Override
			public int read() throws IOException {
				throw new IOException("broken");
			}

			@Override
			public int read(byte[] into, int from, int length) throws IOException {
				throw new IOException("broken");
			}
		};
		InputStream begun = new ByteArrayInputStream(FLIGHT.getBytes(StandardCharsets.UTF_8));
		try (FlightReader flights = this.format.read(new SequenceInputStream(begun, broken))) {
			assertThat(flights.next()).isNotNull();
			assertThatExceptionOfType(JacksonIOException.class).isThrownBy(flights::next);
		}
	}

	private int count(String text) {
		InputStream json = new ByteArrayInputStream(text.replace("F", FLIGHT).getBytes(StandardCharsets.UTF_8));
		int count = 0;
		try (FlightReader flights = this.format.read(json)) {
			for (FlightJson flight = flights.next(); flight != null; flight = flights.next()) {
				assertThat(flight.toFlight(++count, this.airports).delay()).isEqualTo(32);
			}
		}
		return count;
	}

}
