package dev.concurrency.sample;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.springframework.security.web.csrf.CsrfFilter;
import org.springframework.security.web.csrf.HttpSessionCsrfTokenRepository;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.process.LastFailure;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ProcessSnapshot;
import dev.concurrency.worker.WorkerSettings;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The console in a real browser: one for all tests, and one flight board for most, whose
 * replay goes on meanwhile.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(120)
class ConsoleTests {

	private static final String FLIGHTS = "root/ingest/flights";

	private static final String LEADERBOARD = "root/workers/leaderboard";

	private static final String WRITABLE = "management.endpoint.concurrency.access=unrestricted";

	private static final String QUIET = "flightboard.replay.enabled=false";

	@TempDir
	private static Path data;

	private static Browser browser;

	private static FlightBoard board;

	private final ConsoleView console = new ConsoleView(browser);

	/** What the browser has to say of an answer that a test asks for. */
	private String expected = "none";

	@BeforeAll
	static void start() {
		browser = Browser.start();
		board = FlightBoard.start(data.resolve("replay"), WRITABLE, "flightboard.replay.rate=800",
				"management.endpoint.concurrency.show-messages=always");
	}

	@AfterAll
	static void stop() throws Exception {
		if (board != null) {
			board.close();
		}
		if (browser != null) {
			browser.close();
		}
	}

	@BeforeEach
	void desk() {
		browser.size(1280, 800);
		browser.dark(false);
		this.console.open(url(board));
	}

	@AfterEach
	void theBrowserComplainsOfNothing() {
		assertThat(browser.complaints()).allMatch((complaint) -> complaint.contains(this.expected));
		assertThat(browser.run("""
				return performance.getEntriesByType('resource').map((each) => each.name)
					.filter((name) => !name.startsWith(location.origin + '/'));
				""")).as("what came from elsewhere").isEqualTo(List.of());
	}

	@Test
	@Order(1)
	void theTreeShowsTheReplayWhileItGoesOn() {
		assertThat(this.console.texts("#tree .name a")).containsSubsequence("root", "boundaries", "geocode", "ingest",
				"flights", "airport", "workers", "leaderboard");
		assertThat(this.console.cell("root/ingest", "depth")).startsWith("rest-for-one, 0/5 in 30 s");
		assertThat(this.console.cell(FLIGHTS, "state")).isEqualTo("running");
		this.console.untilText("#tree tr[data-path='root/ingest/flights'] .rate",
				(rate) -> rate.matches("[1-9][\\d,.]*/s"));
		assertThat(this.console.cell(FLIGHTS, "depth")).matches("[\\d,]+ of 10,000");
		this.console.until("a chart that moves",
				() -> this.console.count("#tree tr[data-path='root/ingest/flights'] .spark-line[points*=' ']") == 1);
	}

	@Test
	@Order(2)
	void aCrashIsSeenAtTheNextLook() {
		long before = failures("root/ingest/airport/PHX");
		browser.await("fetch('/airports/PHX/crash', {method: 'POST'}).then(arguments[0])");
		Awaitility.await().until(() -> failures("root/ingest/airport/PHX") > before);
		assertThat(looksUntilSeen("PHX")).isLessThanOrEqualTo(1);
		assertThat(this.console.text("#verdict")).startsWith("Worth a look:").contains("restart");
	}

	private static long failures(String path) {
		return board.bean(ConcurrencyRuntime.class)
			.find(new ProcessPath(path))
			.map(ProcessSnapshot::lastFailure)
			.map(LastFailure::count)
			.orElse(0L);
	}

	/** How often the page asks for the tree until it shows an airport in trouble. */
	private static long looksUntilSeen(String airport) {
		Number looks = (Number) browser.await("""
				const [airport, done] = arguments;
				const original = window.fetch;
				let looks = 0;
				window.fetch = (...question) => {
					looks += (question[0] === location.origin + location.pathname) ? 1 : 0;
					return original(...question);
				};
				const seen = () => document.querySelector(`#tree tr.warn[data-path$='/airport/${airport}']`);
				const look = () => {
					if (!seen()) {
						return setTimeout(look, 10);
					}
					window.fetch = original;
					return done(looks);
				};
				look();
				""", airport);
		return looks.longValue();
	}

	@Test
	@Order(3)
	void ofAGroupOnlyActorsThatFailedHaveARow() {
		this.console.openProcess("root/ingest/airport");
		assertThat(board.airports().snapshot().live()).isGreaterThan(20);
		assertThat(this.console.count("#tree tr[data-path^='root/ingest/airport/']")).isBetween(1L, 3L);
		this.console.close();
	}

