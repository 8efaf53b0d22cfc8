package dev.concurrency.autoconfigure;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.json.JsonContent;
import org.springframework.boot.test.json.JsonContentAssert;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.ConcurrencyRuntimeBuilder;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.fixture.DirectRuntime;
import dev.concurrency.process.Admission;
import dev.concurrency.process.ProcessListener;
import dev.concurrency.process.RestartPolicy;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.sink.SinkSettings;
import dev.concurrency.supervision.SupervisorSettings;
import dev.concurrency.test.ManualTime;
import dev.concurrency.time.Backoff;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Endpoint, health and scrape over real HTTP, with all of Boot's auto-configuration.
 */
class ConcurrencyEndpointHttpTests {

	private static final String EXPOSED = "management.endpoints.web.exposure.include=concurrency,health,prometheus";

	private static final String WITH_MESSAGES = "management.endpoint.concurrency.show-messages=always";

	private static final String WITH_DETAILS = "management.endpoint.health.show-details=always";

	private final HttpClient client = HttpClient.newHttpClient();

	@Test
	void theTreeIsAnsweredAsJson() throws Exception {
		try (ConfigurableApplicationContext context = run(EXPOSED)) {
			HttpResponse<String> response = get(context, "/actuator/concurrency");
			assertThat(response.statusCode()).isEqualTo(200);
			assertThat(response.body()).startsWith(
					"{\"totals\":{\"supervisors\":6,\"processes\":2,\"running\":1,\"restarting\":1,\"exited\":0,"
							+ "\"failed\":0,\"abandoned\":0,\"restarts\":0,\"depth\":3,\"waiting\":0,"
							+ "\"highWater\":1,\"lastBusy\":\"2001-01-01T00:00:00Z\"},"
							+ "\"tree\":{\"name\":\"root\",");
			JsonContentAssert json = json(response);
			json.extractingJsonPathStringValue("$.tree.status").isEqualTo("running");
			json.extractingJsonPathArrayValue("$.tree.children[*].path")
				.containsExactly("root/sinks", "root/boundaries", "root/processes", "root/actors", "root/workers");
			json.extractingJsonPathNumberValue("$.tree.children[0].children[0].details.written").isEqualTo(2);
		}
	}

	@Test
	void oneProcessIsAnsweredAsJson() throws Exception {
		try (ConfigurableApplicationContext context = run(EXPOSED)) {
			HttpResponse<String> response = get(context, "/actuator/concurrency/sink/flights");
			assertThat(response.statusCode()).isEqualTo(200);
			assertThat(withoutSettings(response).replaceFirst("\"uptime\":\"PT[0-9HMS.]+\"", "\"uptime\":\"...\""))
				.isEqualTo(
						"""
								{"name":"flights","kind":"sink","path":"root/sinks/flights","id":3,"status":"running",\
								"since":"2001-01-01T00:00:00Z","restartType":"permanent","significant":false,\
								"created":"2001-01-01T00:00:00Z","started":"2001-01-01T00:00:00Z",\
								"uptime":"...","restarts":0,"stalls":0,"ledger":[],"recorder":[\
								{"at":"2001-01-01T00:00:00Z","path":"root/sinks/flights","id":3,"what":"starting"},\
								{"at":"2001-01-01T00:00:00Z","path":"root/sinks/flights","id":3,"what":"started"}],"details":{"capacity":10000,"queued":0,"inFlight":0,"accepted":2,\
								"rejected":0,"written":2,"deadLettered":0,"undelivered":0,"evicted":0,"weight":0,"oldestAge":"PT0S"},"settings":{...},"children":[]}""");
		}
	}

	@Test
	void eachSettingIsAnsweredWithItsValueItsOriginAndWhetherItCanChange() throws Exception {
		try (ConfigurableApplicationContext context = run(EXPOSED)) {
			assertThat(get(context, "/actuator/concurrency/actor/tower").body()).contains("""
					"settings":{"mailbox-capacity":{"value":"1024","source":"default","origin":"default",\
					"changeable":true},"stash-capacity":{"value":"1024","source":"default","origin":"default",\
					"changeable":true},"on-failure":{"value":"restart",""");
			assertThat(get(context, "/actuator/concurrency/supervisor/actors").body()).contains("""
					"settings":{"strategy":{"value":"one-for-one","source":"default","origin":"default",\
					"changeable":false},"children":{"source":"default",""");
		}
	}

