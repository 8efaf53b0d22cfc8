package dev.concurrency.sample;

import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.Collections;
import java.util.List;
import java.util.TimeZone;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** The flight board over real HTTP, without a replay. */
class HttpTests {

	private static final String FLIGHT = "{\"date\":\"2001/01/13 14:56\",\"delay\":32,\"distance\":418,\"origin\":\"%s\",\"destination\":\"%s\"}";

	private static final JsonMapper json = new JsonMapper();

	private static final HttpClient http = HttpClient.newHttpClient();

	@TempDir
	private static Path data;

	private static FlightBoard board;

	@BeforeAll
	static void start() {
		board = FlightBoard.start(data, "flightboard.replay.enabled=false",
				"concurrency.workers.instances.leaderboard.interval=50ms");
	}

	@AfterAll
	static void stop() {
		board.close();
	}

	@Test
	void oneFlightIsTakenAndCountedByBothAirports() throws Exception {
		HttpResponse<String> answer = post("application/json", FLIGHT.formatted("ABQ", "TUS"));
		assertThat(answer.statusCode()).isEqualTo(202);
		assertThat(json.readTree(answer.body())).isEqualTo(json.readTree("{\"accepted\":1,\"refused\":0}"));
		assertThat(get("/airports/ABQ").at("/numbers/departures").asInt()).isEqualTo(1);
		assertThat(get("/airports/tus").at("/numbers/arrivals").asInt()).isEqualTo(1);
		assertThat(get("/airports/ABQ").at("/airport/city").asString()).isEqualTo("Albuquerque");
	}

	@Test
	void anArrayIsTakenAsAWhole() throws Exception {
		String body = "[" + FLIGHT.formatted("SEA", "GEG") + ",\n" + FLIGHT.formatted("SEA", "GEG") + "]";
		assertThat(json.readTree(post("application/json", body).body()).get("accepted").asInt()).isEqualTo(2);
		assertThat(get("/airports/SEA").at("/numbers/departures").asInt()).isEqualTo(2);
	}

	@Test
	void poisonEndsWithItsReasonAmongTheDeadAndEverythingElseIsWritten() throws Exception {
		board.flush();
		long before = board.rows();
		String body = FLIGHT.formatted("MSY", "BHM") + "\n" + FLIGHT.formatted("MSY", "BHM").replace("418", "-418")
				+ "\n" + FLIGHT.formatted("MSY", "BHM") + "\n";
		assertThat(json.readTree(post("application/x-ndjson", body).body()).get("accepted").asInt()).isEqualTo(3);
		assertThat(board.flights().flush().toCompletableFuture()).failsWithin(Duration.ofSeconds(30))
			.withThrowableThat()
			.withMessageContaining("FLIGHT_GOES_SOMEWHERE");
		assertThat(board.rows() - before).isEqualTo(2);
		JsonNode dead = get("/flights/dead").get(0);
		assertThat(dead.at("/flight/distance").asInt()).isEqualTo(-418);
		assertThat(dead.get("reason").asString()).contains("FLIGHT_GOES_SOMEWHERE");
		assertThat(board.flights().snapshot().deadLettered()).isEqualTo(1);
	}

	@Test
	void aBadLineIsNamedAndTheGoodOnesBeforeItAreKept() throws Exception {
		String body = FLIGHT.formatted("OMA", "MCI") + "\n" + FLIGHT.formatted("OMA", "MCI") + "\n"
				+ FLIGHT.formatted("OMA", "XXX") + "\n" + FLIGHT.formatted("OMA", "MCI") + "\n";
		HttpResponse<String> answer = post("application/x-ndjson", body);
		JsonNode problem = json.readTree(answer.body());
		assertThat(answer.statusCode()).isEqualTo(400);
		assertThat(problem.get("line").asInt()).isEqualTo(3);
		assertThat(problem.get("reason").asString()).isEqualTo("destination 'XXX' is not a known airport");
		assertThat(problem.get("accepted").asInt()).isEqualTo(2);
		assertThat(problem.get("detail").asString()).endsWith("Before it, 2 taken and 0 refused.");
		assertThat(get("/airports/OMA").at("/numbers/departures").asInt()).isEqualTo(2);
	}

	@Test
	void nothingIsSaidToBeTakenBeforeABadFirstLine() throws Exception {
		HttpResponse<String> answer = post("application/x-ndjson", FLIGHT.formatted("OMA", "XXX"));
		assertThat(json.readTree(answer.body()).get("detail").asString()).endsWith("Before it, 0 taken and 0 refused.");
	}

