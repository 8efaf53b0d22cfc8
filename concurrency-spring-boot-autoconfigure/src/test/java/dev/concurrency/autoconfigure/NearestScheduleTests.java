package dev.concurrency.autoconfigure;

import java.time.Clock;
import java.util.Map;

import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.actuate.EffectiveSetting;
import dev.concurrency.fixture.OneOfEach;
import dev.concurrency.fixture.Yaml;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.spring.DeclaredProcesses;
import dev.concurrency.worker.PeriodicWorker;
import dev.concurrency.worker.WorkerSettings;

import static org.assertj.core.api.Assertions.assertThat;

/** What counts where several sources say something of one worker, or nothing. */
class NearestScheduleTests {

	private final ApplicationContextRunner runner = OneOfEach.runner();

	@Test
	void aTestReplacesTheCronOfAFileByAnInterval() {
		this.runner.withInitializer(Yaml.of("""
				concurrency.workers.instances.board: {cron: "0 0 3 * * *", zone: UTC}
				""")).withPropertyValues("concurrency.workers.instances.board.interval=2h").run((context) -> {
			assertThat(board(context).schedule()).hasToString("interval 2h");
			Map<String, EffectiveSetting> shown = shown(context);
			assertThat(shown).doesNotContainKeys("cron", "zone");
			assertThat(shown.get("interval")).returns("property", EffectiveSetting::source);
		});
	}

	@Test
	void aVariableOfTheEnvironmentReplacesTheIntervalOfAFileByACron() {
		this.runner.withInitializer(Yaml.of("concurrency.workers.instances.board: {interval: 2h}"))
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.addFirst(new SystemEnvironmentPropertySource("test-systemEnvironment",
						Map.of("CONCURRENCY_WORKERS_INSTANCES_BOARD_CRON", "@daily"))))
			.run((context) -> assertThat(board(context).schedule().toString()).startsWith("cron 0 0 0 * * *"));
	}

	@Test
	void whatASharedConfigurationSaysOfTheScheduleIsReplacedToo() {
		this.runner.withInitializer(Yaml.of("""
				concurrency.workers:
				  configs.nightly: {cron: "0 0 3 * * *"}
				  instances.board: {base-config: nightly}
				"""))
			.withPropertyValues("concurrency.workers.configs.nightly.fixed-rate=3h")
			.run((context) -> assertThat(board(context).schedule()).hasToString("fixed-rate 3h"));
	}

	@Test
	void anEmptyCronIsNone() {
		this.runner.withInitializer(Yaml.of("""
				concurrency.workers.instances.board: {cron: "${BOARD_CRON:}", fixed-delay: 5h}
				""")).run((context) -> assertThat(board(context).schedule()).hasToString("fixed-delay 5h"));
		this.runner.withPropertyValues("concurrency.workers.instances.board.cron= ")
			.run((context) -> assertThat(board(context).schedule()).hasToString("interval 1h"));
	}

	@Test
	void anEmptyLockIsNone() {
		this.runner.withInitializer(Yaml.of("""
				concurrency.workers:
				  configs.default: {lock: boards}
				  instances.board: {lock: "${BOARD_LOCK:}", lock-at-most-for: 5m}
				""")).run((context) -> assertThat(board(context).guard()).isNull());
		this.runner.withInitializer(Yaml.of("concurrency.workers.instances.board: {lock: }"))
			.run((context) -> assertThat(board(context).guard()).isNull());
	}

	private static WorkerSettings board(AssertableApplicationContext context) {
		return context.getBean(PeriodicWorker.class).settings();
	}

	private static Map<String, EffectiveSetting> shown(AssertableApplicationContext context) {
		return new EndpointSettings(context.getEnvironment(), BoundProperties.of(context.getEnvironment()),
				new DeclaredProcesses(context.getBeanFactory()), new OperatorChanges(Clock.systemUTC()))
			.of(context.getBean(ConcurrencyRuntime.class)
				.control(ProcessPath.ROOT.child("workers").child("board"))
				.orElseThrow());
	}

}
