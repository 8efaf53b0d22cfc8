package dev.concurrency.sample;

import java.io.InputStream;

import org.springframework.stereotype.Component;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/**
 * How flights are read: strictly, since what is not quite a number would become another
 * one. Thread-safe.
 */
@Component
class FlightFormat {

	private final ObjectReader flights;

	FlightFormat(JsonMapper json) {
		this.flights = json.rebuild()
			.disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
			.disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
			// One flight is read at a time: what follows it is the next.
			.disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
			.build()
			.readerFor(FlightJson.class);
	}

	FlightReader read(InputStream json) {
		return new FlightReader(this.flights, json);
	}

}
