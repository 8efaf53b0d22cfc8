package dev.concurrency.autoconfigure;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.actuate.audit.AuditEvent;
import org.springframework.boot.actuate.audit.listener.AuditApplicationEvent;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.json.JsonContent;
import org.springframework.boot.test.json.JsonContentAssert;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.context.event.EventListener;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.actor.Actor;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.fixture.DirectRuntime;
import dev.concurrency.fixture.Loop;
import dev.concurrency.fixture.Yaml;
import dev.concurrency.process.Admission;
import dev.concurrency.process.Supervisable;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.sink.SinkDrain;
import dev.concurrency.sink.SinkSettings;
import dev.concurrency.supervision.SupervisorSettings;
import dev.concurrency.worker.PeriodicTask;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Writes of the endpoint over real HTTP, with all of Boot's auto-configuration. Each test
 * leaves the processes running.
 */
class OperationsHttpTests {

	private static final HttpClient client = HttpClient.newHttpClient();

	private static ConfigurableApplicationContext context;

	@BeforeAll
	static void run() {
		context = new SpringApplicationBuilder(Application.class).initializers(Yaml.of("""
				server.port: 0
				spring.main.banner-mode: off
				management:
				  endpoints.web.exposure.include: concurrency
				  endpoint.concurrency.access: unrestricted
				concurrency:
				  sinks.configs.default.linger: 1h
				  sinks.instances.audit.batch-size: 50
				  workers.instances.report.interval: 1h
				  boundaries.instances.geocode.max-in-flight: 2
				  supervisors.instances.ingest.strategy: one-for-one
				  processes.instances.tail.supervisor: ingest
				""")).run();
		ConcurrencyRuntime runtime = runtime();
		runtime.group("airports", DirectRuntime.crashable(), ActorSettings.defaults());
	}

	@AfterAll
	static void close() {
		context.close();
	}

	@ParameterizedTest
	@CsvSource({ "sink,audit", "boundary,geocode", "worker,report", "actor,tower", "group,airports" })
	void whatCanBePausedIsPausedAndRunsAgain(String kind, String name) throws Exception {
		HttpResponse<String> paused = post(kind, name, "{\"state\": \"paused\"}");
		assertThat(paused.statusCode()).isEqualTo(200);
		json(paused).extractingJsonPathStringValue("$.status").isEqualTo("paused");
		json(paused).extractingJsonPathStringValue("$.name").isEqualTo(name);
		assertThat(post(kind, name, "{\"state\": \"paused\"}").statusCode()).isEqualTo(200);
		HttpResponse<String> running = post(kind, name, "{\"state\": \"running\"}");
		assertThat(running.statusCode()).isEqualTo(200);
		json(running).extractingJsonPathStringValue("$.status").isIn("running", "idle");
	}

	@ParameterizedTest
	@CsvSource({ "process,tail", "supervisor,ingest", "supervisor,root" })
	void whatCannotBePausedIsAConflict(String kind, String name) throws Exception {
		HttpResponse<String> answer = post(kind, name, "{\"state\": \"paused\"}");
		assertThat(answer.statusCode()).isEqualTo(409);
		json(answer).extractingJsonPathStringValue("$.reason")
			.contains("cannot be paused: only sinks, boundaries, workers, actors and groups can");
	}

	@ParameterizedTest
	@CsvSource({ "sink,audit", "boundary,geocode", "worker,report", "actor,tower", "group,airports", "process,tail",
			"supervisor,ingest", "supervisor,sinks" })
	void everyKindIsStoppedRestartedAndRunsAgain(String kind, String name) throws Exception {
		HttpResponse<String> stopped = post(kind, name, "{\"state\": \"stopped\"}");
		assertThat(stopped.statusCode()).isEqualTo(200);
		json(stopped).extractingJsonPathStringValue("$.status").isEqualTo("stopped");
		HttpResponse<String> running = post(kind, name, "{\"state\": \"running\"}");
		assertThat(running.statusCode()).isEqualTo(200);
		json(running).extractingJsonPathStringValue("$.status").isIn("running", "idle");
		HttpResponse<String> restarted = post(kind, name, "{\"state\": \"restarted\"}");
		assertThat(restarted.statusCode()).isEqualTo(200);
		json(restarted).extractingJsonPathStringValue("$.status").isIn("running", "idle");
		assertThat(id(restarted)).isGreaterThan(id(running));
	}

	@Test
	void theRootIsStoppedWithTheApplicationOnly() throws Exception {
		assertThat(post("supervisor", "root", "{\"state\": \"stopped\"}").statusCode()).isEqualTo(409);
		assertThat(post("supervisor", "root", "{\"state\": \"restarted\"}").statusCode()).isEqualTo(409);
		assertThat(post("supervisor", "root", "{\"state\": \"running\"}").statusCode()).isEqualTo(200);
	}

