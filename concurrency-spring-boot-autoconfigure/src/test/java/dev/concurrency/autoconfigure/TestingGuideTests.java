package dev.concurrency.autoconfigure;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.context.TestPropertySource;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.actor.Actor;
import dev.concurrency.actor.ActorContext;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.actor.OncePort;
import dev.concurrency.fixture.Guide;
import dev.concurrency.process.ProcessEvent;
import dev.concurrency.process.ShutdownSignal;
import dev.concurrency.process.Supervisable;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.sink.SinkDrain;
import dev.concurrency.sink.SinkSettings;
import dev.concurrency.test.ActorProbe;
import dev.concurrency.test.ConcurrencyRules;
import dev.concurrency.test.RecordingListener;
import dev.concurrency.test.TestKit;
import dev.concurrency.test.TestRuntime;
import dev.concurrency.worker.PeriodicTask;
import dev.concurrency.worker.PeriodicWorker;
import dev.concurrency.worker.TickContext;
import dev.concurrency.worker.WorkerSettings;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What {@code docs/testing.md} shows is part of this file and runs. */
@SpringBootTest(classes = TestingGuideTests.Application.class, properties = {
		"concurrency.workers.instances.report.interval=1h", "concurrency.sinks.instances.orders.linger=10m" })
class TestingGuideTests {

	private static final Guide GUIDE = Guide.of("testing", TestingGuideTests.class);

	@Test
	void theCodeOfTheGuideIsPartOfThisTest() {
		assertThat(GUIDE.blocks("java")).hasSize(8).allMatch(GUIDE::isTestedInEssence);
	}

	// The code of the guide.

	@Test
	void ordersAreWrittenTogetherWhenTheLingerIsOver() {
		List<List<Order>> batches = new CopyOnWriteArrayList<>();
		try (TestRuntime test = TestRuntime.create()) {
			BackgroundSink<Order> orders = test.runtime()
				.sink("orders", batches::add, SinkSettings.defaults().withLinger(Duration.ofSeconds(1)));
			test.start();
			assertThat(orders.tryPush(new Order("ada", 3)).isAccepted()).isTrue();
			assertThat(orders.tryPush(new Order("bob", 5)).isAccepted()).isTrue();
			test.advance(Duration.ofMillis(999));
			assertThat(batches).isEmpty();
			test.advance(Duration.ofMillis(1));
			assertThat(batches).containsExactly(List.of(new Order("ada", 3), new Order("bob", 5)));
		}
	}

	@Test
	void aCustomerAnswersAndReportsItsTotal() throws Exception {
		try (TestRuntime test = TestRuntime.create()) {
			ActorRef<Object> customer = test.runtime().actor("ada", Customer::new, ActorSettings.defaults());
			test.start();
			ActorProbe<Total> auditor = test.probe("auditor", Total.class);
			assertThat(customer.tryTell(new Order("ada", 3)).isAccepted()).isTrue();
			Integer total = test.await(customer.ask((OncePort<Integer> reply) -> reply, Duration.ofSeconds(1)));
			assertThat(total).isEqualTo(3);
			assertThat(customer.tryTell(auditor.ref()).isAccepted()).isTrue();
			auditor.expectMessage(new Total(3));
			auditor.expectNoMessage();
		}
	}

	@Test
	void aCustomerThatFailsIsRestarted() {
		try (TestRuntime test = TestRuntime.create()) {
			ActorRef<Object> customer = test.runtime().actor("ada", Customer::new, ActorSettings.defaults());
			test.start();
			assertThat(customer.tryTell("nonsense").isAccepted()).isTrue();
			test.advance(Duration.ofSeconds(1));
			assertThat(customer.status().isUp()).isTrue();
			assertThat(test.events().all(ProcessEvent.Failed.class, customer)).hasSize(1);
			assertThat(test.events().deadLetters()).extracting((letter) -> letter.message())
				.containsExactly("nonsense");
		}
	}

	@Test
	void theReportIsMadeEveryHour() {
		List<Long> ticks = new CopyOnWriteArrayList<>();
		try (TestRuntime test = TestRuntime.create()) {
			test.runtime()
				.worker("report", (tick) -> ticks.add(tick.number()), WorkerSettings.every(Duration.ofHours(1)));
			test.start();
			test.advance(Duration.ofHours(3));
			assertThat(ticks).containsExactly(1L, 2L, 3L);
		}
	}

