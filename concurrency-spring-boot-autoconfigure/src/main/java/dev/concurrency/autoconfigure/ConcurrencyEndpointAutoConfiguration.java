package dev.concurrency.autoconfigure;

import java.time.Clock;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.actuate.ConcurrencyConsoleWebExtension;
import dev.concurrency.actuate.ConcurrencyEndpoint;
import dev.concurrency.actuate.ConcurrencyEndpointJmxExtension;
import dev.concurrency.actuate.ConcurrencyEndpointWebExtension;
import dev.concurrency.actuate.ConsolePage;
import dev.concurrency.actuate.StrictMembers;
import dev.concurrency.spring.DeclaredProcesses;

/**
 * {@link AutoConfiguration Auto-configuration} for the {@link ConcurrencyEndpoint}.
 * <p>
 * A context with a runtime has an endpoint of its own, whatever its parent has; an
 * endpoint shows the runtime of its own context only.
 */
@AutoConfiguration(afterName = "dev.concurrency.autoconfigure.ConcurrencyAutoConfiguration")
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnBooleanProperty(name = "concurrency.enabled", matchIfMissing = true)
@ConditionalOnAvailableEndpoint(ConcurrencyEndpoint.class)
@EnableConfigurationProperties(ConcurrencyEndpointProperties.class)
public final class ConcurrencyEndpointAutoConfiguration {

	@Bean
	OperatorChanges concurrencyOperatorChanges() {
		return new OperatorChanges(Clock.systemUTC());
	}

	// Not lazy: it remembers where settings came from at the start.
	@Bean
	@Lazy(false)
	@ConditionalOnBean(value = ConcurrencyRuntime.class, search = SearchStrategy.CURRENT)
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	ConcurrencyEndpoint concurrencyEndpoint(ConfigurableListableBeanFactory factory,
			ConcurrencyEndpointProperties properties, ObjectProvider<SettingsResolver> processes,
			Environment environment, OperatorChanges changes, ApplicationEventPublisher publisher) {
		EndpointSettings settings = new EndpointSettings(environment, BoundProperties.atStart(processes, environment),
				new DeclaredProcesses(factory), changes);
		// Injected, it would be ambiguous beside a parent's of another name.
		return new ConcurrencyEndpoint(factory.getBean(ConcurrencyRuntime.class), properties.showMessages(),
				ApplicationClasses.of(factory).find(settings), publisher);
	}

	// One above would publish what it refuses there.
	@Bean
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	static StrictMembers concurrencyStrictMembers(ApplicationEventPublisher publisher) {
		return new StrictMembers(publisher);
	}

	@Bean
	@ConditionalOnBean(value = ConcurrencyEndpoint.class, search = SearchStrategy.CURRENT)
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	@ConditionalOnAvailableEndpoint(exposure = EndpointExposure.JMX)
	ConcurrencyEndpointJmxExtension concurrencyEndpointJmxExtension(BeanFactory factory) {
		return new ConcurrencyEndpointJmxExtension(factory.getBean(ConcurrencyEndpoint.class));
	}

	@Bean
	@ConditionalOnBean(value = ConcurrencyEndpoint.class, search = SearchStrategy.CURRENT)
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	@ConditionalOnAvailableEndpoint(exposure = EndpointExposure.WEB)
	ConcurrencyEndpointWebExtension concurrencyEndpointWebExtension(BeanFactory factory,
			ConcurrencyEndpointProperties properties, ObjectProvider<ConsolePage> console) {
		ConcurrencyEndpoint endpoint = factory.getBean(ConcurrencyEndpoint.class);
		ConsolePage page = console.getIfAvailable();
		return (page != null)
				? new ConcurrencyConsoleWebExtension(endpoint, properties.showMessages(), properties.roles(), page)
				: new ConcurrencyEndpointWebExtension(endpoint, properties.showMessages(), properties.roles());
	}

}
