package dev.concurrency.spring;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.context.event.EventListener;

import dev.concurrency.actor.Actor;
import dev.concurrency.actor.ActorContext;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.autoconfigure.ConcurrencyAutoConfiguration;
import dev.concurrency.boundary.BoundaryRuntime;
import dev.concurrency.fixture.Loop;
import dev.concurrency.process.Admission;
import dev.concurrency.process.ProcessEvent;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.sink.SinkDrain;
import dev.concurrency.worker.PeriodicTask;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application that is started again and again in one JVM, each time with a class
 * loader of its own, as DevTools does after a change of the code.
 */
class ContextRestartTests {

	@Test
	void everyThreadOfAnEarlierRunHasEnded() throws Exception {
		Set<Thread> before = Thread.getAllStackTraces().keySet();
		for (int i = 0; i < 3; i++) {
			try (RestartLoader loader = new RestartLoader()) {
				assertThat(run(loader)).as("threads while it ran")
					.contains("root/sinks/lines", "root/processes/loop", "root/actors/tower", "concurrency-timer-1",
							"concurrency-keep-alive");
				Awaitility.await()
					.atMost(30, TimeUnit.SECONDS)
					.untilAsserted(() -> assertThat(left(before, loader)).isEmpty());
			}
		}
	}

	/** On a thread that has the loader, since all others take over theirs from it. */
	private static List<String> run(RestartLoader loader) throws Exception {
		CompletableFuture<List<String>> threads = new CompletableFuture<>();
		Thread restarted = new Thread(() -> {
			try {
				Object names = loader.loadClass(Application.class.getName()).getMethod("run").invoke(null);
				threads.complete(((List<?>) names).stream().map(String::valueOf).toList());
			}
			catch (Throwable ex) {
				threads.completeExceptionally(ex);
			}
		}, "restartedMain");
		restarted.setContextClassLoader(loader);
		restarted.start();
		return threads.get(60, TimeUnit.SECONDS);
	}

	/** Whoever works for the run that is over, by its name or by its loader. */
	private static Set<String> left(Set<Thread> before, ClassLoader loader) {
		Set<String> left = new HashSet<>();
		for (Thread thread : Thread.getAllStackTraces().keySet()) {
			boolean ours = thread.getName().startsWith("concurrency-") || thread.getName().startsWith("root/");
			if (!before.contains(thread) && (ours || thread.getContextClassLoader() == loader)) {
				left.add(thread.getName());
			}
		}
		return left;
	}

	/**
	 * Loads the classes of the application itself, and leaves all others to its parent.
	 */
	private static final class RestartLoader extends URLClassLoader {

		RestartLoader() {
			super(new URL[] { ContextRestartTests.class.getProtectionDomain().getCodeSource().getLocation() },
					ContextRestartTests.class.getClassLoader());
		}

		@Override
		protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
			if (!name.startsWith(Application.class.getName())) {
				return super.loadClass(name, resolve);
			}
			Class<?> loaded = findLoadedClass(name);
			return (loaded != null) ? loaded : findClass(name);
		}

	}

	/** Something of every kind, each of which has done something. */
	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(ConcurrencyAutoConfiguration.class)
	public static class Application {

		private final CompletableFuture<String> written = new CompletableFuture<>();

		private final CompletableFuture<Long> ticked = new CompletableFuture<>();

		private final CompletableFuture<String> told = new CompletableFuture<>();

		/** Runs it and answers the names of the threads. */
		public static List<String> run() throws Exception {
			SpringApplication application = new SpringApplication(Application.class);
			application.setWebApplicationType(WebApplicationType.NONE);
			application.setRegisterShutdownHook(false);
			try (ConfigurableApplicationContext context = application.run(
					"--concurrency.workers.instances.board.interval=1ms",
					"--concurrency.boundaries.instances.calls.max-in-flight=2",
					"--concurrency.actors.instances.tower.dispatcher=pinned")) {
				return context.getBean(Application.class).use(context);
			}
		}

		@SuppressWarnings("unchecked")
		private List<String> use(ConfigurableApplicationContext context) throws Exception {
			BackgroundSink<String> sink = context.getBean(BackgroundSink.class);
			assertThat(sink.tryPush("a")).isEqualTo(Admission.ACCEPTED);
			ActorRef<String> actor = context.getBean("towerActor", ActorRef.class);
			assertThat(actor.tryTell("hello")).isEqualTo(Admission.ACCEPTED);
			context.getBean(BoundaryRuntime.class).submit("call", () -> "done").toCompletableFuture().get();
			assertThat(this.written.get()).isEqualTo("a");
			assertThat(this.told.get()).isEqualTo("hello");
			assertThat(this.ticked.get()).isPositive();
			return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).toList();
		}

		@EventListener
		void on(ProcessEvent.Started event) {
		}

		@Bean
		SinkDrain<String> lines() {
			return (batch) -> this.written.complete(batch.get(0));
		}

		@Bean
		PeriodicTask board() {
			return (context) -> this.ticked.complete(context.number());
		}

		@Bean
		@Scope("prototype")
		Actor<String> tower() {
			return (String message, ActorContext<String> context) -> this.told.complete(message);
		}

		@Bean
		Loop loop() {
			return new Loop();
		}

	}

}
