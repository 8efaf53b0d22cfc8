package dev.concurrency.autoconfigure;

import java.time.Duration;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationContext;
import org.springframework.util.ClassUtils;

import dev.concurrency.ConcurrencyRuntimeBuilder;

/**
 * The web server of an application, which stops before any process is asked to end.
 * Stateless.
 */
final class GracefulWebServer {

	private static final String CONTEXT = "org.springframework.boot.web.server.context.WebServerApplicationContext";

	private GracefulWebServer() {
	}

	/** How long it may take for the requests that it has; zero if there is none. */
	static Duration longestStop(ApplicationContext context) {
		Binder binder = Binder.get(context.getEnvironment());
		String shutdown = binder.bind("server.shutdown", String.class).orElse("graceful");
		return (isWeb(context) && !shutdown.equalsIgnoreCase("immediate"))
				? binder.bind("spring.lifecycle.timeout-per-shutdown-phase", Duration.class)
					.orElse(ConcurrencyRuntimeBuilder.DEFAULT_SHUTDOWN_TIMEOUT)
				: Duration.ZERO;
	}

	private static boolean isWeb(ApplicationContext context) {
		ClassLoader loader = context.getClassLoader();
		return ClassUtils.isPresent(CONTEXT, loader)
				&& ClassUtils.resolveClassName(CONTEXT, loader).isInstance(context);
	}

}
