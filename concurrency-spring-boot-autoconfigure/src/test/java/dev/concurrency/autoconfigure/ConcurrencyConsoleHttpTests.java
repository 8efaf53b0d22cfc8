package dev.concurrency.autoconfigure;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.concurrency.actuate.CsrfHeader;
import dev.concurrency.actuate.CsrfHeaders;

import static org.assertj.core.api.Assertions.assertThat;

/** The console over real HTTP, as far as it takes no browser. */
class ConcurrencyConsoleHttpTests {

	/** What Chromium sends when somebody follows a link. */
	private static final String BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,"
			+ "image/webp,*/*;q=0.8";

	private static final String EXPOSED = "management.endpoints.web.exposure.include=concurrency";

	private static final int MOST_BYTES = 60_000;

	private final HttpClient client = HttpClient.newHttpClient();

	@Test
	void aBrowserGetsThePageWithAStrictPolicyAndNothingInline() throws Exception {
		try (ConfigurableApplicationContext context = run(EXPOSED)) {
			HttpResponse<String> page = browse(context, "/actuator/concurrency");
			assertThat(page.statusCode()).isEqualTo(200);
			assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html;charset=UTF-8");
			assertThat(page.body()).startsWith("<!doctype html>")
				.contains("http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'self';")
				.doesNotContain("unsafe", "<style", " style=", " onclick=", "{files}", "{access}", "{csrf");
			assertThat(page.body()).doesNotContainPattern("<script[^>]*>\\s*[^<\\s]")
				.doesNotContainPattern("https?://");
		}
	}

	@Test
	void toolsStillGetJson() throws Exception {
		try (ConfigurableApplicationContext context = run(EXPOSED)) {
			for (String accept : new String[] { "*/*", "application/json", "application/json, text/plain, */*" }) {
				assertJson(get(context, "/actuator/concurrency", accept));
			}
			assertJson(send(request(context, "local.server.port", "/actuator/concurrency").build()));
		}
	}

