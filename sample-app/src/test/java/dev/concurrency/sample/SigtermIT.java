package dev.concurrency.sample;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The packaged flight board as a process of its own, ended by a real signal in
 * mid-replay, and while it answers requests.
 */
class SigtermIT {

	private static final Pattern SINK = Pattern.compile(
			"sink root/ingest/flights stopped after \\d+ ms: accepted (\\d+), written (\\d+), dead-lettered (\\d+), left over (\\d+)");

	private static final Pattern REPORT = Pattern
		.compile("root/ingest/flights: (\\d+) not delivered, from Flight\\[line=(\\d+),.* to Flight\\[line=(\\d+),");

	private static final Pattern REPLAYING = Pattern.compile("Replaying: ");

	private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");

	private static final int CLIENTS = 4;

	/** So many requests are answered before the signal. */
	private static final int BEFORE = 400;

	@TempDir
	private Path data;

	@Test
	@Timeout(300)
	void everyAcceptedFlightIsARowOrReported() throws Exception {
		try (BoardProcess board = terminatedInMidReplay("--flightboard.replay.rate=3000")) {
			Matcher sink = board.found(SINK);
			long accepted = Long.parseLong(sink.group(1));
			long reported = Long.parseLong(sink.group(3)) + Long.parseLong(sink.group(4));
			assertThat(accepted).isPositive().isLessThan(FlightFile.SIZE);
			assertThat(board.count("line > 0") + reported).isEqualTo(accepted);
			assertThat(board.log()).anyMatch((line) -> line.contains("Replayed " + accepted + " of"));
		}
	}

	@Test
	@Timeout(300)
	void whatIsLeftOverAtTheDeadlineIsReportedOneByOne() throws Exception {
		// A row at a time falls behind the replay, and there is no time to catch up.
		try (BoardProcess board = terminatedInMidReplay("--concurrency.sinks.instances.flights.capacity=1000",
				"--concurrency.sinks.instances.flights.batch-size=1",
				"--concurrency.sinks.instances.flights.shutdown=1ms")) {
			Matcher sink = board.found(SINK);
			// What the drain had begun with, if anything, and what it never saw.
			List<MatchResult> reports = REPORT.matcher(board.text()).results().toList();
			long accepted = Long.parseLong(sink.group(1));
			long reported = reports.stream().mapToLong((report) -> Long.parseLong(report.group(1))).sum();
			long first = Long.parseLong(reports.get(reports.size() - 1).group(2));
			assertThat(reported).isPositive();
			assertThat(Long.parseLong(sink.group(3))).as("dead letters").isZero();
			assertThat(Long.parseLong(sink.group(4))).as("left over").isEqualTo(reported);
			assertThat(board.count("line > 0") + reported).isEqualTo(accepted);
			assertThat(Long.parseLong(reports.get(reports.size() - 1).group(3))).as("the last").isEqualTo(accepted);
			assertThat(board.count("line >= " + first)).as("rows that were reported").isZero();
		}
	}

	/** Requests that are on their way when the signal comes are answered as they end. */
	@Test
	@Timeout(300)
	void everyRequestThatWasAnswered202IsARow() throws Exception {
		try (BoardProcess board = BoardProcess.start(this.data, List.of(), "--flightboard.replay.enabled=false")) {
			URI flights = URI.create("http://localhost:" + board.await(PORT).group(1) + "/flights");
			Clients clients = new Clients(flights);
			clients.busy.await();
			board.terminate();
			board.awaitEnd();
			clients.join();
			assertThat(Long.parseLong(board.found(SINK).group(4))).as("left over").isZero();
			assertThat(clients.accepted).hasSizeGreaterThanOrEqualTo(BEFORE);
			assertThat(board.numbers("select distance from flights")).containsAll(clients.accepted);
			assertStoppedOneByOne(board);
		}
	}

	/** Runs the jar, sends it SIGTERM as soon as it replays, and keeps its log. */
	private BoardProcess terminatedInMidReplay(String... settings) throws Exception {
		BoardProcess board = BoardProcess.start(this.data, List.of(), settings);
		try {
			board.await(REPLAYING);
			board.terminate();
			board.awaitEnd();
			assertStoppedOneByOne(board);
			return board;
		}
		catch (Throwable ex) {
			board.close();
			throw ex;
		}
	}

	private static void assertStoppedOneByOne(BoardProcess board) {
		assertThat(board.log()).filteredOn((line) -> line.contains(" stopped after ") && line.contains("root/"))
			.as("one line for each process")
			.hasSize(4)
			.satisfiesExactly((line) -> assertThat(line).contains("worker root/workers/leaderboard"),
					(line) -> assertThat(line).contains("group root/ingest/airport"),
					(line) -> assertThat(line).contains("sink root/ingest/flights"),
					(line) -> assertThat(line).contains("boundary root/boundaries/geocode"));
	}

	/** Post flights, told apart by their distance, until nobody takes them any more. */
	private static final class Clients {

		private final HttpClient http = HttpClient.newHttpClient();

		private final Set<Long> accepted = ConcurrentHashMap.newKeySet();

		private final CountDownLatch busy = new CountDownLatch(BEFORE);

		private final AtomicInteger posted = new AtomicInteger();

		private final List<Thread> threads = new ArrayList<>();

		private final URI flights;

		Clients(URI flights) {
			this.flights = flights;
			for (int i = 0; i < CLIENTS; i++) {
				Thread thread = new Thread(this::run, "client-" + i);
				thread.start();
				this.threads.add(thread);
			}
		}

		private void run() {
			try {
				long distance = this.posted.incrementAndGet();
				while (post(distance)) {
					this.accepted.add(distance);
					this.busy.countDown();
					distance = this.posted.incrementAndGet();
				}
			}
			catch (IOException ex) {
				// The board is gone, or refused the connection: nothing was promised.
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

		private boolean post(long distance) throws IOException, InterruptedException {
			HttpResponse<String> answer = this.http.send(HttpRequest.newBuilder(this.flights)
				.header("Content-Type", "application/json")
				.POST(BodyPublishers.ofString("{\"date\":\"2001/01/13 14:56\",\"delay\":32,\"distance\":" + distance
						+ ",\"origin\":\"ABQ\",\"destination\":\"TUS\"}"))
				.build(), BodyHandlers.ofString());
			return answer.statusCode() == 202 && answer.body().contains("\"accepted\":1");
		}

		void join() throws InterruptedException {
			for (Thread thread : this.threads) {
				thread.join();
			}
		}

	}

}
