package dev.concurrency.spring;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

import javax.sql.DataSource;

import net.javacrumbs.shedlock.core.LockProvider;
import net.javacrumbs.shedlock.provider.jdbctemplate.JdbcTemplateLockProvider;
import org.awaitility.Awaitility;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

import dev.concurrency.autoconfigure.ConcurrencyAutoConfiguration;
import dev.concurrency.worker.PeriodicTask;
import dev.concurrency.worker.PeriodicWorker;
import dev.concurrency.worker.WorkerSnapshot;

import static org.assertj.core.api.Assertions.assertThat;

/** Two instances of a service on one database. */
@Timeout(60)
class ShedLockTests {

	private final DataSource database = database();

	private final AtomicInteger inside = new AtomicInteger();

	private final AtomicInteger together = new AtomicInteger();

	private final List<String> ticked = new CopyOnWriteArrayList<>();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ConcurrencyAutoConfiguration.class))
		.withBean(LockProvider.class, () -> new JdbcTemplateLockProvider(this.database))
		.withPropertyValues("concurrency.workers.instances.report.fixed-delay=5ms",
				"concurrency.workers.instances.report.lock=reports");

	@Test
	void onlyOneInstanceTicksAtATime() {
		CountDownLatch released = new CountDownLatch(1);
		both(instance("a", released), instance("b", released), (a, b) -> {
			// One is in its tick all the while.
			await(() -> counts(a).locked() + counts(b).locked() > 2 || this.inside.get() > 1);
			released.countDown();
			await(() -> counts(a).ticks() + counts(b).ticks() >= 50);
			assertThat(this.together).hasValue(0);
		});
	}

	@Test
	void aLockIsHandedOverWhenTheInstanceThatHoldsItStops() {
		CountDownLatch released = new CountDownLatch(1);
		ApplicationContextRunner first = this.runner.withBean("report", PeriodicTask.class, () -> (tick) -> {
			this.ticked.add("a");
			released.await();
		});
		both(first, instance("b"), (a, b) -> {
			await(() -> this.ticked.contains("a") || this.ticked.contains("b"));
			await(() -> this.ticked.contains("a"));
			long refused = counts(b).locked();
			await(() -> counts(b).locked() > refused + 2);
			int before = this.ticked.size();
			released.countDown();
			a.close();
			await(() -> this.ticked.size() > before);
			assertThat(this.ticked).endsWith("b");
		});
	}

	/** What is left of an instance that has died is its row. */
	@Test
	void aLockIsHandedOverWhenItsTimeIsOverThoughItsHolderHasDied() {
		JdbcTemplate rows = new JdbcTemplate(this.database);
		rows.update("insert into shedlock values ('reports', dateadd(second, 2, current_timestamp), current_timestamp,"
				+ " 'dead')");
		instance("b").run((b) -> {
			await(() -> counts(b).locked() > 2);
			assertThat(counts(b).ticks()).isZero();
			await(() -> counts(b).ticks() > 0);
			assertThat(rows.queryForObject("select locked_by from shedlock", String.class)).isNotEqualTo("dead");
		});
	}

	@Test
	void aLockThatIsToBeKeptForAWhileIsKeptAfterTheTick() {
		instance("a")
			.withPropertyValues("concurrency.workers.instances.report.lock-at-least-for=1h",
					"concurrency.workers.instances.report.lock-at-most-for=2h")
			.run((a) -> {
				await(() -> counts(a).locked() > 2);
				assertThat(counts(a).ticks()).isEqualTo(1);
			});
	}

	/** Who is interrupted later ticks beside another instance until then. */
	@ParameterizedTest
	@CsvSource({ "10m, interrupt-after (10m) must be shorter than lock-at-most-for (10m)",
			"2h, interrupt-after (2h) must be shorter than lock-at-most-for (10m)" })
	void aTickThatIsInterruptedWhenItsLockIsFreeIsRefused(String limit, String refusal) {
		instance("a").withPropertyValues("concurrency.workers.configs.default.interrupt-after=" + limit)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidConfigurationException.class)
				.hasMessageContaining(refusal)
				.hasMessageContaining("concurrency.workers.configs.default.interrupt-after = " + limit)
				.hasMessageContaining("lock-at-most-for is not set and has its default"));
		instance("a")
			.withPropertyValues("concurrency.workers.configs.default.interrupt-after=" + limit,
					"concurrency.workers.instances.report.lock-at-most-for=3h")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 5 })
	void theRowSaysDuringTheTickWhenTheLockIsFreeAtTheLatest(long hours) {
		List<Duration> kept = new CopyOnWriteArrayList<>();
		this.runner.withBean("report", PeriodicTask.class, () -> (tick) -> kept.add(kept()))
			.withPropertyValues("concurrency.workers.instances.report.lock-at-most-for=" + hours + "h")
			.run((a) -> {
				await(() -> !kept.isEmpty());
				assertThat(kept.get(0)).isBetween(Duration.ofHours(hours).minusMinutes(5), Duration.ofHours(hours));
			});
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 5 })
	void theRowSaysAfterTheTickUntilWhenTheLockIsKept(long hours) {
		instance("a")
			.withPropertyValues("concurrency.workers.instances.report.lock-at-least-for=" + hours + "h",
					"concurrency.workers.instances.report.lock-at-most-for=9h")
			.run((a) -> {
				await(() -> counts(a).locked() > 0);
				assertThat(kept()).isBetween(Duration.ofHours(hours).minusMinutes(5), Duration.ofHours(hours));
			});
	}

	/** From when the lock was taken until when it is kept, as its row says. */
	private Duration kept() {
		return Objects.requireNonNull(new JdbcTemplate(this.database).queryForObject(
				"select locked_at, lock_until from shedlock",
				(row, number) -> Duration.between(row.getTimestamp(1).toInstant(), row.getTimestamp(2).toInstant())));
	}

	@Test
	void aDatabaseThatFailsIsATickThatFailed() {
		new JdbcTemplate(this.database).execute("drop table shedlock");
		instance("a").run((a) -> {
			await(() -> counts(a).failures() > 2);
			assertThat(this.ticked).isEmpty();
		});
	}

	@Test
	void withoutShedLockASettingThatNeedsItIsRefused() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(ConcurrencyAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader(LockProvider.class))
			.withBean("report", PeriodicTask.class, () -> (tick) -> this.ticked.add("never"))
			.withPropertyValues("concurrency.workers.instances.report.interval=1h",
					"concurrency.workers.instances.report.lock=reports")
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidConfigurationException.class)
				.hasMessageContaining("ShedLock is not on the class path"));
	}

	@Test
	void withoutShedLockAWorkerThatNeedsNoLockTicks() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(ConcurrencyAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader(LockProvider.class))
			.withBean("report", PeriodicTask.class, () -> (tick) -> this.ticked.add("a"))
			.withPropertyValues("concurrency.workers.instances.report.interval=5ms")
			.run((context) -> await(() -> !this.ticked.isEmpty()));
	}

	@Test
	void severalProvidersAreRefusedUnlessOneIsPrimary() {
		instance("a").withBean("other", LockProvider.class, () -> new JdbcTemplateLockProvider(this.database))
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidConfigurationException.class)
				.hasMessageContaining("there are several LockProvider beans"));
		instance("a")
			.withBean("other", LockProvider.class, () -> new JdbcTemplateLockProvider(this.database),
					(definition) -> definition.setPrimary(true))
			.run((context) -> await(() -> counts(context).ticks() > 0));
	}

	private ApplicationContextRunner instance(String name) {
		return instance(name, new CountDownLatch(0));
	}

	/** Its ticks wait until they are released. */
	private ApplicationContextRunner instance(String name, CountDownLatch released) {
		return this.runner.withBean("report", PeriodicTask.class, () -> (tick) -> {
			this.together.addAndGet(this.inside.getAndIncrement());
			this.ticked.add(name);
			released.await();
			this.inside.decrementAndGet();
		});
	}

	private static void both(ApplicationContextRunner first, ApplicationContextRunner second, Both test) {
		first.run((a) -> second.run((b) -> test.accept(a, b)));
	}

	private static WorkerSnapshot counts(ConfigurableApplicationContext context) {
		return context.getBean(PeriodicWorker.class).snapshot();
	}

	/** The lock lives in a database, of which no test can drive the time. */
	private static void await(BooleanSupplier condition) {
		Awaitility.await()
			.pollInterval(Duration.ofMillis(2))
			.atMost(Duration.ofSeconds(20))
			.until(condition::getAsBoolean);
	}

	private static DataSource database() {
		JdbcDataSource database = new JdbcDataSource();
		database.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
		new JdbcTemplate(database).execute("create table shedlock (name varchar(64) primary key,"
				+ " lock_until timestamp not null, locked_at timestamp not null, locked_by varchar(255) not null)");
		return database;
	}

	@FunctionalInterface
	private interface Both {

		void accept(AssertableApplicationContext a, AssertableApplicationContext b);

	}

}
