package dev.concurrency.sample;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;

import org.springframework.core.io.ClassPathResource;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;

/** The known airports. Immutable. */
@Component
class Airports {

	private static final CSVFormat FORMAT = CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).get();

	private final Map<String, Airport> byCode;

	private final Map<String, Coordinates> coordinates;

	Airports() throws IOException {
		try (Reader csv = new InputStreamReader(new ClassPathResource("airports.csv").getInputStream(),
				StandardCharsets.UTF_8)) {
			List<CSVRecord> rows = FORMAT.parse(csv).getRecords();
			this.byCode = rows.stream()
				.map(Airport::of)
				.collect(Collectors.toUnmodifiableMap(Airport::iata, Function.identity()));
			this.coordinates = rows.stream()
				.map(Coordinates::of)
				.collect(Collectors.toUnmodifiableMap(Coordinates::iata, Function.identity()));
		}
	}

	Optional<Airport> find(String code) {
		return Optional.ofNullable(this.byCode.get(code));
	}

	/** An airport, or the answer 404. */
	Airport get(String code) {
		return find(code)
			.orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND, "There is no airport '" + code + "'"));
	}

	/** Where a known airport is. */
	Coordinates coordinates(String code) {
		return Objects.requireNonNull(this.coordinates.get(code), code);
	}

	/**
	 * An airport.
	 *
	 * @param iata its code
	 * @param name its name
	 * @param city where it is
	 * @param state where that is
	 */
	record Airport(String iata, String name, String city, String state) {

		private static Airport of(CSVRecord row) {
			return new Airport(row.get("iata"), row.get("name"), row.get("city"), row.get("state"));
		}

	}

	/**
	 * Where an airport is.
	 *
	 * @param iata its code
	 * @param latitude in degrees, positive in the north
	 * @param longitude in degrees, positive in the east
	 */
	record Coordinates(String iata, double latitude, double longitude) {

		private static Coordinates of(CSVRecord row) {
			return new Coordinates(row.get("iata"), Double.parseDouble(row.get("latitude")),
					Double.parseDouble(row.get("longitude")));
		}

	}

}
