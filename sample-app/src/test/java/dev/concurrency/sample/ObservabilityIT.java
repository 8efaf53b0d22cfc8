package dev.concurrency.sample;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.sql.DataSource;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Dashboard and rules against a real Prometheus that scrapes the flight board: in its
 * replay, while airports crash, and while its database does not answer.
 */
@Timeout(300)
class ObservabilityIT {

	private static final Path DASHBOARD = Path.of("..", "observability", "grafana", "dashboards", "concurrency.json");

	private static final Path METERS = Path.of("..", "docs", "metrics.md");

	private static final Pattern SELECTOR = Pattern.compile("\\b(concurrency_\\w+)(?:\\{([^}]*)})?");

	private static final Pattern LABEL = Pattern.compile("(\\w+)\\s*(?:=~|!~|!=|=)");

	private static final Pattern LEGEND = Pattern.compile("\\{\\{(\\w+)}}");

	/** So many seconds of scrapes give a rate. */
	private static final String RATE_INTERVAL = "10s";

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	/** Prometheus adds these to every series. */
	private static final Set<String> TARGET = Set.of("job", "instance");

	private static final String FLIGHT = "{\"date\":\"2001/01/13 14:56\",\"delay\":32,\"distance\":418,\"origin\":\"ABQ\",\"destination\":\"TUS\"}\n";

	@TempDir
	private Path folder;

	private final HttpClient http = HttpClient.newHttpClient();

	@Test
	void everyQueryOfTheDashboardIsAnsweredInReplayInCrashAndInOverload() throws Exception {
		try (FlightBoard board = FlightBoard.start(this.folder, "flightboard.replay.rate=500",
				"spring.datasource.hikari.maximum-pool-size=1", "concurrency.sinks.instances.flights.capacity=20",
				"concurrency.sinks.instances.flights.batch-size=10",
				"concurrency.actors.instances.airport.timings=true");
				Prometheus prometheus = Prometheus.start(this.folder, board)) {
			everyQueryHasData(prometheus, "replay");
			everyNameAndLabelIsScraped(board);
			crash(board);
			until("crash", () -> !prometheus.query("increase(concurrency_group_restarts_total[1m]) > 0").isEmpty());
			until("crash", () -> prometheus.firing().contains("ConcurrencyDeadLetters"));
			everyQueryHasData(prometheus, "crash");
			try (Connection held = board.bean(DataSource.class).getConnection()) {
				assertThat(held.isValid(1)).isTrue();
				post(board, "/flights", FLIGHT.repeat(100));
				until("overload", () -> prometheus.firing().contains("ConcurrencyItemsDropped"));
				everyQueryHasData(prometheus, "overload");
			}
		}
	}

	/** Waits for the first data; then every query must have some. */
	private void everyQueryHasData(Prometheus prometheus, String when) throws Exception {
		for (String query : queries()) {
			String asked = query.replace("$__rate_interval", RATE_INTERVAL)
				.replace("$job", ".*")
				.replace("$instance", ".*");
			until(when + ": " + asked, () -> !prometheus.query(asked).isEmpty());
		}
	}

	private void everyNameAndLabelIsScraped(FlightBoard board) throws Exception {
		Map<String, Set<String>> scraped = scraped(board);
		String page = Files.readString(METERS);
		for (String expression : expressions()) {
			Matcher selector = SELECTOR.matcher(expression);
			while (selector.find()) {
				String name = selector.group(1);
				if (name.startsWith("concurrency_actor_")) {
					// The flight board has groups only; the page is tested elsewhere.
					assertThat(page).contains("`" + name + "`");
					continue;
				}
				assertThat(scraped).as(expression).containsKey(name);
				if (selector.group(2) != null) {
					assertThat(scraped.get(name)).as(expression).containsAll(labels(selector.group(2)));
				}
			}
		}
		assertThat(legends()).isSubsetOf(scraped.values().stream().flatMap(Set::stream).toList());
	}

	/** The labels of each metric. */
	private Map<String, Set<String>> scraped(FlightBoard board) throws Exception {
		Map<String, Set<String>> scraped = new TreeMap<>();
		HttpResponse<String> scrape = this.http.send(
				HttpRequest.newBuilder(URI.create(board.url("/actuator/prometheus"))).build(), BodyHandlers.ofString());
		scrape.body().lines().filter((line) -> line.startsWith("concurrency_")).forEach((line) -> {
			Matcher sample = SELECTOR.matcher(line);
			assertThat(sample.find()).isTrue();
			Set<String> labels = scraped.computeIfAbsent(sample.group(1), (name) -> new TreeSet<>(TARGET));
			labels.addAll(labels(String.valueOf(sample.group(2))));
		});
		return scraped;
	}

	private static Set<String> labels(String matchers) {
		Set<String> labels = new TreeSet<>();
		LABEL.matcher(matchers.replaceAll("\"[^\"]*\"", "")).results().forEach((found) -> labels.add(found.group(1)));
		return labels;
	}

	/** The queries of the dashboard, and the expressions of all rules. */
	private static List<String> expressions() throws IOException {
		List<String> expressions = new ArrayList<>(queries());
		for (String file : List.of("recording.yml", "alerts.yml")) {
			Map<String, Object> rules = new Yaml().load(Files.readString(Prometheus.FILES.resolve(file)));
			maps(rules.get("groups")).flatMap((group) -> maps(group.get("rules")))
				.forEach((rule) -> expressions.add(String.valueOf(rule.get("expr"))));
		}
		assertThat(expressions).hasSizeGreaterThan(40);
		return expressions;
	}

	@SuppressWarnings("unchecked")
	private static Stream<Map<String, Object>> maps(Object list) {
		return ((List<Map<String, Object>>) list).stream();
	}

	private static List<String> queries() throws IOException {
		return targets().map((target) -> target.path("expr").asString("")).toList();
	}

	private static List<String> legends() throws IOException {
		return targets().flatMap((target) -> LEGEND.matcher(target.path("legendFormat").asString("")).results())
			.map((found) -> found.group(1))
			.toList();
	}

	private static Stream<JsonNode> targets() throws IOException {
		JsonNode dashboard = new JsonMapper().readTree(Files.readString(DASHBOARD));
		return dashboard.path("panels").valueStream().flatMap((panel) -> panel.path("targets").valueStream());
	}

	private void crash(FlightBoard board) throws Exception {
		for (String airport : List.of("SEA", "JFK", "ABQ")) {
			post(board, "/airports/" + airport + "/crash", "");
		}
	}

	private void post(FlightBoard board, String path, String body) throws Exception {
		HttpRequest request = HttpRequest.newBuilder(URI.create(board.url(path)))
			.header("Content-Type", "application/x-ndjson")
			.POST(BodyPublishers.ofString(body))
			.build();
		assertThat(this.http.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(202);
	}

	/** Prometheus has no event to wait for: it looks once a second. */
	private static void until(String what, Callable<Boolean> condition) throws Exception {
		long begun = System.nanoTime();
		while (!condition.call()) {
			assertThat(System.nanoTime() - begun).as(what).isLessThan(PATIENCE.toNanos());
			Thread.sleep(200);
		}
	}

}
