package dev.concurrency.sample;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionStage;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

import dev.concurrency.actor.ActorGroup;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.AskException;
import dev.concurrency.process.Admission;
import dev.concurrency.sample.Airports.Airport;

/** Airports over HTTP. */
@RestController
class AirportController {

	private final Airports known;

	private final ActorGroup<String, AirportMessage> airports;

	private final FlightTable table;

	private final DeadMessages deadMessages;

	private final Duration patience;

	AirportController(Airports known, ActorGroup<String, AirportMessage> airports, FlightTable table,
			DeadMessages deadMessages, FlightBoardProperties properties) {
		this.known = known;
		this.airports = airports;
		this.table = table;
		this.deadMessages = deadMessages;
		this.patience = properties.patience();
	}

	@GetMapping("/airports/{iata}")
	CompletionStage<AirportView> numbers(@PathVariable String iata) {
		Airport airport = find(iata);
		return ref(airport).ask(AirportMessage.Ask::new, this.patience)
			.thenApply((numbers) -> new AirportView(airport, numbers));
	}

	/** Lets the airport fail, to show what its supervisor does. */
	@PostMapping("/airports/{iata}/crash")
	ResponseEntity<ProblemDetail> crash(@PathVariable String iata) {
		Admission answer = ref(find(iata)).tryTell(new AirportMessage.Crash());
		return answer.isAccepted() ? ResponseEntity.accepted().build()
				: later(HttpStatus.SERVICE_UNAVAILABLE, "The airport was not told: " + answer);
	}

	@GetMapping("/messages/dead")
	List<DeadMessages.DeadMessage> deadMessages() {
		return this.deadMessages.latest();
	}

	@GetMapping("/leaderboard")
	List<FlightTable.LeaderboardRow> leaderboard() {
		return this.table.leaderboard();
	}

	@ExceptionHandler(AskException.class)
	ResponseEntity<ProblemDetail> noAnswer(AskException ex) {
		HttpStatus status = (ex instanceof AskException.TimedOut) ? HttpStatus.GATEWAY_TIMEOUT
				: HttpStatus.SERVICE_UNAVAILABLE;
		return later(status, String.valueOf(ex.getMessage()));
	}

	private static ResponseEntity<ProblemDetail> later(HttpStatus status, String reason) {
		return ResponseEntity.status(status)
			.header(HttpHeaders.RETRY_AFTER, "1")
			.body(ProblemDetail.forStatusAndDetail(status, reason));
	}

	private Airport find(String iata) {
		return this.known.get(iata.toUpperCase(Locale.ROOT));
	}

	private ActorRef<AirportMessage> ref(Airport airport) {
		return this.airports.ref(airport.iata());
	}

	/**
	 * An airport and its numbers.
	 *
	 * @param airport the airport
	 * @param numbers what it has counted
	 */
	record AirportView(Airport airport, AirportNumbers numbers) {
	}

}