	@Test
	@Order(4)
	void whatHasTroubleComesFirstOnDemand() {
		browser.run("document.getElementById('first').click()");
		assertThat(this.console.text("#tree tbody tr .name a")).startsWith("root/ingest/airport/");
		assertThat(this.console.count("#tree tbody tr[aria-level='1']"))
			.isEqualTo(this.console.count("#tree tbody tr"));
	}

	@Test
	@Order(5)
	void aSinkIsPausedAndResumed() {
		this.console.openProcess(FLIGHTS);
		this.console.until("what may be done",
				() -> this.console.actions().equals(List.of("Pause", "Flush", "Restart", "Stop")));
		this.console.press("#detail .buttons button", "Pause");
		assertThat(this.console.text("dialog[open] p")).contains("new work is accepted as long as there is room");
		browser.picture("console-pause");
		assertThat(browser.inaccessible()).isEmpty();
		this.console.confirm("Pause");
		this.console.untilState(FLIGHTS, "paused");
		this.console.untilAnswer("Pause flights: done");
		assertThat(status(FLIGHTS)).isEqualTo("paused");
		this.console.until("what may be done then",
				() -> this.console.actions().equals(List.of("Resume", "Restart", "Stop")));
		this.console.answers(5);
		browser.picture("console-process");
		this.console.close();
		browser.picture("console");
		this.console.openProcess(FLIGHTS);
		this.console.perform("Resume");
		this.console.untilState(FLIGHTS, "running");
		assertThat(status(FLIGHTS)).isEqualTo("running");
	}

	@Test
	@Order(6)
	void aSettingIsChangedAndAWrongValueAnsweredInWords() {
		this.console.openProcess(FLIGHTS);
		assertThat(this.console.setting("batch-size")).startsWith("500 from ").contains("application.yml");
		change("batch-size", "250");
		this.console.untilAnswer("batch-size = 250 for flights: done");
		this.console.until("the new value", () -> this.console.setting("batch-size").startsWith("250 from operator"));
		assertThat(board.flights().settings().batchSize()).isEqualTo(250);
		this.expected = "the server responded with a status of 400";
		change("batch-size", "-1");
		this.console.untilAnswer("The server does not accept this: ");
		assertThat(this.console.text("#answer")).endsWith("(400)");
		assertThat(this.console.setting("batch-size")).startsWith("250 ");
	}

	private void change(String key, String value) {
		this.console.until("the setting", () -> (boolean) browser.run("""
				const button = document.querySelector(`#detail button[aria-label='Change ${arguments[0]}']`);
				button?.click();
				return Boolean(button);
				""", key));
		this.console.type("dialog[open] input", value);
		this.console.confirm("Change");
	}

	@Test
	@Order(7)
	void aWorkerIsTriggeredAndStoppedAndStarted() {
		this.console.openProcess(LEADERBOARD);
		this.console.perform("Trigger");
		this.console.untilAnswer("Trigger leaderboard: done");
		this.console.perform("Stop");
		this.console.untilState(LEADERBOARD, "stopped");
		this.console.until("what may be done then", () -> this.console.actions().equals(List.of("Start")));
		this.console.perform("Start");
		this.console.untilState(LEADERBOARD, "running");
		this.console.until("a restart", () -> this.console.actions().contains("Restart"));
		this.console.perform("Restart");
		this.console.untilAnswer("Restart leaderboard: done");
	}

	@Test
	@Order(8)
	void whatAProcessWentThroughIsInItsView() {
		String crashed = this.console.texts("#tree tr.warn .name a").get(0);
		this.console.openProcess("root/ingest/airport");
		this.console.until("the flight recorder", () -> this.console.texts("#detail h3").contains("Flight recorder"));
		assertThat(this.console.texts("#detail td")).anyMatch((cell) -> cell.startsWith(crashed)).contains("failed");
		this.console.openProcess("root/ingest/airport/" + crashed);
		this.console.untilText("#detail pre", (stack) -> stack.contains("at dev.concurrency.sample.AirportActor"));
		assertThat(this.console.texts("#detail h3")).contains("Last failure", "Restarts");
		assertThat(this.console.count("#detail .timeline circle")).isPositive();
	}

