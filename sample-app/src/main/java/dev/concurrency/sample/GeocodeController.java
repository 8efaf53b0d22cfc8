package dev.concurrency.sample;

import java.util.Locale;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

import dev.concurrency.boundary.BoundaryError;
import dev.concurrency.boundary.BoundaryRuntime;
import dev.concurrency.boundary.TaskOutcome;
import dev.concurrency.sample.Airports.Coordinates;

/** Where airports are, over HTTP: a slow lookup behind a boundary. */
@RestController
class GeocodeController {

	private final BoundaryRuntime geocode;

	private final Airports known;

	private final Gazetteer gazetteer;

	// Each request is a task of its own.
	private final AtomicLong requests = new AtomicLong();

	GeocodeController(BoundaryRuntime geocode, Airports known, Gazetteer gazetteer) {
		this.geocode = geocode;
		this.known = known;
		this.gazetteer = gazetteer;
	}

	@GetMapping("/airports/{iata}/coordinates")
	CompletionStage<ResponseEntity<Object>> coordinates(@PathVariable String iata) {
		String airport = this.known.get(iata.toUpperCase(Locale.ROOT)).iata();
		String key = airport + "-" + this.requests.incrementAndGet();
		return this.geocode.submit(key, () -> this.gazetteer.lookUp(airport)).thenApply(GeocodeController::answer);
	}

	private static ResponseEntity<Object> answer(TaskOutcome<Coordinates> outcome) {
		if (outcome instanceof TaskOutcome.Succeeded<Coordinates> found) {
			return ResponseEntity.ok(found.value());
		}
		if (outcome instanceof TaskOutcome.Rejected<Coordinates> rejected) {
			BoundaryError error = rejected.error();
			return later((error instanceof BoundaryError.QueueSaturated) ? HttpStatus.TOO_MANY_REQUESTS
					: HttpStatus.SERVICE_UNAVAILABLE, error.message());
		}
		if (outcome instanceof TaskOutcome.Cancelled<Coordinates> cancelled) {
			return later(HttpStatus.SERVICE_UNAVAILABLE, "The lookup was cancelled: " + cancelled.reason());
		}
		return later(HttpStatus.BAD_GATEWAY, "The lookup failed");
	}

	private static ResponseEntity<Object> later(HttpStatus status, String reason) {
		return ResponseEntity.status(status)
			.header(HttpHeaders.RETRY_AFTER, "1")
			.body(ProblemDetail.forStatusAndDetail(status, reason));
	}

}
