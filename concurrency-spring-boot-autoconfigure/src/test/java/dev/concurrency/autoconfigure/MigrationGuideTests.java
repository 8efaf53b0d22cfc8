package dev.concurrency.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.stereotype.Service;

import dev.concurrency.actor.Actor;
import dev.concurrency.actor.ActorContext;
import dev.concurrency.actor.ActorGroup;
import dev.concurrency.boundary.BoundaryRuntime;
import dev.concurrency.boundary.TaskOutcome;
import dev.concurrency.fixture.Guide;
import dev.concurrency.fixture.Yaml;
import dev.concurrency.process.Admission;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.spring.ActorComponent;
import dev.concurrency.spring.PeriodicWork;
import dev.concurrency.spring.SinkListener;
import dev.concurrency.worker.PeriodicWorker;
import dev.concurrency.worker.Schedule;

import static org.assertj.core.api.Assertions.assertThat;

/** The code and the settings of the guide for those who come from somewhere else. */
@Timeout(30)
class MigrationGuideTests {

	private static final Guide GUIDE = Guide.of("migration", MigrationGuideTests.class);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ConcurrencyAutoConfiguration.class))
		.withInitializer((context) -> GUIDE.blocks("yaml").forEach((block) -> Yaml.of(block).initialize(context)))
		.withBean(Audit.class)
		.withBean(Receipts.class)
		.withBean(Checkout.class)
		.withBean(Bank.class)
		.withBean(Rates.class)
		.withBean(Cleanup.class)
		.withUserConfiguration(Account.class);

	@Test
	void theCodeOfTheGuideIsPartOfThisTest() {
		assertThat(GUIDE.blocks("java")).hasSize(6).allMatch(GUIDE::isTestedInEssence, "is part of this test");
	}

	@Test
	void whatIsPushedIsWrittenInBatches() {
		this.runner.run((context) -> {
			Audit audit = context.getBean(Audit.class);
			Producer producer = new Producer(sink(context, "auditSink"));
			producer.happened(new AuditEvent("login"));
			assertThat(audit.repository.poll(20, TimeUnit.SECONDS)).isEqualTo(new AuditEvent("login"));
			assertThat(producer.refused.sum()).isZero();
			assertThat(sink(context, "auditSink").settings().batchSize()).isEqualTo(500);
			context.getBean(Checkout.class).paid(new Receipt(3));
			assertThat(context.getBean(Receipts.class).saved.poll(20, TimeUnit.SECONDS)).isEqualTo(new Receipt(3));
		});
	}

	@SuppressWarnings("unchecked")
	private static BackgroundSink<AuditEvent> sink(ApplicationContext context, String name) {
		return context.getBean(name, BackgroundSink.class);
	}

	@Test
	void aRateIsAskedBehindABoundaryAgainAndAgain() {
		this.runner.run((context) -> {
			Rates rates = context.getBean(Rates.class);
			assertThat(rates.rate("EUR").toCompletableFuture().get(20, TimeUnit.SECONDS)).isEqualTo("1.00");
			assertThat(rates.rate("EUR").toCompletableFuture().get(20, TimeUnit.SECONDS)).isEqualTo("1.00");
			assertThat(context.getBean(BoundaryRuntime.class).settings().boundary().maxInFlight()).isEqualTo(4);
		});
	}

	@Test
	void aMethodIsCalledPeriodicallyAndStateBelongsToAnActor() {
		this.runner.run((context) -> {
			PeriodicWorker cleanup = context.getBean("cleanupWorker", PeriodicWorker.class);
			assertThat(cleanup.settings().schedule()).isEqualTo(Schedule.fixedDelay(Duration.ofMinutes(10)));
			cleanup.runOnce().toCompletableFuture().get(20, TimeUnit.SECONDS);
			assertThat(context.getBean(Cleanup.class).removed).hasValue(1);
			ActorGroup<String, Integer> accounts = accounts(context);
			assertThat(accounts.ref("ada").tryTell(3)).isEqualTo(Admission.ACCEPTED);
			assertThat(accounts.settings().passivateAfter()).isEqualTo(Duration.ofHours(1));
		});
	}

	@SuppressWarnings("unchecked")
	private static ActorGroup<String, Integer> accounts(ApplicationContext context) {
		return context.getBean("accountGroup", ActorGroup.class);
	}

	record AuditEvent(String what) {
	}

	record Receipt(int amount) {
	}

	static class Audit {

		private final BlockingQueue<AuditEvent> repository = new LinkedBlockingQueue<>();

		@SinkListener("audit")
		void save(List<AuditEvent> batch) {
			this.repository.addAll(batch);
		}

	}

	static class Producer {

		private final LongAdder refused = new LongAdder();

		private final BackgroundSink<AuditEvent> audit;

		Producer(BackgroundSink<AuditEvent> audit) {
			this.audit = audit;
		}

		void happened(AuditEvent event) {
			if (this.audit.tryPush(event) != Admission.ACCEPTED) {
				this.refused.increment();
			}
		}

	}

	static class Receipts {

		private final BlockingQueue<Receipt> saved = new LinkedBlockingQueue<>();

		@SinkListener("receipts")
		void save(List<Receipt> batch) {
			this.saved.addAll(batch);
		}

	}

	@Service
	static class Checkout {

		private final BackgroundSink<Receipt> receipts;

		Checkout(BackgroundSink<Receipt> receipts) {
			this.receipts = receipts;
		}

		Admission paid(Receipt receipt) throws InterruptedException {
			return this.receipts.push(receipt, Duration.ofMillis(50));
		}

	}

	static class Bank {

		String rate(String currency) {
			return "EUR".equals(currency) ? "1.00" : "0.85";
		}

	}

	static class Rates {

		private final BoundaryRuntime rates;

		private final Bank bank;

		Rates(BoundaryRuntime rates, Bank bank) {
			this.rates = rates;
			this.bank = bank;
		}

		CompletionStage<String> rate(String currency) {
			return this.rates.submit(currency, () -> this.bank.rate(currency))
				.thenApply((outcome) -> (outcome instanceof TaskOutcome.Succeeded<String> rate) ? rate.value()
						: "unknown");
		}

	}

	static class Cleanup {

		private final AtomicInteger removed = new AtomicInteger();

		@PeriodicWork(name = "cleanup", fixedDelay = "${cleanup.delay:10m}")
		void removeWhatIsOld() {
			this.removed.incrementAndGet();
		}

	}

	@ActorComponent(value = "account", keyed = true)
	static class Account implements Actor<Integer> {

		private int total;

		@Override
		public void handle(Integer amount, ActorContext<Integer> context) {
			this.total += amount; // no lock: one message at a time
			context.log().info("{} has spent {}", context.key(String.class), this.total);
		}

	}

}