	@Test
	void aSinkIsFlushedUnlessItIsDown() throws Exception {
		Application application = context.getBean(Application.class);
		@SuppressWarnings("unchecked")
		BackgroundSink<String> sink = context.getBean("auditSink", BackgroundSink.class);
		assertThat(sink.tryPush("now")).isEqualTo(Admission.ACCEPTED);
		HttpResponse<String> flushed = post("sink", "audit", "{\"action\": \"flush\"}");
		assertThat(flushed.statusCode()).isEqualTo(200);
		assertThat(application.written).contains("now");
		assertThat(flushed.body()).doesNotContain("\"now\"");
		post("sink", "audit", "{\"state\": \"stopped\"}");
		HttpResponse<String> refused = post("sink", "audit", "{\"action\": \"flush\"}");
		assertThat(refused.statusCode()).isEqualTo(409);
		assertThat(refused.body()).isEqualTo("{\"reason\":\"root/sinks/audit cannot be flushed: it is stopped\"}");
		post("sink", "audit", "{\"state\": \"running\"}");
		assertThat(post("worker", "report", "{\"action\": \"flush\"}").statusCode()).isEqualTo(409);
	}

	@Test
	void aWorkerIsTriggeredUnlessItIsDown() throws Exception {
		Application application = context.getBean(Application.class);
		int before = application.ticks.get();
		assertThat(post("worker", "report", "{\"action\": \"trigger\"}").statusCode()).isEqualTo(200);
		Awaitility.await().until(() -> application.ticks.get() == before + 1);
		post("worker", "report", "{\"state\": \"stopped\"}");
		assertThat(post("worker", "report", "{\"action\": \"trigger\"}").statusCode()).isEqualTo(409);
		post("worker", "report", "{\"state\": \"running\"}");
		assertThat(post("sink", "audit", "{\"action\": \"trigger\"}").statusCode()).isEqualTo(409);
	}

	@ParameterizedTest
	@CsvSource({ "sink,audit,batch-size,500", "sink,audit,linger,2h", "sink,audit,retry.max-attempts,3",
			"sink,audit,on-failure,bisect", "boundary,geocode,max-in-flight,3", "boundary,geocode,on-stop,cancel",
			"worker,report,interval,2h", "worker,report,max-run-time,30s", "actor,tower,mailbox-capacity,7",
			"actor,tower,timings,true", "group,airports,max-entities,99" })
	void aSettingThatIsChangedIsInEffectAndIsTheOperators(String kind, String name, String key, String value)
			throws Exception {
		HttpResponse<String> answer = post(kind, name,
				"{\"setting\": \"%s\", \"value\": \"%s\"}".formatted(key, value));
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
		String setting = "$.settings['" + key + "']";
		JsonContentAssert json = json(get(kind, name));
		json.extractingJsonPathStringValue(setting + ".value").isEqualTo(value);
		json.extractingJsonPathStringValue(setting + ".source").isEqualTo("operator");
		json.extractingJsonPathStringValue(setting + ".at").isNotEmpty();
	}

	@Test
	void anotherSortOfScheduleReplacesTheOneBefore() throws Exception {
		assertThat(post("worker", "report", "{\"setting\": \"cron\", \"value\": \"0 0 3 * * *\"}").statusCode())
			.isEqualTo(200);
		JsonContentAssert json = json(get("worker", "report"));
		json.extractingJsonPathStringValue("$.settings.cron.value").isEqualTo("0 0 3 * * *");
		json.doesNotHaveJsonPath("$.settings.interval");
		assertThat(post("worker", "report", "{\"setting\": \"interval\", \"value\": \"1h\"}").statusCode())
			.isEqualTo(200);
	}

