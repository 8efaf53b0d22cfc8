package dev.concurrency.spring;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.context.annotation.Scope;

import dev.concurrency.autoconfigure.ConcurrencyAutoConfiguration;
import dev.concurrency.process.Admission;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.sink.DeadLetterHandler;
import dev.concurrency.sink.SinkDrain;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which handler takes the batches that a sink could not write.
 */
@ExtendWith(OutputCaptureExtension.class)
class DeadLetterHandlersTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ConcurrencyAutoConfiguration.class))
		.withBean(Calls.class)
		.withPropertyValues("concurrency.sinks.configs.default.batch-size=1");

	@Test
	void theHandlerOfTheItemsTypeTakesTheBatch() {
		this.runner.withUserConfiguration(FailingSink.class, TextHandler.class, NumberHandler.class)
			.run((context) -> assertThat(afterAPush(context)).isEqualTo("text handler [a]"));
	}

	@Test
	void theHandlerOfTheExactTypeComesBeforeThatOfAWiderOne() {
		this.runner.withUserConfiguration(FailingSink.class, ObjectHandler.class, TextHandler.class)
			.run((context) -> assertThat(afterAPush(context)).isEqualTo("text handler [a]"));
	}

	@Test
	void aHandlerOfAWiderTypeTakesTheBatchToo() {
		this.runner.withUserConfiguration(FailingSink.class, ObjectHandler.class)
			.run((context) -> assertThat(afterAPush(context)).isEqualTo("object handler [a]"));
	}

	@Test
	void theHandlerOfAnotherTypeIsLeftAloneAndNamedWhereItemsAreLost(CapturedOutput output) {
		this.runner.withUserConfiguration(FailingSink.class, NumberHandler.class).run((context) -> {
			assertThat(sink(context).tryPush("a")).isEqualTo(Admission.ACCEPTED);
			context.getBean(ConcurrencyLifecycle.class).stop();
			assertThat(sink(context).snapshot().deadLettered()).isEqualTo(1);
			assertThat(context.getBean(Calls.class)).isEmpty();
		});
		assertThat(output).contains("1 item could not be written and is lost: java.lang.IllegalStateException; no"
				+ " DeadLetterHandler is for items of java.lang.String, 'numberHandler' is for java.lang.Integer:"
				+ " declare one to get them");
	}

	@Test
	void withoutAnyHandlerTheLossAdvisesToDeclareOne(CapturedOutput output) {
		this.runner.withUserConfiguration(FailingSink.class).run((context) -> {
			assertThat(sink(context).tryPush("a")).isEqualTo(Admission.ACCEPTED);
			context.getBean(ConcurrencyLifecycle.class).stop();
		});
		assertThat(output).contains("java.lang.IllegalStateException; declare a DeadLetterHandler to get them");
	}

	@Test
	void theHandlersOfOtherTypesAreNamedWhereTheItemsAreOfATypeThatNobodyKnows(CapturedOutput output) {
		this.runner.withUserConfiguration(UnknownFailingSink.class, NumberHandler.class, TextHandler.class)
			.run((context) -> {
				assertThat(sink(context).tryPush("a")).isEqualTo(Admission.ACCEPTED);
				context.getBean(ConcurrencyLifecycle.class).stop();
			});
		assertThat(output).contains("no DeadLetterHandler is for items of a type that its bean does not reveal,"
				+ " 'numberHandler' is for java.lang.Integer, 'textHandler' is for java.lang.String: declare one");
	}

	@Test
	void aHandlerOfItemsThatNoSinkHasIsWarnedOf(CapturedOutput output) {
		this.runner.withUserConfiguration(FailingSink.class, UnknownSink.class, TextHandler.class, NumberHandler.class)
			.run((context) -> assertThat(output)
				.containsOnlyOnce("The DeadLetterHandler bean 'numberHandler' is for items of type java.lang.Integer,"
						+ " which no sink of this context has, and is never called. There are: failing of"
						+ " java.lang.String, unknown of a type that its bean does not reveal")
				.doesNotContain("'textHandler'"));
	}

	@Test
	void aHandlerOfAWiderTypeOrOfASinkThatIsNotEnabledIsNotWarnedOf(CapturedOutput output) {
		this.runner.withUserConfiguration(FailingSink.class, TextHandler.class, ObjectHandler.class)
			.withPropertyValues("concurrency.sinks.instances.failing.enabled=false")
			.run((context) -> assertThat(output).contains("Not enabled is").doesNotContain("is never called"));
	}

	@Test
	void aHandlerForTheSinksOfChildContextsIsNotWarnedOf(CapturedOutput output) {
		this.runner.withUserConfiguration(NumberHandler.class)
			.run((parent) -> this.runner.withParent(parent)
				.withUserConfiguration(FailingSink.class)
				.run((context) -> assertThat(output).doesNotContain("is never called")));
	}

	@Test
	void aHandlerThatIsNoCandidateIsNotWarnedOf(CapturedOutput output) {
		this.runner.withUserConfiguration(FailingSink.class, HandlerAside.class).run((context) -> {
			assertThat(context).hasBean("aside");
			assertThat(output).doesNotContain("is never called");
		});
	}

	@Test
	void thePrimaryHandlerOfTwoTakesTheBatch() {
		this.runner.withUserConfiguration(FailingSink.class, TextHandler.class, PrimaryHandler.class)
			.run((context) -> assertThat(afterAPush(context)).isEqualTo("primary handler [a]"));
	}

	@Test
	void twoHandlersOfOneTypeAreRefused() {
		this.runner.withUserConfiguration(FailingSink.class, TextHandler.class, SecondTextHandler.class)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidConfigurationException.class)
				.hasMessageContaining("'secondTextHandler', 'textHandler'")
				.hasMessageContaining("@Primary"));
	}

	@Test
	void aHandlerMayInjectTheSinkThatItServes() {
		this.runner.withUserConfiguration(FailingSink.class, HandlerWithSink.class)
			.run((context) -> assertThat(afterAPush(context)).isEqualTo("handler of root/sinks/failing"));
	}

	@Test
	void aPrototypeHasOneObjectForAllBatchesOfASink() {
		this.runner.withUserConfiguration(FailingSink.class, PrototypeHandler.class).run((context) -> {
			assertThat(afterAPush(context)).isEqualTo("handler 1 [a]");
			assertThat(afterAPush(context)).isEqualTo("handler 1 [a]");
		});
	}

	private static String afterAPush(ApplicationContext context) throws InterruptedException {
		assertThat(sink(context).tryPush("a")).isEqualTo(Admission.ACCEPTED);
		return context.getBean(Calls.class).poll(10, TimeUnit.SECONDS);
	}

	@SuppressWarnings("unchecked")
	private static BackgroundSink<String> sink(ApplicationContext context) {
		return context.getBean("failingSink", BackgroundSink.class);
	}

	/** What was called, in its order. */
	static final class Calls extends LinkedBlockingQueue<String> {

		private static final long serialVersionUID = 1L;

	}

	@Configuration(proxyBeanMethods = false)
	static class FailingSink {

		@Bean
		SinkDrain<String> failing() {
			return (batch) -> {
				throw new IllegalStateException("on purpose");
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class UnknownFailingSink {

		@Bean
		SinkDrain<?> failing() {
			return (batch) -> {
				throw new IllegalStateException("on purpose");
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class UnknownSink {

		@Bean
		SinkDrain<?> unknown() {
			return (batch) -> {
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TextHandler {

		@Bean
		DeadLetterHandler<String> textHandler(Calls calls) {
			return (sink, batch, cause) -> calls.add("text handler " + batch);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PrototypeHandler {

		private final AtomicInteger made = new AtomicInteger();

		@Bean
		@Scope("prototype")
		DeadLetterHandler<String> prototype(Calls calls) {
			int number = this.made.incrementAndGet();
			return (sink, batch, cause) -> calls.add("handler " + number + " " + batch);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class SecondTextHandler {

		@Bean
		DeadLetterHandler<String> secondTextHandler(Calls calls) {
			return (sink, batch, cause) -> calls.add("second text handler " + batch);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PrimaryHandler {

		@Bean
		@Primary
		DeadLetterHandler<String> primaryHandler(Calls calls) {
			return (sink, batch, cause) -> calls.add("primary handler " + batch);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NumberHandler {

		@Bean
		DeadLetterHandler<Integer> numberHandler(Calls calls) {
			return (sink, batch, cause) -> calls.add("number handler " + batch);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class HandlerAside {

		@Bean(autowireCandidate = false)
		DeadLetterHandler<Integer> aside(Calls calls) {
			return (sink, batch, cause) -> calls.add("handler aside " + batch);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ObjectHandler {

		@Bean
		DeadLetterHandler<Object> objectHandler(Calls calls) {
			return (sink, batch, cause) -> calls.add("object handler " + batch);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class HandlerWithSink {

		@Bean
		DeadLetterHandler<String> handler(Calls calls, BackgroundSink<String> own) {
			return (sink, batch, cause) -> calls.add("handler of " + own.path());
		}

	}

}
