package dev.concurrency.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.tools.ToolProvider;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.io.DefaultResourceLoader;

import static org.assertj.core.api.Assertions.assertThat;

/** What the README shows compiles, runs and is what the sample does. */
class ReadmeTests {

	private static final Path README = Path.of("..", "README.md");

	private final HttpClient http = HttpClient.newHttpClient();

	@TempDir
	private Path folder;

	@Test
	void theCompleteApplicationCompilesAndAnswers() throws Exception {
		String source = blocks("java").stream()
			.filter((block) -> block.startsWith("package"))
			.findFirst()
			.orElseThrow();
		compile(source);
		Files.writeString(this.folder.resolve("application.yml"), blocks("yaml").get(0));
		try (URLClassLoader loader = new URLClassLoader(new URL[] { this.folder.toUri().toURL() });
				ConfigurableApplicationContext context = run(loader)) {
			String url = "http://localhost:" + context.getEnvironment().getProperty("local.server.port");
			HttpResponse<String> ordered = this.http.send(HttpRequest.newBuilder(URI.create(url + "/orders"))
				.header("Content-Type", "application/json")
				.POST(BodyPublishers.ofString("{\"customer\": \"ada\", \"amount\": 3}"))
				.build(), BodyHandlers.ofString());
			assertThat(ordered.statusCode()).isEqualTo(202);
			assertThat(get(url + "/customers/ada")).isEqualTo("3");
			assertThat(get(url + "/actuator/concurrency")).contains("\"root/sinks/orders\"", "\"root/actors/customer\"",
					"\"root/workers/report\"");
		}
	}

	@Test
	void allSettingsThatAreShownAreAccepted() throws Exception {
		compile(blocks("java").get(0));
		Files.writeString(this.folder.resolve("application.yml"), blocks("yaml").get(1));
		try (URLClassLoader loader = new URLClassLoader(new URL[] { this.folder.toUri().toURL() });
				ConfigurableApplicationContext context = run(loader)) {
			assertThat(context.isRunning()).isTrue();
		}
	}

	@Test
	void theOtherExamplesArePartsOfTheSample() throws IOException {
		List<String> sources;
		try (Stream<Path> files = Files.walk(Path.of("src", "main", "java"))) {
			sources = files.filter((file) -> file.toString().endsWith(".java")).map(ReadmeTests::read).toList();
		}
		assertThat(blocks("java")).filteredOn((block) -> !block.startsWith("package"))
			.isNotEmpty()
			.allSatisfy((block) -> assertThat(sources).anyMatch((source) -> source.contains(block)));
	}

	private void compile(String source) throws IOException {
		Path file = Files.writeString(this.folder.resolve("OrdersApplication.java"), source);
		int result = ToolProvider.getSystemJavaCompiler()
			.run(null, null, null, "-parameters", "-proc:none", "-d", this.folder.toString(), "-cp",
					System.getProperty("java.class.path"), file.toString());
		assertThat(result).isZero();
	}

	private ConfigurableApplicationContext run(ClassLoader loader) throws Exception {
		Class<?> application = loader.loadClass("com.example.orders.OrdersApplication");
		return new SpringApplicationBuilder(application).resourceLoader(new DefaultResourceLoader(loader))
			.run("--server.port=0", "--spring.config.location=" + this.folder.resolve("application.yml").toUri(),
					"--spring.datasource.url=jdbc:h2:mem:readme");
	}

	private String get(String url) throws Exception {
		return this.http.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString()).body();
	}

	private static List<String> blocks(String language) {
		return Pattern.compile("```" + language + "\\n(.*?)```", Pattern.DOTALL)
			.matcher(read(README))
			.results()
			.map((MatchResult match) -> match.group(1))
			.toList();
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