	@Test
	void theContextWritesAndReports(@Autowired BackgroundSink<Order> orders, @Autowired PeriodicWorker report,
			@Autowired OrderWriter writer, @Autowired Report task) throws Exception {
		assertThat(orders.tryPush(new Order("ada", 3)).isAccepted()).isTrue();
		TestKit.flushAndAwait(orders);
		assertThat(writer.written()).contains(new Order("ada", 3));
		TestKit.runOnce(report);
		assertThat(task.made()).isEqualTo(1);
	}

	@Nested
	@TestPropertySource(properties = "concurrency.auto-startup=false")
	class WithoutStart {

		@Test
		void theWriterAlone(@Autowired OrderWriter writer, @Autowired BackgroundSink<Order> declared) throws Exception {
			try (TestRuntime test = TestRuntime.create()) {
				BackgroundSink<Order> orders = test.runtime().sink("orders", writer, declared.settings());
				test.start();
				assertThat(orders.tryPush(new Order("ada", 3)).isAccepted()).isTrue();
				test.flushAndAwait(orders);
				assertThat(writer.written()).containsExactly(new Order("ada", 3));
			}
		}

		@Test
		void theProcessOfTheContextIsNotStarted(@Autowired BackgroundSink<Order> declared) {
			assertThat(declared.status().isUp()).isFalse();
			assertThat(declared.settings().linger()).isEqualTo(Duration.ofMinutes(10));
		}

	}

	@Nested
	@TestPropertySource(properties = "concurrency.sinks.configs.default.auto-startup=false")
	class StartedByHand {

		@Test
		void oneProcessIsStarted(@Autowired ConcurrencyRuntime runtime, @Autowired BackgroundSink<Order> orders)
				throws Exception {
			assertThat(orders.status().isUp()).isFalse();
			TestKit.start(runtime, orders);
			assertThat(orders.status().isUp()).isTrue();
		}

	}

	@Test
	void nothingBlocksAThreadThatItShares() {
		JavaClasses application = new ClassFileImporter().importClasses(Archive.class, Customer.class, Report.class);
		ConcurrencyRules.create().withBlockingActors(Archive.class).all().check(application);
	}

	@Test
	void aJobThatRunsOnceIsLeftOut() {
		JavaClasses application = new ClassFileImporter().importClasses(Import.class, Customer.class, Report.class);
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> ConcurrencyRules.create().all().check(application))
			.withMessageContaining("Import> never looks at its ShutdownSignal");
		ConcurrencyRules.create().all().check(application.that(not(equivalentTo(Import.class))));
	}

	@Test
	void theEventsOfTheContextAreRecorded(@Autowired RecordingListener events, @Autowired PeriodicWorker report) {
		assertThat(events.await(ProcessEvent.Started.class, report.path(), 1).restarts()).isZero();
	}

	record Order(String customer, int amount) {
	}

	record Total(int amount) {
	}

	static class Customer implements Actor<Object> {

		private int total;

		@Override
		@SuppressWarnings("unchecked")
		public void handle(Object message, ActorContext<Object> context) {
			if (message instanceof Order order) {
				this.total += order.amount();
			}
			else if (message instanceof OncePort<?> question) {
				((OncePort<Integer>) question).send(this.total);
			}
			else if (message instanceof ActorRef<?> auditor) {
				var unused = ((ActorRef<Total>) auditor).tryTell(new Total(this.total));
			}
			else {
				throw new IllegalArgumentException("not understood");
			}
		}

	}

	static class Archive implements Actor<Path> {

		@Override
		public void handle(Path file, ActorContext<Path> context) throws Exception {
			Files.delete(file);
		}

	}

	static class Import implements Supervisable {

		@Override
		public String name() {
			return "import";
		}

		@Override
		public Run initialize(ShutdownSignal shutdown) {
			return () -> {
			};
		}

	}

	static class OrderWriter implements SinkDrain<Order> {

		private final List<Order> written = new CopyOnWriteArrayList<>();

		@Override
		public void drain(List<Order> batch) {
			this.written.addAll(batch);
		}

		List<Order> written() {
			return List.copyOf(this.written);
		}

	}

	static class Report implements PeriodicTask {

		private volatile int made;

		@Override
		public void tick(TickContext tick) {
			this.made = (int) tick.number();
		}

		int made() {
			return this.made;
		}

	}

	@Configuration
	@ImportAutoConfiguration(ConcurrencyAutoConfiguration.class)
	static class Application {

		@Bean("orders")
		OrderWriter orderWriter() {
			return new OrderWriter();
		}

		@Bean("report")
		Report salesReport() {
			return new Report();
		}

		@Bean
		RecordingListener events() {
			return new RecordingListener();
		}

	}

}