	@Test
	void theFilesOfThePageAreServedAndTogetherSmall() throws Exception {
		try (ConfigurableApplicationContext context = run(EXPOSED)) {
			HttpResponse<String> page = browse(context, "/actuator/concurrency");
			Set<URI> files = filesOf(page);
			assertThat(files).extracting(URI::getPath)
				.contains("/actuator/concurrency/console.js", "/actuator/concurrency/tree.js",
						"/actuator/concurrency/console.css", "/actuator/concurrency/icon.svg");
			int bytes = bytes(page);
			for (URI file : files) {
				HttpResponse<String> answer = send(HttpRequest.newBuilder(file).header("Accept", "*/*").build());
				assertThat(answer.statusCode()).as("%s", file).isEqualTo(200);
				assertThat(answer.headers().firstValue("Content-Type")).hasValue(type(file.getPath()));
				assertThat(answer.body()).doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "eval(",
						"document.write");
				bytes += bytes(answer);
			}
			assertThat(bytes).isLessThan(MOST_BYTES);
		}
	}

	@Test
	void noOtherFileIsServed() throws Exception {
		try (ConfigurableApplicationContext context = run(EXPOSED)) {
			for (String name : new String[] { "nothing.js", "console.html", "sink", "..%2fConsoleFiles.class",
					"%2e%2e%2f%2e%2e%2fconsole.js", "console%2fconsole.js", "CONSOLE.js" }) {
				assertThat(get(context, "/actuator/concurrency/" + name, "*/*").statusCode()).as(name).isIn(400, 404);
			}
		}
	}

	@Test
	void itWorksUnderAnyPortAndPath() throws Exception {
		try (ConfigurableApplicationContext context = run(EXPOSED, "management.server.port=0",
				"management.server.base-path=/internal", "management.endpoints.web.base-path=/manage",
				"management.endpoints.web.path-mapping.concurrency=background/processes")) {
			HttpResponse<String> page = send(
					request(context, "local.management.port", "/internal/manage/background/processes")
						.header("Accept", BROWSER)
						.build());
			assertThat(page.body()).startsWith("<!doctype html>");
			assertThat(filesOf(page)).hasSizeGreaterThan(5).allSatisfy((file) -> {
				assertThat(file.getPath()).startsWith("/internal/manage/background/processes/");
				assertThat(send(HttpRequest.newBuilder(file).build()).statusCode()).isEqualTo(200);
			});
		}
	}

	@Test
	void itWorksOnAReactiveServer() throws Exception {
		try (ConfigurableApplicationContext context = run(EXPOSED, "spring.main.web-application-type=reactive")) {
			HttpResponse<String> page = browse(context, "/actuator/concurrency");
			assertThat(page.body()).startsWith("<!doctype html>");
			assertThat(filesOf(page)).hasSizeGreaterThan(5).allSatisfy((file) -> {
				HttpResponse<String> answer = send(HttpRequest.newBuilder(file).header("Accept", "*/*").build());
				assertThat(answer.statusCode()).isEqualTo(200);
				assertThat(answer.headers().firstValue("Content-Type")).hasValue(type(file.getPath()));
			});
			assertJson(get(context, "/actuator/concurrency", "*/*"));
		}
	}

	@Test
	void thePageSaysWhichAccessTheEndpointGives() throws Exception {
		try (ConfigurableApplicationContext context = run(EXPOSED)) {
			assertThat(meta(browse(context, "/actuator/concurrency"), "concurrency-access")).isEqualTo("read-only");
		}
		try (ConfigurableApplicationContext context = run(EXPOSED,
				"management.endpoint.concurrency.access=unrestricted")) {
			assertThat(meta(browse(context, "/actuator/concurrency"), "concurrency-access")).isEqualTo("unrestricted");
		}
		try (ConfigurableApplicationContext context = run(EXPOSED,
				"management.endpoints.access.max-permitted=read-only",
				"management.endpoint.concurrency.access=unrestricted")) {
			assertThat(meta(browse(context, "/actuator/concurrency"), "concurrency-access")).isEqualTo("read-only");
		}
	}

	@Test
	void thePageSaysWhichHeaderWritesNeedAndEscapesIt() throws Exception {
		try (ConfigurableApplicationContext context = run(EXPOSED)) {
			assertThat(meta(browse(context, "/actuator/concurrency"), "csrf-header")).isEmpty();
		}
		try (ConfigurableApplicationContext context = builder(EXPOSED).sources(Guarded.class).run()) {
			HttpResponse<String> page = browse(context, "/actuator/concurrency");
			assertThat(meta(page, "csrf-header")).isEqualTo("X-TOKEN");
			assertThat(meta(page, "csrf-token")).isEqualTo("a&quot;&gt;&lt;script&gt;");
		}
	}

	@Test
	void whereItIsSwitchedOffItIsGone() throws Exception {
		try (ConfigurableApplicationContext context = run(EXPOSED, "concurrency.console.enabled=false")) {
			assertJson(browse(context, "/actuator/concurrency"));
			assertThat(get(context, "/actuator/concurrency/console.js", "*/*").statusCode()).isEqualTo(404);
		}
	}

	@Test
	void withoutTheEndpointThereIsNone() throws Exception {
		try (ConfigurableApplicationContext context = run()) {
			assertThat(browse(context, "/actuator/concurrency").statusCode()).isEqualTo(404);
			assertThat(get(context, "/actuator/concurrency/console.js", "*/*").statusCode()).isEqualTo(404);
		}
	}

	/** What the page names, and what that imports, and so on. */
	private Set<URI> filesOf(HttpResponse<String> page) throws IOException, InterruptedException {
		Set<URI> files = new LinkedHashSet<>();
		Matcher named = Pattern.compile(" (?:href|src)=\"([^\"#]+)\"").matcher(page.body());
		while (named.find()) {
			URI file = page.uri().resolve(named.group(1));
			files.add(file);
			addImports(file, files);
		}
		return files;
	}

	private void addImports(URI file, Set<URI> files) throws IOException, InterruptedException {
		if (file.getPath().endsWith(".js")) {
			Matcher imported = Pattern.compile("from '([^']+)'")
				.matcher(send(HttpRequest.newBuilder(file).build()).body());
			while (imported.find()) {
				URI module = file.resolve(imported.group(1));
				if (files.add(module)) {
					addImports(module, files);
				}
			}
		}
	}

	private static String type(String path) {
		String extension = path.substring(path.lastIndexOf('.') + 1);
		return switch (extension) {
			case "js" -> "text/javascript;charset=UTF-8";
			case "css" -> "text/css;charset=UTF-8";
			case "svg" -> "image/svg+xml;charset=UTF-8";
			default -> throw new AssertionError(path);
		};
	}

	private static int bytes(HttpResponse<String> response) {
		return response.body().getBytes(StandardCharsets.UTF_8).length;
	}

	private static String meta(HttpResponse<String> page, String name) {
		Matcher meta = Pattern.compile("<meta name=\"" + name + "\" content=\"([^\"]*)\">").matcher(page.body());
		assertThat(meta.find()).as(page.body()).isTrue();
		return meta.group(1);
	}

	private static void assertJson(HttpResponse<String> response) {
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().firstValue("Content-Type").orElse("")).contains("json");
		assertThat(response.body()).startsWith("{\"totals\":");
	}

	private HttpResponse<String> browse(ConfigurableApplicationContext context, String path)
			throws IOException, InterruptedException {
		return get(context, path, BROWSER);
	}

	private HttpResponse<String> get(ConfigurableApplicationContext context, String path, String accept)
			throws IOException, InterruptedException {
		return send(request(context, "local.server.port", path).header("Accept", accept).build());
	}

	private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
		return this.client.send(request, HttpResponse.BodyHandlers.ofString());
	}

	private static HttpRequest.Builder request(ConfigurableApplicationContext context, String port, String path) {
		String number = context.getEnvironment().getRequiredProperty(port);
		return HttpRequest.newBuilder(URI.create("http://localhost:" + number + path)).timeout(Duration.ofSeconds(10));
	}

	private static ConfigurableApplicationContext run(String... properties) {
		return builder(properties).run();
	}

	private static SpringApplicationBuilder builder(String... properties) {
		return new SpringApplicationBuilder(Application.class)
			.properties("server.port=0", "spring.main.banner-mode=off")
			.properties(properties);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	static class Guarded {

		@Bean
		CsrfHeaders headers() {
			return () -> new CsrfHeader("X-TOKEN", "a\"><script>");
		}

	}

}
