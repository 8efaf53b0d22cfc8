package dev.concurrency.autoconfigure;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.json.JsonContent;
import org.springframework.boot.test.json.JsonContentAssert;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.concurrency.sink.SinkDrain;

import static org.assertj.core.api.Assertions.assertThat;

/** The endpoint on a port and below a path of its own, with a context of its own. */
class ManagementPortHttpTests {

	private final HttpClient client = HttpClient.newHttpClient();

	@Test
	void aProcessIsReadAndOperatedAndWhatMakesNoSenseRefused() throws Exception {
		try (ConfigurableApplicationContext context = run()) {
			HttpResponse<String> read = send(request(context).GET());
			assertThat(read.statusCode()).isEqualTo(200);
			json(read).extractingJsonPathStringValue("$.path").isEqualTo("root/sinks/audit");

			HttpResponse<String> paused = post(context, "{\"state\": \"paused\"}");
			assertThat(paused.statusCode()).as(paused.body()).isEqualTo(200);
			json(paused).extractingJsonPathStringValue("$.status").isEqualTo("paused");

			HttpResponse<String> elsewhere = post(context, "{\"state\": \"running\", \"name\": \"other\"}");
			assertThat(elsewhere.statusCode()).isEqualTo(400);
			json(elsewhere).extractingJsonPathStringValue("$.reason").startsWith("Unknown: name;");
			json(send(request(context).GET())).extractingJsonPathStringValue("$.status").isEqualTo("paused");
		}
	}

	@Test
	void theApplicationsOwnPortHasNoEndpoint() throws Exception {
		try (ConfigurableApplicationContext context = run()) {
			String port = context.getEnvironment().getRequiredProperty("local.server.port");
			for (String path : new String[] { "/internal/manage/concurrency", "/manage/concurrency",
					"/actuator/concurrency" }) {
				assertThat(send(HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))).statusCode())
					.as(path)
					.isEqualTo(404);
			}
		}
	}

	private HttpResponse<String> post(ConfigurableApplicationContext context, String body)
			throws IOException, InterruptedException {
		return send(request(context).header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(body)));
	}

	private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
		return this.client.send(request.timeout(Duration.ofSeconds(20)).build(), HttpResponse.BodyHandlers.ofString());
	}

	private static HttpRequest.Builder request(ConfigurableApplicationContext context) {
		String port = context.getEnvironment().getRequiredProperty("local.management.port");
		return HttpRequest
			.newBuilder(URI.create("http://localhost:" + port + "/internal/manage/concurrency/sink/audit"));
	}

	private static JsonContentAssert json(HttpResponse<String> response) {
		return new JsonContentAssert(JsonContent.class, response.body());
	}

	private static ConfigurableApplicationContext run() {
		return new SpringApplicationBuilder(Application.class)
			.properties("server.port=0", "spring.main.banner-mode=off", "management.server.port=0",
					"management.server.base-path=/internal", "management.endpoints.web.base-path=/manage",
					"management.endpoints.web.exposure.include=concurrency",
					"management.endpoint.concurrency.access=unrestricted")
			.run();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		SinkDrain<String> audit() {
			return (batch) -> {
			};
		}

	}

}