	@Test
	void whatIsNoJsonIsNamedByItsLine() throws Exception {
		HttpResponse<String> answer = post("application/x-ndjson",
				FLIGHT.formatted("BOI", "RNO") + "\n{\"date\": nonsense}");
		assertThat(answer.statusCode()).isEqualTo(400);
		assertThat(json.readTree(answer.body()).get("line").asInt()).isEqualTo(2);
		assertThat(get("/airports/BOI").at("/numbers/departures").asInt()).isEqualTo(1);
	}

	@Test
	void whatIsMissingOrOfAnotherFormIsNamed() throws Exception {
		assertThat(reason("{\"delay\":1,\"distance\":2,\"origin\":\"ABQ\",\"destination\":\"TUS\"}"))
			.isEqualTo("date is missing");
		assertThat(reason(FLIGHT.formatted("ABQ", "TUS").replace("2001/01/13 14:56", "yesterday")))
			.contains("2001/01/13 14:56", "yesterday");
		assertThat(reason(FLIGHT.formatted("ABQ", "TUS").replace("32", "\"late\""))).contains("late");
	}

	@Test
	void aBodyOfAnySizeIsStreamed() throws Exception {
		int flights = 50_000;
		byte[] line = (FLIGHT.formatted("SLC", "PDX") + "\n").getBytes(StandardCharsets.UTF_8);
		HttpRequest request = HttpRequest.newBuilder(URI.create(board.url("/flights")))
			.header("Content-Type", "application/x-ndjson")
			.POST(BodyPublishers.ofByteArrays(Collections.nCopies(flights, line)))
			.build();
		JsonNode answer = json.readTree(http.send(request, BodyHandlers.ofString()).body());
		assertThat(answer.get("accepted").asInt()).isEqualTo(flights);
		assertThat(get("/airports/SLC").at("/numbers/departures").asInt()).isEqualTo(flights);
		board.flush();
		assertThat(get("/flights/count").get("rows").asInt()).isGreaterThanOrEqualTo(flights);
	}

	@Test
	void flightsAreTakenWhileTheBodyIsStillComing() throws Exception {
		PipedOutputStream body = new PipedOutputStream();
		PipedInputStream sent = new PipedInputStream(body, 65_536);
		CompletableFuture<HttpResponse<String>> answer = http
			.sendAsync(HttpRequest.newBuilder(URI.create(board.url("/flights")))
				.header("Content-Type", "application/x-ndjson")
				.POST(BodyPublishers.ofInputStream(() -> sent))
				.build(), BodyHandlers.ofString());
		// More than what buffers on the way may keep.
		body.write((FLIGHT.formatted("JAX", "FLL") + "\n").repeat(600).getBytes(StandardCharsets.UTF_8));
		body.flush();
		Awaitility.await()
			.atMost(Duration.ofSeconds(20))
			.untilAsserted(() -> assertThat(get("/airports/JAX").at("/numbers/departures").asInt()).isPositive());
		assertThat(answer).isNotDone();
		body.close();
		assertThat(json.readTree(answer.get(20, TimeUnit.SECONDS).body()).get("accepted").asInt()).isEqualTo(600);
	}

	@Test
	void theHourThatAClockChangeSkipsIsWrittenAsItIs() {
		TimeZone before = TimeZone.getDefault();
		TimeZone.setDefault(TimeZone.getTimeZone("America/New_York"));
		try {
			LocalDateTime skipped = LocalDateTime.of(2001, 4, 1, 2, 30);
			board.bean(FlightTable.class).write(List.of(new Flight(9_000_000_000L, skipped, "SAT", "AUS", 1, 2)));
			assertThat(board.bean(JdbcTemplate.class)
				.queryForObject("select flown_at from flights where origin = 'SAT'", LocalDateTime.class))
				.isEqualTo(skipped);
		}
		finally {
			TimeZone.setDefault(before);
		}
	}

	@Test
	void anUnknownAirportIsNotFound() throws Exception {
		assertThat(send("/airports/NOPE").statusCode()).isEqualTo(404);
		assertThat(postTo("/airports/NOPE/crash", "application/json", "").statusCode()).isEqualTo(404);
	}

