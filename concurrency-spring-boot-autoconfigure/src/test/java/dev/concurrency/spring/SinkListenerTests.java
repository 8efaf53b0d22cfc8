package dev.concurrency.spring;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionBuilder;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.context.annotation.Scope;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.OverridingClassLoader;

import dev.concurrency.autoconfigure.ConcurrencyAutoConfiguration;
import dev.concurrency.process.Admission;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.sink.DeadLetterHandler;
import dev.concurrency.sink.SinkDrain;

import static org.assertj.core.api.Assertions.assertThat;

/** Methods that write the batches of a sink. */
class SinkListenerTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ConcurrencyAutoConfiguration.class))
		.withPropertyValues("concurrency.sinks.configs.default.linger=0ms");

	@Test
	void aMethodWritesTheBatchesOfASinkThatIsInjectedByItsType() {
		this.runner.withBean(Calls.class).withBean(Audit.class).withBean(Producer.class).run((context) -> {
			assertThat(context.getBean(Producer.class).sink.tryPush("a")).isEqualTo(Admission.ACCEPTED);
			assertThat(taken(context)).isEqualTo("audit [a]");
			assertThat(context.getBean("auditSink")).isSameAs(context.getBean(Producer.class).sink);
		});
	}

	@Test
	void theNameMayHoldPlaceholders() {
		this.runner.withBean(Calls.class)
			.withBean(Placeholder.class)
			.withPropertyValues("where=north")
			.run((context) -> assertThat(context).hasBean("audit-northSink"));
	}

	@Test
	void oneBeanMayWriteSeveralSinks() {
		this.runner.withBean(Calls.class).withBean(Two.class).run((context) -> {
			assertThat(sink(context, "textsSink").tryPush("a")).isEqualTo(Admission.ACCEPTED);
			assertThat(taken(context)).isEqualTo("texts [a]");
			assertThat(sink(context, "numbersSink").tryPush(1)).isEqualTo(Admission.ACCEPTED);
			assertThat(taken(context)).isEqualTo("numbers [1]");
		});
	}

	@Test
	void theSinkOfThePrimaryMethodIsInjectedByTypeAlone() {
		this.runner.withBean(Preferring.class)
			.run((context) -> assertThat(context.getBean(BackgroundSink.class).path().name()).isEqualTo("second"));
	}

	@Test
	void aLazyBeanThatMentionsAClassThatIsNotThereStopsNothing() throws Exception {
		Class<?> type = new HidingClassLoader(getClass().getClassLoader()).loadClass(Mentioning.class.getName());
		RootBeanDefinition definition = new RootBeanDefinition();
		definition.setTargetType(type);
		definition.setInstanceSupplier(Object::new);
		definition.setLazyInit(true);
		this.runner
			.withInitializer(
					(context) -> ((GenericApplicationContext) context).registerBeanDefinition("mentioning", definition))
			.run((context) -> assertThat(context).hasNotFailed().hasBean("mentioning"));
	}

	@Test
	void settingsAreFoundByTheNameOfTheSink() {
		this.runner.withBean(Calls.class)
			.withBean(Audit.class)
			.withPropertyValues("concurrency.sinks.instances.audit.capacity=300")
			.run((context) -> assertThat(sink(context, "auditSink").settings().capacity()).isEqualTo(300));
	}

	@Test
	void whatTheMethodThrowsReachesTheHandlerOfDeadLetters() {
		this.runner.withBean(Calls.class)
			.withBean(Failing.class)
			.withUserConfiguration(Letters.class)
			.run((context) -> {
				assertThat(sink(context, "failingSink").tryPush("a")).isEqualTo(Admission.ACCEPTED);
				assertThat(taken(context)).isEqualTo("dead letter [a]: java.io.IOException: no disk");
			});
	}

	@Test
	void aPrototypeIsMadeAndDestroyedByEachIncarnation() {
		this.runner.withUserConfiguration(Prototypes.class).run((context) -> {
			ConcurrencyLifecycle lifecycle = context.getBean(ConcurrencyLifecycle.class);
			lifecycle.stop();
			lifecycle.start();
			lifecycle.stop();
			assertThat(Prototypes.made).hasValue(2);
			assertThat(Prototypes.destroyed).hasValue(2);
		});
	}

	@Test
	void aMethodThatTakesNoBatchIsRefused() {
		this.runner.withBean(Calls.class)
			.withBean(Single.class)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidConfigurationException.class)
				.hasMessageContaining("SinkListenerTests.Single.write (bean 'sinkListenerTests.Single')")
				.hasMessageContaining("List<T>"));
	}

	@Test
	void aMethodWhoseResultNobodyWouldWaitForIsRefused() {
		this.runner.withBean(Calls.class)
			.withBean(Later.class)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidConfigurationException.class)
				.hasMessageContaining("SinkListenerTests.Later.write (bean 'sinkListenerTests.Later')")
				.hasMessageContaining("void"));
	}

	@Test
	void anAbstractDefinitionIsNoBeanOnlyItsChildrenAre() {
		this.runner.withBean(Calls.class).withInitializer((context) -> {
			BeanDefinitionRegistry registry = (BeanDefinitionRegistry) context.getBeanFactory();
			registry.registerBeanDefinition("parent",
					BeanDefinitionBuilder.genericBeanDefinition(Audit.class)
						.setAbstract(true)
						.setAutowireMode(AbstractBeanDefinition.AUTOWIRE_CONSTRUCTOR)
						.getBeanDefinition());
			registry.registerBeanDefinition("child",
					BeanDefinitionBuilder.childBeanDefinition("parent").getBeanDefinition());
		}).run((context) -> {
			assertThat(sink(context, "auditSink").tryPush("a")).isEqualTo(Admission.ACCEPTED);
			assertThat(taken(context)).isEqualTo("audit [a]");
		});
	}

	@Test
	void twoSinksOfOneNameAreRefused() {
		this.runner.withBean(Calls.class).withBean(Audit.class).withBean("audit", SinkDrain.class, () -> (batch) -> {
		})
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidConfigurationException.class)
				.hasMessageContaining("two sinks with the name 'audit'"));
	}

	@Test
	void aNameThatNoSinkCanHaveIsRefused() {
		this.runner.withBean(Calls.class)
			.withBean(Misnamed.class)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidConfigurationException.class)
				.hasMessageContaining("no/slash"));
	}

	private static String taken(ApplicationContext context) throws InterruptedException {
		return String.valueOf(context.getBean(Calls.class).poll(10, TimeUnit.SECONDS));
	}

	@SuppressWarnings("unchecked")
	private static BackgroundSink<Object> sink(ApplicationContext context, String name) {
		return (BackgroundSink<Object>) context.getBean(name);
	}

	static class Calls extends LinkedBlockingQueue<String> {

		private static final long serialVersionUID = 1L;

	}

	static class Audit {

		private final Calls calls;

		Audit(Calls calls) {
			this.calls = calls;
		}

		@SinkListener("audit")
		void write(List<String> batch) {
			this.calls.add("audit " + batch);
		}

	}

	static class Producer {

		@Autowired
		private BackgroundSink<String> sink;

	}

	static class Placeholder {

		@SinkListener("audit-${where}")
		void write(List<String> batch) {
		}

	}

	static class Two {

		private final Calls calls;

		Two(Calls calls) {
			this.calls = calls;
		}

		@SinkListener("texts")
		public void texts(List<String> batch) {
			this.calls.add("texts " + batch);
		}

		@SinkListener("numbers")
		public void numbers(List<Integer> batch) {
			this.calls.add("numbers " + batch);
		}

	}

	static class Preferring {

		@SinkListener("first")
		void first(List<String> batch) {
		}

		@Primary
		@SinkListener("second")
		void second(List<String> batch) {
		}

	}

	static class Mentioning {

		void mention(Hidden hidden) {
		}

	}

	interface Hidden {

	}

	/** Has a class of its own for one bean, and not the class that it mentions. */
	static class HidingClassLoader extends OverridingClassLoader {

		HidingClassLoader(ClassLoader parent) {
			super(parent);
		}

		@Override
		protected boolean isEligibleForOverriding(String name) {
			return name.equals(Mentioning.class.getName());
		}

		@Override
		public Class<?> loadClass(String name) throws ClassNotFoundException {
			if (name.equals(Hidden.class.getName())) {
				throw new ClassNotFoundException(name);
			}
			return super.loadClass(name);
		}

	}

	static class Failing {

		@SinkListener("failing")
		void write(List<String> batch) throws IOException {
			throw new IOException("no disk");
		}

	}

	static class Single {

		@SinkListener("single")
		void write(String item) {
		}

	}

	static class Later {

		@SinkListener("later")
		CompletableFuture<Void> write(List<String> batch) {
			return new CompletableFuture<>();
		}

	}

	static class Misnamed {

		@SinkListener("no/slash")
		void write(List<String> batch) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Letters {

		@Bean
		DeadLetterHandler<String> letters(Calls calls) {
			return (sink, batch, cause) -> calls.add("dead letter " + batch + ": " + cause);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Prototypes {

		static final AtomicInteger made = new AtomicInteger();

		static final AtomicInteger destroyed = new AtomicInteger();

		@Bean
		@Scope("prototype")
		Fresh fresh() {
			made.incrementAndGet();
			return new Fresh();
		}

	}

	static class Fresh implements DisposableBean {

		@SinkListener("fresh")
		void write(List<String> batch) {
		}

		@Override
		public void destroy() {
			Prototypes.destroyed.incrementAndGet();
		}

	}

}
