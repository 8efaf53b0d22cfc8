package dev.concurrency.autoconfigure;

import java.util.Objects;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;

import dev.concurrency.actor.Actor;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actuate.ConcurrencyHealthContributor;
import dev.concurrency.fixture.DirectRuntime;
import dev.concurrency.fixture.Yaml;
import dev.concurrency.process.Admission;
import dev.concurrency.sink.SinkDrain;

import static org.assertj.core.api.Assertions.assertThat;

/** Processes that health leaves out, or tolerates. */
class HealthSettingsTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(ConcurrencyAutoConfiguration.class, ConcurrencyHealthAutoConfiguration.class))
		.withUserConfiguration(Beans.class)
		.withPropertyValues("concurrency.restarts.max-restarts=0");

	@Test
	void whatHasNoIndicatorIsLeftOut() {
		this.runner.withInitializer(Yaml.of("concurrency.sinks.instances.audit.register-health-indicator: false"))
			.run((context) -> {
				assertThat(kind(context, "sinks").getContributor("audit")).isNull();
				assertThat(kind(context, "actors").getContributor("tower")).isNotNull();
			});
		this.runner.run((context) -> assertThat(kind(context, "sinks").getContributor("audit")).isNotNull());
	}

	@Test
	void whatMayNotMakeHealthDownIsUnknownAtWorst() {
		this.runner.withInitializer(Yaml.of("concurrency.actors.configs.default.allow-health-indicator-to-fail: false"))
			.run((context) -> {
				assertThat(tower(context).getStatus()).isEqualTo(Status.UP);
				crash(context);
				Awaitility.await().until(() -> !tower(context).getStatus().equals(Status.UP));
				assertThat(tower(context).getStatus()).isEqualTo(Status.UNKNOWN);
				assertThat(tower(context).getDetails()).containsEntry("status", "failed");
				Awaitility.await().until(() -> !supervisor(context).getStatus().equals(Status.UP));
				assertThat(supervisor(context).getStatus()).isEqualTo(Status.UNKNOWN);
				assertThat(supervisor(context).getDetails()).containsEntry("status", "failed");
			});
	}

	@Test
	void theSupervisorOfAKindIsDownIfItTakesOthersWithItThatMayBe() {
		this.runner.withUserConfiguration(Other.class)
			.withInitializer(Yaml.of("concurrency.actors.instances.tower.allow-health-indicator-to-fail: false"))
			.run((context) -> {
				crash(context);
				Awaitility.await().until(() -> supervisor(context).getStatus().equals(Status.DOWN));
			});
	}

	@Test
	void otherwiseWhatWasGivenUpIsDown() {
		this.runner.run((context) -> {
			crash(context);
			Awaitility.await().until(() -> tower(context).getStatus().equals(Status.DOWN));
		});
	}

	@SuppressWarnings("unchecked")
	private static void crash(AssertableApplicationContext context) {
		ActorRef<String> tower = context.getBean("towerActor", ActorRef.class);
		assertThat(tower.tryTell("crash")).isEqualTo(Admission.ACCEPTED);
	}

	private static Health tower(AssertableApplicationContext context) {
		return actor(context, "tower");
	}

	private static Health supervisor(AssertableApplicationContext context) {
		return actor(context, "_supervisor");
	}

	private static Health actor(AssertableApplicationContext context, String name) {
		HealthIndicator indicator = (HealthIndicator) Objects
			.requireNonNull(kind(context, "actors").getContributor(name));
		return Objects.requireNonNull(indicator.health());
	}

	private static CompositeHealthContributor kind(AssertableApplicationContext context, String name) {
		return (CompositeHealthContributor) Objects
			.requireNonNull(context.getBean(ConcurrencyHealthContributor.class).getContributor(name));
	}

	@Configuration(proxyBeanMethods = false)
	static class Other {

		@Bean
		@Scope("prototype")
		Actor<Integer> other() {
			return (message, context) -> {
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Beans {

		@Bean
		SinkDrain<String> audit() {
			return (batch) -> {
			};
		}

		@Bean
		@Scope("prototype")
		Actor<String> tower() throws Exception {
			return DirectRuntime.crashable().create();
		}

	}

}
