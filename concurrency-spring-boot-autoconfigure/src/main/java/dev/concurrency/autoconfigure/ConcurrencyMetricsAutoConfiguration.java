package dev.concurrency.autoconfigure;

import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.context.annotation.Bean;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.metrics.ConcurrencyMeters;

/**
 * {@link AutoConfiguration Auto-configuration} for the {@link ConcurrencyMeters}.
 */
@AutoConfiguration(after = { MetricsAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class },
		afterName = "dev.concurrency.autoconfigure.ConcurrencyAutoConfiguration")
@ConditionalOnClass({ MeterRegistry.class, MetricsAutoConfiguration.class })
@ConditionalOnBean({ MeterRegistry.class, ConcurrencyRuntime.class })
public final class ConcurrencyMetricsAutoConfiguration {

	// The runtime listens through the meters, so they must not need it before it is
	// there.
	@Bean
	@ConditionalOnMissingBean
	ConcurrencyMeters concurrencyMeters(ObjectProvider<ConcurrencyRuntime> runtime) {
		return new ConcurrencyMeters(runtime::getObject);
	}

}
