package dev.concurrency.autoconfigure;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.context.annotation.Bean;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.actuate.ConcurrencyHealthContributor;

/**
 * {@link AutoConfiguration Auto-configuration} for the
 * {@link ConcurrencyHealthContributor}.
 */
@AutoConfiguration(afterName = "dev.concurrency.autoconfigure.ConcurrencyAutoConfiguration")
@ConditionalOnClass({ CompositeHealthContributor.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnBean(ConcurrencyRuntime.class)
@ConditionalOnEnabledHealthIndicator("concurrency")
public final class ConcurrencyHealthAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = { "concurrencyHealthContributor", "concurrencyHealthIndicator" })
	ConcurrencyHealthContributor concurrencyHealthContributor(ConcurrencyRuntime runtime) {
		return new ConcurrencyHealthContributor(runtime);
	}

}