	@ParameterizedTest
	@CsvSource({ "sink,audit,capacity,5", "sink,audit,retry.on,java.io.IOException", "sink,audit,supervisor,ingest",
			"boundary,geocode,mode,pull-only", "worker,report,lock,once", "actor,tower,dispatcher,pinned",
			"group,airports,passivate-after,1m", "process,tail,restart,transient", "supervisor,ingest,period,1m" })
	void aSettingThatCannotChangeIsAConflict(String kind, String name, String key, String value) throws Exception {
		HttpResponse<String> answer = post(kind, name,
				"{\"setting\": \"%s\", \"value\": \"%s\"}".formatted(key, value));
		assertThat(answer.statusCode()).isEqualTo(409);
		json(answer).extractingJsonPathStringValue("$.reason").contains("changed here");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = {
			"{} | Exactly one of state, action and setting is expected, but there is none",
			"{\"state\": \"paused\", \"action\": \"flush\"} | there are state and action",
			"{\"setting\": \"linger\"} | A setting needs a value",
			"{\"state\": \"paused\", \"value\": \"5\"} | A value goes with a setting only",
			"{\"value\": \"5\"} | there is none",
			"{\"state\": \"paused\", \"statee\": \"running\"} | Unknown: statee; known are state, action, setting and value",
			"{\"state\": \"asleep\"} | There is no state 'asleep': use paused, running, stopped, restarted",
			"{\"action\": \"dance\"} | There is no action 'dance': use flush, trigger",
			"{\"setting\": \"batchsice\", \"value\": \"5\"} | Did you mean 'batch-size'?",
			"{\"setting\": \"batch-size\", \"value\": \"many\"} | batch-size cannot be 'many': a whole number is expected",
			"{\"setting\": \"batch-size\", \"value\": \"0\"} | batch-size must be at least 1 but is 0",
			"{\"setting\": \"batch-size\", \"value\": \"10001\"} | must not exceed capacity",
			"{\"setting\": \"linger\", \"value\": \"soon\"} | a duration, as in 10s is expected",
			"{\"setting\": \"linger\", \"value\": \"\"} | a duration, as in 10s is expected",
			"{\"setting\": \"on-failure\", \"value\": \"cry\"} | one of dead-letter, bisect, restart is expected" })
	void whatMakesNoSenseIsABadRequestWithTheReason(String body, String reason) throws Exception {
		HttpResponse<String> answer = post("sink", "audit", body);
		assertThat(answer.statusCode()).isEqualTo(400);
		json(answer).extractingJsonPathStringValue("$.reason").contains(reason);
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"state\": {\"nested\": \"paused\"}}", "[]", "paused" })
	void whatIsNotFlatIsABadRequest(String body) throws Exception {
		assertThat(post("sink", "audit", body).statusCode()).isEqualTo(400);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "audit | \"kind\": \"worker\", \"name\": \"report\" | Unknown: kind, name;",
					"audit | \"path\": \"worker,report\" | Unknown: path;",
					"audit?kind=worker&name=report | | Unknown: kind, name;",
					"audit?path=worker&path=report | | Unknown: path;" })
	void onlyThePathSaysWhichProcessIsMeant(String name, String members, String reason) throws Exception {
		List<AuditEvent> audited = context.getBean(Application.class).audited;
		audited.clear();
		HttpResponse<String> answer = post("sink", name,
				"{\"state\": \"stopped\"%s}".formatted((members != null) ? ", " + members : ""));
		assertThat(answer.statusCode()).isEqualTo(400);
		json(answer).extractingJsonPathStringValue("$.reason").contains(reason);
		assertThat(audited).extracting((event) -> event.getData().get("outcome")).containsOnly("invalid");
		json(get("worker", "report")).extractingJsonPathStringValue("$.status").isNotEqualTo("stopped");
		json(get("sink", "audit")).extractingJsonPathStringValue("$.status").isEqualTo("running");
	}

	@Test
	void onlyThePathSaysWhichProcessIsAskedFor() throws Exception {
		json(get("sink", "audit?kind=worker&name=report")).extractingJsonPathStringValue("$.name").isEqualTo("audit");
		HttpResponse<String> answer = get("sink", "audit?path=worker,report");
		assertThat(answer.statusCode()).isEqualTo(400);
		json(answer).extractingJsonPathStringValue("$.reason")
			.isEqualTo("The path alone says which process is meant: leave out path");
	}

	@ParameterizedTest
	@ValueSource(strings = { "audit/more", "" })
	void aPathOfMoreOrLessThanKindAndNameIsNotFound(String name) throws Exception {
		assertThat(get("sink", name).statusCode()).isEqualTo(404);
		assertThat(post("sink", name, "{\"state\": \"paused\"}").statusCode()).isEqualTo(404);
	}

	@ParameterizedTest
	@CsvSource({ "sink,nobody", "nothing,audit", "worker,audit" })
	void whatDoesNotExistIsNotFound(String kind, String name) throws Exception {
		assertThat(post(kind, name, "{\"state\": \"paused\"}").statusCode()).isEqualTo(404);
	}

	@Test
	void ofSeveralWithOneNameNoneIsTouchedAndThePathFindsEach() throws Exception {
		runtime().supervisor("one", SupervisorSettings.defaults()).sink("twin", (batch) -> {
		}, SinkSettings.defaults());
		runtime().supervisor("two", SupervisorSettings.defaults()).sink("twin", (batch) -> {
		}, SinkSettings.defaults());
		HttpResponse<String> read = get("sink", "twin");
		assertThat(read.statusCode()).isEqualTo(409);
		json(read).extractingJsonPathStringValue("$.reason").contains("one:twin, two:twin");
		assertThat(post("sink", "twin", "{\"state\": \"paused\"}").statusCode()).isEqualTo(409);
		assertThat(post("sink", "two:twin", "{\"state\": \"paused\"}").statusCode()).isEqualTo(200);
		json(get("sink", "two:twin")).extractingJsonPathStringValue("$.path").isEqualTo("root/two/twin");
		json(get("sink", "two:twin")).extractingJsonPathStringValue("$.status").isEqualTo("paused");
		json(get("sink", "one:twin")).extractingJsonPathStringValue("$.status").isEqualTo("running");
	}

	@Test
	void aStartThatFailsIsAConflictWithoutTheMessageOfTheException() throws Exception {
		Application application = context.getBean(Application.class);
		application.broken.set(true);
		HttpResponse<String> answer = post("sink", "audit", "{\"state\": \"restarted\"}");
		application.broken.set(false);
		assertThat(answer.statusCode()).isEqualTo(409);
		assertThat(answer.body()).isEqualTo("{\"reason\":\"it failed with java.lang.IllegalStateException\"}");
		assertThat(post("sink", "audit", "{\"state\": \"running\"}").statusCode()).isEqualTo(200);
	}

	@Test
	void everyAttemptIsAnAuditEventWithItsResult() throws Exception {
		List<AuditEvent> audited = context.getBean(Application.class).audited;
		audited.clear();
		post("sink", "audit", "{\"setting\": \"linger\", \"value\": \"1h\"}");
		post("sink", "audit", "{\"action\": \"trigger\"}");
		post("sink", "audit", "{\"state\": \"asleep\"}");
		post("sink", "nobody", "{\"state\": \"paused\"}");
		post("sink", "audit/more", "{\"state\": \"paused\"}");
		post("sink", "audit", "{}");
		assertThat(audited).extracting((event) -> event.getData().get("outcome"))
			.containsExactly("done", "refused", "invalid", "unknown", "unknown", "invalid");
		assertThat(audited.get(0).getData()).isEqualTo(Map.of("path", "root/sinks/audit", "kind", "sink", "name",
				"audit", "setting", "linger", "value", "1h", "outcome", "done"));
		assertThat(audited.get(1).getData()).containsEntry("action", "trigger")
			.containsEntry("reason", "root/sinks/audit cannot be triggered: only workers can");
	}

	private static ConcurrencyRuntime runtime() {
		return context.getBean(ConcurrencyRuntime.class);
	}

	private static int id(HttpResponse<String> response) {
		return Integer.parseInt(response.body().replaceFirst(".*?\"id\":(\\d+).*", "$1"));
	}

	private static JsonContentAssert json(HttpResponse<String> response) {
		return new JsonContentAssert(JsonContent.class, response.body());
	}

	private static HttpResponse<String> get(String kind, String name) throws IOException, InterruptedException {
		return client.send(request(kind, name).GET().build(), HttpResponse.BodyHandlers.ofString());
	}

	private static HttpResponse<String> post(String kind, String name, String body)
			throws IOException, InterruptedException {
		return client.send(request(kind, name).header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(body))
			.build(), HttpResponse.BodyHandlers.ofString());
	}

	private static HttpRequest.Builder request(String kind, String name) {
		String port = context.getEnvironment().getRequiredProperty("local.server.port");
		return HttpRequest
			.newBuilder(URI.create("http://localhost:" + port + "/actuator/concurrency/" + kind + "/" + name))
			.timeout(Duration.ofSeconds(20));
	}

	/** One bean of each kind. */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		private final List<String> written = new CopyOnWriteArrayList<>();

		private final List<AuditEvent> audited = new CopyOnWriteArrayList<>();

		private final AtomicInteger ticks = new AtomicInteger();

		private final AtomicBoolean broken = new AtomicBoolean();

		@Bean
		SinkDrain<String> audit() {
			return new SinkDrain<>() {

				@Override
				public void open() {
					if (Application.this.broken.get()) {
						throw new IllegalStateException(DirectRuntime.SECRET);
					}
				}

				@Override
				public void drain(List<String> batch) {
					Application.this.written.addAll(batch);
				}

			};
		}

		@Bean
		PeriodicTask report() {
			return (tick) -> this.ticks.incrementAndGet();
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

		@EventListener
		void on(AuditApplicationEvent event) {
			this.audited.add(event.getAuditEvent());
		}

	}

}
