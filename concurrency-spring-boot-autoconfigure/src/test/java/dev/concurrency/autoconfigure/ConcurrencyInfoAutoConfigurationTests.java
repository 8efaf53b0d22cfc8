package dev.concurrency.autoconfigure;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.concurrency.actuate.ConcurrencyInfoContributor;
import dev.concurrency.sink.SinkDrain;

import static org.assertj.core.api.Assertions.assertThat;

class ConcurrencyInfoAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(ConcurrencyAutoConfiguration.class, ConcurrencyInfoAutoConfiguration.class))
		.withUserConfiguration(Beans.class);

	@Test
	void theNumbersOfProcessesAreTold() {
		this.runner.run((context) -> {
			Info.Builder builder = new Info.Builder();
			context.getBean(ConcurrencyInfoContributor.class).contribute(builder);
			assertThat(builder.build().getDetails().get("concurrency"))
				.asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
				.containsEntry("supervisors", 6)
				.containsEntry("processes", 1)
				.containsEntry("running", 1)
				.containsEntry("restarts", 0L);
		});
	}

	@Test
	void itCanBeSwitchedOff() {
		this.runner.withPropertyValues("management.info.concurrency.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(ConcurrencyInfoContributor.class));
	}

	@Test
	void withoutActuatorThereIsNone() {
		this.runner.withClassLoader(new FilteredClassLoader(InfoContributor.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("concurrencyInfoContributor"));
	}

	@Test
	void withoutARuntimeThereIsNone() {
		this.runner.withPropertyValues("concurrency.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ConcurrencyInfoContributor.class));
	}

	@Configuration(proxyBeanMethods = false)
	static class Beans {

		@Bean
		SinkDrain<String> audit() {
			return (batch) -> {
			};
		}

	}

}
