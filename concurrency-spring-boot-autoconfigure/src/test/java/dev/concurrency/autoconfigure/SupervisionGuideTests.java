package dev.concurrency.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.context.event.EventListener;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.SupervisorRef;
import dev.concurrency.actor.Actor;
import dev.concurrency.actor.ActorContext;
import dev.concurrency.fixture.Guide;
import dev.concurrency.fixture.Yaml;
import dev.concurrency.process.Admission;
import dev.concurrency.process.ProcessContext;
import dev.concurrency.process.ProcessEvent;
import dev.concurrency.process.ProcessSnapshot;
import dev.concurrency.process.RestartPolicy;
import dev.concurrency.process.RestartType;
import dev.concurrency.process.ShutdownSignal;
import dev.concurrency.process.Spawned;
import dev.concurrency.process.Supervisable;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.sink.SinkDrain;
import dev.concurrency.sink.SinkSettings;
import dev.concurrency.supervision.RestartStrategy;
import dev.concurrency.supervision.SupervisorSettings;
import dev.concurrency.time.Backoff;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@code docs/supervision.md} shows: its settings are accepted and make the tree
 * that is drawn, its code is part of this file and runs.
 */
class SupervisionGuideTests {

	private static final Guide GUIDE = Guide.of("supervision", SupervisionGuideTests.class);

	private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

	@Test
	void theCodeOfTheGuideIsPartOfThisTest() {
		assertThat(GUIDE.blocks("java")).hasSizeGreaterThan(4).allMatch(GUIDE::isTested);
	}

	@Test
	void theSettingsOfTheGuideMakeItsTree() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(ConcurrencyAutoConfiguration.class))
			.withInitializer(Yaml.of(GUIDE.blocks("yaml").get(0)))
			.withUserConfiguration(FlightBoard.class)
			.run((context) -> {
				List<String> paths = paths(context.getBean(ConcurrencyRuntime.class).snapshot());
				assertThat(paths).containsExactly("root", "root/sinks", "root/boundaries", "root/ingest",
						"root/ingest/flights", "root/ingest/airport", "root/ingest/tail", "root/processes",
						"root/actors", "root/workers");
			});
	}

	@Test
	void theCodeOfTheGuideRuns() throws Exception {
		try (ConcurrencyRuntime runtime = ConcurrencyRuntime.builder().build()) {
			run(runtime);
			share(runtime);
		}
	}

	private void run(ConcurrencyRuntime runtime) throws Exception {
		SupervisorRef ingest = runtime.supervisor("ingest",
				SupervisorSettings.defaults()
					.withStrategy(RestartStrategy.REST_FOR_ONE)
					.withRestarts(new RestartPolicy(5, Duration.ofSeconds(30), Backoff.DEFAULT)));
		BackgroundSink<String> flights = ingest.sink("flights", (batch) -> write(batch), SinkSettings.defaults());
		ingest.with((spec) -> spec.withRestart(RestartType.TRANSIENT)).process(new Tail());
		runtime.start();
		assertThat(flights.tryPush("AA1")).isEqualTo(Admission.ACCEPTED);
		operate(ingest, flights);
		assertThat(this.told.poll(20, TimeUnit.SECONDS)).isNotNull();
	}

	private void operate(SupervisorRef ingest, BackgroundSink<String> flights) {
		Spawned spawned = ingest.spawn(new Import("import-1"));
		spawned.ready().thenAccept((process) -> log("started " + process.path()));
		ingest.terminate("flights").thenCompose((nothing) -> ingest.restart("flights"));
		flights.watch().thenAccept((end) -> log("incarnation " + end.id() + " ended with " + end.cause()));
	}

	private void share(ConcurrencyRuntime runtime) throws Exception {
		CompletableFuture<String> seen = new CompletableFuture<>();
		runtime.dataspace().subscribe(Leader.class, 100, (change) -> log(change.toString()));
		runtime.dataspace().subscribe(Leader.class, 100, (change) -> seen.complete(change.toString()));
		runtime.root().spawn(new Election(runtime));
		assertThat(seen.get(20, TimeUnit.SECONDS)).contains("node-1");
	}

	private void log(String line) {
		this.told.add(line);
	}

	private static void write(List<String> batch) {
		assertThat(batch).isNotEmpty();
	}

	private static List<String> paths(ProcessSnapshot root) {
		List<String> paths = new ArrayList<>();
		root.traverse((process) -> paths.add(process.process().path().value()));
		return paths;
	}

	static final class Tail implements Supervisable {

		@Override
		public String name() {
			return "tail";
		}

		@Override
		public Run initialize(ShutdownSignal shutdown) {
			return () -> {
				while (!shutdown.await(Duration.ofSeconds(1))) {
					readOn();
				}
			};
		}

	}

	private static void readOn() {
		// There is nothing to read.
	}

	private record Import(String name) implements Supervisable {

		@Override
		public Run initialize(ShutdownSignal shutdown) {
			return shutdown::await;
		}

	}

	private record Leader(String node) {
	}

	private record Election(ConcurrencyRuntime runtime) implements Supervisable {

		@Override
		public String name() {
			return "election";
		}

		@Override
		public Run initialize(ShutdownSignal shutdown) {
			assertThat(ProcessContext.current()).isPresent();
			ConcurrencyRuntime runtime = this.runtime;
			runtime.dataspace().assertValue(Leader.class, "eu", new Leader("node-1"));
			return shutdown::await;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class FlightBoard {

		@Bean
		SinkDrain<String> flights() {
			return SupervisionGuideTests::write;
		}

		@Bean
		Tail tail() {
			return new Tail();
		}

		@Bean
		@Scope("prototype")
		Airport airport() {
			return new Airport();
		}

		static class Airport implements Actor<String> {

			@Override
			public void handle(String message, ActorContext<String> context) {
			}

		}

	}

	static class Alarm {

		@EventListener
		void on(ProcessEvent.GaveUp event) {
			throw new IllegalStateException(event.toString());
		}

	}

}
