package dev.concurrency.autoconfigure;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.actuate.ConcurrencyEndpoint;
import dev.concurrency.actuate.ConcurrencyEndpointWebExtension;

/**
 * {@link AutoConfiguration Auto-configuration} for the {@link ConcurrencyEndpoint}.
 */
@AutoConfiguration(afterName = "dev.concurrency.autoconfigure.ConcurrencyAutoConfiguration")
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnAvailableEndpoint(ConcurrencyEndpoint.class)
@EnableConfigurationProperties(ConcurrencyEndpointProperties.class)
public final class ConcurrencyEndpointAutoConfiguration {

	@Bean
	@ConditionalOnBean(ConcurrencyRuntime.class)
	@ConditionalOnMissingBean
	ConcurrencyEndpoint concurrencyEndpoint(ConcurrencyRuntime runtime, ConcurrencyEndpointProperties properties) {
		return new ConcurrencyEndpoint(runtime, properties.showMessages());
	}

	@Bean
	@ConditionalOnBean(ConcurrencyEndpoint.class)
	@ConditionalOnMissingBean
	@ConditionalOnAvailableEndpoint(exposure = EndpointExposure.WEB)
	ConcurrencyEndpointWebExtension concurrencyEndpointWebExtension(ConcurrencyEndpoint endpoint,
			ConcurrencyEndpointProperties properties) {
		return new ConcurrencyEndpointWebExtension(endpoint, properties.showMessages(), properties.roles());
	}

}
