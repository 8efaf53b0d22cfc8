package dev.concurrency.tracing;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;

import io.micrometer.tracing.Tracer;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Scope;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

import dev.concurrency.actor.Actor;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.boundary.BoundaryRuntime;
import dev.concurrency.process.Admission;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.sink.SinkDrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * The traces of real requests over HTTP, as OpenTelemetry exports them.
 */
class TraceTests {

	private static final AttributeKey<String> PATH = AttributeKey.stringKey("concurrency.path");

	private final InMemorySpanExporter exported = InMemorySpanExporter.create();

	private final HttpClient http = HttpClient.newHttpClient();

	private ConfigurableApplicationContext context;

	@BeforeEach
	void start() {
		this.context = new SpringApplicationBuilder(Service.class)
			.initializers((GenericApplicationContext starting) -> starting.registerBean(SpanProcessor.class,
					() -> SimpleSpanProcessor.create(this.exported)))
			.run("--server.port=0", "--concurrency.propagate-context=true",
					"--management.tracing.sampling.probability=1.0", "--concurrency.sinks.instances.audit.linger=1h",
					"--concurrency.boundaries.instances.geocode.max-in-flight=1");
	}

	@AfterEach
	void stop() {
		this.context.close();
	}

	@Test
	void aMessageIsHandledInTheTraceOfItsRequest() throws Exception {
		post("/tell/a");
		SpanData request = await("http post /{step}/{value}");
		SpanData handle = await("handle tower");
		assertThat(handle.getTraceId()).isEqualTo(request.getTraceId());
		assertThat(handle.getParentSpanId()).isEqualTo(request.getSpanId());
		assertThat(handle.getKind()).isEqualTo(SpanKind.CONSUMER);
		assertThat(handle.getAttributes().get(PATH)).isEqualTo("root/actors/tower");
		SpanData inside = await("inside of tower");
		assertThat(inside.getTraceId()).isEqualTo(request.getTraceId());
		assertThat(inside.getParentSpanId()).isEqualTo(handle.getSpanId());
	}

	@Test
	void aTaskRunsInTheTraceOfItsRequest() throws Exception {
		post("/submit/a");
		SpanData request = await("http post /{step}/{value}");
		SpanData run = await("run geocode");
		assertThat(run.getTraceId()).isEqualTo(request.getTraceId());
		assertThat(run.getParentSpanId()).isEqualTo(request.getSpanId());
	}

	@Test
	void aBatchHasOneSpanWithALinkToEachRequest() throws Exception {
		post("/push/a");
		post("/push/b");
		flush();
		SpanData drain = await("drain audit");
		List<SpanData> requests = spans("http post /{step}/{value}");
		assertThat(requests).hasSize(2);
		assertThat(drain.getLinks()).extracting(LinkData::getSpanContext)
			.containsExactlyInAnyOrderElementsOf(requests.stream().map(SpanData::getSpanContext).toList());
		assertThat(drain.getTraceId()).isNotIn(requests.stream().map(SpanData::getTraceId).toList());
		assertThat(drain.getParentSpanContext().isValid()).isFalse();
		assertThat(await("inside of audit").getParentSpanId()).isEqualTo(drain.getSpanId());
	}

	@Test
	void whatFailsIsAFailedSpan() throws Exception {
		post("/push/bad");
		assertThat(catchThrowable(this::flush)).isInstanceOf(ExecutionException.class);
		assertThat(await("drain audit").getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
	}

	@Test
	void workWithoutARequestHasNoTrace() throws Exception {
		assertThat(this.context.getBean(Controller.class).tower.tryTell("a")).isEqualTo(Admission.ACCEPTED);
		assertThat(this.context.getBean(Controller.class).audit.tryPush("a")).isEqualTo(Admission.ACCEPTED);
		flush();
		await("inside of tower");
		assertThat(this.exported.getFinishedSpanItems()).extracting(SpanData::getName)
			.containsExactlyInAnyOrder("inside of tower", "inside of audit");
	}

	private void flush() throws Exception {
		this.context.getBean(Controller.class).audit.flush().toCompletableFuture().get();
	}

	private void post(String path) throws Exception {
		String port = this.context.getEnvironment().getProperty("local.server.port");
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
			.POST(HttpRequest.BodyPublishers.noBody())
			.build();
		assertThat(this.http.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
	}

	private SpanData await(String name) {
		Awaitility.await(name).atMost(Duration.ofSeconds(20)).until(() -> !spans(name).isEmpty());
		return spans(name).get(0);
	}

	private List<SpanData> spans(String name) {
		return this.exported.getFinishedSpanItems().stream().filter((span) -> span.getName().equals(name)).toList();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Controller.class)
	static class Service {

		@Bean
		SinkDrain<String> audit(Tracer tracer) {
			return (batch) -> {
				tracer.nextSpan().name("inside of audit").start().end();
				if (batch.contains("bad")) {
					throw new IllegalStateException("planted");
				}
			};
		}

		@Bean
		@Scope("prototype")
		Actor<String> tower(Tracer tracer) {
			return (message, actor) -> tracer.nextSpan().name("inside of tower").start().end();
		}

	}

	@RestController
	static class Controller {

		private final BackgroundSink<String> audit;

		private final ActorRef<String> tower;

		private final BoundaryRuntime geocode;

		Controller(BackgroundSink<String> audit, ActorRef<String> tower, BoundaryRuntime geocode) {
			this.audit = audit;
			this.tower = tower;
			this.geocode = geocode;
		}

		@PostMapping("/{step}/{value}")
		String take(@PathVariable String step, @PathVariable String value) {
			return switch (step) {
				case "push" -> this.audit.tryPush(value).toString();
				case "tell" -> this.tower.tryTell(value).toString();
				default -> {
					var unused = this.geocode.submit(value, () -> value);
					yield "ACCEPTED";
				}
			};
		}

	}

}
