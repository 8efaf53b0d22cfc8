package dev.concurrency.sample;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.boundary.BoundaryRuntime;

import static org.assertj.core.api.Assertions.assertThat;

/** The boundary in front of the slow lookup, over real HTTP. */
@Timeout(60)
class GeocodeTests {

	private static final JsonMapper json = new JsonMapper();

	private final HttpClient http = HttpClient.newHttpClient();

	private final CountDownLatch released = new CountDownLatch(1);

	@TempDir
	private Path data;

	private FlightBoard board;

	private BoundaryRuntime geocode;

	@BeforeEach
	void start() {
		this.board = FlightBoard.start(this.data, "flightboard.replay.enabled=false", "flightboard.geocode-delay=0s");
		this.geocode = this.board.bean(BoundaryRuntime.class);
	}

	@AfterEach
	void stop() {
		this.released.countDown();
		this.board.close();
	}

	@Test
	void theCoordinatesOfAnAirportComeThroughTheBoundary() throws Exception {
		HttpResponse<String> answer = get("/airports/phx/coordinates").join();
		assertThat(answer.statusCode()).isEqualTo(200);
		JsonNode phoenix = json.readTree(answer.body());
		assertThat(phoenix.get("iata").asString()).isEqualTo("PHX");
		assertThat(phoenix.get("latitude").asDouble()).isBetween(33.0, 34.0);
		assertThat(phoenix.get("longitude").asDouble()).isBetween(-113.0, -112.0);
		assertThat(this.geocode.snapshot().succeeded()).isEqualTo(1);
		assertThat(get("/airports/XXX/coordinates").join().statusCode()).isEqualTo(404);
	}

	@Test
	void fourLookupsRunFiftyWaitAndTheNextCallerIsToldWhyNotAndWhenToComeBack() throws Exception {
		List<CompletableFuture<?>> held = new ArrayList<>();
		for (int i = 0; i < 54; i++) {
			int number = i;
			held.add(this.geocode.submit("held-" + i, () -> {
				this.released.await();
				return number;
			}).toCompletableFuture());
		}
		assertThat(this.geocode.snapshot()).extracting("inFlight", "queued").containsExactly(4, 50);
		HttpResponse<String> refused = get("/airports/PHX/coordinates").join();
		assertThat(refused.statusCode()).isEqualTo(429);
		assertThat(refused.headers().firstValue("Retry-After")).contains("1");
		JsonNode problem = json.readTree(refused.body());
		assertThat(problem.get("status").asInt()).isEqualTo(429);
		assertThat(problem.get("detail").asString()).contains("PHX", "50 wait already, and no more may");
		this.released.countDown();
		CompletableFuture.allOf(held.toArray(CompletableFuture<?>[]::new)).join();
		assertThat(get("/airports/PHX/coordinates").join().statusCode()).isEqualTo(200);
	}

	@Test
	void aLookupThatWaitsAnswersWhenItIsItsTurn() throws Exception {
		for (int i = 0; i < 4; i++) {
			var unused = this.geocode.submit("held-" + i, () -> {
				this.released.await();
				return "done";
			});
		}
		CompletableFuture<HttpResponse<String>> waiting = get("/airports/SEA/coordinates");
		Awaitility.await().until(() -> this.geocode.snapshot().queued() == 1);
		assertThat(waiting).isNotDone();
		this.released.countDown();
		assertThat(waiting.join().statusCode()).isEqualTo(200);
	}

	@Test
	void aLookupThatIsCancelledTellsItsCaller() throws Exception {
		for (int i = 0; i < 4; i++) {
			var unused = this.geocode.submit("held-" + i, () -> {
				this.released.await();
				return "done";
			});
		}
		CompletableFuture<HttpResponse<String>> waiting = get("/airports/SEA/coordinates");
		Awaitility.await().until(() -> this.geocode.snapshot().queued() == 1);
		var unused = this.geocode.cancel("SEA-1", "the service is being replaced");
		HttpResponse<String> answer = waiting.join();
		assertThat(answer.statusCode()).isEqualTo(503);
		assertThat(json.readTree(answer.body()).get("detail").asString())
			.isEqualTo("The lookup was cancelled: the service is being replaced");
	}

	@Test
	void whileTheBoundaryIsStoppedACallerIsToldSo() throws Exception {
		this.board.bean(ConcurrencyRuntime.class)
			.control(this.geocode.path())
			.orElseThrow()
			.stop()
			.toCompletableFuture()
			.join();
		assertThat(get("/airports/SEA/coordinates").join().statusCode()).isEqualTo(503);
	}

	private CompletableFuture<HttpResponse<String>> get(String path) {
		return this.http.sendAsync(HttpRequest.newBuilder(URI.create(this.board.url(path))).build(),
				BodyHandlers.ofString());
	}

}
