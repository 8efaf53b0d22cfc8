package dev.concurrency.autoconfigure;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;

import dev.concurrency.actor.Actor;
import dev.concurrency.actor.ActorContext;
import dev.concurrency.fixture.Loop;
import dev.concurrency.fixture.Promtool;
import dev.concurrency.process.Supervisable;
import dev.concurrency.sink.SinkDrain;
import dev.concurrency.spring.ActorComponent;
import dev.concurrency.worker.PeriodicTask;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What Prometheus itself says about a scrape over real HTTP, with a process of every
 * kind.
 */
class PrometheusScrapeTests {

	@Test
	void prometheusReadsTheScrapeAndFindsNothingWrongWithOurNames() throws Exception {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(EveryKind.class, Airport.class).run(
				"--server.port=0", "--management.endpoints.web.exposure.include=prometheus",
				"--concurrency.boundaries.instances.geocode.max-in-flight=1",
				"--concurrency.workers.instances.leaderboard.interval=1h")) {
			String scrape = scrape(context);
			assertThat(scrape).contains("concurrency_sink_", "concurrency_boundary_", "concurrency_worker_",
					"concurrency_actor_", "concurrency_group_", "concurrency_supervisor_",
					"concurrency_state{kind=\"process\"");
			assertThat(Promtool.checkMetrics(scrape)).noneMatch((finding) -> finding.startsWith("concurrency_"));
		}
	}

	private static String scrape(ConfigurableApplicationContext context) throws Exception {
		String port = context.getEnvironment().getProperty("local.server.port");
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/actuator/prometheus"))
			.timeout(Duration.ofSeconds(30))
			.build();
		HttpResponse<String> response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
		assertThat(response.statusCode()).isEqualTo(200);
		return response.body();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class EveryKind {

		@Bean
		SinkDrain<String> flights() {
			return (batch) -> {
			};
		}

		@Bean
		PeriodicTask leaderboard() {
			return (tick) -> {
			};
		}

		@Bean
		@Scope("prototype")
		Actor<String> tower() {
			return (message, actor) -> {
			};
		}

		@Bean
		Supervisable tail() {
			return new Loop();
		}

	}

	@ActorComponent(value = "airport", keyed = true)
	static class Airport implements Actor<String> {

		@Override
		public void handle(String message, ActorContext<String> context) {
			// Nobody speaks to it.
		}

	}

}
