package dev.concurrency.autoconfigure;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.cloud.context.environment.EnvironmentChangeEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.spring.RunningSettings;

/**
 * {@link AutoConfiguration Auto-configuration} for settings that change while the
 * application runs, where Spring Cloud tells of them.
 */
@AutoConfiguration(afterName = "dev.concurrency.autoconfigure.ConcurrencyAutoConfiguration")
@ConditionalOnClass(EnvironmentChangeEvent.class)
@ConditionalOnBooleanProperty(name = "concurrency.enabled", matchIfMissing = true)
@ConditionalOnBean(value = ConcurrencyRuntime.class, search = SearchStrategy.CURRENT)
public final class ConcurrencyRefreshAutoConfiguration {

	// Made by the first event, it would know only what has changed already.
	@Bean
	@Lazy(false)
	SettingsRefresh concurrencySettingsRefresh(Environment environment, ConfigurableListableBeanFactory factory,
			ObjectProvider<OperatorChanges> changes) {
		return new SettingsRefresh(environment, () -> ConcurrencyAutoConfiguration.settings(environment, factory),
				new RunningSettings(factory,
						(process) -> changes.ifAvailable((operators) -> operators.forget(process))));
	}

}
