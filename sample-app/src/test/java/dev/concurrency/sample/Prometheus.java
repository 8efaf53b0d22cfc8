package dev.concurrency.sample;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** A real Prometheus that scrapes one flight board every second. */
final class Prometheus implements AutoCloseable {

	/** What is delivered to users. */
	static final Path FILES = Path.of("..", "observability", "prometheus").toAbsolutePath().normalize();

	private static final String MISSING = "There is no %s on the path, so dashboard and alerts are not checked."
			+ " It comes with Prometheus: 'apt-get install prometheus' on Debian and Ubuntu,"
			+ " 'brew install prometheus' on macOS";

	/** It listens before it has read its data, and answers so until it has. */
	private static final int STARTING = 503;

	private final HttpClient http = HttpClient.newHttpClient();

	private final JsonMapper json = new JsonMapper();

	private final Process process;

	private final int port;

	private Prometheus(Process process, int port) {
		this.process = process;
		this.port = port;
	}

	/**
	 * Starts.
	 * @param folder for its configuration, its data and its log
	 * @param board what it scrapes, with the rules that are delivered to users
	 */
	static Prometheus start(Path folder, FlightBoard board) throws IOException {
		String program = program("prometheus");
		Path config = folder.resolve("prometheus.yml");
		Files.writeString(config, """
				global: {scrape_interval: 1s, evaluation_interval: 1s}
				rule_files: ['%1$s/recording.yml', '%1$s/alerts.yml']
				scrape_configs:
				  - job_name: flight-board
				    metrics_path: /actuator/prometheus
				    static_configs: [{targets: ['%2$s']}]
				""".formatted(FILES, URI.create(board.url("/")).getAuthority()));
		int port = freePort();
		Process process = new ProcessBuilder(program, "--config.file=" + config,
				"--storage.tsdb.path=" + folder.resolve("data"), "--web.listen-address=127.0.0.1:" + port)
			.redirectErrorStream(true)
			.redirectOutput(folder.resolve("prometheus.log").toFile())
			.start();
		return new Prometheus(process, port);
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

	/** Runs one of its checks in the folder of the rules. Answers what it says. */
	static String promtool(String... arguments) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(List.of(program("promtool")));
		command.addAll(List.of(arguments));
		Process promtool = new ProcessBuilder(command).directory(FILES.toFile()).redirectErrorStream(true).start();
		promtool.getOutputStream().close();
		String answer = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(promtool.waitFor()).as(answer).isZero();
		return answer;
	}

	/** Where it is. Without it the test is left out, unless it is demanded. */
	private static String program(String name) {
		Optional<Path> found = Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
			.map((folder) -> Path.of(folder, name))
			.filter(Files::isExecutable)
			.findFirst();
		if (Boolean.getBoolean("prometheus.required")) {
			assertThat(found).as(MISSING, name).isPresent();
		}
		assumeTrue(found.isPresent(), MISSING.formatted(name));
		return found.orElseThrow().toString();
	}

	/** The series that a query gives now; none as long as it starts. */
	List<JsonNode> query(String query) throws InterruptedException {
		URI uri = URI.create("http://127.0.0.1:" + this.port + "/api/v1/query?query="
				+ URLEncoder.encode(query, StandardCharsets.UTF_8));
		try {
			HttpResponse<String> response = this.http.send(HttpRequest.newBuilder(uri).build(),
					BodyHandlers.ofString());
			if (response.statusCode() == STARTING) {
				return List.of();
			}
			JsonNode answer = this.json.readTree(response.body());
			assertThat(answer.path("status").asString("")).as(query + ": " + response.body()).isEqualTo("success");
			return answer.path("data").path("result").valueStream().toList();
		}
		catch (IOException ex) {
			assertThat(this.process.isAlive()).as("Prometheus runs").isTrue();
			return List.of();
		}
	}

	/** The names of the alerts that fire now. */
	List<String> firing() throws InterruptedException {
		return query("ALERTS{alertstate=\"firing\"}").stream()
			.map((series) -> series.path("metric").path("alertname").asString(""))
			.distinct()
			.toList();
	}

	@Override
	public void close() {
		this.process.destroy();
		this.process.onExit().completeOnTimeout(this.process, 10, TimeUnit.SECONDS).join();
		this.process.destroyForcibly();
	}

}
