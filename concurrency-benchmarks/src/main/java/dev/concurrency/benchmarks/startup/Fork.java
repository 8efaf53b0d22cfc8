package dev.concurrency.benchmarks.startup;

import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;

import dev.concurrency.actor.Actor;
import dev.concurrency.actor.ActorContext;
import dev.concurrency.benchmarks.Comparison;
import dev.concurrency.benchmarks.Cpu;
import dev.concurrency.sink.SinkDrain;
import dev.concurrency.worker.PeriodicTask;
import dev.concurrency.worker.TickContext;

/**
 * Starts an application in a JVM of its own: Spring Boot with Actuator and Micrometer, no
 * web server. The beans are the same with and without the starter; without it nobody
 * makes processes of them.
 */
final class Fork {

	/** It is not on the class path; the library is, for the interfaces of the beans. */
	static final String WITHOUT = "without the starter";

	static final String WITH = "with the starter";

	private static final int EACH = 10;

	private Fork() {
	}

	/**
	 * Starts once and answers how long that took.
	 * @param args a trial and a peer
	 */
	public static void main(String[] args) {
		long begun = System.nanoTime();
		SpringApplication application = new SpringApplication(Application.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.addInitializers((ApplicationContextInitializer<GenericApplicationContext>) Fork::register);
		application.run("--spring.main.banner-mode=off", "--concurrency.workers.configs.default.interval=1h");
		long took = System.nanoTime() - begun;
		long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
		long cpuOfAll = Cpu.nanos();
		Map<String, Double> figures = new LinkedHashMap<>();
		figures.put("ms until it is ready", took / 1e6);
		figures.put("ms of CPU of the main thread", cpu / 1e6);
		figures.put("ms of CPU of all threads, compiler and collector included", cpuOfAll / 1e6);
		Comparison.answer(figures);
	}

	private static void register(GenericApplicationContext context) {
		for (int i = 0; i < EACH; i++) {
			context.registerBean("drain" + i, Drain.class, Drain::new);
			context.registerBean("task" + i, Task.class, Task::new);
			context.registerBean("actor" + i, Counter.class, Counter::new,
					(definition) -> definition.setScope("prototype"));
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

	private static final class Drain implements SinkDrain<String> {

		@Override
		public void drain(List<String> batch) {
		}

	}

	private static final class Task implements PeriodicTask {

		@Override
		public void tick(TickContext context) {
		}

	}

	private static final class Counter implements Actor<String> {

		@Override
		public void handle(String message, ActorContext<String> context) {
		}

	}

}
