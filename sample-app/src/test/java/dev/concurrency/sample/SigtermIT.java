package dev.concurrency.sample;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The packaged flight board as a process of its own, ended by a real signal in
 * mid-replay.
 */
class SigtermIT {

	private static final Pattern SINK = Pattern.compile(
			"sink root/ingest/flights stopped after \\d+ ms: accepted (\\d+), written (\\d+), dead-lettered (\\d+), left over (\\d+)");

	private static final Pattern REPORT = Pattern
		.compile("root/ingest/flights: (\\d+) not delivered, from Flight\\[line=(\\d+),.* to Flight\\[line=(\\d+),");

	private static final int SIGTERM_EXIT = 128 + 15;

	@TempDir
	private Path data;

	private final List<String> log = new ArrayList<>();

	@Test
	@Timeout(120)
	void everyAcceptedFlightIsARowOrReported() throws Exception {
		terminatedInMidReplay("--flightboard.replay.rate=3000");
		Matcher sink = found(SINK);
		long accepted = Long.parseLong(sink.group(1));
		long reported = Long.parseLong(sink.group(3)) + Long.parseLong(sink.group(4));
		assertThat(accepted).isPositive().isLessThan(FlightFile.SIZE);
		assertThat(count("line > 0") + reported).isEqualTo(accepted);
		assertThat(this.log).anyMatch((line) -> line.contains("Replayed " + accepted + " of"));
	}

	@Test
	@Timeout(120)
	void whatIsLeftOverAtTheDeadlineIsReportedOneByOne() throws Exception {
		// A row at a time falls behind the replay, and there is no time to catch up.
		terminatedInMidReplay("--concurrency.sinks.instances.flights.capacity=1000",
				"--concurrency.sinks.instances.flights.batch-size=1",
				"--concurrency.sinks.instances.flights.shutdown=1ms");
		Matcher sink = found(SINK);
		// What the drain had begun with, if anything, and what it never saw.
		List<MatchResult> reports = REPORT.matcher(String.join("\n", this.log)).results().toList();
		long accepted = Long.parseLong(sink.group(1));
		long reported = reports.stream().mapToLong((report) -> Long.parseLong(report.group(1))).sum();
		long first = Long.parseLong(reports.get(reports.size() - 1).group(2));
		assertThat(reported).isPositive();
		assertThat(Long.parseLong(sink.group(3))).as("dead letters").isZero();
		assertThat(Long.parseLong(sink.group(4))).as("left over").isEqualTo(reported);
		assertThat(count("line > 0") + reported).isEqualTo(accepted);
		assertThat(Long.parseLong(reports.get(reports.size() - 1).group(3))).as("the last").isEqualTo(accepted);
		assertThat(count("line >= " + first)).as("rows that were reported").isZero();
	}

	/** Runs the jar, sends it SIGTERM as soon as it replays, and keeps its log. */
	private void terminatedInMidReplay(String... settings) throws Exception {
		Process board = start(settings);
		boolean told = false;
		try (BufferedReader lines = new BufferedReader(
				new InputStreamReader(board.getInputStream(), StandardCharsets.UTF_8))) {
			for (String line = lines.readLine(); line != null; line = lines.readLine()) {
				this.log.add(line);
				if (!told && line.contains("Replaying: ")) {
					told = true;
					// SIGTERM; the method of Process would close its output too.
					board.toHandle().destroy();
				}
			}
			assertThat(board.waitFor(10, TimeUnit.SECONDS)).isTrue();
		}
		finally {
			board.destroyForcibly();
		}
		assertThat(board.exitValue()).as(String.join("\n", this.log)).isEqualTo(SIGTERM_EXIT);
		assertThat(this.log).filteredOn((line) -> line.contains(" stopped after ") && line.contains("root/"))
			.as("one line for each process")
			.hasSize(4)
			.satisfiesExactly((line) -> assertThat(line).contains("worker root/workers/leaderboard"),
					(line) -> assertThat(line).contains("group root/ingest/airport"),
					(line) -> assertThat(line).contains("sink root/ingest/flights"),
					(line) -> assertThat(line).contains("boundary root/boundaries/geocode"));
	}

	private Matcher found(Pattern pattern) {
		String text = String.join("\n", this.log);
		Matcher matcher = pattern.matcher(text);
		assertThat(matcher.find()).as(text).isTrue();
		return matcher;
	}

	private Process start(String... settings) throws IOException {
		String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
		List<String> command = new ArrayList<>(List.of(java, "-jar", System.getProperty("flightboard.jar"),
				"--server.port=0", "--flightboard.data=" + this.data));
		command.addAll(List.of(settings));
		return new ProcessBuilder(command).redirectErrorStream(true).start();
	}

	private long count(String condition) throws SQLException {
		try (Connection database = DriverManager.getConnection("jdbc:h2:file:" + this.data.resolve("flights"), "sa",
				"");
				Statement statement = database.createStatement();
				ResultSet count = statement.executeQuery("select count(*) from flights where " + condition)) {
			assertThat(count.next()).isTrue();
			return count.getLong(1);
		}
	}

}
