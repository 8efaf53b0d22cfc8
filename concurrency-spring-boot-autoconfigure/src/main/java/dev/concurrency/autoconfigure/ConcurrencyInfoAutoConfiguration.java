package dev.concurrency.autoconfigure;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.actuate.autoconfigure.info.ConditionalOnEnabledInfoContributor;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.actuate.ConcurrencyInfoContributor;

/**
 * {@link AutoConfiguration Auto-configuration} for the
 * {@link ConcurrencyInfoContributor}.
 */
@AutoConfiguration(afterName = "dev.concurrency.autoconfigure.ConcurrencyAutoConfiguration")
@ConditionalOnClass({ InfoContributor.class, ConditionalOnEnabledInfoContributor.class })
@ConditionalOnBooleanProperty(name = "concurrency.enabled", matchIfMissing = true)
@ConditionalOnBean(value = ConcurrencyRuntime.class, search = SearchStrategy.CURRENT)
@ConditionalOnEnabledInfoContributor("concurrency")
public final class ConcurrencyInfoAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	ConcurrencyInfoContributor concurrencyInfoContributor(BeanFactory factory) {
		// Injected, it would be ambiguous beside a parent's of another name.
		return new ConcurrencyInfoContributor(factory.getBean(ConcurrencyRuntime.class));
	}

}
