package dev.concurrency.autoconfigure;

import java.util.List;
import java.util.Map;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionBuilder;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.util.ClassUtils;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.ConcurrencyRuntimeBuilder;
import dev.concurrency.actor.Actor;
import dev.concurrency.actor.ActorContext;
import dev.concurrency.metrics.ConcurrencyMeters;
import dev.concurrency.process.WatchdogSettings;
import dev.concurrency.sink.SinkDrain;
import dev.concurrency.spring.ConcurrencyBeanRegistrar;
import dev.concurrency.spring.UserCallbacks;
import dev.concurrency.time.Timer;
import dev.concurrency.worker.PeriodicTask;
import dev.concurrency.worker.TickContext;

/**
 * Rehearses the start: finds, binds and declares a sink, a worker and an actor of its
 * own, while the main thread prepares the context. What takes a start its time is what a
 * JVM does once only, loading classes and linking lambdas; afterwards the main thread
 * need not.
 * <p>
 * All of it happens on the thread that calls it: worker and actor are started without
 * another one; the sink, which would need its own, is not started. Who asks for a thread
 * all the same is refused, since an application is not ready before the end of this, and
 * so nothing here may ever wait for anybody. Nothing is kept. Stateless.
 */
final class Rehearsal {

	private static final Map<String, Object> SETTINGS = Map.of(
			"concurrency.sinks.instances.rehearsed-drain.auto-startup", false,
			"concurrency.workers.instances.rehearsed-task.interval", "1h",
			"concurrency.actors.instances.rehearsed-actor.mailbox-capacity", 1);

	private Rehearsal() {
	}

	static void run() {
		DefaultListableBeanFactory factory = new DefaultListableBeanFactory();
		factory.registerBeanDefinition("rehearsedDrain",
				BeanDefinitionBuilder.rootBeanDefinition(RehearsedDrain.class, RehearsedDrain::new)
					.getBeanDefinition());
		factory.registerBeanDefinition("rehearsedTask",
				BeanDefinitionBuilder.rootBeanDefinition(RehearsedTask.class, RehearsedTask::new).getBeanDefinition());
		factory.registerBeanDefinition("rehearsedActor",
				BeanDefinitionBuilder.rootBeanDefinition(RehearsedActor.class, RehearsedActor::new)
					.setScope(BeanDefinition.SCOPE_PROTOTYPE)
					.getBeanDefinition());
		ConcurrencyRuntime runtime = declareAll(factory);
		if (ClassUtils.isPresent("io.micrometer.core.instrument.MeterRegistry", Rehearsal.class.getClassLoader())) {
			WithMicrometer.bind(runtime);
		}
		runtime.start();
	}

	/** As a context does it, but without any thread. */
	private static ConcurrencyRuntime declareAll(DefaultListableBeanFactory factory) {
		ConfigurableEnvironment environment = new OwnSettings();
		ConfigurationPropertySources.attach(environment);
		UserCallbacks callbacks = new UserCallbacks(factory);
		ConcurrencyRuntimeBuilder builder = ConcurrencyRuntime.builder()
			.timer(new NoTimer())
			.threadFactory(Rehearsal::refuse)
			.watchdog(WatchdogSettings.off())
			.sharedExecutor(Runnable::run)
			.blockingExecutor(Runnable::run)
			.cpuExecutor(Runnable::run)
			.supervisionExecutor(Runnable::run);
		callbacks.register(builder, (process, cause) -> {
		});
		ConcurrencyRuntime runtime = builder.build();
		factory.registerSingleton("environment", environment);
		factory.registerSingleton("concurrencyRuntime", runtime);
		new ConcurrencyBeanRegistrar(() -> ConcurrencyAutoConfiguration.settings(environment, factory))
			.postProcessBeanDefinitionRegistry(factory);
		factory.preInstantiateSingletons();
		callbacks.afterSingletonsInstantiated();
		return runtime;
	}

	private static Thread refuse(Runnable task) {
		throw new IllegalStateException("A rehearsal has no threads for " + task);
	}

	/** With a time that does not go on. */
	private static final class NoTimer implements Timer {

		@Override
		public Timeout schedule(long delayNanos, Runnable task) {
			return () -> true;
		}

		@Override
		public void close() {
			// There is nothing to forget.
		}

	}

	/** What the application is told by its surroundings is not for the rehearsal. */
	private static final class OwnSettings extends StandardEnvironment {

		@Override
		protected void customizePropertySources(MutablePropertySources sources) {
			sources.addLast(new MapPropertySource("rehearsal", SETTINGS));
		}

	}

	/** Loaded only with Micrometer. */
	private static final class WithMicrometer {

		static void bind(ConcurrencyRuntime runtime) {
			new ConcurrencyMeters(() -> runtime).bindTo(new SimpleMeterRegistry());
		}

	}

	private static final class RehearsedDrain implements SinkDrain<String> {

		@Override
		public void drain(List<String> batch) {
		}

	}

	private static final class RehearsedTask implements PeriodicTask {

		@Override
		public void tick(TickContext context) {
		}

	}

	private static final class RehearsedActor implements Actor<String> {

		@Override
		public void handle(String message, ActorContext<String> context) {
		}

	}

}
