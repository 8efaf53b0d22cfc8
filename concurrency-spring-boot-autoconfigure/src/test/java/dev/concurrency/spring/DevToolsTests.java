package dev.concurrency.spring;

import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.devtools.restart.Restarter;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import dev.concurrency.actor.ActorRef;
import dev.concurrency.autoconfigure.ConcurrencyAutoConfiguration;
import dev.concurrency.boundary.BoundaryRuntime;
import dev.concurrency.fixture.BoardAndTower;
import dev.concurrency.fixture.Loop;
import dev.concurrency.fixture.OwnProcess;
import dev.concurrency.process.Admission;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.sink.SinkDrain;

import static org.assertj.core.api.Assertions.assertThat;

/** A process of its own is restarted by DevTools, as after a change of the code. */
class DevToolsTests {

	private static final int ITEMS = 1500;

	@Test
	@Timeout(120)
	void theRunBeforeARestartWritesWhatItHasAcceptedAndLeavesNoThread() throws Exception {
		try (OwnProcess application = OwnProcess.startRestartable(Application.class)) {
			List<String> log = application.awaitEnd();
			String text = String.join("\n", log);
			assertThat(log).as(text)
				.containsSubsequence("first run", "second run, with other classes: true", "left: []");
			assertThat(log.subList(0, log.indexOf("second run, with other classes: true")))
				.filteredOn("written"::equals)
				.as(text)
				.hasSize(ITEMS);
			assertThat(text).contains("accepted " + ITEMS + ", written " + ITEMS)
				.containsPattern("threads: .*root/actors/tower")
				.containsPattern("threads: .*root/processes/loop")
				.containsPattern("threads: .*root/sinks/texts")
				.containsPattern("threads: .*concurrency-timer");
			assertThat(application.exitValue()).isZero();
		}
	}

	/** Something of every kind that is at work when the restart comes. */
	@Configuration(proxyBeanMethods = false)
	@Import(BoardAndTower.class)
	@ImportAutoConfiguration(ConcurrencyAutoConfiguration.class)
	public static class Application {

		/**
		 * Of the properties of the JVM, which outlive a run: its class and its threads.
		 */
		private static final String FIRST = "first.class";

		private static final String THREADS = "first.threads";

		public static void main(String[] args) {
			SpringApplication.run(Application.class, "--spring.main.web-application-type=none",
					"--concurrency.sinks.instances.texts.batch-size=10",
					"--concurrency.workers.instances.board.interval=1ms",
					"--concurrency.boundaries.instances.calls.max-in-flight=2",
					"--concurrency.actors.instances.tower.dispatcher=pinned");
		}

		@Bean
		ApplicationRunner runner(ConfigurableApplicationContext context, BackgroundSink<String> sink,
				ActorRef<String> actor, BoundaryRuntime boundary) {
			return (args) -> {
				Properties jvm = System.getProperties();
				Object first = jvm.putIfAbsent(FIRST, Application.class);
				if (first == null) {
					assertThat(actor.tryTell("hello")).isEqualTo(Admission.ACCEPTED);
					boundary.submit("call", () -> "done").toCompletableFuture().get();
					for (int i = 0; i < ITEMS; i++) {
						assertThat(sink.push("item " + i)).isEqualTo(Admission.ACCEPTED);
					}
					jvm.put(THREADS, ours());
					System.out.println("first run");
					System.out.println("threads: " + ours());
					new Thread(() -> Restarter.getInstance().restart(), "change").start();
				}
				else {
					System.out.println("second run, with other classes: " + (first != Application.class));
					List<?> threads = (List<?>) jvm.get(THREADS);
					Awaitility.await().atMost(30, TimeUnit.SECONDS).until(() -> alive(threads).isEmpty());
					System.out.println("left: " + alive(threads));
					System.exit(SpringApplication.exit(context));
				}
			};
		}

		private static List<Thread> ours() {
			return Thread.getAllStackTraces()
				.keySet()
				.stream()
				.filter((thread) -> thread.getName().startsWith("root/") || thread.getName().startsWith("concurrency-"))
				.toList();
		}

		private static List<?> alive(List<?> threads) {
			return threads.stream().filter((thread) -> ((Thread) thread).isAlive()).toList();
		}

		@Bean
		SinkDrain<String> texts() {
			return (batch) -> {
				Thread.sleep(5); // still at work when the restart comes
				batch.forEach((item) -> System.out.println("written"));
			};
		}

		@Bean
		Loop loop() {
			return new Loop();
		}

	}

}
