package dev.concurrency.sample;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Map;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.json.JsonMapper;

import dev.concurrency.sample.FlightJson.InvalidFlightException;

/** Flights over HTTP. */
@RestController
class FlightController {

	private static final Duration PATIENCE = Duration.ofSeconds(1);

	private final JsonMapper json;

	private final Airports airports;

	private final FlightIntake intake;

	private final LineNumbers lines;

	private final FlightTable table;

	FlightController(JsonMapper json, Airports airports, FlightIntake intake, LineNumbers lines, FlightTable table) {
		this.json = json;
		this.airports = airports;
		this.intake = intake;
		this.lines = lines;
		this.table = table;
	}

	@GetMapping("/flights/count")
	Map<String, Long> count() {
		return Map.of("rows", this.table.count());
	}

	/**
	 * Takes one flight, an array of flights, or one flight a line; of any length, since
	 * the body is never held as a whole.
	 */
	@PostMapping("/flights")
	ResponseEntity<Object> post(InputStream body) throws IOException, InterruptedException {
		Intake counts = new Intake();
		try (MappingIterator<FlightJson> flights = this.json.readerFor(FlightJson.class).readValues(body)) {
			while (flights.hasNextValue()) {
				int line = flights.currentLocation().getLineNr();
				try {
					counts.add(flights.nextValue());
				}
				catch (InvalidFlightException ex) {
					return counts.refuse(line, String.valueOf(ex.getMessage()));
				}
			}
		}
		catch (JacksonException ex) {
			return counts.refuse((ex.getLocation() != null) ? ex.getLocation().getLineNr() : 1,
					ex.getOriginalMessage());
		}
		return ResponseEntity.accepted().body(counts.toMap());
	}

	/** What became of one request. Not thread-safe. */
	private final class Intake {

		private long accepted;

		private long refused;

		void add(FlightJson flight) throws InterruptedException {
			Flight valid = flight.toFlight(FlightController.this.lines.next(), FlightController.this.airports);
			if (FlightController.this.intake.take(valid, PATIENCE).isAccepted()) {
				this.accepted++;
			}
			else {
				this.refused++;
			}
		}

		Map<String, Long> toMap() {
			return Map.of("accepted", this.accepted, "refused", this.refused);
		}

		ResponseEntity<Object> refuse(int line, String reason) {
			ProblemDetail problem = ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST,
					"Line " + line + ": " + reason + ". The flights before it were taken.");
			problem.setProperty("line", line);
			problem.setProperty("reason", reason);
			problem.setProperty("accepted", this.accepted);
			problem.setProperty("refused", this.refused);
			return ResponseEntity.badRequest().body(problem);
		}

	}

}
