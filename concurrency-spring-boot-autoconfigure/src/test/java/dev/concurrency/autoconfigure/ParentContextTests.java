package dev.concurrency.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.actuate.endpoint.CompositeHealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.core.annotation.Order;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.actor.Actor;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.DeadLetterListener;
import dev.concurrency.actuate.ConcurrencyEndpoint;
import dev.concurrency.actuate.ConcurrencyEndpointWebExtension;
import dev.concurrency.actuate.ConcurrencyHealthContributor;
import dev.concurrency.fixture.NoSettings;
import dev.concurrency.metrics.ConcurrencyMeters;
import dev.concurrency.process.Admission;
import dev.concurrency.process.ProcessEvent;
import dev.concurrency.process.ProcessListener;
import dev.concurrency.process.ProcessRef;
import dev.concurrency.process.UndeliveredHandler;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.sink.DeadLetterHandler;
import dev.concurrency.sink.SinkDrain;
import dev.concurrency.spring.ConcurrencyLifecycle;
import dev.concurrency.test.ManualTime;
import dev.concurrency.time.Timer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A context and its parent, each with a runtime of its own: who observes which, who
 * serves which.
 */
class ParentContextTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ConcurrencyAutoConfiguration.class))
		.withPropertyValues("concurrency.sinks.configs.default.batch-size=1");

	private final ApplicationContextRunner observed = this.runner
		.withConfiguration(AutoConfigurations.of(ConcurrencyMetricsAutoConfiguration.class,
				ConcurrencyHealthAutoConfiguration.class, ConcurrencyEndpointAutoConfiguration.class,
				MetricsAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class,
				HealthContributorRegistryAutoConfiguration.class, HealthContributorAutoConfiguration.class,
				HealthEndpointAutoConfiguration.class))
		.withPropertyValues("management.endpoints.web.exposure.include=concurrency,health");

	private final ApplicationContextRunner above = this.observed.withBean(SimpleMeterRegistry.class)
		.withUserConfiguration(Above.class);

	private final ApplicationContextRunner below = this.observed.withUserConfiguration(Below.class);

	@Test
	void eachHasAnEndpointOfItsOwn() {
		nested(this.above, this.below, (parent, child) -> {
			assertThat(parent.getBean(ConcurrencyEndpoint.class).process("sink", "above")).isNotNull();
			assertThat(parent.getBean(ConcurrencyEndpoint.class).process("sink", "below")).isNull();
			assertThat(child.getBean(ConcurrencyEndpoint.class).process("sink", "below")).isNotNull();
			assertThat(child.getBean(ConcurrencyEndpoint.class).process("sink", "above")).isNull();
			assertThat(child.getBean(ConcurrencyEndpointWebExtension.class))
				.isNotSameAs(parent.getBean(ConcurrencyEndpointWebExtension.class));
		});
	}

	@Test
	void eachHasMetersOfItsOwnInTheRegistryThatTheyShare() {
		nested(this.above, this.below, (parent, child) -> {
			assertThat(sink(child, "belowSink").push("a")).isEqualTo(Admission.ACCEPTED);
			sink(child, "belowSink").flush().toCompletableFuture().get(10, TimeUnit.SECONDS);
			MeterRegistry registry = parent.getBean(MeterRegistry.class);
			assertThat(registry.get("concurrency.sink.written").tag("name", "below").functionCounter().count())
				.isEqualTo(1);
			assertThat(registry.get("concurrency.sink.written").tag("name", "above").functionCounter().count())
				.isZero();
			assertThat(
					registry.get("concurrency.sink.flush").tags("name", "below", "result", "success").timer().count())
				.isEqualTo(1);
		});
	}

	@Test
	void theMetersOfAChildEndWithIt() {
		nested(this.above, this.below, (parent, child) -> {
			child.getSourceApplicationContext().close();
			MeterRegistry registry = parent.getBean(MeterRegistry.class);
			assertThat(registry.find("concurrency.sink.written").tag("name", "below").meters()).isEmpty();
			assertThat(registry.find("concurrency.sink.written").tag("name", "above").meters()).hasSize(1);
		});
	}

	@Test
	void theMetersOfTheSupervisorsOfAChildEndWithIt() {
		nested(this.above, this.below.withPropertyValues("concurrency.supervisors.instances.ingest.children=below"),
				(parent, child) -> {
					MeterRegistry registry = parent.getBean(MeterRegistry.class);
					assertThat(registry.find("concurrency.state").tag("name", "ingest").meters()).isNotEmpty();
					child.getSourceApplicationContext().close();
					assertThat(registry.find("concurrency.state").tag("name", "ingest").meters()).isEmpty();
					assertThat(registry.find("concurrency.supervisor.performed").tag("name", "ingest").meters())
						.isEmpty();
					assertThat(registry.find("concurrency.supervisor.performed").tag("name", "root").meters())
						.hasSize(1);
				});
	}

	@Test
	void processesOfOneNameHaveTheMetersOfTheParent() {
		nested(this.above, this.observed.withUserConfiguration(Above.class), (parent, child) -> {
			assertThat(sink(child, "aboveSink").push("a")).isEqualTo(Admission.ACCEPTED);
			sink(child, "aboveSink").flush().toCompletableFuture().get(10, TimeUnit.SECONDS);
			MeterRegistry registry = parent.getBean(MeterRegistry.class);
			assertThat(registry.get("concurrency.sink.written").functionCounter().count()).isZero();
			child.getSourceApplicationContext().close();
			assertThat(registry.find("concurrency.sink.written").tag("name", "above").meters()).hasSize(1);
		});
	}

	@Test
	void aChildWithARegistryOfItsOwnHasItsMetersThereOnly() {
		nested(this.above, this.below.withBean(SimpleMeterRegistry.class), (parent, child) -> {
			assertThat(
					parent.getBean(MeterRegistry.class).find("concurrency.sink.written").tag("name", "below").meters())
				.isEmpty();
			assertThat(
					child.getBean(MeterRegistry.class).find("concurrency.sink.written").tag("name", "below").meters())
				.hasSize(1);
			assertThat(
					child.getBean(MeterRegistry.class).find("concurrency.sink.written").tag("name", "above").meters())
				.isEmpty();
		});
	}

	@Test
	void eachHasItsHealthInTheRegistryThatTheyShare() {
		nested(this.above, this.below, (parent, child) -> {
			HealthEndpoint health = parent.getBean(HealthEndpoint.class);
			String name = "concurrency-" + child.getId();
			assertThat(child.getBean(ConcurrencyHealthContributor.class))
				.isNotSameAs(parent.getBean(ConcurrencyHealthContributor.class));
			assertThat(((CompositeHealthDescriptor) health.health()).getComponents()).containsKeys("concurrency", name);
			assertThat(health.healthForPath("concurrency", "sinks", "above")).isNotNull();
			assertThat(health.healthForPath("concurrency", "sinks", "below")).isNull();
			assertThat(health.healthForPath(name, "sinks", "below")).isNotNull();
			child.getSourceApplicationContext().close();
			assertThat(((CompositeHealthDescriptor) health.health()).getComponents()).containsKey("concurrency")
				.doesNotContainKey(name);
		});
	}

	@Test
	void aChildWithoutARuntimeHasNothingThatObserves() {
		nested(this.above, this.observed.withPropertyValues("concurrency.enabled=false"), (parent, child) -> {
			assertThat(child).hasNotFailed();
			assertThat(child.getBeanFactory().getBeanNamesForType(ConcurrencyMeters.class)).isEmpty();
			assertThat(child.getBeanFactory().getBeanNamesForType(ConcurrencyHealthContributor.class)).isEmpty();
			assertThat(child.getBeanFactory().getBeanNamesForType(ConcurrencyEndpoint.class)).isEmpty();
		});
	}

	/** Named so that injection by type, and then by name, would find the parent's. */
	@Test
	void theNamesOfTheParentsBeansDoNotMatter() {
		nested(this.above.withUserConfiguration(OtherNames.class), this.below, (parent, child) -> {
			assertThat(child).hasNotFailed();
			assertThat(child.getBean(ConcurrencyEndpoint.class).process("sink", "below")).isNotNull();
			assertThat(sink(child, "belowSink").push("a")).isEqualTo(Admission.ACCEPTED);
			sink(child, "belowSink").flush().toCompletableFuture().get(10, TimeUnit.SECONDS);
			MeterRegistry registry = parent.getBean(MeterRegistry.class);
			assertThat(registry.get("concurrency.sink.written").tag("name", "below").functionCounter().count())
				.isEqualTo(1);
		});
	}

	@Test
	void aListenerHearsTheRuntimeOfItsOwnContextOnly() {
		nested(this.runner.withUserConfiguration(Above.class, ParentsListeners.class),
				this.runner.withUserConfiguration(Below.class, ChildsListeners.class, Failing.class),
				(parent, child) -> {
					assertThat(actor(child).tryTell("boom")).isEqualTo(Admission.ACCEPTED);
					BlockingQueue<String> heard = child.getBean(ChildsListeners.class).heard;
					assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("first root/sinks/below");
					assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("second root/sinks/below");
					assertThat(untilLetter(heard)).isEqualTo("letter boom");
					assertThat(parent.getBean(ParentsListeners.class).heard).contains("root/sinks/above")
						.doesNotContain("root/sinks/below", "root/actors/failing", "letter boom");
				});
	}

	@Test
	void theNearestUndeliveredHandlerIsTold() {
		nested(this.runner.withUserConfiguration(ParentsHandlers.class),
				this.runner.withUserConfiguration(Below.class, Stuck.class), (parent, child) -> {
					leaveOver(child);
					assertThat(parent.getBean(ParentsHandlers.class).undelivered.poll(10, TimeUnit.SECONDS))
						.isEqualTo("root/sinks/stuck");
				});
		BlockingQueue<String> own = new LinkedBlockingQueue<>();
		nested(this.runner.withUserConfiguration(ParentsHandlers.class),
				this.runner.withUserConfiguration(Below.class, Stuck.class)
					.withBean("own", UndeliveredHandler.class,
							() -> (process, items, reason) -> own.add(process.path().value())),
				(parent, child) -> {
					leaveOver(child);
					assertThat(own.poll(10, TimeUnit.SECONDS)).isEqualTo("root/sinks/stuck");
					assertThat(parent.getBean(ParentsHandlers.class).undelivered).isEmpty();
				});
	}

	@Test
	void ofTwoEquallyGoodDeadLetterHandlersTheNearestIsTold() {
		nested(this.runner.withUserConfiguration(ParentsHandlers.class),
				this.runner.withUserConfiguration(FailingDrain.class, ChildsHandler.class), (parent, child) -> {
					assertThat(child).hasNotFailed();
					assertThat(sink(child, "failingSink").push("a")).isEqualTo(Admission.ACCEPTED);
					assertThat(child.getBean(ChildsHandler.class).letters.poll(10, TimeUnit.SECONDS)).isEqualTo("[a]");
					assertThat(parent.getBean(ParentsHandlers.class).letters).isEmpty();
				});
	}

	@Test
	void theTimerOfTheParentOutlivesTheChild() {
		nested(this.runner.withBean(ManualTime.class), this.runner.withUserConfiguration(Below.class),
				(parent, child) -> {
					Timer timer = parent.getBean(Timer.class);
					child.getSourceApplicationContext().close();
					BlockingQueue<String> ran = new LinkedBlockingQueue<>();
					assertThat(timer.schedule(1, () -> ran.add("ran"))).isNotNull();
					parent.getBean(ManualTime.class).advance(Duration.ofSeconds(1));
					assertThat(ran).containsExactly("ran");
					parent.getSourceApplicationContext().close();
					assertThatExceptionOfType(RejectedExecutionException.class)
						.isThrownBy(() -> timer.schedule(1, () -> {
						}));
				});
	}

	private static void nested(ApplicationContextRunner above, ApplicationContextRunner below, Both both) {
		above.run((parent) -> below.withParent(parent).run((child) -> both.accept(parent, child)));
	}

	private static void leaveOver(AssertableApplicationContext child) throws InterruptedException {
		assertThat(sink(child, "stuckSink").push("a")).isEqualTo(Admission.ACCEPTED);
		child.getBean(ConcurrencyLifecycle.class).stop();
	}

	private static String untilLetter(BlockingQueue<String> heard) throws InterruptedException {
		String next = heard.poll(10, TimeUnit.SECONDS);
		while (next != null && !next.startsWith("letter")) {
			next = heard.poll(10, TimeUnit.SECONDS);
		}
		return next;
	}

	@SuppressWarnings("unchecked")
	private static BackgroundSink<String> sink(AssertableApplicationContext context, String name) {
		return context.getBean(name, BackgroundSink.class);
	}

	@SuppressWarnings("unchecked")
	private static ActorRef<String> actor(AssertableApplicationContext context) {
		return context.getBean("failingActor", ActorRef.class);
	}

	/** Looks at a child and its parent. */
	@FunctionalInterface
	private interface Both {

		void accept(AssertableApplicationContext parent, AssertableApplicationContext child) throws Exception;

	}

	@Configuration(proxyBeanMethods = false)
	static class Above {

		@Bean
		SinkDrain<String> above() {
			return (batch) -> {
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Below {

		@Bean
		SinkDrain<String> below() {
			return (batch) -> {
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class FailingDrain {

		@Bean
		SinkDrain<String> failing() {
			return (batch) -> {
				throw new IllegalStateException("on purpose");
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Stuck {

		@Bean
		SinkDrain<String> stuck() {
			return (batch) -> {
				throw new InterruptedException("on purpose");
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Failing {

		@Bean
		@Scope("prototype")
		Actor<String> failing() {
			return (message, context) -> {
				throw new IllegalStateException("on purpose");
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OtherNames {

		@Bean
		ConcurrencyRuntime runtime() {
			return ConcurrencyRuntime.builder().build();
		}

		@Bean
		ConcurrencyEndpoint endpoint(ConcurrencyRuntime runtime) {
			return new ConcurrencyEndpoint(runtime, Show.NEVER, new NoSettings(), (event) -> {
			});
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ParentsListeners {

		private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

		@Bean
		ProcessListener parents() {
			return (event) -> this.heard.add(event.process().path().value());
		}

		@Bean
		DeadLetterListener parentsLetters() {
			return (letter) -> this.heard.add("letter " + letter.message());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ChildsListeners {

		private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

		@Bean
		@Order(2)
		ProcessListener second() {
			return (event) -> hear("second", event);
		}

		@Bean
		@Order(1)
		ProcessListener first() {
			return (event) -> hear("first", event);
		}

		@Bean
		DeadLetterListener letters() {
			return (letter) -> this.heard.add("letter " + letter.message());
		}

		private void hear(String who, ProcessEvent event) {
			this.heard.add(who + " " + event.process().path());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ParentsHandlers {

		private final BlockingQueue<String> undelivered = new LinkedBlockingQueue<>();

		private final BlockingQueue<String> letters = new LinkedBlockingQueue<>();

		@Bean
		UndeliveredHandler parentsUndelivered() {
			return (process, items, reason) -> this.undelivered.add(process.path().value());
		}

		@Bean
		TextLetters parentsLetters() {
			return new TextLetters(this.letters);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ChildsHandler {

		private final BlockingQueue<String> letters = new LinkedBlockingQueue<>();

		@Bean
		TextLetters childsLetters() {
			return new TextLetters(this.letters);
		}

	}

	/** A class, whose type is known in a child too. */
	record TextLetters(BlockingQueue<String> letters) implements DeadLetterHandler<String> {

		@Override
		public void deadLetter(ProcessRef sink, List<String> batch, Throwable cause) {
			this.letters.add(batch.toString());
		}

	}

}