	@Test
	void aRestartingProcessIsAnsweredWithoutItsMessage() throws Exception {
		try (ConfigurableApplicationContext context = run(EXPOSED)) {
			assertThat(withoutSettings(get(context, "/actuator/concurrency/actor/tower"))).isEqualTo(
					"""
							{"name":"tower","kind":"actor","path":"root/actors/tower","id":7,"status":"restarting",\
							"since":"2001-01-01T00:00:00Z","restart":{"attempt":1,"at":"2001-01-01T00:00:01Z"},\
							"restartType":"permanent","significant":false,\
							"created":"2001-01-01T00:00:00Z","started":"2001-01-01T00:00:00Z","restarts":0,"stalls":0,\
							"lastFailure":{"type":"java.lang.IllegalStateException","at":"2001-01-01T00:00:00Z","count":1,\
							"propagated":false,"root":{"path":"root/actors/tower","type":"java.lang.IllegalStateException"}},\
							"ledger":[{"at":"2001-01-01T00:00:00Z","type":"java.lang.IllegalStateException","attempt":1,\
							"backoff":"PT1S","due":"2001-01-01T00:00:01Z"}],"recorder":[\
							{"at":"2001-01-01T00:00:00Z","path":"root/actors/tower","id":7,"what":"starting"},\
							{"at":"2001-01-01T00:00:00Z","path":"root/actors/tower","id":7,"what":"started"},\
							{"at":"2001-01-01T00:00:00Z","path":"root/actors/tower","id":7,"what":"failed",\
							"type":"java.lang.IllegalStateException"},\
							{"at":"2001-01-01T00:00:00Z","path":"root/actors/tower","id":7,"what":"restarting",\
							"text":"attempt 1 in 1000 ms","type":"java.lang.IllegalStateException"}],\
							"details":{"capacity":1024,"queued":0,"highWater":1,"handled":1,"asks":0,"failures":1,\
							"deadLetters":1,"deadLettersByReason":{"failed":1},"rejected":0,"busy":"PT0S",\
							"lastBusy":"2001-01-01T00:00:00Z","lastMessageType":"java.lang.String","attributes":{}},"settings":{...},\
							"children":[]}""");
		}
	}

	@Test
	void messagesAreAnsweredWhenTheyMayBeShown() throws Exception {
		try (ConfigurableApplicationContext context = run(EXPOSED, WITH_MESSAGES)) {
			json(get(context, "/actuator/concurrency/actor/tower"))
				.extractingJsonPathStringValue("$.lastFailure.message")
				.isEqualTo(DirectRuntime.SECRET);
		}
		try (ConfigurableApplicationContext context = run(EXPOSED,
				"management.endpoint.concurrency.show-messages=when-authorized")) {
			assertThat(get(context, "/actuator/concurrency").body()).doesNotContain(DirectRuntime.SECRET);
		}
	}

	@Test
	void anUnknownProcessIsNotFound() throws Exception {
		try (ConfigurableApplicationContext context = run(EXPOSED)) {
			assertThat(get(context, "/actuator/concurrency/sink/nobody").statusCode()).isEqualTo(404);
			assertThat(get(context, "/actuator/concurrency/nothing/flights").statusCode()).isEqualTo(404);
			assertThat(get(context, "/actuator/concurrency/sink").statusCode()).isEqualTo(404);
		}
	}

	@Test
	void nothingCanBeWritten() throws Exception {
		try (ConfigurableApplicationContext context = run(EXPOSED)) {
			HttpRequest post = request(context, "/actuator/concurrency/sink/flights")
				.header("Content-Type", "application/json")
				.POST(HttpRequest.BodyPublishers.ofString("{\"state\": \"stopped\"}"))
				.build();
			assertThat(send(post).statusCode()).isEqualTo(405);
		}
	}

	@Test
	void theEndpointIsNotExposedUnlessItIsIncluded() throws Exception {
		try (ConfigurableApplicationContext context = run()) {
			assertThat(get(context, "/actuator/health").statusCode()).isEqualTo(200);
			assertThat(get(context, "/actuator/concurrency").statusCode()).isEqualTo(404);
		}
	}

	@Test
	void healthIsDownOnceAnActorHasUsedUpItsRestarts() throws Exception {
		try (ConfigurableApplicationContext context = run(EXPOSED, WITH_DETAILS)) {
			HttpResponse<String> up = get(context, "/actuator/health/concurrency/actors");
			assertThat(up.statusCode()).isEqualTo(200);
			json(up).extractingJsonPathStringValue("$.components.tower.details.status").isEqualTo("restarting");
			Application application = context.getBean(Application.class);
			application.time.advance(Duration.ofSeconds(1));
			crash(application.tower);
			HttpResponse<String> down = get(context, "/actuator/health");
			assertThat(down.statusCode()).isEqualTo(503);
			assertThat(down.body()).doesNotContain(DirectRuntime.SECRET);
			String tower = "$.components.concurrency.components.actors.components.tower";
			json(down).extractingJsonPathStringValue(tower + ".status").isEqualTo("DOWN");
			json(down).extractingJsonPathStringValue(tower + ".details.path").isEqualTo("root/actors/tower");
		}
	}