	@Test
	void aCrashShowsAsARestartInTheEndpointAndKeepsTheNumbers() throws Exception {
		post("application/json", FLIGHT.formatted("LIT", "TUL"));
		assertThat(postTo("/airports/LIT/crash", "application/json", "").statusCode()).isEqualTo(202);
		assertThat(get("/airports/LIT").at("/numbers/departures").asInt()).isEqualTo(1);
		JsonNode group = get("/actuator/concurrency/group/airport");
		assertThat(group.at("/details/memberRestarts").asInt()).isEqualTo(1);
		assertThat(group.at("/children/0/name").asString()).isEqualTo("LIT");
		assertThat(group.at("/children/0/lastFailure/type").asString()).isEqualTo("java.lang.IllegalStateException");
		assertThat(group.at("/details/deadLettersByReason/failed").asInt()).isEqualTo(1);
		assertThat(get("/messages/dead").get(0).toString())
			.isEqualTo("{\"actor\":\"root/ingest/airport/LIT\",\"type\":\"Crash\",\"reason\":\"failed\"}");
	}

	@Test
	void theLeaderboardIsRefreshedFromTheRows() throws Exception {
		post("application/json", FLIGHT.formatted("BNA", "MSY"));
		Awaitility.await()
			.atMost(Duration.ofSeconds(20))
			.untilAsserted(() -> assertThat(send("/leaderboard").body()).contains("BNA"));
	}

	@Test
	void healthScrapeAndTreeShowTheProcesses() throws Exception {
		assertThat(post("application/json", FLIGHT.formatted("ELP", "DAL")).statusCode()).isEqualTo(202);
		assertThat(get("/airports/ELP").at("/numbers/departures").asInt()).isEqualTo(1);
		JsonNode health = get("/actuator/health");
		assertThat(health.get("status").asString()).isEqualTo("UP");
		assertThat(health.at("/components/concurrency/components/sinks/components/flights/status").asString())
			.isEqualTo("UP");
		assertThat(health.at("/components/concurrency/components/workers/components/leaderboard/status").asString())
			.isEqualTo("UP");
		assertThat(health.at("/components/concurrency/components/actors/components/airport/status").asString())
			.isEqualTo("UP");
		String scrape = send("/actuator/prometheus").body();
		assertThat(scrape.lines()).contains("concurrency_sink_queue_remaining_items{name=\"flights\"} 10000.0")
			.anyMatch((line) -> line.matches("concurrency_sink_pushed_items_total\\{name=\"flights\"} [1-9].*"))
			.anyMatch((line) -> line.matches("concurrency_sink_flush_seconds_count\\{name=\"flights\",.*} [1-9].*"))
			.anyMatch((line) -> line.matches("concurrency_worker_tick_seconds_count\\{name=\"leaderboard\",.*} .*"))
			.anyMatch((line) -> line.matches("concurrency_group_live_actors\\{name=\"airport\"} [1-9].*"));
		assertThat(get("/actuator/concurrency").findValuesAsString("path")).containsSubsequence("root/ingest",
				"root/ingest/flights", "root/ingest/airport", "root/workers/leaderboard");
		assertThat(health.at("/components/concurrency/components/supervisors/components/ingest/status").asString())
			.isEqualTo("UP");
		assertThat(get("/actuator/concurrency/supervisor/ingest").at("/details/strategy").asString())
			.isEqualTo("rest-for-one");
		assertThat(get("/actuator/concurrency/sink/flights").at("/details/accepted").asInt()).isPositive();
	}

	private static String reason(String body) throws Exception {
		HttpResponse<String> answer = post("application/json", body);
		assertThat(answer.statusCode()).isEqualTo(400);
		return json.readTree(answer.body()).get("reason").asString();
	}

	private static HttpResponse<String> post(String type, String body) throws Exception {
		return postTo("/flights", type, body);
	}

	private static HttpResponse<String> postTo(String path, String type, String body) throws Exception {
		return http.send(HttpRequest.newBuilder(URI.create(board.url(path)))
			.header("Content-Type", type)
			.POST(BodyPublishers.ofString(body))
			.build(), BodyHandlers.ofString());
	}

	private static HttpResponse<String> send(String path) throws Exception {
		return http.send(HttpRequest.newBuilder(URI.create(board.url(path))).build(), BodyHandlers.ofString());
	}

	private static JsonNode get(String path) throws Exception {
		HttpResponse<String> answer = send(path);
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
		return json.readTree(answer.body());
	}

}
