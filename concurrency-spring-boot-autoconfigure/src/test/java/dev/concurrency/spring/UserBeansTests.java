package dev.concurrency.spring;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.autoconfigure.ConcurrencyAutoConfiguration;
import dev.concurrency.process.Admission;
import dev.concurrency.process.ProcessStatus;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.sink.SinkDrain;
import dev.concurrency.worker.PeriodicTask;
import dev.concurrency.worker.TickContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How the beans behind the handles are created, used and destroyed.
 */
class UserBeansTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ConcurrencyAutoConfiguration.class))
		.withPropertyValues("concurrency.workers.configs.default.interval=1h",
				"concurrency.sinks.configs.default.batch-size=1");

	@Test
	void aBeanIsNotCreatedBeforeItsProcessStarts() {
		this.runner.withUserConfiguration(Counted.class)
			.withBean("onDemand", OnDemand.class, OnDemand::new, (definition) -> definition.setLazyInit(true))
			.withPropertyValues("concurrency.auto-startup=false")
			.run((context) -> {
				assertThat(context.getBean("onDemandSink", BackgroundSink.class).status())
					.isInstanceOf(ProcessStatus.Created.class);
				assertThat(context.getBeanFactory().containsSingleton("onDemand")).isFalse();
				context.getBean(ConcurrencyRuntime.class).start();
				assertThat(context.getBeanFactory().containsSingleton("onDemand")).isTrue();
			});
	}

	@Test
	void aSingletonDrainServesEveryIncarnation() {
		this.runner.withUserConfiguration(Counted.class).run((context) -> {
			Counted counted = context.getBean(Counted.class);
			restart(context);
			assertThat(counted.singletons).as("created").hasValue(1);
			assertThat(counted.destroyed).as("destroyed").hasValue(0);
			assertThat(counted.opened).hasValue(2);
		});
	}

	@Test
	void aPrototypeDrainIsCreatedAndDestroyedByEachIncarnation() {
		this.runner.withUserConfiguration(CountedPrototype.class).run((context) -> {
			CountedPrototype counted = context.getBean(CountedPrototype.class);
			assertThat(counted.created).hasValue(1);
			assertThat(counted.destroyed).hasValue(0);
			restart(context);
			assertThat(counted.created).hasValue(2);
			assertThat(counted.destroyed).hasValue(1);
			context.getBean(ConcurrencyLifecycle.class).stop();
			assertThat(counted.destroyed).hasValue(2);
		});
	}

	@Test
	void aPrototypeTaskIsCreatedAndDestroyedByEachIncarnation() {
		this.runner.withUserConfiguration(CountedTask.class).run((context) -> {
			List<String> calls = context.getBean(CountedTask.class).calls;
			assertThat(calls).containsExactly("created 1", "started 1");
			restart(context);
			context.getBean(ConcurrencyLifecycle.class).stop();
			assertThat(calls).containsExactly("created 1", "started 1", "stopped 1", "destroyed 1", "created 2",
					"started 2", "stopped 2", "destroyed 2");
		});
	}

	@Test
	void aDrainThatFailsIsReplacedByAFreshPrototype() {
		this.runner.withUserConfiguration(FailingPrototype.class)
			.withPropertyValues("concurrency.sinks.instances.failing.on-failure=restart",
					"concurrency.restarts.backoff.min=0")
			.run((context) -> {
				FailingPrototype failing = context.getBean(FailingPrototype.class);
				@SuppressWarnings("unchecked")
				BackgroundSink<String> sink = context.getBean("failingSink", BackgroundSink.class);
				assertThat(sink.tryPush("a")).isEqualTo(Admission.ACCEPTED);
				assertThat(failing.written.poll(10, TimeUnit.SECONDS)).isEqualTo("a by drain 2");
			});
	}

	private static void restart(AssertableApplicationContext context) {
		ConcurrencyLifecycle lifecycle = context.getBean(ConcurrencyLifecycle.class);
		lifecycle.stop();
		lifecycle.start();
	}

	static class OnDemand implements SinkDrain<String> {

		@Override
		public void drain(List<String> batch) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Counted {

		final AtomicInteger singletons = new AtomicInteger();

		final AtomicInteger opened = new AtomicInteger();

		final AtomicInteger destroyed = new AtomicInteger();

		@Bean(destroyMethod = "destroy")
		CountedDrain counted() {
			this.singletons.incrementAndGet();
			return new CountedDrain(this.opened, this.destroyed);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class CountedPrototype {

		final AtomicInteger created = new AtomicInteger();

		final AtomicInteger destroyed = new AtomicInteger();

		@Bean(destroyMethod = "destroy")
		@Scope("prototype")
		CountedDrain counted() {
			this.created.incrementAndGet();
			return new CountedDrain(new AtomicInteger(), this.destroyed);
		}

	}

	static class CountedDrain implements SinkDrain<String> {

		private final AtomicInteger opened;

		private final AtomicInteger destroyed;

		CountedDrain(AtomicInteger opened, AtomicInteger destroyed) {
			this.opened = opened;
			this.destroyed = destroyed;
		}

		@Override
		public void open() {
			this.opened.incrementAndGet();
		}

		@Override
		public void drain(List<String> batch) {
		}

		void destroy() {
			this.destroyed.incrementAndGet();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class CountedTask {

		final List<String> calls = new CopyOnWriteArrayList<>();

		private final AtomicInteger created = new AtomicInteger();

		@Bean(destroyMethod = "destroy")
		@Scope("prototype")
		Task report() {
			int number = this.created.incrementAndGet();
			this.calls.add("created " + number);
			return new Task(this.calls, number);
		}

	}

	record Task(List<String> calls, int number) implements PeriodicTask {

		@Override
		public void onStart() {
			this.calls.add("started " + this.number);
		}

		@Override
		public void tick(TickContext tick) {
		}

		@Override
		public void onStop() {
			this.calls.add("stopped " + this.number);
		}

		void destroy() {
			this.calls.add("destroyed " + this.number);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class FailingPrototype {

		final BlockingQueue<String> written = new LinkedBlockingQueue<>();

		private final AtomicInteger created = new AtomicInteger();

		@Bean
		@Scope("prototype")
		SinkDrain<String> failing() {
			int number = this.created.incrementAndGet();
			return (batch) -> {
				if (number == 1) {
					throw new IllegalStateException("the first one fails");
				}
				batch.forEach((item) -> this.written.add(item + " by drain " + number));
			};
		}

	}

}
