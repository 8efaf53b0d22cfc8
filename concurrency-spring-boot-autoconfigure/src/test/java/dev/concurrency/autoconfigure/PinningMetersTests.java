package dev.concurrency.autoconfigure;

import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.jvm.JvmMetricsAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/** What docs/non-blocking.md says of virtual threads that hold their carrier. */
class PinningMetersTests {

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void pinnedVirtualThreadsAreSeenWhereMicrometersArtifactIsPresent() {
		new ApplicationContextRunner().withConfiguration(
				AutoConfigurations.of(MetricsAutoConfiguration.class, SimpleMetricsExportAutoConfiguration.class,
						JvmMetricsAutoConfiguration.class, ConcurrencyAutoConfiguration.class))
			.run((context) -> {
				MeterRegistry registry = context.getBean(MeterRegistry.class);
				assertThat(registry.find("jvm.threads.virtual.pinned").meter()).isNotNull();
				assertThat(registry.find("jvm.threads.virtual.submit.failed").meter()).isNotNull();
			});
	}

}
