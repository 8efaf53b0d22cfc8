package dev.concurrency.spring;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.autoconfigure.ConcurrencyAutoConfiguration;
import dev.concurrency.process.Admission;
import dev.concurrency.process.ProcessStatus;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.sink.SinkDrain;

import static org.assertj.core.api.Assertions.assertThat;

/** Contexts that are paused, and beans that outlive the processes. */
@ExtendWith(OutputCaptureExtension.class)
class PauseTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ConcurrencyAutoConfiguration.class))
		.withUserConfiguration(Lines.class)
		.withPropertyValues("concurrency.sinks.configs.default.linger=0ms");

	/** As the test framework does between the test classes that share a context. */
	@Test
	void aContextThatIsPausedAndGoesOnHasItsProcessesStopAndStart() {
		this.runner.run((context) -> {
			ConfigurableApplicationContext source = context.getSourceApplicationContext();
			for (int i = 0; i < 3; i++) {
				assertThat(sink(context).tryPush("line " + i)).isEqualTo(Admission.ACCEPTED);
				source.pause();
				assertThat(context.getBean(Lines.class).written.poll()).isEqualTo("line " + i);
				assertThat(sink(context).tryPush("late")).isEqualTo(Admission.CLOSED);
				source.restart();
			}
			assertThat(sink(context).status()).isInstanceOf(ProcessStatus.Running.class);
		});
	}

	@Test
	void aSinkThatIsPausedIsStoppedWithTheContextAndWritesWhatItHas() {
		this.runner.run((context) -> {
			sink(context).pause();
			assertThat(sink(context).tryPush("a")).isEqualTo(Admission.ACCEPTED);
			assertThat(context.getBean(ConcurrencyLifecycle.class).isRunning()).isTrue();
			Lines lines = context.getBean(Lines.class);
			context.getSourceApplicationContext().close();
			assertThat(lines.written).containsExactly("a");
		});
	}

	@Test
	void aBeanOfALowerPhaseThatInjectsAHandleIsNamed(CapturedOutput output) {
		this.runner.withBean("early", Early.class)
			.run((context) -> assertThat(output)
				.contains("The bean 'early' has the phase 5 and injects linesSink: it starts before the processes and"
						+ " stops after them, when they refuse everything. Give it a phase above "
						+ ConcurrencyLifecycle.PHASE + "."));
	}

	@Test
	void aBeanOfALowerPhaseThatInjectsTheRuntimeIsNamed(CapturedOutput output) {
		this.runner.withBean("early", EarlyWithRuntime.class)
			.run((context) -> assertThat(output)
				.contains("The bean 'early' has the phase 5 and injects concurrencyRuntime: it starts before"));
	}

	@Test
	void aBeanOfAHigherPhaseMayInjectAHandle(CapturedOutput output) {
		this.runner.withBean("late", Late.class).run((context) -> assertThat(output).doesNotContain("has the phase"));
	}

	@SuppressWarnings("unchecked")
	private static BackgroundSink<String> sink(ApplicationContext context) {
		return context.getBean(BackgroundSink.class);
	}

	@Configuration(proxyBeanMethods = false)
	static class Lines {

		private final BlockingQueue<String> written = new LinkedBlockingQueue<>();

		@Bean
		SinkDrain<String> lines() {
			return this.written::addAll;
		}

	}

	abstract static class Living implements SmartLifecycle {

		private final int phase;

		private volatile boolean running;

		Living(int phase) {
			this.phase = phase;
		}

		@Override
		public void start() {
			this.running = true;
		}

		@Override
		public void stop() {
			this.running = false;
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

		@Override
		public int getPhase() {
			return this.phase;
		}

	}

	static class Early extends Living {

		final BackgroundSink<String> sink;

		Early(BackgroundSink<String> sink) {
			super(5);
			this.sink = sink;
		}

	}

	static class EarlyWithRuntime extends Living {

		final ConcurrencyRuntime runtime;

		EarlyWithRuntime(ConcurrencyRuntime runtime) {
			super(5);
			this.runtime = runtime;
		}

	}

	static class Late extends Living {

		final BackgroundSink<String> sink;

		Late(BackgroundSink<String> sink) {
			super(ConcurrencyLifecycle.PHASE + 1);
			this.sink = sink;
		}

	}

}
