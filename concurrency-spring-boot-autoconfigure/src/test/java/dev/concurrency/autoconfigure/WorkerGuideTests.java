package dev.concurrency.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.stereotype.Component;

import dev.concurrency.fixture.Guide;
import dev.concurrency.fixture.Yaml;
import dev.concurrency.spring.CronSchedule;
import dev.concurrency.spring.PeriodicWork;
import dev.concurrency.time.Backoff;
import dev.concurrency.worker.PeriodicTask;
import dev.concurrency.worker.PeriodicWorker;
import dev.concurrency.worker.Schedule;
import dev.concurrency.worker.TickContext;
import dev.concurrency.worker.WorkerFailureAction;
import dev.concurrency.worker.WorkerSettings;

import static org.assertj.core.api.Assertions.assertThat;

/** The code and the settings of the guide to workers. */
class WorkerGuideTests {

	private static final Guide GUIDE = Guide.of("workers", WorkerGuideTests.class);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ConcurrencyAutoConfiguration.class))
		.withBean("report", SalesReport.class)
		.withBean(Cleaner.class)
		.withBean(Operator.class);

	@Test
	void theCodeOfTheGuideIsPartOfThisTest() {
		assertThat(GUIDE.blocks("java")).hasSize(4)
			.flatExtracting((block) -> List.of(block.split("// \\.\\.\\.")))
			.allMatch(GUIDE::isTestedInEssence);
	}

	@Test
	void theSettingsOfTheGuideArrive() {
		this.runner.withInitializer(Yaml.of(GUIDE.blocks("yaml").get(0))).run((context) -> {
			WorkerSettings report = context.getBean("reportWorker", PeriodicWorker.class).settings();
			assertThat(report).isEqualTo(new WorkerSettings(CronSchedule.parse("0 30 6 * * MON-FRI", "Europe/Berlin"),
					null, Duration.ofSeconds(10), WorkerFailureAction.BACKOFF, WorkerSettings.DEFAULT_BACKOFF,
					Duration.ofMinutes(5), Duration.ofMinutes(8), false, null));
			WorkerSettings cleanup = context.getBean("cleanupWorker", PeriodicWorker.class).settings();
			assertThat(cleanup).isEqualTo(WorkerSettings.of(Schedule.fixedDelay(Duration.ofMinutes(10)))
				.withInitialDelay(Duration.ofSeconds(5))
				.withMaxRunTime(Duration.ofSeconds(30)));
		});
	}

	@Test
	void theDefaultsOfTheGuideAreThoseOfTheCore() {
		assertThat(WorkerSettings.DEFAULT_BACKOFF)
			.isEqualTo(new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(5), 2, 0.2, Duration.ZERO));
		assertThat(WorkerProperties.DEFAULT_LOCK_AT_MOST_FOR).isEqualTo(Duration.ofMinutes(10));
	}

	@Test
	void theCodeOfTheGuideTicks() {
		this.runner.withPropertyValues("concurrency.workers.instances.report.interval=1h").run((context) -> {
			context.getBean(Operator.class).operate();
			assertThat(Written.all.poll(10, TimeUnit.SECONDS)).isEqualTo(1);
			assertThat(context.getBean("reportWorker", PeriodicWorker.class).settings().schedule())
				.hasToString("fixed-rate 5m");
			Cleaner cleaner = context.getBean(Cleaner.class);
			cleaner.cleanUp();
			assertThat(cleaner.runs.sum()).isEqualTo(1);
		});
	}

	/** What the guide leaves out. */
	static class Written {

		private static final BlockingQueue<Long> all = new LinkedBlockingQueue<>();

		static void write(long number) {
			all.add(number);
		}

	}

	@Component("report")
	static class SalesReport extends Written implements PeriodicTask {

		@Override
		public void tick(TickContext tick) throws Exception {
			write(tick.number());
		}

	}

	static class Cleaner {

		private final LongAdder runs = new LongAdder();

		@PeriodicWork(name = "cleanup", fixedDelay = "${cleanup.pause:10m}")
		void cleanUp() {
			this.runs.increment();
		}

	}

	static class Operator {

		private final PeriodicWorker report;

		Operator(@Qualifier("report") PeriodicWorker report) {
			this.report = report;
		}

		void operate() {
			this.report.pause();
			this.report.trigger();
			this.report.resume();
			this.report.reconfigure((now) -> now.withSchedule(Schedule.fixedRate(Duration.ofMinutes(5))));
		}

	}

}