	@Test
	@Order(9)
	void theKeyboardReachesEverythingAndARefreshMovesNothing() {
		browser.run("document.querySelector('#tree tbody tr').focus()");
		browser.press(Keys.ARROW_DOWN);
		String second = focused();
		assertThat(second).isNotEqualTo("root").startsWith("root/");
		this.console.answers(2);
		assertThat(focused()).isEqualTo(second);
		browser.press(Keys.ARROW_LEFT);
		if (!second.equals(focused())) {
			browser.press(Keys.ARROW_DOWN);
		}
		browser.press(Keys.END);
		assertThat(focused()).isEqualTo(LEADERBOARD);
		browser.press(Keys.ARROW_LEFT);
		assertThat(focused()).isEqualTo("root/workers");
		browser.press(Keys.ARROW_LEFT);
		assertThat(this.console.count("#tree tr[data-path='" + LEADERBOARD + "']")).isZero();
		browser.press(Keys.ARROW_RIGHT);
		browser.press(Keys.ARROW_RIGHT);
		assertThat(focused()).isEqualTo(LEADERBOARD);
		browser.press(Keys.ENTER);
		this.console.untilText("#detail .note", LEADERBOARD::equals);
		assertThat(browser.run("return document.activeElement.id")).isEqualTo("detail-name");
		browser.press(Keys.ESCAPE);
		this.console.until("the way back", () -> focused().equals(LEADERBOARD));
		browser.press("/");
		assertThat(browser.run("return document.activeElement.id")).isEqualTo("text");
	}

	private static String focused() {
		return (String) browser.run("return document.activeElement.dataset.path ?? ''");
	}

	@Test
	@Order(10)
	void itIsAccessibleInLightAndDarkAndOnASmallScreen() {
		for (boolean dark : new boolean[] { false, true }) {
			browser.dark(dark);
			for (int width : new int[] { 1280, 360 }) {
				browser.size(width, 740);
				assertThat(browser.inaccessible()).as("tree, dark %s, width %s", dark, width).isEmpty();
				this.console.openProcess(FLIGHTS);
				this.console.until("the settings", () -> !this.console.setting("capacity").isEmpty());
				assertThat(browser.inaccessible()).as("process, dark %s, width %s", dark, width).isEmpty();
				assertThat(overhang()).isZero();
				assertThat((width > 1000) ? hiddenSettings() : 0).isZero();
				this.console.close();
				assertThat(overhang()).isZero();
			}
		}
		browser.picture("console-small");
	}

	/** How much of the settings, and of the buttons beside them, is out of sight. */
	private static long hiddenSettings() {
		return (long) browser.run(
				"const table = document.querySelector('.settings .scroll'); return table.scrollWidth - table.clientWidth");
	}

	/** By how much the page is wider than its window. */
	private static long overhang() {
		return (long) browser.run("return document.documentElement.scrollWidth - innerWidth");
	}

	@Test
	@Order(11)
	void theWholeReplayIsSeen() throws Exception {
		board.replayed();
		this.console.openProcess(FLIGHTS);
		this.console.until("all flights", () -> this.console.number("written").equals("20,000"));
		assertThat(board.flights().snapshot().written()).isEqualTo(FlightFile.SIZE);
	}

	@Test
	@Order(12)
	void readingIsAllThatAReadOnlyEndpointOffersAndAThousandProcessesAreNoneTooMany() {
		try (FlightBoard readOnly = FlightBoard.start(data.resolve("quiet"), QUIET)) {
			ConcurrencyRuntime runtime = readOnly.bean(ConcurrencyRuntime.class);
			for (int number = 1; number <= 1000; number++) {
				runtime.worker("job-" + number, (tick) -> {
				}, WorkerSettings.every(Duration.ofSeconds(10)));
			}
			this.console.open(url(readOnly));
			assertThat(this.console.text("#access")).isEqualTo("Read-only");
			this.console.openProcess(FLIGHTS);
			this.console.until("the settings", () -> !this.console.setting("capacity").isEmpty());
			assertThat(this.console.actions()).isEmpty();
			assertThat(this.console.count("#detail button")).isZero();
			this.console.close();
			assertThat(this.console.count("#tree tbody tr")).isGreaterThan(1000);
			browser.run("""
					window.row = document.querySelector("#tree tr[data-path='root/workers/job-700']");
					row.scrollIntoView();
					""");
			this.console.answers(1);
			Object place = browser.run("return row.getBoundingClientRect().top");
			this.console.answers(2);
			assertThat(browser.run("return row.isConnected && scrollY > 1000")).isEqualTo(true);
			assertThat(browser.run("return row.getBoundingClientRect().top")).isEqualTo(place);
			this.console.type("#text", "job-700");
			assertThat(this.console.text("#shown")).startsWith("1 of 1,0");
			assertThat(this.console.texts("#tree .name a")).containsExactly("root", "workers", "job-700");
			assertThat(browser.inaccessible()).isEmpty();
			browser.open("about:blank");
		}
	}