	@Test
	void healthOfOneOfSeveralThatShareANameCanBeAskedFor() throws Exception {
		try (ConfigurableApplicationContext context = run(EXPOSED, WITH_DETAILS)) {
			context.getBean(ConcurrencyRuntime.class)
				.supervisor("ingest", SupervisorSettings.defaults())
				.sink("flights", (batch) -> {
				}, SinkSettings.defaults());
			HttpResponse<String> one = get(context, "/actuator/health/concurrency/sinks/ingest:flights");
			assertThat(one.statusCode()).isEqualTo(200);
			json(one).extractingJsonPathStringValue("$.details.path").isEqualTo("root/ingest/flights");
		}
	}

	@Test
	void livenessNeverKnowsOfAProcessAndReadinessOnlyIfThatIsWanted() throws Exception {
		String probes = "management.endpoint.health.probes.enabled=true";
		String wanted = "management.endpoint.health.group.readiness.include=readinessState,concurrency";
		try (ConfigurableApplicationContext context = run(EXPOSED, probes)) {
			giveUp(context);
			assertThat(get(context, "/actuator/health").statusCode()).isEqualTo(503);
			assertThat(get(context, "/actuator/health/liveness").statusCode()).isEqualTo(200);
			assertThat(get(context, "/actuator/health/readiness").statusCode()).isEqualTo(200);
		}
		try (ConfigurableApplicationContext context = run(EXPOSED, probes, wanted)) {
			assertThat(get(context, "/actuator/health/readiness").statusCode()).isEqualTo(200);
			giveUp(context);
			assertThat(get(context, "/actuator/health/readiness").statusCode()).isEqualTo(503);
			assertThat(get(context, "/actuator/health/liveness").statusCode()).isEqualTo(200);
		}
	}

	private static void giveUp(ConfigurableApplicationContext context) {
		Application application = context.getBean(Application.class);
		application.time.advance(Duration.ofSeconds(1));
		crash(application.tower);
	}

	@Test
	void metersAreScraped() throws Exception {
		try (ConfigurableApplicationContext context = run(EXPOSED)) {
			HttpResponse<String> scrape = get(context, "/actuator/prometheus");
			assertThat(scrape.statusCode()).isEqualTo(200);
			assertThat(scrape.body()).contains("concurrency_sink_written_items_total{name=\"flights\"} 2.0",
					"concurrency_actor_handled_messages_total{name=\"tower\"} 1.0",
					"concurrency_state{kind=\"actor\",name=\"tower\",state=\"restarting\"} 1.0");
		}
	}

	private static void crash(ActorRef<String> actor) {
		assertThat(actor.tryTell("crash")).isEqualTo(Admission.ACCEPTED);
	}

	private static String withoutSettings(HttpResponse<String> response) {
		return response.body().replaceFirst("\"settings\":\\{.*}},\"children", "\"settings\":{...},\"children");
	}

	private static JsonContentAssert json(HttpResponse<String> response) {
		return new JsonContentAssert(JsonContent.class, response.body());
	}

	private HttpResponse<String> get(ConfigurableApplicationContext context, String path)
			throws IOException, InterruptedException {
		return send(request(context, path).GET().build());
	}

	private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
		return this.client.send(request, HttpResponse.BodyHandlers.ofString());
	}

	private static HttpRequest.Builder request(ConfigurableApplicationContext context, String path) {
		String port = context.getEnvironment().getRequiredProperty("local.server.port");
		return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)).timeout(Duration.ofSeconds(10));
	}

	private static ConfigurableApplicationContext run(String... properties) {
		return new SpringApplicationBuilder(Application.class)
			.properties("server.port=0", "spring.main.banner-mode=off")
			.properties(properties)
			.run();
	}

	/** A sink that has written two items and an actor that has failed once. */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(excludeName = "dev.concurrency.autoconfigure.ConcurrencyAutoConfiguration")
	static class Application {

		private final ManualTime time = new ManualTime();

		private ActorRef<String> tower;

		@Bean
		ConcurrencyRuntime runtime(ObjectProvider<ProcessListener> listeners) throws Exception {
			Backoff second = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(1), 1, 0, Duration.ofMinutes(1));
			ConcurrencyRuntimeBuilder builder = DirectRuntime.builder(this.time)
				.restarts(new RestartPolicy(1, Duration.ofMinutes(1), second));
			listeners.orderedStream().forEach(builder::listener);
			ConcurrencyRuntime runtime = builder.build();
			BackgroundSink<String> sink = runtime.sink("flights", (batch) -> {
			}, SinkSettings.defaults());
			this.tower = runtime.actor("tower", DirectRuntime.crashable(), ActorSettings.defaults());
			runtime.start();
			assertThat(sink.push("a")).isEqualTo(Admission.ACCEPTED);
			assertThat(sink.push("b")).isEqualTo(Admission.ACCEPTED);
			DirectRuntime.flush(sink);
			crash(this.tower);
			return runtime;
		}

	}

}
