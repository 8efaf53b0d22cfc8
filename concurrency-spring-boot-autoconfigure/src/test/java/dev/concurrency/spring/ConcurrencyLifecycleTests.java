package dev.concurrency.spring;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.DefaultLifecycleProcessor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.SupervisorRef;
import dev.concurrency.autoconfigure.ConcurrencyAutoConfiguration;
import dev.concurrency.fixture.BoardAndTower;
import dev.concurrency.fixture.Loop;
import dev.concurrency.process.Admission;
import dev.concurrency.process.ProcessEvent;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessListener;
import dev.concurrency.process.Shutdown;
import dev.concurrency.process.ShutdownSignal;
import dev.concurrency.process.Supervisable;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.sink.SinkDrain;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Start and stop with the application context.
 */
@ExtendWith(OutputCaptureExtension.class)
class ConcurrencyLifecycleTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ConcurrencyAutoConfiguration.class))
		.withUserConfiguration(Processes.class)
		.withPropertyValues("concurrency.workers.configs.default.interval=1h");

	@Test
	void theContextStartsAndStopsTheRuntime() {
		this.runner.run((context) -> {
			ConcurrencyRuntime runtime = context.getBean(ConcurrencyRuntime.class);
			assertThat(runtime.isRunning()).isTrue();
			context.getSourceApplicationContext().close();
			assertThat(runtime.isRunning()).isFalse();
		});
	}

	@Test
	void whatWasAcceptedIsWrittenBeforeTheContextIsClosed() {
		this.runner.run((context) -> {
			Processes processes = context.getBean(Processes.class);
			assertThat(processes.sink(context.getBean("textsSink")).tryPush("a")).isEqualTo(Admission.ACCEPTED);
			context.getSourceApplicationContext().close();
			assertThat(processes.written).containsExactly("a");
		});
	}

	@Test
	void withoutAutoStartupNothingRunsUntilItIsStarted() {
		this.runner.withPropertyValues("concurrency.auto-startup=false").run((context) -> {
			ConcurrencyLifecycle lifecycle = context.getBean(ConcurrencyLifecycle.class);
			assertThat(lifecycle.isRunning()).isFalse();
			assertThat(context.getBean(ConcurrencyRuntime.class).processes()).hasSize(3);
			lifecycle.start();
			assertThat(lifecycle.isRunning()).isTrue();
		});
	}

	@Test
	void aRuntimeThatWasStartedByHandIsStoppedByTheContext() {
		this.runner.withPropertyValues("concurrency.auto-startup=false").run((context) -> {
			ConcurrencyRuntime runtime = context.getBean(ConcurrencyRuntime.class);
			runtime.start();
			context.getSourceApplicationContext().stop();
			assertThat(runtime.isRunning()).isFalse();
		});
	}

	@Test
	void theLifecycleMayBeStartedTwiceAndStoppedTwice() {
		this.runner.run((context) -> {
			ConcurrencyLifecycle lifecycle = context.getBean(ConcurrencyLifecycle.class);
			lifecycle.start();
			assertThat(lifecycle.isRunning()).isTrue();
			lifecycle.stop();
			lifecycle.stop();
			assertThat(lifecycle.isRunning()).isFalse();
		});
	}

	@Test
	void theLifecycleCanBeStoppedAndStartedAnyNumberOfTimes() {
		this.runner.run((context) -> {
			ConcurrencyLifecycle lifecycle = context.getBean(ConcurrencyLifecycle.class);
			Processes processes = context.getBean(Processes.class);
			BackgroundSink<String> sink = processes.sink(context.getBean("textsSink"));
			for (int round = 1; round <= 3; round++) {
				lifecycle.stop();
				assertThat(sink.tryPush("while stopped")).isEqualTo(Admission.CLOSED);
				lifecycle.start();
				assertThat(sink.tryPush("round " + round)).isEqualTo(Admission.ACCEPTED);
				assertThat(processes.written.poll(10, TimeUnit.SECONDS)).isEqualTo("round " + round);
			}
		});
	}

	@Test
	void theContextCanBeStoppedAndStarted() {
		this.runner.run((context) -> {
			Processes processes = context.getBean(Processes.class);
			BackgroundSink<String> sink = processes.sink(context.getBean("textsSink"));
			for (int round = 1; round <= 2; round++) {
				context.getSourceApplicationContext().stop();
				assertThat(context.getBean(ConcurrencyRuntime.class).isRunning()).isFalse();
				context.getSourceApplicationContext().start();
				assertThat(sink.tryPush("round " + round)).isEqualTo(Admission.ACCEPTED);
				assertThat(processes.written.poll(10, TimeUnit.SECONDS)).isEqualTo("round " + round);
			}
		});
	}

	@Test
	void workersStopBeforeActorsAndActorsBeforeSinks() {
		this.runner.run((context) -> {
			Processes processes = context.getBean(Processes.class);
			context.getSourceApplicationContext().close();
			assertThat(processes.stopped).containsExactly(ProcessKind.WORKER, ProcessKind.ACTOR, ProcessKind.SINK);
		});
	}

	@Test
	void theStopComesAfterTheWebServersAndTheExecutorsAndBeforePhaseZero() {
		assertThat(ConcurrencyLifecycle.PHASE).isPositive()
			.isLessThan(WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE)
			.isLessThan(WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE)
			.isLessThan(new ThreadPoolTaskExecutor().getPhase());
		this.runner.run((context) -> assertThat(context.getBean(ConcurrencyLifecycle.class).getPhase())
			.isEqualTo(ConcurrencyLifecycle.PHASE));
	}

	@Test
	void theStopIsNotOverWhenSpringsOwnTimeoutIs() {
		this.runner.withUserConfiguration(ImpatientSpring.class).run((context) -> {
			Processes processes = context.getBean(Processes.class);
			assertThat(processes.sink(context.getBean("textsSink")).tryPush("a")).isEqualTo(Admission.ACCEPTED);
			context.getSourceApplicationContext().close();
			assertThat(processes.written).containsExactly("a");
		});
	}

	@Test
	void theCallbackIsCalledAfterTheStop() {
		ConcurrencyRuntime runtime = ConcurrencyRuntime.builder().build();
		ConcurrencyLifecycle lifecycle = new ConcurrencyLifecycle(runtime, true, Duration.ofSeconds(10));
		lifecycle.start();
		AtomicBoolean stopped = new AtomicBoolean();
		lifecycle.stop(() -> stopped.set(!runtime.isRunning()));
		assertThat(stopped).isTrue();
		runtime.close();
	}

	@Test
	void oneLineSumsUpTheStartAndOneTheStop(CapturedOutput output) {
		this.runner.run((context) -> {
			assertThat(output).contains("Started 1 sink, 1 worker, 1 actor");
			context.getSourceApplicationContext().close();
			assertThat(output).containsPattern("Stopped after \\d+ ms, nothing was left over")
				.contains("sink root/sinks/texts stopped after")
				.contains("worker root/workers/board stopped after")
				.contains("actor root/actors/tower stopped after");
		});
	}

	@Test
	void severalOfAKindAreInThePlural(CapturedOutput output) {
		this.runner.withBean("tail", Loop.class)
			.withBean("poll", Loop.class)
			.run((context) -> assertThat(output).contains("Started 1 sink, 1 worker, 1 actor, 2 processes"));
	}

	@Test
	void aProcessThatDoesNotFinishIsNamed(CapturedOutput output) {
		this.runner.withUserConfiguration(Hanging.class)
			.withPropertyValues("concurrency.sinks.instances.hanging.shutdown=0",
					"concurrency.sinks.instances.hanging.batch-size=1")
			.run((context) -> {
				Hanging hanging = context.getBean(Hanging.class);
				assertThat(context.getBean(Processes.class).sink(context.getBean("hangingSink")).tryPush("a"))
					.isEqualTo(Admission.ACCEPTED);
				assertThat(hanging.entered.poll(10, TimeUnit.SECONDS)).isEqualTo("a");
				context.getSourceApplicationContext().close();
				assertThat(output)
					.containsPattern("Stopped after \\d+ ms; did not finish: \\[root/sinks/hanging], interrupted 1, "
							+ "undelivered 1, dead-lettered 0");
			});
	}

	@Test
	void aSpawnedProcessThatHasToBeInterruptedIsCounted(CapturedOutput output) {
		this.runner.run((context) -> {
			CountDownLatch inside = new CountDownLatch(1);
			SupervisorRef hasty = context.getBean(ConcurrencyRuntime.class)
				.root()
				.with((spec) -> spec.withShutdown(Shutdown.within(Duration.ZERO)));
			hasty.spawn(new Supervisable() {
				@Override
				public String name() {
					return "hanging";
				}

				@Override
				public Run initialize(ShutdownSignal shutdown) {
					return () -> {
						inside.countDown();
						new CountDownLatch(1).await();
					};
				}
			});
			assertThat(inside.await(10, TimeUnit.SECONDS)).isTrue();
			context.getSourceApplicationContext().close();
			assertThat(output).containsPattern("Stopped after \\d+ ms; did not finish: \\[], interrupted 1");
		});
	}

	@Test
	void anApplicationWithoutProcessesStartsAndStops(CapturedOutput output) {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(ConcurrencyAutoConfiguration.class))
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).contains("Started no processes");
	}

	@Configuration(proxyBeanMethods = false)
	@Import(BoardAndTower.class)
	static class Processes {

		private final BlockingQueue<String> written = new LinkedBlockingQueue<>();

		private final BlockingQueue<ProcessKind> stopped = new LinkedBlockingQueue<>();

		@Bean
		SinkDrain<String> texts() {
			return this.written::addAll;
		}

		@Bean
		ProcessListener listener() {
			return (event) -> {
				if (event instanceof ProcessEvent.Stopped && event.process().kind() != ProcessKind.SUPERVISOR) {
					this.stopped.add(event.process().kind());
				}
			};
		}

		@SuppressWarnings("unchecked")
		BackgroundSink<String> sink(Object handle) {
			return (BackgroundSink<String>) handle;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ImpatientSpring {

		@Bean
		DefaultLifecycleProcessor lifecycleProcessor() {
			DefaultLifecycleProcessor processor = new DefaultLifecycleProcessor();
			processor.setTimeoutPerShutdownPhase(1);
			return processor;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Hanging {

		private final BlockingQueue<String> entered = new LinkedBlockingQueue<>();

		@Bean
		SinkDrain<String> hanging() {
			return (batch) -> {
				this.entered.addAll(batch);
				new LinkedBlockingQueue<>().take();
			};
		}

	}

}
