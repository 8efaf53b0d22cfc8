package dev.concurrency.sample;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import javax.sql.DataSource;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the flight board answers while its database does not: the test holds the only
 * connection, so that neither the drain nor an airport's start goes on.
 */
@Timeout(60)
class OverloadTests {

	private static final String FLIGHT = "{\"date\":\"2001/01/13 14:56\",\"delay\":32,\"distance\":418,\"origin\":\"ABQ\",\"destination\":\"TUS\"}\n";

	private static final int MAILBOX = 40;

	private static final int QUEUE = 10;

	@TempDir
	private Path data;

	private final HttpClient http = HttpClient.newHttpClient();

	private FlightBoard board;

	private Connection held;

	@BeforeEach
	void start() throws Exception {
		this.board = FlightBoard.start(this.data, "flightboard.replay.enabled=false", "flightboard.patience=300ms",
				"spring.datasource.hikari.maximum-pool-size=1", "concurrency.sinks.instances.flights.capacity=" + QUEUE,
				"concurrency.sinks.instances.flights.batch-size=" + QUEUE,
				"concurrency.actors.instances.airport.mailbox-capacity=" + MAILBOX);
		this.held = this.board.bean(DataSource.class).getConnection();
	}

	@AfterEach
	void stop() throws Exception {
		this.held.close();
		this.board.close();
	}

	@Test
	void aFullMailboxIsAnswered503AndAnAirportThatIsLateBy504() throws Exception {
		List<CompletableFuture<HttpResponse<String>>> waiting = Stream.generate(this::ask).limit(MAILBOX + 1).toList();
		List<HttpResponse<String>> answers = waiting.stream().map(CompletableFuture::join).toList();
		assertThat(answers).filteredOn((answer) -> answer.statusCode() == 504).hasSize(MAILBOX);
		assertThat(answers).filteredOn((answer) -> answer.statusCode() == 503)
			.singleElement()
			.satisfies((answer) -> assertThat(answer.body()).contains("full", "capacity " + MAILBOX));
		assertThat(answers).allSatisfy((answer) -> {
			assertThat(answer.headers().firstValue("Retry-After")).contains("1");
			assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
		});
		HttpResponse<String> crash = send(
				HttpRequest.newBuilder(uri("/airports/ABQ/crash")).POST(BodyPublishers.noBody()))
			.join();
		assertThat(crash.statusCode()).isEqualTo(503);
		assertThat(crash.headers().firstValue("Retry-After")).contains("1");
	}

	@Test
	void whatTheSinkHasNoRoomForIsRefusedAndTheRestIsWrittenAndCounted() throws Exception {
		// So many that waiting for each of them would take longer than the test may.
		int posted = 100;
		HttpResponse<String> answer = send(HttpRequest.newBuilder(uri("/flights"))
			.header("Content-Type", "application/x-ndjson")
			.POST(BodyPublishers.ofString(FLIGHT.repeat(posted)))).join();
		assertThat(answer.statusCode()).isEqualTo(202);
		JsonNode counts = new JsonMapper().readTree(answer.body());
		int accepted = counts.get("accepted").asInt();
		assertThat(accepted).as("one queue and one batch at most").isBetween(QUEUE, 2 * QUEUE);
		assertThat(counts.get("refused").asInt()).isEqualTo(posted - accepted);
		this.held.close();
		this.board.flush();
		assertThat(this.board.rows()).isEqualTo(accepted);
		Agreement.check(this.board, 2);
	}

	private CompletableFuture<HttpResponse<String>> ask() {
		return send(HttpRequest.newBuilder(uri("/airports/ABQ")));
	}

	private CompletableFuture<HttpResponse<String>> send(HttpRequest.Builder request) {
		return this.http.sendAsync(request.build(), BodyHandlers.ofString());
	}

	private URI uri(String path) {
		return URI.create(this.board.url(path));
	}

}
