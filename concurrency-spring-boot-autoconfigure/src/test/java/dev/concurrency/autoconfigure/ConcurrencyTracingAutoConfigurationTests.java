package dev.concurrency.autoconfigure;

import io.micrometer.tracing.Tracer;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

import dev.concurrency.process.ContextCarrier;
import dev.concurrency.spring.InvalidConfigurationException;
import dev.concurrency.tracing.SnapshotCarrier;
import dev.concurrency.tracing.TraceCarrier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

class ConcurrencyTracingAutoConfigurationTests {

	private static final String ON = "concurrency.propagate-context=true";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(Imported.class);

	@Test
	void nothingIsCarriedUnlessThatIsAskedFor() {
		this.runner.withBean(Tracer.class, () -> mock(Tracer.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ContextCarrier.class));
	}

	@Test
	void tracesAreCarriedWhereThereIsATracer() {
		this.runner.withPropertyValues(ON)
			.withBean(Tracer.class, () -> mock(Tracer.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.getBean(ContextCarrier.class)
				.isInstanceOf(TraceCarrier.class));
	}

	@Test
	void otherContextsAreCarriedWithoutATracer() {
		this.runner.withPropertyValues(ON)
			.run((context) -> assertThat(context).hasNotFailed()
				.getBean(ContextCarrier.class)
				.isInstanceOf(SnapshotCarrier.class));
	}

	@Test
	void otherContextsAreCarriedWithoutTheClassesOfTracing() {
		this.runner.withPropertyValues(ON)
			.withClassLoader(new FilteredClassLoader("io.micrometer.tracing"))
			.run((context) -> assertThat(context).hasNotFailed()
				.getBean(ContextCarrier.class)
				.isInstanceOf(SnapshotCarrier.class));
	}

	@Test
	void withoutMicrometerNothingOfItIsLoaded() {
		this.runner.withClassLoader(new FilteredClassLoader("io.micrometer"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ContextCarrier.class));
	}

	@Test
	void toAskForItWithoutTheClassesStopsTheStart() {
		this.runner.withPropertyValues(ON)
			.withClassLoader(new FilteredClassLoader("io.micrometer"))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidConfigurationException.class)
				.hasMessageContaining("concurrency.propagate-context"));
	}

	@Test
	void theUsersCarrierWins() {
		ContextCarrier own = mock(ContextCarrier.class);
		this.runner.withPropertyValues(ON)
			.withBean(ContextCarrier.class, () -> own)
			.run((context) -> assertThat(context).hasNotFailed().getBean(ContextCarrier.class).isSameAs(own));
	}

	@Test
	void nothingIsCarriedWhenDisabled() {
		this.runner.withPropertyValues(ON, "concurrency.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ContextCarrier.class));
	}

	/**
	 * Read as in an application, without loading the classes that its annotations name.
	 */
	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ ConcurrencyAutoConfiguration.class, ConcurrencyTracingAutoConfiguration.class })
	static class Imported {

	}

}
