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
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The packaged flight board as a process of its own, and the rows that it leaves behind.
 * Not thread-safe.
 */
final class BoardProcess implements AutoCloseable {

	static final int SIGTERM_EXIT = 128 + 15;

	private final Path data;

	private final Process process;

	private final BufferedReader output;

	private final List<String> log = new ArrayList<>();

	private BoardProcess(Path data, Process process) {
		this.data = data;
		this.process = process;
		this.output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
	}

	/** Starts it with options of the JVM and settings of the application. */
	static BoardProcess start(Path data, List<String> options, String... settings) throws IOException {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(options);
		command.addAll(List.of("-jar", System.getProperty("flightboard.jar"), "--server.port=0",
				"--flightboard.data=" + data));
		command.addAll(List.of(settings));
		return new BoardProcess(data, new ProcessBuilder(command).redirectErrorStream(true).start());
	}

	/** Reads on until something fits, which must come before the end. */
	Matcher await(Pattern pattern) throws IOException {
		for (String line = this.output.readLine(); line != null; line = this.output.readLine()) {
			this.log.add(line);
			Matcher matcher = pattern.matcher(line);
			if (matcher.find()) {
				return matcher;
			}
		}
		throw new AssertionError("It ended before it said " + pattern + ":\n" + text());
	}

	/** Sends SIGTERM; the method of Process would close its output too. */
	void terminate() {
		this.process.toHandle().destroy();
	}

	/** Reads on to its end, which is that of a process that was terminated. */
	void awaitEnd() throws IOException, InterruptedException {
		this.output.lines().forEach(this.log::add);
		assertThat(this.process.waitFor(10, TimeUnit.SECONDS)).isTrue();
		assertThat(this.process.exitValue()).as(text()).isEqualTo(SIGTERM_EXIT);
	}

	/** What it has said, line by line. */
	List<String> log() {
		return this.log;
	}

	String text() {
		return String.join("\n", this.log);
	}

	/** Finds what it has said. */
	Matcher found(Pattern pattern) {
		Matcher matcher = pattern.matcher(text());
		assertThat(matcher.find()).as(text()).isTrue();
		return matcher;
	}

	/** How many rows fit a condition, once it has ended. */
	long count(String condition) throws SQLException {
		return numbers("select count(*) from flights where " + condition).iterator().next();
	}

	/** The distinct numbers that a query answers, once it has ended. */
	Set<Long> numbers(String query) throws SQLException {
		Set<Long> numbers = new HashSet<>();
		try (Connection database = DriverManager.getConnection("jdbc:h2:file:" + this.data.resolve("flights"), "sa",
				""); Statement statement = database.createStatement(); ResultSet rows = statement.executeQuery(query)) {
			while (rows.next()) {
				numbers.add(rows.getLong(1));
			}
		}
		return numbers;
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

}
