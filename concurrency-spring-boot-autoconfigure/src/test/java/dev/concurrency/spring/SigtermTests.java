package dev.concurrency.spring;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Scope;

import dev.concurrency.actor.Actor;
import dev.concurrency.actor.ActorContext;
import dev.concurrency.actor.ActorGroup;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.autoconfigure.ConcurrencyAutoConfiguration;
import dev.concurrency.boundary.BoundaryRuntime;
import dev.concurrency.fixture.OwnProcess;
import dev.concurrency.process.Admission;
import dev.concurrency.process.ShutdownSignal;
import dev.concurrency.process.Supervisable;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.sink.SinkDrain;
import dev.concurrency.worker.PeriodicTask;
import dev.concurrency.worker.PeriodicWorker;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A process of its own, in which one of each kind hangs in a call and one of each has
 * nothing to do, is ended by a real signal.
 */
class SigtermTests {

	private static final Set<String> HANGING = Set.of("drain", "tick", "handler", "pinned", "member", "task", "loop");

	@Test
	@Timeout(120)
	void everyLoopEndsWithinItsTimeWhateverItIsIn() throws Exception {
		List<String> log = terminatedWhileAllHang();
		String text = String.join("\n", log);
		assertThat(log).filteredOn((line) -> line.startsWith("interrupted "))
			.as(text)
			.containsExactlyInAnyOrderElementsOf(HANGING.stream().map((name) -> "interrupted " + name).toList());
		for (String idle : List.of("sink root/sinks/idleDrain", "worker root/workers/idleTick",
				"actor root/actors/idleActor", "boundary root/boundaries/idle", "process root/processes/idleLoop")) {
			assertThat(text).containsPattern(idle + " stopped after \\d+ ms");
		}
		assertThat(text).doesNotContain("is left behind");
	}

	private static List<String> terminatedWhileAllHang() throws Exception {
		try (OwnProcess application = OwnProcess.start(HangingApplication.class)) {
			for (int i = 0; i < HANGING.size(); i++) {
				application.awaitLine((line) -> line.startsWith("inside "));
			}
			application.terminate();
			List<String> log = application.awaitEnd();
			assertThat(application.exitValue()).as(String.join("\n", log)).isEqualTo(OwnProcess.SIGTERM_EXIT);
			return log;
		}
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(ConcurrencyAutoConfiguration.class)
	@Import(HangingApplication.Member.class)
	static class HangingApplication {

		public static void main(String[] args) {
			SpringApplication.run(HangingApplication.class, "--spring.main.web-application-type=none",
					"--spring.main.keep-alive=true", "--concurrency.sinks.configs.default.shutdown=500ms",
					"--concurrency.sinks.configs.default.linger=0s",
					"--concurrency.workers.configs.default.shutdown=500ms",
					"--concurrency.workers.configs.default.interval=1h",
					"--concurrency.actors.configs.default.shutdown=500ms",
					"--concurrency.actors.instances.pinned.dispatcher=pinned",
					"--concurrency.boundaries.instances.tasks.shutdown=500ms",
					"--concurrency.boundaries.instances.idle.shutdown=500ms",
					"--concurrency.processes.configs.default.shutdown=500ms");
		}

		/** Nothing but an interrupt brings it back. */
		private static void hang(String what) throws InterruptedException {
			System.out.println("inside " + what);
			try {
				new CountDownLatch(1).await();
			}
			finally {
				System.out.println("interrupted " + what);
			}
		}

		@Bean
		SinkDrain<String> drain() {
			return (batch) -> hang("drain");
		}

		@Bean
		SinkDrain<Integer> idleDrain() {
			return (batch) -> {
			};
		}

		@Bean
		PeriodicTask tick() {
			return (context) -> hang("tick");
		}

		@Bean
		PeriodicTask idleTick() {
			return (context) -> {
			};
		}

		@Bean
		@Scope("prototype")
		Actor<String> handler() {
			return (message, context) -> hang("handler");
		}

		@Bean
		@Scope("prototype")
		Actor<String> pinned() {
			return (message, context) -> hang("pinned");
		}

		@Bean
		@Scope("prototype")
		Actor<Integer> idleActor() {
			return (message, context) -> {
			};
		}

		@Bean
		Supervisable loop() {
			return new Loop("loop", (signal) -> hang("loop"));
		}

		@Bean
		Supervisable idleLoop() {
			return new Loop("idleLoop", ShutdownSignal::await);
		}

		@Bean
		CommandLineRunner runner(ApplicationContext context, ActorGroup<String, String> members) {
			return (args) -> {
				assertThat(sink(context).tryPush("a")).isEqualTo(Admission.ACCEPTED);
				assertThat(actor(context, "handlerActor").tryTell("a")).isEqualTo(Admission.ACCEPTED);
				assertThat(actor(context, "pinnedActor").tryTell("a")).isEqualTo(Admission.ACCEPTED);
				assertThat(members.ref("key").tryTell("a")).isEqualTo(Admission.ACCEPTED);
				assertThat(context.getBean("tickWorker", PeriodicWorker.class).trigger()).isTrue();
				var unused = context.getBean("tasksBoundary", BoundaryRuntime.class).submit("a", () -> {
					hang("task");
					return 1;
				});
			};
		}

		@SuppressWarnings("unchecked")
		private static BackgroundSink<String> sink(ApplicationContext context) {
			return context.getBean("drainSink", BackgroundSink.class);
		}

		@SuppressWarnings("unchecked")
		private static ActorRef<String> actor(ApplicationContext context, String name) {
			return context.getBean(name, ActorRef.class);
		}

		@ActorComponent(value = "members", keyed = true)
		static class Member implements Actor<String> {

			@Override
			public void handle(String message, ActorContext<String> context) throws InterruptedException {
				hang("member");
			}

		}

	}

	private record Loop(String name, Body body) implements Supervisable {

		@Override
		public Run initialize(ShutdownSignal shutdown) {
			return () -> this.body.run(shutdown);
		}

		interface Body {

			void run(ShutdownSignal signal) throws Exception;

		}

	}

}
