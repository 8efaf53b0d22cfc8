package dev.concurrency.spring;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.SupervisorRef;
import dev.concurrency.autoconfigure.ConcurrencyAutoConfiguration;
import dev.concurrency.fixture.Loop;
import dev.concurrency.process.BackgroundProcess;
import dev.concurrency.process.ProcessStatus;
import dev.concurrency.process.ShutdownSignal;
import dev.concurrency.process.Supervisable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Loops of the user's own: how their beans are used and which handles they have.
 */
class LoopBeansTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ConcurrencyAutoConfiguration.class))
		.withPropertyValues("concurrency.restarts.backoff.min=0s", "concurrency.restarts.backoff.max=0s");

	@Test
	void aLoopRunsUnderTheNameOfItsBean() {
		this.runner.withBean("tail", Loop.class).run((context) -> {
			Awaitility.await().until(() -> context.getBean(Loop.class).initialized() == 1);
			BackgroundProcess tail = context.getBean("tailProcess", BackgroundProcess.class);
			assertThat(tail.path()).hasToString("root/processes/tail");
			assertThat(tail.status()).isInstanceOf(ProcessStatus.Running.class);
		});
	}

	@Test
	void aSingletonServesEveryIncarnation() {
		this.runner.withBean("tail", Loop.class).run((context) -> {
			Loop loop = context.getBean(Loop.class);
			loop.fail("planted");
			Awaitility.await().until(() -> loop.initialized() == 2);
			assertThat(loop.closed()).isZero();
			context.getSourceApplicationContext().close();
			assertThat(loop.closed()).isEqualTo(1);
		});
	}

	@Test
	void aPrototypeIsCreatedAndDestroyedByEachIncarnation() {
		this.runner.withUserConfiguration(Prototype.class).run((context) -> {
			List<Loop> created = context.getBean(Prototype.class).created;
			Awaitility.await().until(() -> created.size() == 1);
			created.get(0).fail("planted");
			Awaitility.await().until(() -> created.size() == 2 && created.get(1).initialized() == 1);
			assertThat(created.get(0).initialized()).isEqualTo(1);
			assertThat(created.get(0).closed()).isEqualTo(1);
			assertThat(created.get(1).closed()).isZero();
			context.getSourceApplicationContext().close();
			assertThat(created).extracting(Loop::closed).containsExactly(1, 1);
		});
	}

	@Test
	void aPrototypeThatFailsToInitializeIsDestroyed() {
		this.runner.withBean("tail", Unwilling.class, Unwilling::new, (definition) -> definition.setScope("prototype"))
			.run((context) -> {
				assertThat(context).hasFailed();
				assertThat(context.getStartupFailure()).hasStackTraceContaining("root/processes/tail");
				assertThat(Unwilling.closed.poll(10, TimeUnit.SECONDS)).isEqualTo(1);
			});
	}

	@Test
	void aLoopIsNotCreatedBeforeItsProcessStarts() {
		this.runner.withBean("tail", Loop.class, Loop::new, (definition) -> definition.setLazyInit(true))
			.withPropertyValues("concurrency.auto-startup=false")
			.run((context) -> {
				assertThat(context.getBean("tailProcess", BackgroundProcess.class).status())
					.isInstanceOf(ProcessStatus.Created.class);
				assertThat(context.getBeanFactory().containsSingleton("tail")).isFalse();
				context.getBean(ConcurrencyRuntime.class).start();
				assertThat(context.getBeanFactory().containsSingleton("tail")).isTrue();
			});
	}

	@Test
	void handlesAreInjectedByQualifierAndByParameterName() {
		this.runner.withBean("tail", Loop.class)
			.withBean("head", Loop.class)
			.withBean(Injected.class)
			.run((context) -> {
				Injected injected = context.getBean(Injected.class);
				assertThat(injected.one().path()).hasToString("root/processes/tail");
				assertThat(injected.headProcess().path()).hasToString("root/processes/head");
			});
	}

	@Test
	void aLoopMayInjectItsOwnHandleAndItsSupervisor() {
		this.runner.withBean("watcher", Watcher.class)
			.withPropertyValues("concurrency.supervisors.instances.ingest.children=watcher")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				Watcher watcher = context.getBean(Watcher.class);
				assertThat(watcher.self.path()).hasToString("root/ingest/watcher");
				assertThat(watcher.supervisor.path()).hasToString("root/ingest");
			});
	}

	@Test
	void lazyInitializationDoesNotKeepLoopsAndSupervisorsAway() {
		this.runner.withBean("tail", Loop.class)
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.withPropertyValues("concurrency.supervisors.instances.ingest.parent=root")
			.run((context) -> {
				assertThat(running(context)).containsExactly("root/processes/tail");
				assertThat(context.getBean(ConcurrencyRuntime.class).supervisors())
					.extracting((supervisor) -> supervisor.path().value())
					.contains("root/ingest");
			});
	}

	@Test
	void aSupervisorWithoutProcessesIsThereToo() {
		this.runner.withPropertyValues("concurrency.supervisors.instances.ingest.parent=root")
			.run((context) -> assertThat(context.getBean("ingestSupervisor", SupervisorRef.class).status())
				.isInstanceOf(ProcessStatus.Running.class));
	}

	@Test
	void thereAreNoHandlesWhenDisabled() {
		this.runner.withBean("tail", Loop.class)
			.withPropertyValues("concurrency.enabled=false", "concurrency.supervisors.instances.ingest.parent=root")
			.run((context) -> {
				assertThat(context).hasNotFailed()
					.doesNotHaveBean(BackgroundProcess.class)
					.doesNotHaveBean(ApplicationEvents.class);
				assertThat(context.getBean(Loop.class).initialized()).isZero();
			});
	}

	private static List<String> running(AssertableApplicationContext context) {
		assertThat(context).hasNotFailed();
		return context.getBean(ConcurrencyRuntime.class)
			.processes()
			.stream()
			.filter((process) -> process.process().status() instanceof ProcessStatus.Running)
			.map((process) -> process.path().value())
			.toList();
	}

	record Injected(@Qualifier("tail") BackgroundProcess one, BackgroundProcess headProcess) {

	}

	@Configuration(proxyBeanMethods = false)
	static class Prototype {

		private final List<Loop> created = new CopyOnWriteArrayList<>();

		@Bean
		@Scope("prototype")
		Loop tail() {
			Loop loop = new Loop();
			this.created.add(loop);
			return loop;
		}

	}

	static class Watcher extends Loop {

		private final BackgroundProcess self;

		private final SupervisorRef supervisor;

		Watcher(@Qualifier("watcher") BackgroundProcess self, SupervisorRef supervisor) {
			this.self = self;
			this.supervisor = supervisor;
		}

	}

	static class Unwilling implements Supervisable, AutoCloseable {

		private static final BlockingQueue<Integer> closed = new LinkedBlockingQueue<>();

		@Override
		public String name() {
			return "unwilling";
		}

		@Override
		public Run initialize(ShutdownSignal shutdown) {
			throw new IllegalStateException("planted");
		}

		@Override
		public void close() {
			closed.add(1);
		}

	}

}
