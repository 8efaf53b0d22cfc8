package dev.concurrency.sample;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;

import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;

/** The known airports. Immutable. */
@Component
class Airports {

	private static final CSVFormat FORMAT = CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).get();

	private final Map<String, Airport> byCode;

	Airports() throws IOException {
		try (Reader csv = new InputStreamReader(new ClassPathResource("airports.csv").getInputStream(),
				StandardCharsets.UTF_8)) {
			this.byCode = FORMAT.parse(csv)
				.stream()
				.map(Airport::of)
				.collect(Collectors.toUnmodifiableMap(Airport::iata, Function.identity()));
		}
	}

	Optional<Airport> find(String code) {
		return Optional.ofNullable(this.byCode.get(code));
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

}
