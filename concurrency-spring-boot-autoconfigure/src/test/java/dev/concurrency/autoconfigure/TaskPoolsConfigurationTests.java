package dev.concurrency.autoconfigure;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.concurrency.BlockingTasks;
import dev.concurrency.CpuTasks;
import dev.concurrency.TaskPool;
import dev.concurrency.TaskRefusedException;
import dev.concurrency.actor.Actor;
import dev.concurrency.actor.ActorContext;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.process.Admission;
import dev.concurrency.spring.ActorComponent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.Mockito.mock;

/** The two pools as beans. */
class TaskPoolsConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ConcurrencyAutoConfiguration.class));

	@Test
	void theyAreInjectedByTheirTypes() {
		this.runner.withBean(Both.class).run((context) -> {
			Both both = context.getBean(Both.class);
			assertThat(threadOf(both.blocking)).startsWith("concurrency-blocking-");
			assertThat(threadOf(both.cpu)).startsWith("concurrency-cpu-");
		});
	}

	@Test
	void bootMakesItsOwnExecutorBesideThem() {
		this.runner.withConfiguration(AutoConfigurations.of(TaskExecutionAutoConfiguration.class)).run((context) -> {
			assertThat(context).hasSingleBean(BlockingTasks.class).hasSingleBean(CpuTasks.class);
			assertThat(context.getBeansOfType(Executor.class)).containsOnlyKeys("applicationTaskExecutor");
		});
	}

	@Test
	void theUsersOwnWin() {
		this.runner.withUserConfiguration(Own.class).run((context) -> {
			assertThat(context).getBeanNames(BlockingTasks.class).containsExactly("own");
			assertThat(context).hasSingleBean(CpuTasks.class);
		});
	}

	@Test
	void thereAreNoneWithoutTheRuntime() {
		this.runner.withPropertyValues("concurrency.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(TaskPool.class));
	}

	@Test
	void theirSizesAreSettings() {
		this.runner
			.withPropertyValues("concurrency.executors.blocking.size=1",
					"concurrency.executors.blocking.queue-capacity=1")
			.run((context) -> {
				BlockingTasks tasks = context.getBean(BlockingTasks.class);
				var held = tasks.submit(() -> {
					Thread.sleep(60_000);
					return "";
				});
				var waiting = tasks.submit(() -> "");
				assertThatExceptionOfType(Exception.class)
					.isThrownBy(() -> tasks.submit(() -> "").toCompletableFuture().get())
					.withCauseInstanceOf(TaskRefusedException.class);
				context.getSourceApplicationContext().close();
				assertThat(held.toCompletableFuture()).failsWithin(20, TimeUnit.SECONDS);
				assertThat(waiting.toCompletableFuture()).failsWithin(20, TimeUnit.SECONDS);
			});
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void withVirtualThreadsTheBlockingPoolHasSuchAndKeepsItsBound() {
		this.runner
			.withPropertyValues("spring.threads.virtual.enabled=true", "concurrency.executors.blocking.size=1",
					"concurrency.executors.blocking.queue-capacity=1")
			.run((context) -> {
				BlockingTasks tasks = context.getBean(BlockingTasks.class);
				assertThat(get(tasks.submit(TaskPoolsConfigurationTests::isVirtual))).isTrue();
				assertThat(threadOf(tasks)).startsWith("concurrency-blocking-");
				assertThat(get(context.getBean(CpuTasks.class).submit(TaskPoolsConfigurationTests::isVirtual)))
					.isFalse();
				var held = tasks.submit(() -> {
					Thread.sleep(60_000);
					return "";
				});
				var waiting = tasks.submit(() -> "");
				assertThat(tasks.submit(() -> "").toCompletableFuture()).isCompletedExceptionally();
				context.getSourceApplicationContext().close();
				assertThat(held.toCompletableFuture()).failsWithin(20, TimeUnit.SECONDS);
				assertThat(waiting.toCompletableFuture()).failsWithin(20, TimeUnit.SECONDS);
			});
	}

	@Test
	void threadsArePlatformThreadsUnlessVirtualOnesAreWanted() {
		this.runner.run((context) -> {
			Thread thread = get(context.getBean(BlockingTasks.class).submit(Thread::currentThread));
			assertThat(thread.getThreadGroup().getName()).isNotEqualTo("VirtualThreads");
		});
	}

	/** Whoever sends the message starts the thread, and may have another loader. */
	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void virtualThreadsHaveTheClassLoaderOfTheApplication() {
		this.runner.withUserConfiguration(Looking.class)
			.withPropertyValues("spring.threads.virtual.enabled=true")
			.run((context) -> {
				ClassLoader application = context.getClassLoader();
				@SuppressWarnings("unchecked")
				ActorRef<String> actor = context.getBean("lookingActor", ActorRef.class);
				Thread sender = new Thread(() -> assertThat(actor.tryTell("a")).isEqualTo(Admission.ACCEPTED));
				sender.setContextClassLoader(ClassLoader.getPlatformClassLoader());
				CompletionStage<Map<String, Object>> answer = Looking.answer;
				sender.start();
				assertThat(get(answer)).containsEntry("virtual", true).containsEntry("loader", application);
			});
	}

	private static boolean isVirtual() {
		return Thread.currentThread().getThreadGroup().getName().equals("VirtualThreads");
	}

	private static String threadOf(TaskPool pool) throws Exception {
		return get(pool.submit(() -> Thread.currentThread().getName()));
	}

	private static <T> T get(CompletionStage<T> stage) throws Exception {
		return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
	}

	record Both(BlockingTasks blocking, CpuTasks cpu) {
	}

	@Configuration(proxyBeanMethods = false)
	static class Own {

		@Bean
		BlockingTasks own() {
			return mock();
		}

	}

	@ActorComponent("looking")
	static class Looking implements Actor<String> {

		private static final CompletableFuture<Map<String, Object>> answer = new CompletableFuture<>();

		@Override
		public void handle(String message, ActorContext<String> context) {
			answer.complete(Map.of("virtual", isVirtual(), "loader", Thread.currentThread().getContextClassLoader()));
		}

	}

}