	@Test
	@Order(13)
	void theServersRestartIsSaidAndTheConsoleReconnects() {
		this.expected = "net::ERR_";
		String port;
		try (FlightBoard first = FlightBoard.start(data.resolve("first"), QUIET)) {
			port = String.valueOf(URI.create(url(first)).getPort());
			this.console.open(url(first));
		}
		this.console.untilText("#connection", (said) -> said.startsWith("No answer from the server, asking again."));
		assertThat(this.console.cell(FLIGHTS, "state")).as("what was known").isNotEmpty();
		try (FlightBoard second = FlightBoard.start(data.resolve("first"), QUIET, WRITABLE, "server.port=" + port)) {
			this.console.untilAnswer("The server was restarted. Connected again.");
			assertThat(this.console.text("#connection")).isEmpty();
			assertThat(this.console.text("#access")).isEqualTo("Writable");
			assertThat(URI.create(url(second)).getPort()).hasToString(port);
			browser.open("about:blank");
		}
	}

	@Test
	@Order(14)
	void writesSendTheTokenThatSpringSecurityWants() throws Exception {
		try (FlightBoard guarded = FlightBoard.start(
				(context) -> context.registerBean(CsrfFilter.class,
						() -> new CsrfFilter(new HttpSessionCsrfTokenRepository())),
				List.of(QUIET, WRITABLE, "flightboard.data=" + data.resolve("guarded")))) {
			HttpRequest bare = HttpRequest.newBuilder(URI.create(url(guarded) + "/worker/leaderboard"))
				.header("Content-Type", "application/json")
				.POST(HttpRequest.BodyPublishers.ofString("{\"state\": \"paused\"}"))
				.build();
			assertThat(HttpClient.newHttpClient().send(bare, BodyHandlers.discarding()).statusCode()).isEqualTo(403);
			this.console.open(url(guarded)).openProcess(LEADERBOARD);
			this.console.perform("Pause");
			this.console.untilState(LEADERBOARD, "paused");
			browser.open("about:blank");
		}
	}

	@Test
	@Order(15)
	void insideOfAnotherPageItShowsNothing() {
		// Which the page around has none of.
		this.expected = "/favicon.ico";
		browser.open(board.url("/leaderboard"));
		browser.run("""
				const frame = document.createElement('iframe');
				frame.src = arguments[0];
				document.body.replaceChildren(frame);
				""", url(board));
		this.console.until("the refusal", () -> (boolean) browser
			.run("""
					const inner = document.querySelector('iframe').contentDocument?.body;
					return Boolean(inner?.textContent.includes('does not work inside of another page') && !inner.querySelector('button'));
					"""));
	}

	@Test
	@Order(16)
	void durationsAndNumbersAreWritten() {
		assertThat(words("words.duration(words.millis('PT26H3M4.5S'))")).isEqualTo("1 d 2 h");
		assertThat(words("words.duration(words.millis('PT1M0.5S'))")).isEqualTo("1 min");
		assertThat(words("words.duration(words.millis('PT0.049S'))")).isEqualTo("49 ms");
		assertThat(words("words.duration(words.millis('PT-1.5S'))")).isEqualTo("-1.5 s");
		assertThat(words("String(words.millis('paused'))")).isEqualTo("null");
		assertThat(words("words.short(99999) + ' ' + words.short(1234567)")).isEqualTo("99,999 1.2M");
		assertThat(words("words.words('deadLettersByReason')")).isEqualTo("dead letters by reason");
		assertThat(words("words.value({failed: 3}, 0)")).isEqualTo("failed 3");
		assertThat(words("words.value('2001-01-01T00:00:05Z', Date.parse('2001-01-01T00:00:00Z'))"))
			.isEqualTo("in 5 s");
	}

	private static String words(String expression) {
		return (String) browser
			.await("""
					const done = arguments[0];
					import(location.pathname + '/words.js').then((words) => done(%s)).catch((failure) => done(String(failure)));
					"""
				.formatted(expression));
	}

	private static String status(String path) {
		return board.bean(ConcurrencyRuntime.class).find(new ProcessPath(path)).orElseThrow().status().label();
	}

	private static String url(FlightBoard board) {
		return board.url("/actuator/concurrency");
	}

}
