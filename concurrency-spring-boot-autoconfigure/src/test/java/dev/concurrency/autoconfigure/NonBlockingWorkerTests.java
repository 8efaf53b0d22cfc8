package dev.concurrency.autoconfigure;

import java.time.Clock;

import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.fixture.OneOfEach;
import dev.concurrency.fixture.Yaml;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.spring.DeclaredProcesses;
import dev.concurrency.spring.InvalidConfigurationException;
import dev.concurrency.time.Durations;
import dev.concurrency.worker.PeriodicWorker;
import dev.concurrency.worker.WorkerSettings;

import static org.assertj.core.api.Assertions.assertThat;

/** What a worker on the timer's thread has of what workers on the pool share. */
class NonBlockingWorkerTests {

	private final ApplicationContextRunner runner = OneOfEach.runner();

	@Test
	void itInheritsNoLimitAndNoLock() {
		this.runner.withInitializer(Yaml.of("""
				concurrency.workers:
				  configs:
				    default: {max-run-time: 30s, interrupt-after: 1m, lock: boards, lock-at-most-for: 5m}
				    boards: {max-run-time: 10s}
				  instances.board: {base-config: boards, non-blocking: true}
				""")).run((context) -> {
			assertThat(board(context)).returns(true, WorkerSettings::nonBlocking)
				.returns(Durations.MAX, WorkerSettings::maxRunTime)
				.returns(Durations.MAX, WorkerSettings::interruptAfter)
				.returns(null, WorkerSettings::guard);
			assertThat(shown(context)).contains("non-blocking").doesNotContain("max-run-time", "interrupt-after");
		});
	}

	@Test
	void aSharedConfigurationMayHaveItSoForItsWorkers() {
		this.runner.withInitializer(Yaml.of("""
				concurrency.workers:
				  configs: {default: {max-run-time: 30s}, quick: {non-blocking: true}}
				  instances.board: {base-config: quick}
				""")).run((context) -> assertThat(board(context).maxRunTime()).isEqualTo(Durations.MAX));
	}

	@Test
	void aLimitThatStandsAsNearIsRefused() {
		this.runner.withInitializer(Yaml.of("""
				concurrency.workers:
				  configs.quick: {non-blocking: true}
				  instances.board: {base-config: quick, max-run-time: 30s}
				"""))
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidConfigurationException.class)
				.hasMessageContaining("max-run-time must not be set if non-blocking is true"));
	}

	private static WorkerSettings board(AssertableApplicationContext context) {
		return context.getBean(PeriodicWorker.class).settings();
	}

	private static Iterable<String> shown(AssertableApplicationContext context) {
		return new EndpointSettings(context.getEnvironment(), BoundProperties.of(context.getEnvironment()),
				new DeclaredProcesses(context.getBeanFactory()), new OperatorChanges(Clock.systemUTC()))
			.of(context.getBean(ConcurrencyRuntime.class)
				.control(ProcessPath.ROOT.child("workers").child("board"))
				.orElseThrow())
			.keySet();
	}

}
