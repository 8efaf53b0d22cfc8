package dev.concurrency.autoconfigure;

import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.PingHealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.actuate.ConcurrencyHealthContributor;
import dev.concurrency.fixture.DirectRuntime;
import dev.concurrency.process.Admission;
import dev.concurrency.process.RestartPolicy;
import dev.concurrency.test.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;

class ConcurrencyHealthAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(AutoConfigurations
		.of(ConcurrencyHealthAutoConfiguration.class, HealthContributorRegistryAutoConfiguration.class,
				HealthContributorAutoConfiguration.class, HealthEndpointAutoConfiguration.class));

	private final ApplicationContextRunner withRuntime = this.runner.withBean(ConcurrencyRuntime.class,
			() -> DirectRuntime.builder(new ManualTime()).restarts(RestartPolicy.NEVER).build());

	@Test
	void theContributorIsThere() {
		this.withRuntime.run((context) -> assertThat(context).hasSingleBean(ConcurrencyHealthContributor.class)
			.hasBean("concurrencyHealthContributor"));
	}

	@Test
	void theContributorIsNotThereWithoutARuntime() {
		this.runner
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ConcurrencyHealthContributor.class));
	}

	@Test
	void theContributorIsNotThereWithoutBootsHealth() {
		new ApplicationContextRunner().withUserConfiguration(Imported.class)
			.withBean(ConcurrencyRuntime.class, () -> ConcurrencyRuntime.builder().build())
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.health"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("concurrencyHealthContributor"));
	}

	@Test
	void theContributorCanBeDisabled() {
		this.withRuntime.withPropertyValues("management.health.concurrency.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(ConcurrencyHealthContributor.class));
	}

	@Test
	void theContributorFollowsTheDefaultOfAllContributors() {
		this.withRuntime.withPropertyValues("management.health.defaults.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(ConcurrencyHealthContributor.class));
	}

	@Test
	void theUsersIndicatorWins() {
		this.withRuntime.withBean("concurrencyHealthIndicator", HealthIndicator.class, PingHealthIndicator::new)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ConcurrencyHealthContributor.class));
	}

	@Test
	void theApplicationIsUpUntilAProcessIsGivenUp() {
		this.withRuntime.run((context) -> {
			ConcurrencyRuntime runtime = context.getBean(ConcurrencyRuntime.class);
			HealthEndpoint health = context.getBean(HealthEndpoint.class);
			runtime.start();
			// Declared after the context was refreshed.
			var tower = runtime.actor("tower", DirectRuntime.crashable(), ActorSettings.defaults());
			assertThat(health.health().getStatus()).isEqualTo(Status.UP);
			assertThat(health.healthForPath("concurrency", "actors", "tower").getStatus()).isEqualTo(Status.UP);
			assertThat(tower.tryTell("crash")).isEqualTo(Admission.ACCEPTED);
			assertThat(health.healthForPath("concurrency", "actors", "tower").getStatus()).isEqualTo(Status.DOWN);
			assertThat(health.healthForPath("concurrency", "actors").getStatus()).isEqualTo(Status.DOWN);
			assertThat(health.healthForPath("concurrency", "sinks").getStatus()).isEqualTo(Status.UP);
			assertThat(health.health().getStatus()).isEqualTo(Status.DOWN);
		});
	}

	/**
	 * Read as in an application, without loading the classes that its annotations name.
	 */
	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(ConcurrencyHealthAutoConfiguration.class)
	static class Imported {

	}

}
