package dev.concurrency.autoconfigure;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.registry.HealthContributorRegistry;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.actuate.ConcurrencyHealthContributor;

/**
 * {@link AutoConfiguration Auto-configuration} for the
 * {@link ConcurrencyHealthContributor}.
 * <p>
 * A context with a runtime has health of its own, whatever its parent has. If the
 * {@link HealthContributorRegistry} is its parent's, the name there is
 * {@code concurrency-} and the id of the context, until the context is closed.
 */
@AutoConfiguration(after = HealthContributorRegistryAutoConfiguration.class,
		afterName = "dev.concurrency.autoconfigure.ConcurrencyAutoConfiguration")
@ConditionalOnClass({ CompositeHealthContributor.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnBooleanProperty(name = "concurrency.enabled", matchIfMissing = true)
@ConditionalOnBean(value = ConcurrencyRuntime.class, search = SearchStrategy.CURRENT)
@ConditionalOnEnabledHealthIndicator("concurrency")
public final class ConcurrencyHealthAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = { "concurrencyHealthContributor", "concurrencyHealthIndicator" },
			search = SearchStrategy.CURRENT)
	ConcurrencyHealthContributor concurrencyHealthContributor(BeanFactory factory,
			ObjectProvider<SettingsResolver> settings, Environment environment) {
		// Injected, it would be ambiguous beside a parent's of another name.
		return new ConcurrencyHealthContributor(factory.getBean(ConcurrencyRuntime.class),
				HealthSettings.of(BoundProperties.atStart(settings, environment)));
	}

	@Bean
	@ConditionalOnBean(value = ConcurrencyHealthContributor.class, search = SearchStrategy.CURRENT)
	@ConditionalOnMissingBean(value = HealthContributorRegistry.class, search = SearchStrategy.CURRENT)
	InheritedHealthRegistration concurrencyInheritedHealthRegistration(ApplicationContext context) {
		String id = String.valueOf(context.getId()).replace('/', '-');
		return new InheritedHealthRegistration(context.getBeanProvider(HealthContributorRegistry.class),
				"concurrency-" + id, context.getBean(ConcurrencyHealthContributor.class));
	}

}
