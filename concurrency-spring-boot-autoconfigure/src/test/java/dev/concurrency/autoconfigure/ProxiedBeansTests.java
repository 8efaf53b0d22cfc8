package dev.concurrency.autoconfigure;

import java.io.Closeable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.aop.framework.autoproxy.BeanNameAutoProxyCreator;
import org.springframework.aop.support.AopUtils;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cloud.autoconfigure.RefreshAutoConfiguration;
import org.springframework.cloud.context.config.annotation.RefreshScope;
import org.springframework.cloud.context.environment.EnvironmentChangeEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.core.ResolvableType;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.process.Admission;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.sink.SinkDrain;
import dev.concurrency.spring.Annotated;
import dev.concurrency.spring.DeclaredProcesses;
import dev.concurrency.spring.PeriodicWork;
import dev.concurrency.spring.SinkListener;
import dev.concurrency.worker.PeriodicTask;
import dev.concurrency.worker.PeriodicWorker;
import dev.concurrency.worker.TickContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Beans whose objects are of other types than their definitions say, proxies above all.
 */
@ExtendWith(OutputCaptureExtension.class)
class ProxiedBeansTests {

	private final Map<String, Object> settings = new HashMap<>(
			Map.of("sweep.every", "1h", "audit.start", "true", "concurrency.sinks.configs.default.linger", "0ms"));

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(ConcurrencyAutoConfiguration.class, ConcurrencyRefreshAutoConfiguration.class))
		.withUserConfiguration(Advised.class)
		.withInitializer((context) -> context.getEnvironment()
			.getPropertySources()
			.addFirst(new MapPropertySource("remote", this.settings)));

	@Test
	void methodsAreCalledThroughAProxyOfTheClass(CapturedOutput output) {
		this.runner.withPropertyValues("of-class=true").run((context) -> {
			assertThat(AopUtils.isCglibProxy(context.getBean("journal"))).isTrue();
			areCalledAndFollowTheSettings(context);
			assertThat(output).doesNotContain("refused");
		});
	}

	@Test
	void methodsAreCalledThroughAProxyOfTheirInterface(CapturedOutput output) {
		this.runner.withPropertyValues("of-class=false").run((context) -> {
			assertThat(AopUtils.isJdkDynamicProxy(context.getBean("journal"))).isTrue();
			areCalledAndFollowTheSettings(context);
			assertThat(output).doesNotContain("refused");
		});
	}

	private void areCalledAndFollowTheSettings(ConfigurableApplicationContext context) throws Exception {
		areCalled(context);
		change(context, "concurrency.sinks.instances.audit.batch-size", "7");
		change(context, "sweep.every", "2h");
		assertThat(sink(context).settings().batchSize()).isEqualTo(7);
		assertThat(worker(context).settings().schedule()).hasToString("interval 2h");
		assertThat(new DeclaredProcesses(context.getBeanFactory())
			.annotated(context.getBean(ConcurrencyRuntime.class).control(worker(context).path()).orElseThrow()))
			.extracting(Annotated::schedule)
			.hasToString("interval 2h");
		areCalled(context);
	}

	private static void areCalled(ApplicationContext context) throws Exception {
		Calls calls = context.getBean(Calls.class);
		assertThat(sink(context).tryPush("a")).isEqualTo(Admission.ACCEPTED);
		assertThat(List.of(calls.next(), calls.next())).containsExactly("advised write", "write [a]");
		assertThat(worker(context).trigger()).isTrue();
		assertThat(List.of(calls.next(), calls.next())).containsExactly("advised sweep", "sweep");
	}

	@Test
	void anObjectThatIsMoreThanItsDefinitionSaysIsNoWorkerAfterAChangeEither(CapturedOutput output) {
		this.runner.withUserConfiguration(Importing.class).run((context) -> {
			change(context, "concurrency.sinks.instances.audit.batch-size", "7");
			assertThat(sink(context).settings().batchSize()).isEqualTo(7);
			assertThat(output).doesNotContain("refused");
		});
	}

	@Test
	void theHandlesOfScopedBeansAreInjectedByTheirGenerics() {
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(ConcurrencyAutoConfiguration.class, RefreshAutoConfiguration.class))
			.withUserConfiguration(Scoped.class)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(path(context, String.class)).isEqualTo("root/sinks/texts");
				assertThat(path(context, Integer.class)).isEqualTo("root/sinks/numbers");
			});
	}

	private static String path(ApplicationContext context, Class<?> item) {
		ResolvableType type = ResolvableType.forClassWithGenerics(BackgroundSink.class, item);
		return ((BackgroundSink<?>) context.getBeanProvider(type).getObject()).path().value();
	}

	@Test
	void anAnnotationThatCannotBeUsedAnyMoreChangesNothing(CapturedOutput output) {
		this.runner.run((context) -> {
			this.settings.remove("audit.start");
			change(context, "concurrency.sinks.instances.audit.batch-size", "7");
			assertThat(output).contains("are refused, and nothing changes. autoStartup of")
				.contains("Could not resolve placeholder 'audit.start'");
			change(context, "audit.start", "true");
			assertThat(sink(context).settings().batchSize()).isEqualTo(7);
		});
	}

	private void change(ConfigurableApplicationContext context, String key, String value) {
		this.settings.put(key, value);
		context.publishEvent(new EnvironmentChangeEvent(context, Set.of(key)));
	}

	@SuppressWarnings("unchecked")
	private static BackgroundSink<String> sink(ApplicationContext context) {
		return context.getBean("auditSink", BackgroundSink.class);
	}

	private static PeriodicWorker worker(ApplicationContext context) {
		return context.getBean("sweepWorker", PeriodicWorker.class);
	}

	interface Entries {

		void write(List<String> batch);

		void sweep();

	}

	static class Journal implements Entries {

		private final Calls calls;

		Journal(Calls calls) {
			this.calls = calls;
		}

		@Override
		@SinkListener(value = "audit", autoStartup = "${audit.start}")
		public void write(List<String> batch) {
			this.calls.all.add("write " + batch);
		}

		@Override
		@PeriodicWork(name = "sweep", every = "${sweep.every}")
		public void sweep() {
			this.calls.all.add("sweep");
		}

	}

	static class Calls {

		private final BlockingQueue<String> all = new LinkedBlockingQueue<>();

		String next() throws InterruptedException {
			return String.valueOf(this.all.poll(10, TimeUnit.SECONDS));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Advised {

		@Bean
		Calls calls() {
			return new Calls();
		}

		@Bean
		Journal journal(Calls calls) {
			return new Journal(calls);
		}

		@Bean
		MethodInterceptor advice(Calls calls) {
			return (call) -> {
				calls.all.add("advised " + call.getMethod().getName());
				return call.proceed();
			};
		}

		@Bean
		static BeanNameAutoProxyCreator proxies(Environment environment) {
			BeanNameAutoProxyCreator proxies = new BeanNameAutoProxyCreator();
			proxies.setBeanNames("journal");
			proxies.setInterceptorNames("advice");
			proxies.setProxyTargetClass(environment.getProperty("of-class", Boolean.class, true));
			return proxies;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Scoped {

		@Bean
		@RefreshScope
		SinkDrain<String> texts() {
			return (batch) -> {
			};
		}

		@Bean
		@Scope(scopeName = "refresh", proxyMode = ScopedProxyMode.INTERFACES)
		SinkDrain<Integer> numbers() {
			return (batch) -> {
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Importing {

		@Bean
		Closeable importer() {
			return new Importer();
		}

	}

	static class Importer implements Closeable, PeriodicTask {

		@Override
		public void tick(TickContext context) {
		}

		@Override
		public void close() {
		}

	}

}
