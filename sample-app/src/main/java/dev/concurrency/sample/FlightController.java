package dev.concurrency.sample;

import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

import dev.concurrency.sample.FlightJson.InvalidFlightException;

/** Flights over HTTP. */
@RestController
class FlightController {

	private static final Duration PATIENCE = Duration.ofSeconds(1);

	/** So many dead flights are shown. */
	private static final int SHOWN = 100;

	private final FlightFormat format;

	private final Airports airports;

	private final FlightIntake intake;

	private final LineNumbers lines;

	private final FlightTable table;

	FlightController(FlightFormat format, Airports airports, FlightIntake intake, LineNumbers lines,
			FlightTable table) {
		this.format = format;
		this.airports = airports;
		this.intake = intake;
		this.lines = lines;
		this.table = table;
	}

	@GetMapping("/flights/count")
	Map<String, Long> count() {
		return Map.of("rows", this.table.count());
	}

	@GetMapping("/flights/dead")
	List<FlightTable.DeadFlight> dead() {
		return this.table.dead(SHOWN);
	}

	/**
	 * Takes flights as an object, an array, one a line, or any mixture; of any length,
	 * since the body is never held as a whole.
	 */
	@PostMapping("/flights")
	ResponseEntity<Object> post(InputStream body) throws InterruptedException {
		Intake counts = new Intake();
		try (FlightReader flights = this.format.read(body)) {
			try {
				for (FlightJson flight = flights.next(); flight != null; flight = flights.next()) {
					counts.add(flight.toFlight(this.lines.next(), this.airports));
				}
			}
			catch (InvalidFlightException ex) {
				return counts.refuse(flights.line(), String.valueOf(ex.getMessage()));
			}
		}
		return ResponseEntity.accepted().body(counts.toMap());
	}

	/** What became of one request. Not thread-safe. */
	private final class Intake {

		private long accepted;

		private long refused;

		private Duration patience = PATIENCE;

		void add(Flight flight) throws InterruptedException {
			if (FlightController.this.intake.take(flight, this.patience).isAccepted()) {
				this.accepted++;
				this.patience = PATIENCE;
			}
			else {
				this.refused++;
				// Waited once in vain: the rest must not wait as long, one by one.
				this.patience = Duration.ZERO;
			}
		}

		Map<String, Long> toMap() {
			return Map.of("accepted", this.accepted, "refused", this.refused);
		}

		ResponseEntity<Object> refuse(int line, String reason) {
			ProblemDetail problem = ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, "Line " + line + ": "
					+ reason + ". Before it, " + this.accepted + " taken and " + this.refused + " refused.");
			problem.setProperty("line", line);
			problem.setProperty("reason", reason);
			problem.setProperty("accepted", this.accepted);
			problem.setProperty("refused", this.refused);
			return ResponseEntity.badRequest().body(problem);
		}

	}

}
