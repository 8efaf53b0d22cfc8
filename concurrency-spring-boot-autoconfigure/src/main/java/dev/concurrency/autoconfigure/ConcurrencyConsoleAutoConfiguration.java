package dev.concurrency.autoconfigure;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.EndpointAccessResolver;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.web.PathMapper;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.ImportRuntimeHints;

import dev.concurrency.actuate.ConcurrencyEndpoint;
import dev.concurrency.actuate.ConsolePage;
import dev.concurrency.actuate.ConsoleRuntimeHints;
import dev.concurrency.actuate.CsrfHeaders;
import dev.concurrency.actuate.ServletCsrfHeaders;

/**
 * {@link AutoConfiguration Auto-configuration} for the console, which the endpoint shows
 * to browsers.
 */
@AutoConfiguration
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnWebApplication
@ConditionalOnAvailableEndpoint(endpoint = ConcurrencyEndpoint.class, exposure = EndpointExposure.WEB)
@ConditionalOnBooleanProperty(name = "concurrency.enabled", matchIfMissing = true)
@ConditionalOnBooleanProperty(name = "concurrency.console.enabled", matchIfMissing = true)
@ImportRuntimeHints(ConsoleRuntimeHints.class)
public final class ConcurrencyConsoleAutoConfiguration {

	private static final EndpointId ENDPOINT = EndpointId.of("concurrency");

	@Bean
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	ConsolePage concurrencyConsolePage(ObjectProvider<PathMapper> paths, ObjectProvider<EndpointAccessResolver> access,
			ObjectProvider<CsrfHeaders> csrf) {
		EndpointAccessResolver resolver = access.getIfAvailable(() -> (id, byDefault) -> byDefault);
		return new ConsolePage(PathMapper.getRootPath(paths.orderedStream().toList(), ENDPOINT),
				resolver.accessFor(ENDPOINT, Access.READ_ONLY), csrf.getIfAvailable(() -> () -> null));
	}

	/** Which header writes need when Spring Security is there. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
	@ConditionalOnClass(name = { "org.springframework.security.web.csrf.CsrfToken",
			"org.springframework.web.context.request.RequestContextHolder" })
	static class WithSpringSecurity {

		@Bean
		@ConditionalOnMissingBean(CsrfHeaders.class)
		ServletCsrfHeaders concurrencyConsoleCsrfHeaders() {
			return new ServletCsrfHeaders();
		}

	}

}
