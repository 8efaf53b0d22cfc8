package dev.concurrency.spring;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Fallback;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.core.ResolvableType;
import org.springframework.stereotype.Component;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.actor.Actor;
import dev.concurrency.actor.ActorContext;
import dev.concurrency.actor.ActorGroup;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.OncePort;
import dev.concurrency.autoconfigure.ConcurrencyAutoConfiguration;
import dev.concurrency.process.Admission;
import dev.concurrency.process.ProcessView;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.sink.SinkDrain;
import dev.concurrency.worker.PeriodicTask;
import dev.concurrency.worker.PeriodicWorker;
import dev.concurrency.worker.TickContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The beans that the registrar adds for the user's beans.
 */
class HandlesTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ConcurrencyAutoConfiguration.class))
		.withPropertyValues("concurrency.workers.configs.default.interval=1h",
				"concurrency.sinks.configs.default.batch-size=1");

	@Test
	void handlesAreInjectedByTheirGenerics() {
		this.runner.withUserConfiguration(Beans.class, ByGenerics.class).run((context) -> {
			ByGenerics injected = context.getBean(ByGenerics.class);
			assertThat(injected.texts.path().name()).isEqualTo("texts");
			assertThat(injected.numbers.path().name()).isEqualTo("numbers");
			assertThat(injected.board.path().name()).isEqualTo("board");
			assertThat(injected.commands.path().name()).isEqualTo("tower");
			assertThat(injected.airports.path().name()).isEqualTo("airports");
		});
	}

	@Test
	void handlesOfOneTypeAreInjectedByQualifier() {
		this.runner.withUserConfiguration(SameTypes.class, ByQualifier.class).run((context) -> {
			ByQualifier injected = context.getBean(ByQualifier.class);
			assertThat(injected.first.path().name()).isEqualTo("one");
			assertThat(injected.second.path().name()).isEqualTo("two");
		});
	}

	@Test
	void handlesOfOneTypeAreInjectedByParameterName() {
		this.runner.withUserConfiguration(SameTypes.class, ByParameterName.class).run((context) -> {
			ByParameterName injected = context.getBean(ByParameterName.class);
			assertThat(injected.first.path().name()).isEqualTo("one");
			assertThat(injected.second.path().name()).isEqualTo("two");
		});
	}

	@Test
	void theHandleOfThePrimaryBeanIsInjectedByTypeAlone() {
		this.runner.withUserConfiguration(SecondIsPrimary.class)
			.run((context) -> assertThat(context.getBean(BackgroundSink.class).path().name()).isEqualTo("two"));
	}

	@Test
	void theHandleOfAFallbackIsInjectedOnlyWhereThereIsNoOther() {
		this.runner.withUserConfiguration(FirstIsFallback.class)
			.run((context) -> assertThat(context.getBean(BackgroundSink.class).path().name()).isEqualTo("two"));
		this.runner.withUserConfiguration(FallbackMethod.class)
			.run((context) -> assertThat(context.getBean(BackgroundSink.class).path().name()).isEqualTo("regular"));
	}

	@Test
	void handlesAreFoundByType() {
		this.runner.withUserConfiguration(Beans.class)
			.run((context) -> assertThat(context
				.getBeanNamesForType(ResolvableType.forClassWithGenerics(BackgroundSink.class, String.class)))
				.containsExactly("textsSink"));
	}

	@Test
	void whatTheHandlesAcceptReachesTheBeans() {
		this.runner.withUserConfiguration(Beans.class, ByGenerics.class).run((context) -> {
			ByGenerics injected = context.getBean(ByGenerics.class);
			assertThat(injected.texts.tryPush("a")).isEqualTo(Admission.ACCEPTED);
			assertThat(context.getBean(Beans.class).texts.poll(10, TimeUnit.SECONDS)).isEqualTo("a");
			assertThat(ask(injected.airports.ref("JFK"))).isEqualTo("JFK");
			assertThat(ask(injected.airports.ref("LAX"))).isEqualTo("LAX");
		});
	}

	private static String ask(ActorRef<AirportQuestion> airport) throws Exception {
		return airport.<String>ask(AirportQuestion::new, Duration.ofSeconds(10))
			.toCompletableFuture()
			.get(10, TimeUnit.SECONDS);
	}

	@Test
	void processesRunThoughNobodyInjectsTheirHandles() {
		this.runner.withUserConfiguration(Beans.class)
			.run((context) -> assertThat(running(context)).containsExactlyInAnyOrder("root/sinks/texts",
					"root/sinks/numbers", "root/workers/board", "root/actors/tower", "root/actors/airports"));
	}

	@Test
	void lazyInitializationDoesNotKeepProcessesAway() {
		this.runner.withUserConfiguration(Beans.class)
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.run((context) -> assertThat(running(context)).containsExactlyInAnyOrder("root/sinks/texts",
					"root/sinks/numbers", "root/workers/board", "root/actors/tower", "root/actors/airports"));
	}

	private static List<String> running(AssertableApplicationContext context) {
		assertThat(context).hasNotFailed();
		return context.getBean(ConcurrencyRuntime.class)
			.processes()
			.stream()
			.filter((process) -> process.process().status().isUp())
			.map(ProcessView::path)
			.map(Object::toString)
			.toList();
	}

	@Test
	void aDrainMayInjectItsOwnHandleAndThatOfAnother() {
		this.runner.withUserConfiguration(Retrying.class, Beans.class).run((context) -> {
			assertThat(context).hasNotFailed();
			Retrying drain = context.getBean(Retrying.class);
			assertThat(drain.self.tryPush(new Item("a", 1))).isEqualTo(Admission.ACCEPTED);
			assertThat(context.getBean(Beans.class).texts.poll(10, TimeUnit.SECONDS)).isEqualTo("a at last");
		});
	}

	@Test
	void aBeanThatIsNoAutowireCandidateBecomesNoProcess() {
		this.runner.withUserConfiguration(Delegate.class)
			.run((context) -> assertThat(running(context)).containsExactly("root/sinks/outer"));
	}

	@Test
	void aDrainWithoutKnownItemTypeFitsEveryInjectionPoint() {
		this.runner.withUserConfiguration(RawDrain.class, TextUser.class)
			.run((context) -> assertThat(context.getBean(TextUser.class).sink.path().name()).isEqualTo("raw"));
	}

	record AirportQuestion(OncePort<String> reply) {

	}

	record Item(String text, int attempt) {

	}

	@Configuration(proxyBeanMethods = false)
	@Import({ Numbers.class, Tower.class, Airports.class, Board.class })
	static class Beans {

		final BlockingQueue<String> texts = new LinkedBlockingQueue<>();

		@Bean
		SinkDrain<String> texts() {
			return this.texts::addAll;
		}

	}

	@Component("numbers")
	static class Numbers implements SinkDrain<Integer> {

		@Override
		public void drain(List<Integer> batch) {
		}

	}

	@Component("board")
	static class Board implements PeriodicTask {

		@Override
		public void tick(TickContext context) {
		}

	}

	@ActorComponent("tower")
	static class Tower implements Actor<List<String>> {

		@Override
		public void handle(List<String> message, ActorContext<List<String>> context) {
		}

	}

	@ActorComponent(value = "airports", keyed = true)
	static class Airports implements Actor<AirportQuestion> {

		@Override
		public void handle(AirportQuestion message, ActorContext<AirportQuestion> context) {
			message.reply().send(context.key(String.class));
		}

	}

	static class ByGenerics {

		private final BackgroundSink<String> texts;

		private final BackgroundSink<Integer> numbers;

		private final PeriodicWorker board;

		private final ActorRef<List<String>> commands;

		private final ActorGroup<String, AirportQuestion> airports;

		ByGenerics(BackgroundSink<String> a, BackgroundSink<Integer> b, PeriodicWorker c, ActorRef<List<String>> d,
				ActorGroup<String, AirportQuestion> e) {
			this.texts = a;
			this.numbers = b;
			this.board = c;
			this.commands = d;
			this.airports = e;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class SecondIsPrimary {

		@Bean
		SinkDrain<String> one() {
			return (batch) -> {
			};
		}

		@Bean
		@Primary
		SinkDrain<String> two() {
			return (batch) -> {
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class FirstIsFallback {

		@Bean
		@Fallback
		SinkDrain<String> one() {
			return (batch) -> {
			};
		}

		@Bean
		SinkDrain<String> two() {
			return (batch) -> {
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class FallbackMethod {

		@Fallback
		@SinkListener("fallback")
		void fallback(List<String> batch) {
		}

		@SinkListener("regular")
		void regular(List<String> batch) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class SameTypes {

		@Bean
		SinkDrain<String> one() {
			return (batch) -> {
			};
		}

		@Bean
		SinkDrain<String> two() {
			return (batch) -> {
			};
		}

	}

	static class ByQualifier {

		private final BackgroundSink<String> first;

		private final BackgroundSink<String> second;

		ByQualifier(@Qualifier("one") BackgroundSink<String> first, @Qualifier("two") BackgroundSink<String> second) {
			this.first = first;
			this.second = second;
		}

	}

	static class ByParameterName {

		private final BackgroundSink<String> first;

		private final BackgroundSink<String> second;

		ByParameterName(BackgroundSink<String> oneSink, BackgroundSink<String> twoSink) {
			this.first = oneSink;
			this.second = twoSink;
		}

	}

	/** Offers again what fails, at last to another sink. */
	@Component("retrying")
	static class Retrying implements SinkDrain<Item> {

		private final BackgroundSink<Item> self;

		private final BackgroundSink<String> texts;

		Retrying(BackgroundSink<Item> self, BackgroundSink<String> texts) {
			this.self = self;
			this.texts = texts;
		}

		@Override
		public void drain(List<Item> batch) {
			for (Item item : batch) {
				Admission admission = (item.attempt() < 3)
						? this.self.tryPush(new Item(item.text(), item.attempt() + 1))
						: this.texts.tryPush(item.text() + " at last");
				assertThat(admission).isEqualTo(Admission.ACCEPTED);
			}
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Delegate {

		@Bean(autowireCandidate = false)
		SinkDrain<String> inner() {
			return (batch) -> {
			};
		}

		@Bean
		SinkDrain<String> outer() {
			return inner();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class RawDrain {

		@Bean
		@SuppressWarnings("rawtypes")
		SinkDrain raw() {
			return (batch) -> {
			};
		}

	}

	static class TextUser {

		private final BackgroundSink<String> sink;

		TextUser(BackgroundSink<String> sink) {
			this.sink = sink;
		}

	}

}
