package dev.concurrency.autoconfigure;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnNotWebApplication;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.thread.Threading;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Scope;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.ConcurrencyRuntimeBuilder;
import dev.concurrency.process.ContextCarrier;
import dev.concurrency.process.RuntimeId;
import dev.concurrency.spring.ApplicationEvents;
import dev.concurrency.spring.ConcurrencyBeanRegistrar;
import dev.concurrency.spring.ConcurrencyLifecycle;
import dev.concurrency.spring.InvalidConfigurationException;
import dev.concurrency.spring.KeepAlive;
import dev.concurrency.spring.PhaseCheck;
import dev.concurrency.spring.SettingsSource;
import dev.concurrency.spring.ShedLockTickLocks;
import dev.concurrency.spring.TickLocks;
import dev.concurrency.spring.UserCallbacks;
import dev.concurrency.time.TimeSource;
import dev.concurrency.time.Timer;

/**
 * {@link AutoConfiguration Auto-configuration} for a {@link ConcurrencyRuntime} that runs
 * the application's drains, tasks and actors.
 */
@AutoConfiguration
@ConditionalOnBooleanProperty(name = "concurrency.enabled", matchIfMissing = true)
@EnableConfigurationProperties(ConcurrencyProperties.class)
@Import(TaskPoolsConfiguration.class)
public final class ConcurrencyAutoConfiguration {

	/** Static, like what it needs: it runs before there are beans of the user's. */
	@Bean
	static ConcurrencyBeanRegistrar concurrencyBeanRegistrar(ObjectProvider<SettingsSource> settings) {
		return new ConcurrencyBeanRegistrar(settings::getObject);
	}

	@Bean
	static SettingsResolver concurrencySettings(ConfigurableApplicationContext context) {
		ApplicationContext above = context.getParent();
		return settings(context.getEnvironment(), context.getBeanFactory(),
				() -> GracefulWebServer.longestStop(context),
				(above != null) ? new UnheardSettings(context.getEnvironment(), above.getEnvironment()) : null);
	}

	/** The settings as they are by now, of what is no application or has been started. */
	static SettingsResolver settings(Environment environment, ConfigurableListableBeanFactory factory) {
		return settings(environment, factory, () -> Duration.ZERO, null);
	}

	private static SettingsResolver settings(Environment environment, ConfigurableListableBeanFactory factory,
			Supplier<Duration> webServerStop, @Nullable UnheardSettings unheard) {
		ConcurrencyProperties properties = ApplicationClasses.of(factory)
			.find(() -> ConcurrencyProperties.bind(environment));
		return new SettingsResolver(properties, new Origins(ConfigurationPropertySources.get(environment)),
				tickLocks(factory), ActorThreads.of(environment), shutdownTimeout(properties, environment),
				webServerStop, unheard);
	}

	private static TickLocks tickLocks(ConfigurableListableBeanFactory factory) {
		if (ClassUtils.isPresent("net.javacrumbs.shedlock.core.LockProvider", factory.getBeanClassLoader())) {
			return new ShedLockTickLocks(factory);
		}
		return (name, atMostFor, atLeastFor) -> {
			throw new InvalidConfigurationException(
					"The lock '" + name + "' cannot be taken: ShedLock is not on the class path.",
					"Add net.javacrumbs.shedlock:shedlock-provider-jdbc-template, or another provider of ShedLock, and"
							+ " define a LockProvider bean; or remove the lock.");
		};
	}

	@Bean
	UserCallbacks concurrencyUserCallbacks(ConfigurableListableBeanFactory factory) {
		return new UserCallbacks(factory);
	}

	// A parent context has a runtime of its own.
	@Bean(destroyMethod = "close")
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	ConcurrencyRuntime concurrencyRuntime(BeanFactory factory) {
		// Injected, it might be a parent's, if that has another name.
		return factory.getBean(ConcurrencyRuntimeBuilder.class).build();
	}

