package dev.concurrency.spring;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.GiveUpHandler;
import dev.concurrency.actor.Actor;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.DeadLetterListener;
import dev.concurrency.autoconfigure.ConcurrencyAutoConfiguration;
import dev.concurrency.fixture.UnreadableException;
import dev.concurrency.process.Admission;
import dev.concurrency.process.ProcessEvent;
import dev.concurrency.process.ProcessListener;
import dev.concurrency.process.ProcessRef;
import dev.concurrency.process.UndeliveredHandler;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.sink.SinkDrain;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The beans of the user's that the runtime calls.
 */
class CallbackBeansTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ConcurrencyAutoConfiguration.class))
		.withBean(Calls.class)
		.withPropertyValues("concurrency.sinks.configs.default.batch-size=1");

	@Test
	void listenersAreCalledInTheirOrderThoughOneFails() {
		this.runner.withUserConfiguration(Listeners.class, FailingSink.class)
			.run((context) -> assertThat(context.getBean(Calls.class)).startsWith("first", "third"));
	}

	@Test
	void listenersMayOrderThemselvesOrBeOrderedByARegistrar() {
		this.runner.withUserConfiguration(FailingSink.class, OrderedListeners.class)
			.withInitializer((context) -> ((GenericApplicationContext) context)
				.register((registry, environment) -> registry.registerBean("aSecond", ProcessListener.class,
						(spec) -> spec.order(2).supplier((beans) -> listener(beans.bean(Calls.class), "second")))))
			.run((context) -> {
				List<String> calls = new ArrayList<>();
				context.getBean(Calls.class).drainTo(calls, 4);
				assertThat(calls).containsExactly("first", "second", "third", "fourth");
			});
	}

	private static ProcessListener listener(Calls calls, String name) {
		return (event) -> calls.add(name);
	}

	@Test
	void aFallbackUndeliveredHandlerLeavesItToTheOther() {
		this.runner.withUserConfiguration(HangingSink.class, Undelivered.class)
			.withBean("aFallback", UndeliveredHandler.class, () -> (process, items, reason) -> {
				throw new AssertionError("not this one");
			}, (definition) -> definition.setFallback(true))
			.withPropertyValues("concurrency.sinks.instances.hanging.shutdown=0")
			.run((context) -> {
				leaveOver(context);
				assertThat(context.getBean(Calls.class)).isNotEmpty();
			});
	}

	@Test
	void laterListenersAreToldThoughTheExceptionOfOneCannotBeRead() {
		this.runner.withUserConfiguration(UnreadableListener.class, FailingSink.class)
			.run((context) -> assertThat(context.getBean(Calls.class)).contains("later"));
	}

	@Test
	void aListenerMayInjectTheRuntime() {
		this.runner.withUserConfiguration(ListenerWithRuntime.class, FailingSink.class)
			.run((context) -> assertThat(context.getBean(Calls.class)).contains("listener of root"));
	}

	@Test
	void whatIsLeftOverAtTheEndGoesToTheUndeliveredHandler() {
		this.runner.withUserConfiguration(HangingSink.class, Undelivered.class)
			.withPropertyValues("concurrency.sinks.instances.hanging.shutdown=0")
			.run((context) -> {
				leaveOver(context);
				assertThat(context.getBean(Calls.class)).anyMatch((call) -> call.contains("b"));
			});
	}

	@Test
	void whatHadToMakeRoomGoesToTheUndeliveredHandlerAsSuch() {
		this.runner.withUserConfiguration(HangingSink.class, Evicting.class)
			.withPropertyValues("concurrency.sinks.instances.hanging.shutdown=0",
					"concurrency.sinks.instances.hanging.capacity=1",
					"concurrency.sinks.instances.hanging.overflow=drop-oldest")
			.run((context) -> {
				@SuppressWarnings("unchecked")
				BackgroundSink<String> sink = context.getBean("hangingSink", BackgroundSink.class);
				sink.pause();
				assertThat(sink.tryPush("a")).isEqualTo(Admission.ACCEPTED);
				assertThat(sink.tryPush("b")).isEqualTo(Admission.ACCEPTED);
				assertThat(context.getBean(Calls.class)).containsExactly("evicted a of root/sinks/hanging");
			});
	}

	@Test
	void twoUndeliveredHandlersAreRefusedAtTheStart() {
		this.runner.withUserConfiguration(Undelivered.class, SecondUndelivered.class)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidConfigurationException.class)
				.hasMessageContaining("UndeliveredHandler")
				.hasMessageContaining("'secondUndelivered', 'undelivered'")
				.hasMessageContaining("@Primary"));
	}

	@Test
	void twoGiveUpHandlersAreRefusedAtTheStart() {
		this.runner.withUserConfiguration(GivesUp.class)
			.withBean("secondGiveUp", GiveUpHandler.class, () -> (process, cause) -> {
			})
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidConfigurationException.class)
				.hasMessageContaining("GiveUpHandler")
				.hasMessageContaining("'giveUp', 'secondGiveUp'"));
	}

	@Test
	void thePrimaryUndeliveredHandlerOfTwoIsTold() {
		this.runner.withUserConfiguration(HangingSink.class, Undelivered.class)
			.withBean("primary", UndeliveredHandler.class, () -> (process, items, reason) -> {
			}, (definition) -> definition.setPrimary(true))
			.withPropertyValues("concurrency.sinks.instances.hanging.shutdown=0")
			.run((context) -> {
				leaveOver(context);
				assertThat(context.getBean(Calls.class)).isEmpty();
			});
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void aHandlerThatIsNullDoesNotSilenceTheLog(CapturedOutput output) {
		this.runner.withUserConfiguration(HangingSink.class, NoUndelivered.class)
			.withPropertyValues("concurrency.sinks.instances.hanging.shutdown=0")
			.run((context) -> {
				leaveOver(context);
				assertThat(output).contains("sink root/sinks/hanging: 1 items were not delivered");
			});
	}

	@Test
	void messagesThatAreNotHandledGoToTheDeadLetterListeners() {
		this.runner.withUserConfiguration(FailingActor.class, Letters.class).run((context) -> {
			@SuppressWarnings("unchecked")
			ActorRef<String> actor = context.getBean("failingActor", ActorRef.class);
			assertThat(actor.tryTell("a")).isEqualTo(Admission.ACCEPTED);
			assertThat(context.getBean(Calls.class).poll(10, TimeUnit.SECONDS)).isEqualTo("letter a");
		});
	}

	@Test
	void theGiveUpHandlerIsToldWhenTheRestartsAreUsedUp() {
		this.runner.withUserConfiguration(FailingActor.class, GivesUp.class)
			.withPropertyValues("concurrency.restarts.max-restarts=0")
			.run((context) -> {
				@SuppressWarnings("unchecked")
				ActorRef<String> actor = context.getBean("failingActor", ActorRef.class);
				assertThat(actor.tryTell("a")).isEqualTo(Admission.ACCEPTED);
				assertThat(context.getBean(Calls.class).poll(10, TimeUnit.SECONDS)).isEqualTo("gave up root/actors");
			});
	}

	/** Stops while one item hangs in the drain and another one waits. */
	private static void leaveOver(ApplicationContext context) throws InterruptedException {
		HangingSink hanging = context.getBean(HangingSink.class);
		@SuppressWarnings("unchecked")
		BackgroundSink<String> sink = context.getBean("hangingSink", BackgroundSink.class);
		assertThat(sink.tryPush("a")).isEqualTo(Admission.ACCEPTED);
		assertThat(hanging.entered.await(10, TimeUnit.SECONDS)).isTrue();
		assertThat(sink.tryPush("b")).isEqualTo(Admission.ACCEPTED);
		context.getBean(ConcurrencyLifecycle.class).stop();
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
	static class Listeners {

		@Bean
		@Order(3)
		ProcessListener third(Calls calls) {
			return (event) -> calls.add("third");
		}

		@Bean
		@Order(2)
		ProcessListener second() {
			return (event) -> {
				throw new AssertionError("on purpose");
			};
		}

		@Bean
		@Order(1)
		ProcessListener first(Calls calls) {
			return (event) -> calls.add("first");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OrderedListeners {

		/** Its method says something else than the bean. */
		@Bean
		@Order(4)
		ProcessListener aFourth(Calls calls) {
			return new OrderedListener(calls, "fourth", -1);
		}

		/** Its class says something else than the bean. */
		@Bean
		ProcessListener bThird(Calls calls) {
			return new OrderedListener(calls, "third", 3);
		}

		@Bean
		ProcessListener cFirst(Calls calls) {
			return new OrderedListener(calls, "first", 1);
		}

	}

	@Order(5)
	record OrderedListener(Calls calls, String name, int getOrder) implements ProcessListener, Ordered {

		@Override
		public void onEvent(ProcessEvent event) {
			this.calls.add(this.name);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class UnreadableListener {

		@Bean
		@Order(2)
		ProcessListener later(Calls calls) {
			return (event) -> calls.add("later");
		}

		@Bean
		@Order(1)
		ProcessListener unreadable() {
			return (event) -> {
				throw new UnreadableException();
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ListenerWithRuntime {

		@Bean
		ProcessListener listener(Calls calls, ConcurrencyRuntime runtime) {
			return (event) -> calls.add("listener of " + runtime.snapshot().process().path());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class HangingSink {

		private final CountDownLatch entered = new CountDownLatch(1);

		@Bean
		SinkDrain<String> hanging() {
			return (batch) -> {
				this.entered.countDown();
				new CountDownLatch(1).await();
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Undelivered {

		@Bean
		UndeliveredHandler undelivered(Calls calls) {
			return (process, items, reason) -> calls.add("undelivered " + items);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Evicting {

		@Bean
		UndeliveredHandler evicting(Calls calls) {
			return new UndeliveredHandler() {

				@Override
				public void undelivered(ProcessRef process, List<?> items, String reason) {
					calls.add("undelivered " + items);
				}

				@Override
				public void evicted(ProcessRef process, Object item) {
					calls.add("evicted " + item + " of " + process.path());
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NoUndelivered {

		@Bean
		@Nullable UndeliveredHandler noUndelivered() {
			return null;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class SecondUndelivered {

		@Bean
		UndeliveredHandler secondUndelivered(Calls calls) {
			return (process, items, reason) -> calls.add("undelivered " + items);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class FailingActor {

		@Bean
		@Scope("prototype")
		Actor<String> failing() {
			return (message, context) -> {
				throw new IllegalStateException("on purpose");
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Letters {

		@Bean
		DeadLetterListener letters(Calls calls) {
			return (letter) -> calls.add("letter " + letter.message());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class GivesUp {

		@Bean
		GiveUpHandler giveUp(Calls calls) {
			return (process, cause) -> calls.add("gave up " + process.path());
		}

	}

}
