package dev.concurrency.spring;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.context.annotation.Scope;

import dev.concurrency.autoconfigure.ConcurrencyAutoConfiguration;
import dev.concurrency.worker.PeriodicTask;
import dev.concurrency.worker.PeriodicWorker;
import dev.concurrency.worker.TickContext;

import static org.assertj.core.api.Assertions.assertThat;

/** Methods that do the work of a worker. */
class PeriodicWorkTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ConcurrencyAutoConfiguration.class))
		.withBean(Calls.class);

	@Test
	void aMethodDoesTheWorkOfAWorkerThatIsInjectedByItsName() {
		this.runner.withBean(Cleaner.class).withBean(Operator.class).run((context) -> {
			assertThat(context.getBean("cleanupWorker")).isSameAs(context.getBean(Operator.class).cleanupWorker);
			assertThat(context.getBean(Operator.class).cleanupWorker.trigger()).isTrue();
			assertThat(taken(context.getBean(Calls.class))).isEqualTo("cleaned");
		});
	}

	@Test
	void itMayAskWhichTickItIs() {
		this.runner.withBean(Counter.class).run((context) -> {
			assertThat(context.getBean(PeriodicWorker.class).trigger()).isTrue();
			assertThat(taken(context.getBean(Calls.class))).isEqualTo("tick 1");
		});
	}

	@Test
	void nameAndScheduleMayHoldPlaceholders() {
		this.runner.withBean(Placeholders.class)
			.withPropertyValues("where=north", "pace=7s")
			.run((context) -> assertThat(
					context.getBean("cleanup-northWorker", PeriodicWorker.class).settings().schedule())
				.hasToString("fixed-rate 7s"));
	}

	@Test
	void eachSortOfScheduleCanBeGiven() {
		this.runner.withBean(Sorts.class).run((context) -> {
			assertThat(schedule(context.getBean("aWorker"))).isEqualTo("interval 1s");
			assertThat(schedule(context.getBean("bWorker"))).isEqualTo("fixed-delay 2s");
			assertThat(schedule(context.getBean("cWorker"))).isEqualTo("cron 0 0 * * * * (UTC)");
		});
	}

	@Test
	void theWorkerOfThePrimaryMethodIsInjectedByTypeAlone() {
		this.runner.withBean(Preferring.class)
			.run((context) -> assertThat(context.getBean(PeriodicWorker.class).path().name()).isEqualTo("second"));
	}

	@Test
	void settingsAreFoundByTheNameOfTheWorkerAndCountMore() {
		this.runner.withBean(Cleaner.class)
			.withPropertyValues("concurrency.workers.instances.cleanup.fixed-delay=3s",
					"concurrency.workers.instances.cleanup.max-run-time=1m")
			.run((context) -> {
				assertThat(schedule(context.getBean("cleanupWorker"))).isEqualTo("fixed-delay 3s");
				assertThat(context.getBean(PeriodicWorker.class).settings().maxRunTime())
					.isEqualTo(Duration.ofMinutes(1));
			});
	}

	@Test
	void aPrototypeIsMadeAndDestroyedByEachIncarnation() {
		this.runner.withUserConfiguration(Prototypes.class).run((context) -> {
			Calls calls = context.getBean(Calls.class);
			assertThat(context.getBean("freshWorker", PeriodicWorker.class).trigger()).isTrue();
			assertThat(taken(calls)).isEqualTo("made");
			assertThat(taken(calls)).isEqualTo("worked");
			ConcurrencyLifecycle lifecycle = context.getBean(ConcurrencyLifecycle.class);
			lifecycle.stop();
			lifecycle.start();
			lifecycle.stop();
			assertThat(calls.all).containsExactly("destroyed", "made", "destroyed");
		});
	}

	@Test
	void aMethodWithoutAScheduleNeedsOneInTheSettings() {
		this.runner.withBean(Counter.class)
			.run((context) -> assertThat(schedule(context.getBean("counterWorker"))).isEqualTo("interval 1h"));
		this.runner.withBean(Unscheduled.class)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidConfigurationException.class)
				.hasMessageContaining("The worker 'unscheduled' (@PeriodicWork on ")
				.hasMessageContaining(") has no schedule"));
	}

	@Test
	void twoSchedulesAreRefused() {
		this.runner.withBean(Twice.class)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidConfigurationException.class)
				.hasMessageContaining("There are two schedules for PeriodicWorkTests.Twice.work (bean "
						+ "'periodicWorkTests.Twice'): interval 1s and cron * * * * * * ("));
	}

	@Test
	void aDurationThatCannotBeReadIsRefused() {
		this.runner.withBean(Unreadable.class)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidConfigurationException.class)
				.hasMessageContaining("The schedule of PeriodicWorkTests.Unreadable.work")
				.hasMessageContaining("'often'"));
	}

	@Test
	void anAutoStartupWithoutAValueIsRefused() {
		this.runner.withBean(Unresolved.class)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidConfigurationException.class)
				.hasMessageContaining("autoStartup of PeriodicWorkTests.Unresolved.work")
				.hasMessageContaining("Could not resolve placeholder 'typo'"));
	}

	@Test
	void aMethodThatTakesSomethingElseIsRefused() {
		this.runner.withBean(Taking.class)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidConfigurationException.class)
				.hasMessageContaining("takes what nobody would give it")
				.hasMessageContaining("TickContext"));
	}

	@Test
	void aMethodWhoseResultNobodyWouldWaitForIsRefused() {
		this.runner.withBean(Returning.class)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidConfigurationException.class)
				.hasMessageContaining("Declare it void"));
	}

	@Test
	void twoWorkersOfOneNameAreRefused() {
		this.runner.withBean(Cleaner.class).withBean("cleanup", PeriodicTask.class, () -> (tick) -> {
		})
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidConfigurationException.class)
				.hasMessageContaining("There are two workers with the name 'cleanup'"));
	}

	private static String schedule(Object worker) {
		return ((PeriodicWorker) worker).settings().schedule().toString();
	}

	private static String taken(Calls calls) throws InterruptedException {
		String call = calls.all.poll(10, TimeUnit.SECONDS);
		return (call != null) ? call : "nothing";
	}

	static class Calls {

		private final BlockingQueue<String> all = new LinkedBlockingQueue<>();

	}

	static class Operator {

		@Autowired
		PeriodicWorker cleanupWorker;

	}

	static class Cleaner {

		@Autowired
		Calls calls;

		@PeriodicWork(name = "cleanup", every = "1h")
		void clean() {
			this.calls.all.add("cleaned");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Prototypes {

		@Bean
		@Scope("prototype")
		Fresh fresh(Calls calls) {
			return new Fresh(calls);
		}

	}

	static class Fresh implements DisposableBean {

		private final Calls calls;

		Fresh(Calls calls) {
			this.calls = calls;
			this.calls.all.add("made");
		}

		@PeriodicWork(name = "fresh", every = "1h")
		void work() {
			this.calls.all.add("worked");
		}

		@Override
		public void destroy() {
			this.calls.all.add("destroyed");
		}

	}

	static class Counter {

		@Autowired
		Calls calls;

		@PeriodicWork(name = "counter", every = "1h")
		void count(TickContext tick) {
			this.calls.all.add("tick " + tick.number());
		}

	}

	static class Preferring {

		@PeriodicWork(name = "first", every = "1h")
		void first() {
		}

		@Primary
		@PeriodicWork(name = "second", every = "1h")
		void second() {
		}

	}

	static class Placeholders {

		@PeriodicWork(name = "cleanup-${where}", fixedRate = "${pace}")
		void work() {
		}

	}

	static class Sorts {

		@PeriodicWork(name = "a", every = "1s")
		void first() {
		}

		@PeriodicWork(name = "b", fixedDelay = "2s")
		void second() {
		}

		@PeriodicWork(name = "c", cron = "@hourly", zone = "UTC")
		void third() {
		}

	}

	static class Unscheduled {

		@PeriodicWork(name = "unscheduled")
		void work() {
		}

	}

	static class Twice {

		@PeriodicWork(name = "twice", every = "1s", cron = "* * * * * *")
		void work() {
		}

	}

	static class Unreadable {

		@PeriodicWork(name = "unreadable", every = "often")
		void work() {
		}

	}

	static class Taking {

		@PeriodicWork(name = "taking", every = "1s")
		void work(String what) {
		}

	}

	static class Returning {

		@PeriodicWork(name = "returning", every = "1s")
		int work() {
			return 1;
		}

	}

	static class Unresolved {

		@PeriodicWork(name = "unresolved", every = "1h", autoStartup = "${typo}")
		void work() {
		}

	}

}