	/** Each who asks has one of his own: a builder changes. */
	@Bean
	@Scope(ConfigurableBeanFactory.SCOPE_PROTOTYPE)
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	ConcurrencyRuntimeBuilder concurrencyRuntimeBuilder(SettingsResolver settings, Environment environment,
			UserCallbacks callbacks, ObjectProvider<TimeSource> time, ObjectProvider<Timer> timer,
			ObjectProvider<ContextCarrier> contexts, GiveUpReaction reaction) {
		ConcurrencyProperties properties = settings.properties();
		ConcurrencyRuntimeBuilder builder = ConcurrencyRuntime.builder()
			.id(RuntimeId.of(environment.getProperty("spring.application.name", "application")))
			.restarts(properties.restarts().toPolicy())
			.rootRestarts(settings.rootRestarts())
			.shutdownTimeout(shutdownTimeout(properties, environment));
		builder.watchdog(properties.watchdog().toSettings());
		properties.executors().applyBlocking(builder);
		if (Threading.VIRTUAL.isActive(environment)) {
			builder.blockingThreads(new VirtualThreads("concurrency-blocking-"));
		}
		properties.executors().applyCpu(builder);
		time.ifAvailable(builder::timeSource);
		Executor virtual = ActorThreads.of(environment).virtual();
		if (virtual != null) {
			builder.virtualExecutor(virtual);
		}
		// The context that defines a timer closes it, which may be a parent.
		timer.ifAvailable((bean) -> builder.timer(new BorrowedTimer(bean)));
		if (properties.propagateContext()) {
			builder.contextCarrier(contexts.getIfAvailable(() -> {
				throw noCarrier(environment);
			}));
		}
		callbacks.register(builder, reaction::gaveUp);
		return builder;
	}

	private static InvalidConfigurationException noCarrier(Environment environment) {
		String place = new Origins(ConfigurationPropertySources.get(environment))
			.find(ConfigurationPropertyName.of("concurrency.propagate-context"))
			.map(Origins::line)
			.orElse("");
		return new InvalidConfigurationException(
				"concurrency.propagate-context is true, and nothing can carry a context: Micrometer's context"
						+ " propagation is not on the class path." + place,
				"Add io.micrometer:context-propagation, with io.micrometer:micrometer-tracing for traces, or define a"
						+ " ContextCarrier bean; or remove the setting.");
	}

	@Bean
	GiveUpReaction concurrencyGiveUpReaction(SettingsResolver settings, ConfigurableApplicationContext context,
			ObjectProvider<ApplicationAvailability> availability) {
		// Made before the reaction, it is told before it that the application is ready.
		availability.getIfAvailable();
		return new GiveUpReaction(settings.properties().onGiveUp(), context);
	}

	@Bean
	ApplicationEvents concurrencyApplicationEvents(ApplicationEventPublisher publisher) {
		return new ApplicationEvents(publisher);
	}

	@Bean
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	ConcurrencyLifecycle concurrencyLifecycle(BeanFactory factory, SettingsResolver settings, Environment environment) {
		ConcurrencyProperties properties = settings.properties();
		// Injected, it might be a parent's, if that has another name.
		return new ConcurrencyLifecycle(factory.getBean(ConcurrencyRuntime.class), properties.autoStartup(),
				shutdownTimeout(properties, environment));
	}

	@Bean
	@ConditionalOnNotWebApplication
	@ConditionalOnBooleanProperty(name = "concurrency.keep-alive", matchIfMissing = true)
	KeepAlive concurrencyKeepAlive(BeanFactory factory) {
		return new KeepAlive(factory.getBean(ConcurrencyRuntime.class));
	}

	@Bean
	static PhaseCheck concurrencyPhaseCheck(ConfigurableListableBeanFactory factory) {
		return new PhaseCheck(factory);
	}

	private static Duration shutdownTimeout(ConcurrencyProperties properties, Environment environment) {
		Duration own = properties.shutdownTimeout();
		return (own != null) ? own
				: Binder.get(environment)
					.bind("spring.lifecycle.timeout-per-shutdown-phase", Duration.class)
					.orElse(ConcurrencyRuntimeBuilder.DEFAULT_SHUTDOWN_TIMEOUT);
	}

}
