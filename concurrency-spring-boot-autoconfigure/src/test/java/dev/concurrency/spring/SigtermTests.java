package dev.concurrency.spring;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnJava;
import org.springframework.boot.system.JavaVersion;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Scope;
import org.springframework.core.ResolvableType;

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

	private static final boolean VIRTUAL_THREADS = JavaVersion.getJavaVersion()
		.isEqualOrNewerThan(JavaVersion.TWENTY_ONE);

	/** Who hangs, and what is said when the time of that one is over. */
	private static final Map<String, String> HANGING = hanging();

	private static Map<String, String> hanging() {
		Map<String, String> hanging = new LinkedHashMap<>();
		hanging.put("drain", timeIsOver("sink", "sinks", "drain"));
		hanging.put("tick", timeIsOver("worker", "workers", "tick"));
		hanging.put("handler", timeIsOver("actor", "actors", "handler"));
		hanging.put("pinned", timeIsOver("actor", "actors", "pinned"));
		hanging.put("member",
				"actor root/actors/members/key is interrupted: the time to stop root/actors/members is over");
		hanging.put("task", timeIsOver("boundary", "boundaries", "tasks"));
		hanging.put("computation", timeIsOver("boundary", "boundaries", "computations"));
		hanging.put("loop", timeIsOver("process", "processes", "loop"));
		if (VIRTUAL_THREADS) {
			hanging.put("virtual", timeIsOver("actor", "actors", "virtual"));
		}
		return hanging;
	}

	private static String timeIsOver(String kind, String supervisor, String name) {
		return kind + " root/" + supervisor + "/" + name + " is interrupted: it did not end within its shutdown of"
				+ " 500ms (concurrency." + supervisor + ".instances." + name + ".shutdown)";
	}

	@Test
	@Timeout(120)
	void everyLoopEndsWithinItsTimeWhateverItIsIn() throws Exception {
		Set<String> inside = new HashSet<>(HANGING.keySet());
		inside.add("retry");
		List<String> log = terminatedOnceInside(HangingApplication.class, inside);
		String text = String.join("\n", log);
		assertThat(interrupted(log)).as(text).containsExactlyInAnyOrderElementsOf(HANGING.keySet());
		assertThat(text).contains(HANGING.values())
			.contains(timeIsOver("sink", "sinks", "retry"))
			.contains("wrote lingering");
		for (String quick : List.of("sink root/sinks/idleDrain", "sink root/sinks/lingering",
				"worker root/workers/idleTick", "actor root/actors/idleActor", "boundary root/boundaries/idle",
				"process root/processes/idleLoop")) {
			assertThat(text).containsPattern(quick + " stopped after \\d+ ms")
				.doesNotContain(quick + " is interrupted");
		}
		assertThat(text).doesNotContain("The stop is not over after").doesNotContain("is left behind");
	}

	/** Until then it has the thread on which all other deadlines lie. */
	@Test
	@Timeout(120)
	void aTickThatHoldsTheTimersThreadEndsWhenTheTimeOfTheWholeStopIsOver() throws Exception {
		List<String> log = terminatedOnceInside(NonBlockingApplication.class, Set.of("non-blocking"));
		assertThat(interrupted(log)).containsExactly("non-blocking");
		assertThat(String.join("\n", log)).contains("The stop is not over after 1s").doesNotContain("is left behind");
	}

	private static List<String> interrupted(List<String> log) {
		return log.stream()
			.filter((line) -> line.startsWith("interrupted "))
			.map((line) -> line.substring("interrupted ".length()))
			.toList();
	}

	private static List<String> terminatedOnceInside(Class<?> application, Set<String> all) throws Exception {
		try (OwnProcess process = OwnProcess.start(application)) {
			Set<String> awaited = new HashSet<>(all);
			while (!awaited.isEmpty()) {
				process.awaitLine((line) -> awaited.remove(line.replace("inside ", "")));
			}
			process.terminate();
			List<String> log = process.awaitEnd();
			assertThat(process.exitValue()).as(String.join("\n", log)).isEqualTo(OwnProcess.SIGTERM_EXIT);
			return log;
		}
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

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(ConcurrencyAutoConfiguration.class)
	static class NonBlockingApplication {

		public static void main(String[] args) {
			SpringApplication.run(NonBlockingApplication.class, "--spring.main.web-application-type=none",
					"--concurrency.shutdown-timeout=1s", "--concurrency.workers.instances.tick.shutdown=500ms",
					"--concurrency.workers.instances.tick.interval=10ms",
					"--concurrency.workers.instances.tick.non-blocking=true");
		}

		@Bean
		PeriodicTask tick() {
			return (context) -> hang("non-blocking");
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
					"--concurrency.sinks.instances.lingering.linger=1h",
					"--concurrency.sinks.instances.retry.retry.max-attempts=2",
					"--concurrency.sinks.instances.retry.retry.backoff.min=1h",
					"--concurrency.sinks.instances.retry.retry.backoff.max=1h",
					"--concurrency.workers.configs.default.shutdown=500ms",
					"--concurrency.workers.configs.default.interval=1h",
					"--concurrency.actors.configs.default.shutdown=500ms",
					"--concurrency.actors.instances.pinned.dispatcher=pinned",
					"--concurrency.boundaries.configs.default.shutdown=500ms",
					"--concurrency.boundaries.instances.tasks.pool=blocking",
					"--concurrency.boundaries.instances.computations.pool=cpu",
					"--concurrency.boundaries.instances.idle.pool=blocking",
					"--concurrency.processes.configs.default.shutdown=500ms",
					VIRTUAL_THREADS ? "--concurrency.actors.instances.virtual.dispatcher=virtual" : "");
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
		SinkDrain<String> retry() {
			return (batch) -> {
				System.out.println("inside retry");
				throw new IllegalStateException("not yet");
			};
		}

		@Bean
		SinkDrain<String> lingering() {
			return (batch) -> System.out.println("wrote lingering");
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
		@ConditionalOnJava(JavaVersion.TWENTY_ONE)
		Actor<String> virtual() {
			return (message, context) -> hang("virtual");
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
				for (String sink : List.of("drainSink", "retrySink", "lingeringSink")) {
					assertThat(sink(context, sink).tryPush("a")).isEqualTo(Admission.ACCEPTED);
				}
				for (String actor : context
					.getBeanNamesForType(ResolvableType.forClassWithGenerics(ActorRef.class, String.class))) {
					assertThat(actor(context, actor).tryTell("a")).isEqualTo(Admission.ACCEPTED);
				}
				assertThat(members.ref("key").tryTell("a")).isEqualTo(Admission.ACCEPTED);
				assertThat(context.getBean("tickWorker", PeriodicWorker.class).trigger()).isTrue();
				submit(context.getBean("tasksBoundary", BoundaryRuntime.class), "task");
				submit(context.getBean("computationsBoundary", BoundaryRuntime.class), "computation");
			};
		}

		private static void submit(BoundaryRuntime boundary, String what) {
			var unused = boundary.submit("a", () -> {
				hang(what);
				return 1;
			});
		}

		@SuppressWarnings("unchecked")
		private static BackgroundSink<String> sink(ApplicationContext context, String name) {
			return context.getBean(name, BackgroundSink.class);
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
