package dev.concurrency.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
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
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.tools.ToolProvider;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.io.DefaultResourceLoader;

import dev.concurrency.process.BackgroundProcess;
import dev.concurrency.process.UndeliveredHandler;
import dev.concurrency.sink.DeadLetterHandler;

import static org.assertj.core.api.Assertions.assertThat;

/** What the README shows compiles, runs and is what the sample does. */
class ReadmeTests {

	private static final Path README = Path.of("..", "README.md");

	private final HttpClient http = HttpClient.newHttpClient();

	@TempDir
	private Path folder;

	@Test
	void theCompleteApplicationCompilesAndAnswers() throws Exception {
		compile();
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
			assertThat(context.getBeansOfType(DeadLetterHandler.class)).containsOnlyKeys("lostOrders");
			assertThat(context.getBeansOfType(UndeliveredHandler.class)).containsKey("lostOrders");
			assertThat(context.getBeansOfType(BackgroundProcess.class)).containsOnlyKeys("ordersSink", "reportWorker",
					"customerGroup");
		}
	}

	@Test
	void allSettingsThatAreShownAreAccepted() throws Exception {
		compile();
		Files.writeString(this.folder.resolve("application.yml"), blocks("yaml").get(1));
		try (URLClassLoader loader = new URLClassLoader(new URL[] { this.folder.toUri().toURL() });
				ConfigurableApplicationContext context = run(loader)) {
			assertThat(context.isRunning()).isTrue();
		}
	}

	/** Of the POM only what changes with time. */
	@Test
	void theVersionsInThePomAreThoseOfThisBuild() {
		String pom = blocks("xml").get(0);
		assertThat(pom).contains("<artifactId>spring-boot-starter-parent</artifactId>\n\t\t<version>"
				+ SpringBootVersion.getVersion() + "</version>");
		Matcher own = Pattern.compile("<artifactId>concurrency-parent</artifactId>\\s*<version>(.*?)</version>")
			.matcher(read(Path.of("..", "pom.xml")));
		assertThat(own.find()).isTrue();
		assertThat(pom).contains("<artifactId>concurrency-spring-boot-starter</artifactId>\n\t\t\t<version>"
				+ own.group(1) + "</version>");
		assertThat(blocks("xml").get(1))
			.contains("<artifactId>concurrency-test</artifactId>\n\t\t\t<version>" + own.group(1) + "</version>");
	}

	/** As JUnit would run it, had it looked there. */
	@Test
	void theCompleteTestPasses() throws Exception {
		compile();
		ClassLoader before = Thread.currentThread().getContextClassLoader();
		try (URLClassLoader loader = new URLClassLoader(new URL[] { this.folder.toUri().toURL() })) {
			Thread.currentThread().setContextClassLoader(loader);
			Class<?> tests = loader.loadClass("com.example.orders.OrdersTests");
			List<Method> methods = Stream.of(tests.getDeclaredMethods())
				.filter((method) -> method.isAnnotationPresent(Test.class))
				.toList();
			assertThat(methods).hasSize(3);
			Constructor<?> constructor = tests.getDeclaredConstructor();
			constructor.setAccessible(true);
			for (Method method : methods) {
				method.setAccessible(true);
				method.invoke(constructor.newInstance());
			}
		}
		finally {
			Thread.currentThread().setContextClassLoader(before);
		}
	}

	@Test
	void theTypesThatAreNamedExist() {
		assertThat(Pattern.compile("`(dev\\.concurrency\\.[a-z.]*[A-Z]\\w+)`").matcher(read(README)).results())
			.hasSizeGreaterThan(4)
			.allSatisfy((type) -> assertThat(Class.forName(type.group(1))).isNotNull());
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

	/** The application and what may be added to it. */
	private void compile() throws IOException {
		List<String> arguments = new ArrayList<>(List.of("-parameters", "-proc:none", "-d", this.folder.toString(),
				"-cp", System.getProperty("java.class.path")));
		for (String source : blocks("java")) {
			if (source.startsWith("package")) {
				arguments.add(Files.writeString(this.folder.resolve(fileName(source)), source).toString());
			}
		}
		int result = ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new));
		assertThat(result).isZero();
	}

	private static String fileName(String source) {
		Matcher type = Pattern.compile("^(?:public )?class (\\w+)", Pattern.MULTILINE).matcher(source);
		assertThat(type.find()).isTrue();
		return type.group(1) + ".java";
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
