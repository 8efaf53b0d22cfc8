package dev.concurrency.sample;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Level;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A headless Chromium. Uses what is installed and downloads nothing. */
final class Browser implements AutoCloseable {

	private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome");

	private static final String MISSING = "The console is not tested: there is no Chromium with its driver on the PATH. "
			+ "Install both with 'apt-get install chromium chromium-driver' (Debian), or a browser and the chromedriver "
			+ "of the same version elsewhere. With -Dbrowser.required=true this is a failure.";

	private final ChromeDriver driver;

	private final Path profile;

	private Browser(Path binary, Path driver) {
		try {
			this.profile = Files.createTempDirectory("browser");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		ChromeOptions options = new ChromeOptions();
		options.setBinary(binary.toFile());
		options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
				"--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
				"--user-data-dir=" + this.profile);
		LoggingPreferences logs = new LoggingPreferences();
		logs.enable(LogType.BROWSER, Level.ALL);
		options.setCapability("goog:loggingPrefs", logs);
		this.driver = new ChromeDriver(
				new ChromeDriverService.Builder().usingDriverExecutable(driver.toFile()).usingAnyFreePort().build(),
				options);
	}

	/** Starts one, or lets the test be skipped with words on how to install it. */
	static Browser start() {
		Path driver = find("chromedriver");
		Path binary = NAMES.stream().map(Browser::find).filter(Objects::nonNull).findFirst().orElse(null);
		if (driver == null || binary == null) {
			if (Boolean.getBoolean("browser.required")) {
				throw new AssertionError(MISSING);
			}
			Assumptions.abort(MISSING);
		}
		return new Browser(binary, driver);
	}

	private static Path find(String name) {
		return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(Pattern.quote(File.pathSeparator), -1))
			.map((folder) -> Path.of(folder, name))
			.filter(Files::isExecutable)
			.findFirst()
			.orElse(null);
	}

	void open(String url) {
		this.driver.get(url);
	}

	/** Runs a script; {@code arguments} are its parameters. */
	Object run(String script, Object... arguments) {
		return this.driver.executeScript(script, arguments);
	}

	/** Runs a script whose last parameter is called with the answer. */
	Object await(String script, Object... arguments) {
		return this.driver.executeAsyncScript(script, arguments);
	}

	void size(int width, int height) {
		this.driver.executeCdpCommand("Emulation.setDeviceMetricsOverride",
				Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
	}

	void dark(boolean dark) {
		this.driver.executeCdpCommand("Emulation.setEmulatedMedia",
				Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
	}

	void press(CharSequence... keys) {
		this.driver.switchTo().activeElement().sendKeys(keys);
	}

	/**
	 * What the page complained of since the last call; what axe does is not its doing.
	 */
	List<String> complaints() {
		return this.driver.manage()
			.logs()
			.get(LogType.BROWSER)
			.getAll()
			.stream()
			.filter((entry) -> entry.getLevel().intValue() >= Level.WARNING.intValue())
			.map(LogEntry::getMessage)
			.filter((message) -> !message.contains("willReadFrequently"))
			.toList();
	}

	/** A picture, in the folder that the property {@code screenshots} names. */
	void picture(String name) {
		Path folder = Path.of(System.getProperty("screenshots", "target/screenshots"));
		try {
			Files.createDirectories(folder);
			Files.write(folder.resolve(name + ".png"), this.driver.getScreenshotAs(OutputType.BYTES));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** What axe finds wrong with the accessibility of the page as it is now. */
	@SuppressWarnings("unchecked")
	List<String> inaccessible() {
		run(axe());
		return (List<String>) await("""
				const done = arguments[0];
				axe.run(document, {resultTypes: ['violations']}).then(
					(found) => done(found.violations.flatMap((violation) => violation.nodes.map((node) =>
						violation.id + ': ' + node.target.join(' ') + ': ' + node.failureSummary))),
					(failure) => done([String(failure)]));
				""");
	}

	private static String axe() {
		String file = "/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js";
		try (InputStream in = Browser.class.getResourceAsStream(file)) {
			return new String(Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() throws IOException {
		this.driver.quit();
		try (Stream<Path> files = Files.walk(this.profile)) {
			files.sorted((a, b) -> b.compareTo(a)).forEach((file) -> file.toFile().delete());
		}
	}

}
