package dev.concurrency.autoconfigure;

import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.metrics.ConcurrencyMeters;

/**
 * {@link AutoConfiguration Auto-configuration} for the {@link ConcurrencyMeters}.
 * <p>
 * A context with a runtime has meters of its own, whatever its parent has. If it has no
 * {@link MeterRegistry}, they are in its parent's until the context is closed; of two
 * processes of one kind and name, one here and one there, the meters are those of the
 * first until its context is closed, so they should have different names.
 */
@AutoConfiguration(after = { MetricsAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class },
		afterName = "dev.concurrency.autoconfigure.ConcurrencyAutoConfiguration")
@ConditionalOnClass({ MeterRegistry.class, MetricsAutoConfiguration.class })
@ConditionalOnBooleanProperty(name = "concurrency.enabled", matchIfMissing = true)
@ConditionalOnBean(value = ConcurrencyRuntime.class, search = SearchStrategy.CURRENT)
public final class ConcurrencyMetricsAutoConfiguration {

	// The runtime listens through the meters, so they must not need it before it is
	// there.
	@Bean
	@ConditionalOnBean(MeterRegistry.class)
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	ConcurrencyMeters concurrencyMeters(BeanFactory factory) {
		// Injected, it would be ambiguous beside a parent's of another name.
		return new ConcurrencyMeters(() -> factory.getBean(ConcurrencyRuntime.class));
	}

	/** Processes are at work before anybody asks for a registry, and are to be timed. */
	@Bean
	static LazyInitializationExcludeFilter concurrencyMeterRegistriesAreNotLazy() {
		return LazyInitializationExcludeFilter.forBeanTypes(MeterRegistry.class);
	}

	@Bean
	@ConditionalOnBean(value = ConcurrencyMeters.class, search = SearchStrategy.CURRENT)
	@ConditionalOnMissingBean(value = MeterRegistry.class, search = SearchStrategy.CURRENT)
	InheritedMeterRegistryBinder concurrencyInheritedMeterRegistryBinder(ConfigurableApplicationContext context) {
		return new InheritedMeterRegistryBinder(context.getBean(ConcurrencyMeters.class),
				context.getBean(MeterRegistry.class), context);
	}

}
