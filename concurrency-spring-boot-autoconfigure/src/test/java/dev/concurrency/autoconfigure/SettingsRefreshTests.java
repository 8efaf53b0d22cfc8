package dev.concurrency.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import net.javacrumbs.shedlock.core.LockProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cloud.autoconfigure.RefreshAutoConfiguration;
import org.springframework.cloud.context.environment.EnvironmentChangeEvent;
import org.springframework.cloud.context.refresh.ContextRefresher;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.MapPropertySource;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.actor.Actor;
import dev.concurrency.actor.ActorContext;
import dev.concurrency.actor.ActorGroup;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.boundary.BoundaryRuntime;
import dev.concurrency.fixture.OneOfEach;
import dev.concurrency.process.BackgroundProcess;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.sink.SinkSettings;
import dev.concurrency.spring.ActorComponent;
import dev.concurrency.spring.SettingsCustomizer;
import dev.concurrency.worker.PeriodicWorker;
import dev.concurrency.worker.Schedule;
import dev.concurrency.worker.WorkerSettings;

import static org.assertj.core.api.Assertions.assertThat;

/** Settings that change while the application runs, as Spring Cloud tells of them. */
@ExtendWith(OutputCaptureExtension.class)
class SettingsRefreshTests {

	private final Map<String, Object> settings = new HashMap<>(Map.of("concurrency.workers.instances.board.interval",
			"1h", "concurrency.boundaries.instances.calls.max-in-flight", "2",
			"concurrency.sinks.instances.lines.capacity", "1000"));

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(ConcurrencyAutoConfiguration.class, ConcurrencyRefreshAutoConfiguration.class))
		.withUserConfiguration(OneOfEach.class)
		.withInitializer((context) -> context.getEnvironment()
			.getPropertySources()
			.addFirst(new MapPropertySource("remote", this.settings)));

	@Test
	void whatMayChangeChangesInPlaceForEveryKind() {
		this.runner.withUserConfiguration(Members.class).run((context) -> {
			change(context, "concurrency.sinks.configs.default.batch-size", "7");
			change(context, "concurrency.workers.instances.board.interval", "2h");
			change(context, "concurrency.boundaries.instances.calls.max-in-flight", "5");
			change(context, "concurrency.actors.instances.tower.mailbox-capacity", "9");
			assertThat(sink(context).settings().batchSize()).isEqualTo(7);
			assertThat(context.getBean(PeriodicWorker.class).settings().schedule()).hasToString("interval 2h");
			assertThat(context.getBean(BoundaryRuntime.class).settings().boundary().maxInFlight()).isEqualTo(5);
			change(context, "concurrency.actors.instances.members.max-entities", "8");
			assertThat(actor(context, context.getBean(ActorRef.class)).mailboxCapacity()).isEqualTo(9);
			assertThat(actor(context, context.getBean(ActorGroup.class)).maxEntities()).isEqualTo(8);
		});
	}

	@Test
	void whatCannotChangeIsLoggedOnceWithItsKeyAndTheRestChanges(CapturedOutput output) {
		this.runner.run((context) -> {
			this.settings.put("concurrency.sinks.instances.lines.capacity", "2000");
			change(context, "concurrency.sinks.instances.lines.batch-size", "8");
			change(context, "concurrency.sinks.instances.lines.linger", "3ms");
			assertThat(sink(context).settings().capacity()).isEqualTo(1000);
			assertThat(sink(context).settings().batchSize()).isEqualTo(8);
			assertThat(sink(context).settings().linger()).isEqualTo(Duration.ofMillis(3));
			assertThat(output).containsOnlyOnce("concurrency.sinks.instances.lines.capacity: capacity (1000) cannot be"
					+ " changed to 2000 while the sink exists: set it before the start");
		});
	}

	@Test
	void whatCannotChangeOfOtherKindsIsNamedToo(CapturedOutput output) {
		this.runner.withUserConfiguration(Members.class).run((context) -> {
			change(context, "concurrency.workers.instances.board.non-blocking", "true");
			change(context, "concurrency.boundaries.instances.calls.pool", "cpu");
			change(context, "concurrency.actors.instances.tower.dispatcher", "pinned");
			change(context, "concurrency.actors.instances.members.passivate-after", "1h");
			for (String key : List.of("workers.instances.board.non-blocking", "boundaries.instances.calls.pool",
					"actors.instances.tower.dispatcher", "actors.instances.members.passivate-after")) {
				assertThat(output).containsOnlyOnce("concurrency." + key + ": ");
			}
		});
	}

	@Test
	void whatIsReadOnceOnlyIsNamed(CapturedOutput output) {
		this.runner.run((context) -> {
			change(context, "concurrency.sinks.instances.lines.shutdown", "1s");
			change(context, "concurrency.restarts.max-restarts", "3");
			assertThat(output).containsOnlyOnce("concurrency.sinks.instances.lines.shutdown has changed, which takes"
					+ " effect with the next start of the application");
			assertThat(output).containsOnlyOnce("concurrency.restarts.max-restarts has changed, which takes");
		});
	}

	@Test
	void whatIsReadOnceOnlyIsNamedWhenItHidesBehindAPlaceholder(CapturedOutput output) {
		this.settings.put("concurrency.sinks.instances.lines.restart", "${lines.restart}");
		this.settings.put("lines.restart", "permanent");
		this.runner.run((context) -> {
			change(context, "lines.restart", "transient");
			change(context, "server.port", "8081");
			assertThat(output).containsOnlyOnce("concurrency.sinks.instances.lines.restart has changed, which takes"
					+ " effect with the next start of the application");
		});
	}

	@Test
	void ofWhatIsRefusedNothingIsSaidToTakeEffectBeforeItIsCorrected(CapturedOutput output) {
		this.runner.run((context) -> {
			this.settings.put("concurrency.sinks.instances.lines.shutdown", "1s");
			change(context, "concurrency.sinks.instances.lines.batch-size", "5000");
			assertThat(output).contains("are refused, and nothing changes.").doesNotContain("lines.shutdown");
			change(context, "concurrency.sinks.instances.lines.batch-size", "8");
			assertThat(output).containsOnlyOnce("concurrency.sinks.instances.lines.shutdown has changed, which takes");
		});
	}

	@Test
	void ofALockWhatHasChangedIsNamed(CapturedOutput output) {
		this.settings.put("concurrency.workers.instances.board.lock", "board");
		this.runner.withBean(LockProvider.class, () -> (lock) -> Optional.empty()).run((context) -> {
			change(context, "concurrency.workers.instances.board.lock-at-most-for", "20m");
			assertThat(output)
				.containsOnlyOnce("concurrency.workers.instances.board.lock-at-most-for: lock-at-most-for"
						+ " cannot be changed while the worker exists: set it before the start")
				.doesNotContain("board.lock:");
			change(context, "concurrency.workers.instances.board.lock", "other");
			assertThat(output).containsOnlyOnce("concurrency.workers.instances.board.lock: lock cannot be changed");
			this.settings.remove("concurrency.workers.instances.board.lock-at-most-for");
			this.settings.remove("concurrency.workers.instances.board.lock");
			change(context, "concurrency.workers.instances.board.interval", "2h");
			assertThat(output).doesNotContain("lock-at-least-for");
		});
	}

	@Test
	void whatIsWarnedOfAtTheStartIsNotRepeated(CapturedOutput output) {
		this.settings.put("concurrency.supervisors.instances.ingest.auto-shutdown", "any-significant");
		this.runner.run((context) -> {
			change(context, "concurrency.sinks.instances.lines.batch-size", "8");
			change(context, "concurrency.sinks.instances.lines.batch-size", "9");
			assertThat(output).containsOnlyOnce("The supervisor 'ingest' has an auto-shutdown");
		});
	}

	@Test
	void aBoundaryThatIsNewIsSaidToComeWithTheNextStart(CapturedOutput output) {
		this.runner.run((context) -> {
			change(context, "concurrency.boundaries.instances.mails.max-in-flight", "3");
			change(context, "concurrency.boundaries.instances.calls.max-in-flight", "4");
			assertThat(context).hasSingleBean(BoundaryRuntime.class);
			assertThat(output).containsOnlyOnce("concurrency.boundaries.instances.mails: there will be such a boundary"
					+ " with the next start of the application");
		});
	}

	@Test
	void aBoundaryThatNothingDeclaresAnyMoreIsSaidToStay(CapturedOutput output) {
		this.runner.run((context) -> {
			this.settings.remove("concurrency.boundaries.instances.calls.max-in-flight");
			change(context, "server.port", "8081");
			change(context, "server.port", "8082");
			assertThat(context.getBean(BoundaryRuntime.class).settings().boundary().maxInFlight()).isEqualTo(2);
			assertThat(output)
				.containsOnlyOnce("concurrency.boundaries.instances.calls: nothing declares it any more, and"
						+ " it stays as it is until the next start of the application");
		});
	}

	@Test
	void aBoundaryThatIsNotEnabledAnyMoreIsStillDeclared(CapturedOutput output) {
		this.runner.run((context) -> {
			change(context, "concurrency.boundaries.instances.calls.enabled", "false");
			assertThat(output)
				.containsOnlyOnce("concurrency.boundaries.instances.calls.enabled has changed, which takes")
				.doesNotContain("nothing declares it");
		});
	}

	@Test
	void settingsThatMakeNoSenseChangeNothing(CapturedOutput output) {
		this.runner.run((context) -> {
			this.settings.put("concurrency.sinks.configs.default.linger", "3ms");
			change(context, "concurrency.sinks.instances.lines.batch-size", "5000");
			assertThat(sink(context).settings().linger()).isEqualTo(SinkSettings.defaults().linger());
			assertThat(output).contains("are refused, and nothing changes.")
				.contains("batch-size (5000) must not exceed capacity (1000)");
			change(context, "concurrency.sinks.instances.lines.batch-size", "many");
			assertThat(output).contains("cannot be read, and nothing changes");
		});
	}

	@Test
	void whatAnOperatorHasChangedStaysWhereTheSettingsDoNotDiffer() {
		this.runner.run((context) -> {
			sink(context).reconfigure((sink) -> sink.withBatchSize(11));
			change(context, "concurrency.workers.instances.board.interval", "2h");
			assertThat(sink(context).settings().batchSize()).isEqualTo(11);
		});
	}

	@Test
	void customizersHaveTheLastWordAgain() {
		this.runner.withUserConfiguration(Doubling.class).run((context) -> {
			change(context, "concurrency.sinks.instances.lines.batch-size", "8");
			assertThat(sink(context).settings().batchSize()).isEqualTo(16);
		});
	}

	@Test
	void whatACustomizerRefusesChangesNothing(CapturedOutput output) {
		this.runner.withUserConfiguration(Refusing.class).run((context) -> {
			this.settings.put("concurrency.boundaries.instances.calls.max-in-flight", "5");
			this.settings.put("concurrency.sinks.instances.lines.batch-size", "8");
			change(context, "concurrency.workers.instances.board.interval", "2h");
			assertThat(output).contains("are refused, and nothing changes.").contains("no more than an hour");
			assertThat(context.getBean(BoundaryRuntime.class).settings().boundary().maxInFlight()).isEqualTo(2);
			assertThat(sink(context).settings().batchSize()).isEqualTo(SinkSettings.defaults().batchSize());
			change(context, "concurrency.workers.instances.board.interval", "30m");
			assertThat(sink(context).settings().batchSize()).isEqualTo(8);
		});
	}

	@Test
	void aCustomizerThatFailsChangesNothingAndEndsNoRefresh(CapturedOutput output) {
		this.runner.withUserConfiguration(Failing.class).run((context) -> {
			this.settings.put("concurrency.boundaries.instances.calls.max-in-flight", "5");
			change(context, "concurrency.workers.instances.board.interval", "2h");
			assertThat(output).contains("cannot be used, and nothing changes").contains("on purpose");
			assertThat(context.getBean(BoundaryRuntime.class).settings().boundary().maxInFlight()).isEqualTo(2);
			change(context, "concurrency.workers.instances.board.interval", "30m");
			assertThat(context.getBean(BoundaryRuntime.class).settings().boundary().maxInFlight()).isEqualTo(5);
		});
	}

	@Test
	void lazyInitializationHidesNoChange(CapturedOutput output) {
		this.runner
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.run((context) -> {
				change(context, "concurrency.sinks.instances.lines.shutdown", "1s");
				assertThat(output)
					.containsOnlyOnce("concurrency.sinks.instances.lines.shutdown has changed, which takes"
							+ " effect with the next start of the application");
			});
	}

	@Test
	void aChangeBehindAPlaceholderCountsToo() {
		this.settings.put("concurrency.sinks.instances.lines.batch-size", "${lines.batch}");
		this.settings.put("lines.batch", "8");
		this.runner.run((context) -> {
			change(context, "lines.batch", "9");
			assertThat(sink(context).settings().batchSize()).isEqualTo(9);
		});
	}

	@Test
	void ofOtherKeysNothingIsSaid(CapturedOutput output) {
		this.runner.run((context) -> {
			change(context, "server.port", "8081");
			change(context, "concurrencyx.shutdown-timeout", "1s");
			assertThat(output).doesNotContain("takes effect with the next start").doesNotContain("refused");
		});
	}

	@Test
	void whatSpringCloudReadsAnewFromAFileIsApplied(@TempDir Path directory) throws IOException {
		Path file = Files.writeString(directory.resolve("application.yml"), """
				lines: {batch: 8}
				concurrency:
				  sinks: {instances: {lines: {batch-size: "${lines.batch}"}}}
				  workers: {instances: {board: {interval: 1h}}}
				""");
		SpringApplication application = new SpringApplication(OneOfEach.class, Refreshable.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		try (ConfigurableApplicationContext context = application.run("--spring.config.location=" + file.toUri())) {
			assertThat(sink(context).settings().batchSize()).isEqualTo(8);
			Files.writeString(file, Files.readString(file).replace("batch: 8", "batch: 9"));
			assertThat(context.getBean(ContextRefresher.class).refresh()).containsExactly("lines.batch");
			assertThat(sink(context).settings().batchSize()).isEqualTo(9);
		}
	}

	@Test
	void withoutSpringCloudNobodyListens() {
		this.runner.withClassLoader(new FilteredClassLoader(EnvironmentChangeEvent.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(SettingsRefresh.class));
	}

	@Test
	void nobodyListensWhenDisabled() {
		this.runner.withPropertyValues("concurrency.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(SettingsRefresh.class));
	}

	private void change(ConfigurableApplicationContext context, String key, String value) {
		this.settings.put(key, value);
		context.publishEvent(new EnvironmentChangeEvent(context, Set.of(key)));
	}

	@SuppressWarnings("unchecked")
	private static BackgroundSink<String> sink(ApplicationContext context) {
		return context.getBean("linesSink", BackgroundSink.class);
	}

	private static ActorSettings actor(ApplicationContext context, BackgroundProcess actor) {
		return context.getBean(ConcurrencyRuntime.class)
			.control(actor.path())
			.flatMap((control) -> control.configurable(ActorSettings.class))
			.orElseThrow()
			.settings();
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ ConcurrencyAutoConfiguration.class, ConcurrencyRefreshAutoConfiguration.class,
			RefreshAutoConfiguration.class })
	static class Refreshable {

	}

	@Configuration(proxyBeanMethods = false)
	@Import(Member.class)
	static class Members {

	}

	@ActorComponent(value = "members", keyed = true)
	static class Member implements Actor<String> {

		@Override
		public void handle(String message, ActorContext<String> context) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Refusing {

		@Bean
		SettingsCustomizer<WorkerSettings> refusing() {
			return (name, settings) -> {
				if (settings.schedule().equals(Schedule.interval(Duration.ofHours(2)))) {
					throw new IllegalArgumentException("no more than an hour");
				}
				return settings;
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Failing {

		@Bean
		SettingsCustomizer<WorkerSettings> failing() {
			return (name, settings) -> {
				if (settings.schedule().equals(Schedule.interval(Duration.ofHours(2)))) {
					throw new IllegalStateException("on purpose");
				}
				return settings;
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Doubling {

		@Bean
		SettingsCustomizer<SinkSettings> doubling() {
			return (name, settings) -> settings.withBatchSize(settings.batchSize() * 2);
		}

	}

}
