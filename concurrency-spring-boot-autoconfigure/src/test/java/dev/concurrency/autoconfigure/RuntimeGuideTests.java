package dev.concurrency.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.ConcurrencyRuntimeBuilder;
import dev.concurrency.DestroyReport;
import dev.concurrency.ProcessDirectory;
import dev.concurrency.actor.Actor;
import dev.concurrency.actor.ActorContext;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.fixture.Guide;
import dev.concurrency.process.ProcessFailure;
import dev.concurrency.process.ProcessId;
import dev.concurrency.process.ProcessListener;
import dev.concurrency.process.ProcessSnapshot;
import dev.concurrency.process.RuntimeId;
import dev.concurrency.process.StatusObserver;
import dev.concurrency.supervision.SupervisorSettings;

import static org.assertj.core.api.Assertions.assertThat;

/** What {@code docs/runtime.md} shows is part of this file and runs. */
@SuppressWarnings("rawtypes")
class RuntimeGuideTests {

	private static final Guide GUIDE = Guide.of("runtime", RuntimeGuideTests.class);

	private final List<String> told = new CopyOnWriteArrayList<>();

	@Test
	void theCodeOfTheGuideIsPartOfThisTest() {
		assertThat(GUIDE.blocks("java")).hasSize(5).allMatch(GUIDE::isTested);
	}

	@Test
	void theCodeOfTheGuideRuns() throws Exception {
		try (ConcurrencyRuntime runtime = ConcurrencyRuntime.builder().build()) {
			coordinate(runtime);
			runtime.start();
			spawn(runtime);
		}
	}

	@Test
	void theRuntimeOfTheGuideKnowsTheBeansAndTheSettings() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(ConcurrencyAutoConfiguration.class))
			.withBean(ProcessListener.class, () -> (event) -> log(event.process().path().value()))
			.withUserConfiguration(Own.class)
			.run((context) -> {
				assertThat(context.getBean(ConcurrencyRuntime.class).id().value()).startsWith("tower-");
				assertThat(this.told).contains("root/sinks");
			});
	}

	private void coordinate(ConcurrencyRuntime runtime) {
		ActorRef<ProcessFailure> coordinator = runtime.supervisor("watch", SupervisorSettings.defaults())
			.actor("coordinator", () -> (failure, context) -> log(failure.toString()), ActorSettings.defaults());
		runtime.setSupervisionCoordinator(coordinator);
	}

	private void spawn(ConcurrencyRuntime runtime) throws InterruptedException {
		ActorRef<String> tower = runtime.spawn("tower", () -> new Tower(), ActorSettings.defaults());
		ActorRef<String> worker = runtime.spawnFresh("worker", () -> new Tower(), ActorSettings.defaults());
		while (!tower.status().isUp() || !worker.status().isUp()) {
			Thread.onSpinWait();
		}
		look(runtime, tower);
		end(runtime, tower, worker);
	}

	private void look(ConcurrencyRuntime runtime, ActorRef<String> tower) {
		ProcessId id = runtime.find(tower.path()).orElseThrow().process().id();
		ProcessDirectory directory = runtime.directory();
		Optional<ProcessSnapshot> byPath = directory.find(tower.path());
		Optional<ProcessSnapshot> byId = directory.find(id);
		Optional<ActorRef> handle = directory.resolve(tower.path(), ActorRef.class);
		directory.traverse((process, depth) -> log("  ".repeat(depth) + process.name()));
		assertThat(byPath).isPresent();
		assertThat(byId).isPresent();
		assertThat(handle).isPresent();
		assertThat(this.told).contains("root", "  actors", "    tower");
	}

	private static void end(ConcurrencyRuntime runtime, ActorRef<String> tower, ActorRef<String> worker)
			throws InterruptedException {
		StatusObserver observer = runtime.stopActor(tower.path(), "closed for the night").orElseThrow();
		boolean over = observer.await(Duration.ofSeconds(10));
		Optional<CompletionStage<ProcessId>> aborted = runtime.abortRootActor(worker.path());
		DestroyReport report = runtime.destroyAndWait(Duration.ofSeconds(30), "the runway is closed");
		assertThat(over).isTrue();
		assertThat(aborted).isPresent();
		assertThat(report.notStopped()).isEmpty();
	}

	private void log(String line) {
		this.told.add(line);
	}

	@Configuration(proxyBeanMethods = false)
	static class Own {

		@Bean
		ConcurrencyRuntime runtime(ConcurrencyRuntimeBuilder prepared) {
			return prepared.id(RuntimeId.of("tower")).build();
		}

	}

	private static final class Tower implements Actor<String> {

		@Override
		public void handle(String message, ActorContext<String> context) {
			// Nothing is sent.
		}

	}

}
