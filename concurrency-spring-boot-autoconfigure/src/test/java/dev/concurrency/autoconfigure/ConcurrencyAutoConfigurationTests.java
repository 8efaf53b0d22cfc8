package dev.concurrency.autoconfigure;

import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.ClassUtils;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.process.Admission;
import dev.concurrency.process.ProcessView;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.sink.SinkDrain;
import dev.concurrency.spring.ConcurrencyBeanRegistrar;
import dev.concurrency.spring.ConcurrencyLifecycle;
import dev.concurrency.test.ManualTime;
import dev.concurrency.time.Timer;
import dev.concurrency.worker.PeriodicTask;
import dev.concurrency.worker.PeriodicWorker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * The wiring: present, disabled, replaced by the user's own, beside another context.
 */
class ConcurrencyAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ConcurrencyAutoConfiguration.class));

	@Test
	void springBootFindsTheAutoConfiguration() {
		assertThat(ImportCandidates.load(AutoConfiguration.class, null))
			.contains(ConcurrencyAutoConfiguration.class.getName());
	}

	@Test
	void anItemThatIsPushedIsWritten() {
		this.runner.withUserConfiguration(Lines.class).run((context) -> {
			assertThat(sink(context).tryPush("a")).isEqualTo(Admission.ACCEPTED);
			assertThat(context.getBean(Lines.class).written.poll(10, TimeUnit.SECONDS)).isEqualTo("a");
		});
	}

	@Test
	void theRuntimeIsNamedAfterTheApplication() {
		this.runner.withPropertyValues("spring.application.name=Flight Board")
			.run((context) -> assertThat(context.getBean(ConcurrencyRuntime.class).id().value())
				.matches("Flight_Board-[0-9a-f]{8}"));
		this.runner.run((context) -> assertThat(context.getBean(ConcurrencyRuntime.class).id().value())
			.startsWith("application-"));
	}

	@Test
	void settingsReachTheProcess() {
		this.runner.withUserConfiguration(Lines.class)
			.withPropertyValues("concurrency.sinks.instances.lines.capacity=500",
					"concurrency.sinks.instances.lines.batch-size=5")
			.run((context) -> assertThat(sink(context).snapshot().capacity()).isEqualTo(500));
	}

	/** The registrar runs before the configurer of placeholders has been set up. */
	@Test
	void settingsMayHavePlaceholders() {
		this.runner.withConfiguration(AutoConfigurations.of(PropertyPlaceholderAutoConfiguration.class))
			.withUserConfiguration(Lines.class)
			.withPropertyValues("room=500", "concurrency.sinks.instances.lines.capacity=${room}")
			.run((context) -> assertThat(sink(context).snapshot().capacity()).isEqualTo(500));
	}

	@Test
	void thePropertiesAreABeanThatIsMadeWhenSomebodyListsThem() {
		this.runner.withPropertyValues("concurrency.shutdown-timeout=7s").run((context) -> {
			String[] names = context.getBeanNamesForType(ConcurrencyProperties.class, true, false);
			assertThat(names).hasSize(1);
			assertThat(context.getBeanFactory().containsSingleton(names[0])).isFalse();
			assertThat(context.getBean(ConcurrencyProperties.class).shutdownTimeout()).isEqualTo(Duration.ofSeconds(7));
		});
	}

	@Test
	void everythingIsGoneWhenDisabled() {
		this.runner.withUserConfiguration(Lines.class)
			.withPropertyValues("concurrency.enabled=false", "concurrency.unknown=ignored")
			.run((context) -> assertThat(context).hasNotFailed()
				.hasBean("lines")
				.doesNotHaveBean("linesSink")
				.doesNotHaveBean(ConcurrencyRuntime.class)
				.doesNotHaveBean(ConcurrencyLifecycle.class)
				.doesNotHaveBean(ConcurrencyBeanRegistrar.class)
				.doesNotHaveBean(ConcurrencyProperties.class));
	}

	@Test
	void nothingOfAnyAutoConfigurationIsThereWhenDisabled() {
		new WebApplicationContextRunner().withConfiguration(AutoConfigurations.of(all()))
			.withBean("mine", ConcurrencyRuntime.class, () -> ConcurrencyRuntime.builder().build())
			.withPropertyValues("management.endpoints.web.exposure.include=concurrency",
					"concurrency.propagate-context=true")
			.run((context) -> assertThat(own(context)).contains("concurrencyConsolePage", "concurrencyStrictMembers",
					"concurrencySettingsRefresh"));
		new WebApplicationContextRunner().withConfiguration(AutoConfigurations.of(all()))
			.withBean("mine", ConcurrencyRuntime.class, () -> ConcurrencyRuntime.builder().build())
			.withPropertyValues("management.endpoints.web.exposure.include=concurrency",
					"concurrency.propagate-context=true", "concurrency.enabled=false")
			.run((context) -> assertThat(own(context)).isEmpty());
	}

	private static Class<?>[] all() {
		return ImportCandidates.load(AutoConfiguration.class, null)
			.getCandidates()
			.stream()
			.filter((name) -> name.startsWith("dev.concurrency."))
			.map((name) -> ClassUtils.resolveClassName(name, null))
			.toArray(Class<?>[]::new);
	}

	private static List<String> own(ApplicationContext context) {
		return Arrays.stream(context.getBeanDefinitionNames())
			.filter((name) -> name.toLowerCase(Locale.ROOT).contains("concurrency"))
			.toList();
	}

	@Test
	void theUsersRuntimeWinsAndHasTheProcesses() {
		this.runner.withUserConfiguration(Lines.class)
			.withBean("mine", ConcurrencyRuntime.class, () -> ConcurrencyRuntime.builder().build())
			.run((context) -> {
				assertThat(context).hasSingleBean(ConcurrencyRuntime.class).hasBean("mine");
				ConcurrencyRuntime mine = context.getBean(ConcurrencyRuntime.class);
				assertThat(mine.isRunning()).isTrue();
				assertThat(mine.processes()).extracting(ProcessView::path)
					.extracting(Object::toString)
					.containsExactly("root/sinks/lines");
			});
	}

	@Test
	void theUsersLifecycleWins() {
		this.runner
			.withBean("mine", ConcurrencyLifecycle.class,
					() -> new ConcurrencyLifecycle(ConcurrencyRuntime.builder().build(), false, Duration.ZERO))
			.run((context) -> assertThat(context).hasSingleBean(ConcurrencyLifecycle.class).hasBean("mine"));
	}

	@Test
	void theUsersTimeDrivesTheFirstTickAfterOneInterval() {
		this.runner.withUserConfiguration(Ticks.class)
			.withBean(ManualTime.class)
			.withPropertyValues("concurrency.workers.instances.ticks.interval=10s")
			.run((context) -> {
				ManualTime time = context.getBean(ManualTime.class);
				assertThat(context.getBean(ConcurrencyRuntime.class).snapshot().created()).isEqualTo(time.instant());
				// The worker arms its timer after it has reported that it is ready.
				Awaitility.await().until(() -> time.scheduled() == 1);
				time.advance(Duration.ofMillis(9_999));
				assertThat(context.getBean(PeriodicWorker.class).snapshot().ticks()).isZero();
				time.advance(Duration.ofMillis(1));
				assertThat(context.getBean(Ticks.class).numbers.poll(10, TimeUnit.SECONDS)).isEqualTo(1);
			});
	}

	@Test
	void theRuntimeIsClosedWithTheContext() {
		this.runner.run((context) -> {
			ConcurrencyRuntime runtime = context.getBean(ConcurrencyRuntime.class);
			context.getSourceApplicationContext().close();
			assertThatIllegalStateException().isThrownBy(runtime::start).withMessageContaining("closed");
		});
	}

	@Test
	void theContextClosesTheUsersTimerAndTheRuntimeDoesNot() {
		this.runner.withBean(ManualTime.class).run((context) -> {
			Timer timer = context.getBean(ManualTime.class);
			context.getBean(ConcurrencyRuntime.class).close();
			assertThat(timer.schedule(1, () -> {
			}).cancel()).isTrue();
			context.getSourceApplicationContext().close();
			assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> timer.schedule(1, () -> {
			}));
		});
	}

	@Test
	void springBootsExecutorIsLeftAlone() {
		this.runner.withConfiguration(AutoConfigurations.of(TaskExecutionAutoConfiguration.class))
			.run((context) -> assertThat(context).getBeanNames(Executor.class)
				.containsExactly("applicationTaskExecutor"));
	}

	@Test
	void processesRunWithTheClassLoaderOfTheApplication() throws Exception {
		try (URLClassLoader loader = new URLClassLoader(new URL[0], getClass().getClassLoader())) {
			this.runner.withClassLoader(loader).withUserConfiguration(Loaders.class).run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean(Loaders.class).seen.poll(10, TimeUnit.SECONDS)).isSameAs(loader);
			});
		}
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void theShutdownTimeoutIsThatOfSpring(CapturedOutput output) {
		this.runner.withUserConfiguration(Stuck.class)
			.withPropertyValues("spring.lifecycle.timeout-per-shutdown-phase=0s",
					"concurrency.sinks.instances.stuck.shutdown=1h")
			.run((context) -> stopsAtOnce(context, output));
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void theShutdownTimeoutIsOurOwnWhenItIsSet(CapturedOutput output) {
		this.runner.withUserConfiguration(Stuck.class)
			.withPropertyValues("spring.lifecycle.timeout-per-shutdown-phase=15s", "concurrency.shutdown-timeout=0s",
					"concurrency.sinks.instances.stuck.shutdown=1h")
			.run((context) -> stopsAtOnce(context, output));
	}

	/** Its drain never ends by itself, so the stop takes as long as it may. */
	private static void stopsAtOnce(ApplicationContext context, CapturedOutput output) throws InterruptedException {
		Stuck stuck = context.getBean(Stuck.class);
		@SuppressWarnings("unchecked")
		BackgroundSink<String> sink = context.getBean("stuckSink", BackgroundSink.class);
		assertThat(sink.tryPush("a")).isEqualTo(Admission.ACCEPTED);
		assertThat(stuck.entered.poll(10, TimeUnit.SECONDS)).isEqualTo("a");
		context.getBean(ConcurrencyLifecycle.class).stop();
		assertThat(output).contains(
				"The stop is not over after 0s: what still runs is interrupted, and has 5s to end: [root/sinks/stuck]");
		assertThat(stuck.interrupted).containsExactly("a");
	}

	@Test
	void twoContextsInOneVirtualMachineDoNotMeet() {
		this.runner.withUserConfiguration(Lines.class)
			.run((one) -> this.runner.withUserConfiguration(Lines.class).run((other) -> {
				assertThat(sink(one).tryPush("a")).isEqualTo(Admission.ACCEPTED);
				assertThat(sink(other).tryPush("b")).isEqualTo(Admission.ACCEPTED);
				assertThat(one.getBean(Lines.class).written.poll(10, TimeUnit.SECONDS)).isEqualTo("a");
				assertThat(other.getBean(Lines.class).written.poll(10, TimeUnit.SECONDS)).isEqualTo("b");
				other.getSourceApplicationContext().close();
				assertThat(sink(one).tryPush("c")).isEqualTo(Admission.ACCEPTED);
				assertThat(one.getBean(Lines.class).written.poll(10, TimeUnit.SECONDS)).isEqualTo("c");
			}));
	}

	@Test
	void twoContextsInOneVirtualMachineHaveThreadsOfTheirOwnThoughOfTheSameNames() {
		this.runner.withUserConfiguration(Lines.class)
			.run((one) -> this.runner.withUserConfiguration(Lines.class).run((other) -> {
				Thread ofOne = thread(one);
				Thread ofOther = thread(other);
				assertThat(ofOne.getName()).isEqualTo(ofOther.getName()).isEqualTo("root/sinks/lines");
				assertThat(ofOne).isNotSameAs(ofOther);
				other.getSourceApplicationContext().close();
				ofOther.join(10_000);
				assertThat(ofOther.isAlive()).isFalse();
				assertThat(thread(one)).isSameAs(ofOne);
			}));
	}

	/** On which the drain was called. */
	private static Thread thread(ApplicationContext context) throws InterruptedException {
		assertThat(sink(context).tryPush("a")).isEqualTo(Admission.ACCEPTED);
		return context.getBean(Lines.class).threads.poll(10, TimeUnit.SECONDS);
	}

	@Test
	void aChildContextHasARuntimeOfItsOwn() {
		this.runner.withUserConfiguration(Lines.class)
			.run((parent) -> this.runner.withParent(parent)
				.withUserConfiguration(Ticks.class)
				.withPropertyValues("concurrency.workers.instances.ticks.interval=1h")
				.run((child) -> {
					ConcurrencyRuntime runtime = child.getBean(ConcurrencyRuntime.class);
					assertThat(runtime).isNotSameAs(parent.getBean(ConcurrencyRuntime.class));
					assertThat(runtime.processes()).extracting(ProcessView::path)
						.extracting(Object::toString)
						.containsExactly("root/workers/ticks");
					child.getSourceApplicationContext().close();
					assertThat(parent.getBean(ConcurrencyRuntime.class).isRunning()).isTrue();
				}));
	}

	@SuppressWarnings("unchecked")
	private static BackgroundSink<String> sink(ApplicationContext context) {
		return context.getBean("linesSink", BackgroundSink.class);
	}

	@Configuration(proxyBeanMethods = false)
	static class Lines {

		private final BlockingQueue<String> written = new LinkedBlockingQueue<>();

		private final BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();

		@Bean
		SinkDrain<String> lines() {
			return (batch) -> {
				this.threads.add(Thread.currentThread());
				this.written.addAll(batch);
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Ticks {

		private final BlockingQueue<Long> numbers = new LinkedBlockingQueue<>();

		@Bean
		PeriodicTask ticks() {
			return (context) -> this.numbers.add(context.number());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Loaders {

		private final BlockingQueue<ClassLoader> seen = new LinkedBlockingQueue<>();

		@Bean
		SinkDrain<String> loaders() {
			return new SinkDrain<>() {

				@Override
				public void open() {
					Loaders.this.seen.add(Thread.currentThread().getContextClassLoader());
				}

				@Override
				public void drain(List<String> batch) {
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Stuck {

		private final BlockingQueue<String> entered = new LinkedBlockingQueue<>();

		private final BlockingQueue<String> interrupted = new LinkedBlockingQueue<>();

		@Bean
		SinkDrain<String> stuck() {
			return (batch) -> {
				this.entered.addAll(batch);
				try {
					new LinkedBlockingQueue<>().take();
				}
				catch (InterruptedException ex) {
					this.interrupted.addAll(batch);
					throw ex;
				}
			};
		}

	}

}
