package dev.concurrency.autoconfigure;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.ExitCodeEvent;
import org.springframework.boot.ExitCodeGenerator;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.availability.ApplicationAvailabilityAutoConfiguration;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextClosedEvent;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.GiveUpHandler;
import dev.concurrency.fixture.Loop;
import dev.concurrency.process.Admission;
import dev.concurrency.process.ProcessRef;
import dev.concurrency.process.UndeliveredHandler;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.sink.SinkDrain;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What follows when a part of the tree has used up its restarts.
 */
@ExtendWith(OutputCaptureExtension.class)
class GiveUpTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ConcurrencyAutoConfiguration.class,
				ApplicationAvailabilityAutoConfiguration.class))
		.withBean("tail", Loop.class)
		.withPropertyValues("concurrency.processes.instances.tail.supervisor=ingest",
				"concurrency.supervisors.instances.ingest.max-restarts=0");

	@Test
	void nothingFollowsButHealthUnlessItIsSet() {
		withHealth().run((context) -> {
			ready(context);
			giveUp(context);
			assertThat(context.getBean(HealthEndpoint.class).health().getStatus()).isEqualTo(Status.DOWN);
			assertThat(context.getBean(ApplicationAvailability.class).getReadinessState())
				.isEqualTo(ReadinessState.ACCEPTING_TRAFFIC);
			assertThat(context.getSourceApplicationContext().isActive()).isTrue();
		});
	}

	@Test
	void theApplicationRefusesTrafficWhenThatIsSet(CapturedOutput output) {
		withHealth().withPropertyValues("concurrency.on-give-up=refuse-readiness").run((context) -> {
			ready(context);
			giveUp(context);
			awaitReadiness(context, ReadinessState.REFUSING_TRAFFIC);
			assertThat(context.getBean(HealthEndpoint.class).health().getStatus()).isEqualTo(Status.DOWN);
			assertThat(context.getSourceApplicationContext().isActive()).isTrue();
			assertThat(output).contains("supervisor root/ingest is down: the application refuses traffic from now on");
		});
	}

	@Test
	void theApplicationRefusesTrafficUntilSomebodySaysOtherwiseThoughThePartRunsAgain() {
		withHealth().withPropertyValues("concurrency.on-give-up=refuse-readiness").run((context) -> {
			ready(context);
			giveUp(context);
			awaitReadiness(context, ReadinessState.REFUSING_TRAFFIC);
			var restarted = context.getBean(ConcurrencyRuntime.class).root().restart("ingest");
			restarted.toCompletableFuture().get(10, TimeUnit.SECONDS);
			assertThat(context.getBean(HealthEndpoint.class).health().getStatus()).isEqualTo(Status.UP);
			assertThat(context.getBean(ApplicationAvailability.class).getReadinessState())
				.isEqualTo(ReadinessState.REFUSING_TRAFFIC);
			ready(context);
			awaitReadiness(context, ReadinessState.ACCEPTING_TRAFFIC);
		});
	}

	@Test
	void theApplicationRefusesTrafficAlsoWhenItWasNotReadyBefore(CapturedOutput output) {
		this.runner.withPropertyValues("concurrency.on-give-up=refuse-readiness").run((context) -> {
			giveUp(context);
			Awaitility.await().until(() -> output.toString().contains("refuses traffic from now on"));
			ready(context);
			awaitReadiness(context, ReadinessState.REFUSING_TRAFFIC);
			// Somebody decides otherwise.
			ready(context);
			awaitReadiness(context, ReadinessState.ACCEPTING_TRAFFIC);
		});
	}

	@Test
	void theApplicationIsClosedWhenThatIsSetAndReportsWhatWasLeft(CapturedOutput output) {
		this.runner.withUserConfiguration(Stuck.class)
			.withPropertyValues("concurrency.on-give-up=close-application",
					"concurrency.sinks.instances.flights.shutdown=brutal")
			.run((context) -> {
				Stuck stuck = context.getBean(Stuck.class);
				@SuppressWarnings("unchecked")
				BackgroundSink<String> sink = context.getBean("flightsSink", BackgroundSink.class);
				assertThat(sink.tryPush("a")).isEqualTo(Admission.ACCEPTED);
				assertThat(stuck.entered.await(10, TimeUnit.SECONDS)).isTrue();
				context.getBean(Loop.class).fail("planted");
				Awaitility.await().until(() -> !context.getSourceApplicationContext().isActive());
				assertThat(stuck.undelivered.poll(10, TimeUnit.SECONDS)).isEqualTo(List.of("a"));
				assertThat(output).contains("supervisor root/ingest is down: the application is closed")
					.contains("Stopped after ");
			});
	}

	@Test
	void theExitCodeOfAnApplicationThatIsClosedIsNotZero() {
		BlockingQueue<Integer> codes = new LinkedBlockingQueue<>();
		this.runner.withPropertyValues("concurrency.on-give-up=close-application")
			.withInitializer((context) -> context.addApplicationListener((event) -> {
				if (event instanceof ExitCodeEvent exit) {
					codes.add(exit.getExitCode());
				}
			}))
			.run((context) -> {
				assertThat(context.getBean(ExitCodeGenerator.class).getExitCode()).isZero();
				context.getBean(Loop.class).fail("planted");
				assertThat(codes.poll(10, TimeUnit.SECONDS)).isEqualTo(1);
			});
	}

	@Test
	void healthIsDownWhileTheApplicationIsBeingClosed() {
		BlockingQueue<Status> atTheEnd = new LinkedBlockingQueue<>();
		withHealth().withPropertyValues("concurrency.on-give-up=close-application")
			.withInitializer((context) -> context.addApplicationListener((event) -> {
				if (event instanceof ContextClosedEvent) {
					ConcurrencyRuntime runtime = context.getBean(ConcurrencyRuntime.class);
					awaitFailed(runtime);
					atTheEnd.add(context.getBean(HealthEndpoint.class).health().getStatus());
				}
			}))
			.run((context) -> {
				context.getBean(Loop.class).fail("planted");
				assertThat(atTheEnd.poll(10, TimeUnit.SECONDS)).isEqualTo(Status.DOWN);
			});
	}

	@Test
	void theUsersHandlerDecidesInPlaceOfTheSetting() {
		Handler handler = new Handler();
		withHealth().withPropertyValues("concurrency.on-give-up=close-application")
			.withBean(GiveUpHandler.class, () -> handler)
			.run((context) -> {
				giveUp(context);
				assertThat(handler.told.poll(10, TimeUnit.SECONDS)).hasToString("supervisor root/ingest");
				assertThat(handler.told).isEmpty();
				assertThat(context.getBean(HealthEndpoint.class).health().getStatus()).isEqualTo(Status.DOWN);
				assertThat(context.getSourceApplicationContext().isActive()).isTrue();
			});
	}

	@Test
	void theHandlerOfAParentDecidesForItsChildren() {
		Handler handler = new Handler();
		new ApplicationContextRunner().withBean(GiveUpHandler.class, () -> handler)
			.run((parent) -> this.runner.withParent(parent)
				.withPropertyValues("concurrency.on-give-up=close-application")
				.run((child) -> {
					giveUp(child);
					assertThat(handler.told.poll(10, TimeUnit.SECONDS)).hasToString("supervisor root/ingest");
					assertThat(child.getSourceApplicationContext().isActive()).isTrue();
				}));
	}

	@Test
	void theSettingOfAParentDoesNotDecideForItsChildren(CapturedOutput output) {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(ConcurrencyAutoConfiguration.class))
			.withPropertyValues("concurrency.on-give-up=close-application")
			.run((parent) -> this.runner.withParent(parent)
				.withPropertyValues("concurrency.on-give-up=refuse-readiness")
				.run((child) -> {
					ready(child);
					giveUp(child);
					awaitReadiness(child, ReadinessState.REFUSING_TRAFFIC);
					assertThat(parent.getSourceApplicationContext().isActive()).isTrue();
					assertThat(output).doesNotContain("the application is closed");
				}));
	}

	@Test
	void theRootFirstRestartsWhatGaveUpWhenItMay() {
		Handler handler = new Handler();
		this.runner
			.withPropertyValues("concurrency.supervisors.instances.root.max-restarts=1",
					"concurrency.supervisors.instances.root.backoff.min=0s",
					"concurrency.supervisors.instances.root.backoff.max=0s")
			.withBean(GiveUpHandler.class, () -> handler)
			.run((context) -> {
				Loop loop = context.getBean(Loop.class);
				loop.fail("planted");
				loop.fail("planted again");
				assertThat(handler.told.poll(10, TimeUnit.SECONDS)).hasToString("supervisor root/ingest");
				assertThat(loop.initialized()).isEqualTo(2);
			});
	}

	private ApplicationContextRunner withHealth() {
		return this.runner.withConfiguration(AutoConfigurations.of(ConcurrencyHealthAutoConfiguration.class,
				HealthContributorRegistryAutoConfiguration.class, HealthContributorAutoConfiguration.class,
				HealthEndpointAutoConfiguration.class));
	}

	/** What Spring Boot does when an application has been started. */
	private static void ready(AssertableApplicationContext context) {
		AvailabilityChangeEvent.publish(context.getSourceApplicationContext(), ReadinessState.ACCEPTING_TRAFFIC);
	}

	private static void giveUp(AssertableApplicationContext context) throws InterruptedException {
		context.getBean(Loop.class).fail("planted");
		awaitFailed(context.getBean(ConcurrencyRuntime.class));
	}

	private static void awaitFailed(ConcurrencyRuntime runtime) {
		Awaitility.await()
			.until(() -> runtime.supervisors()
				.stream()
				.anyMatch((supervisor) -> supervisor.process().status().label().equals("failed")));
	}

	private static void awaitReadiness(AssertableApplicationContext context, ReadinessState state) {
		ApplicationAvailability availability = context.getBean(ApplicationAvailability.class);
		Awaitility.await().until(() -> availability.getReadinessState() == state);
	}

	static class Handler implements GiveUpHandler {

		private final BlockingQueue<ProcessRef> told = new LinkedBlockingQueue<>();

		@Override
		public void gaveUp(ProcessRef process, Throwable cause) {
			this.told.add(process);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Stuck {

		private final CountDownLatch entered = new CountDownLatch(1);

		private final BlockingQueue<List<?>> undelivered = new LinkedBlockingQueue<>();

		@Bean
		SinkDrain<String> flights() {
			return (batch) -> {
				this.entered.countDown();
				new CountDownLatch(1).await();
			};
		}

		@Bean
		UndeliveredHandler undelivered() {
			return (process, items, reason) -> this.undelivered.add(items);
		}

	}

}
