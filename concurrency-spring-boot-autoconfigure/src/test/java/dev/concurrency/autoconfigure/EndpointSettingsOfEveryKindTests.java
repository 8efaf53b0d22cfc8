package dev.concurrency.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import net.javacrumbs.shedlock.core.LockProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Scope;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.actor.Actor;
import dev.concurrency.actor.ActorContext;
import dev.concurrency.actor.ActorDispatcher;
import dev.concurrency.actor.ActorFailureAction;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.actuate.ConcurrencyEndpoint;
import dev.concurrency.actuate.EffectiveSetting;
import dev.concurrency.actuate.ProcessDescriptor;
import dev.concurrency.boundary.Boundary;
import dev.concurrency.boundary.BoundaryMode;
import dev.concurrency.boundary.BoundaryPool;
import dev.concurrency.boundary.BoundarySettings;
import dev.concurrency.boundary.BoundaryStopAction;
import dev.concurrency.fixture.Loop;
import dev.concurrency.fixture.Yaml;
import dev.concurrency.process.ChildSpec;
import dev.concurrency.process.Configurable;
import dev.concurrency.process.FixedSetting;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ProcessSettings;
import dev.concurrency.process.Shutdown;
import dev.concurrency.sink.SinkDrain;
import dev.concurrency.sink.SinkFailureAction;
import dev.concurrency.sink.SinkOverflow;
import dev.concurrency.sink.SinkSettings;
import dev.concurrency.spring.ActorComponent;
import dev.concurrency.spring.PeriodicWork;
import dev.concurrency.spring.SettingsCustomizer;
import dev.concurrency.spring.SinkListener;
import dev.concurrency.supervision.RestartStrategy;
import dev.concurrency.supervision.SupervisorSettings;
import dev.concurrency.time.Backoff;
import dev.concurrency.time.Durations;
import dev.concurrency.worker.PeriodicTask;
import dev.concurrency.worker.Schedule;
import dev.concurrency.worker.WorkerFailureAction;
import dev.concurrency.worker.WorkerSettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** What the endpoint says of settings that are the same for processes of every kind. */
class EndpointSettingsOfEveryKindTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(ConcurrencyAutoConfiguration.class, ConcurrencyEndpointAutoConfiguration.class))
		.withPropertyValues("management.endpoints.web.exposure.include=concurrency")
		.withUserConfiguration(Beans.class)
		.withInitializer(Yaml.of("""
				concurrency:
				  restarts: {period: 90s}
				  sinks:
				    configs: {default: {shutdown: 7s}, bulk: {significant: true}}
				    instances: {audit: {base-config: bulk, restart: transient, init-timeout: 3s}}
				  boundaries:
				    instances: {calls: {shutdown: brutal, register-health-indicator: false}}
				  workers:
				    instances:
				      report: {interval: 1h, max-restarts: 2, lock: reports, lock-at-most-for: 20m}
				  actors:
				    instances:
				      tower: {supervisor: root, shutdown: infinite}
				      airports: {shutdown: 9s, init-timeout: 4s, allow-health-indicator-to-fail: false}
				  processes:
				    instances: {tail: {auto-startup: false}}
				  supervisors:
				    configs: {default: {max-restarts: 4}}
				    instances:
				      ingest: {strategy: rest-for-one, children: [audit, calls], auto-shutdown: any-significant,
				          backoff: {max: 3s}}
				      inner: {parent: ingest, shutdown-budget: 20s}
				"""));

	/** The names of one of each kind. */
	private static final Map<ProcessKind, String> NAMES = Map.of(ProcessKind.SINK, "audit", ProcessKind.BOUNDARY,
			"calls", ProcessKind.WORKER, "report", ProcessKind.ACTOR, "tower", ProcessKind.GROUP, "airports",
			ProcessKind.PROCESS, "tail", ProcessKind.SUPERVISOR, "ingest");

	/** What a process of a kind has no value for: what it inherits from is no value. */
	private static Set<String> absent(ProcessKind kind) {
		return switch (kind) {
			case WORKER -> Set.of("base-config", "fixed-delay", "fixed-rate", "cron", "zone");
			case ACTOR -> Set.of("base-config", "max-entities", "passivate-after");
			default -> Set.of("base-config");
		};
	}

	@ParameterizedTest
	@EnumSource
	void whateverCanBeSetForAProcessIsShown(ProcessKind kind) {
		this.runner.run((context) -> {
			List<String> keys = new ArrayList<>(Kind.of(kind).keys());
			keys.removeAll(absent(kind));
			assertThat(settings(context, kind)).containsOnlyKeys(keys);
		});
	}

	@ParameterizedTest
	@EnumSource
	void whatItsSupervisorAndHealthAreToldCannotBeChanged(ProcessKind kind) {
		Set<String> told = Set.of("enabled", "auto-startup", "supervisor", "parent", "restart", "significant",
				"shutdown", "init-timeout", "max-restarts", "register-health-indicator",
				"allow-health-indicator-to-fail", "lock", "lock-at-most-for", "lock-at-least-for");
		this.runner.run((context) -> assertThat(settings(context, kind))
			.allSatisfy((key, setting) -> assertThat(setting.changeable() && told.contains(key)).as(key).isFalse()));
	}

	@ParameterizedTest
	@CsvSource({ "sink, audit, restart, transient, sinks.instances.audit.restart",
			"sink, audit, significant, true, sinks.configs.bulk.significant",
			"sink, audit, shutdown, 7s, sinks.configs.default.shutdown",
			"sink, audit, init-timeout, 3s, sinks.instances.audit.init-timeout",
			"sink, audit, supervisor, ingest, supervisors.instances.ingest.children[0]",
			"boundary, calls, shutdown, brutal, boundaries.instances.calls.shutdown",
			"boundary, calls, register-health-indicator, false, boundaries.instances.calls.register-health-indicator",
			"boundary, calls, supervisor, ingest, supervisors.instances.ingest.children[1]",
			"worker, report, max-restarts, 2, workers.instances.report.max-restarts",
			"worker, report, lock, reports, workers.instances.report.lock",
			"worker, report, lock-at-most-for, 20m, workers.instances.report.lock-at-most-for",
			"actor, tower, shutdown, infinite, actors.instances.tower.shutdown",
			"actor, tower, supervisor, root, actors.instances.tower.supervisor",
			"group, airports, shutdown, 9s, actors.instances.airports.shutdown",
			"group, airports, init-timeout, 4s, actors.instances.airports.init-timeout",
			"group, airports, allow-health-indicator-to-fail, false, actors.instances.airports.allow-health-indicator-to-fail",
			"process, tail, auto-startup, false, processes.instances.tail.auto-startup",
			"supervisor, ingest, strategy, rest-for-one, supervisors.instances.ingest.strategy",
			"supervisor, ingest, children, 'audit,calls', supervisors.instances.ingest.children[0]",
			"supervisor, ingest, auto-shutdown, any-significant, supervisors.instances.ingest.auto-shutdown",
			"supervisor, ingest, max-restarts, 4, supervisors.configs.default.max-restarts",
			"supervisor, ingest, period, 90s, restarts.period",
			"supervisor, ingest, backoff.max, 3s, supervisors.instances.ingest.backoff.max",
			"supervisor, inner, parent, ingest, supervisors.instances.inner.parent",
			"supervisor, inner, shutdown-budget, 20s, supervisors.instances.inner.shutdown-budget",
			"supervisor, sinks, period, 90s, restarts.period" })
	void whatPropertiesSayIsNamedWithItsPlace(String kind, String name, String key, String value, String property) {
		this.runner
			.run((context) -> assertThat(settings(context, kind, name).get(key)).returns(value, EffectiveSetting::value)
				.returns("property", EffectiveSetting::source)
				.returns("concurrency." + property, EffectiveSetting::property)
				.matches((setting) -> setting.origin().matches(".*] - \\d+:\\d+"), "line and column"));
	}

	@ParameterizedTest
	@CsvSource({ "sink, audit, max-restarts,", "sink, other, init-timeout,", "sink, other, supervisor, sinks",
			"boundary, calls, restart, permanent", "worker, report, shutdown, 5s",
			"worker, report, supervisor, workers", "worker, report, lock-at-least-for, 0s",
			"actor, tower, auto-startup, true", "group, airports, supervisor, actors",
			"group, airports, register-health-indicator, true", "process, tail, restart, permanent",
			"process, tail, shutdown, 5s", "supervisor, ingest, parent, root", "supervisor, inner, children,",
			"supervisor, ingest, stop, sequential", "supervisor, ingest, shutdown-budget,",
			"supervisor, ingest, restart, transient", "supervisor, sinks, stop, concurrent",
			"supervisor, sinks, max-restarts, 10", "supervisor, sinks, parent, root",
			"supervisor, root, max-restarts, 0", "supervisor, root, strategy, one-for-one" })
	void whatNobodySaysIsTheDefaultOfItsKind(String kind, String name, String key, String value) {
		this.runner.run((context) -> assertThat(settings(context, kind, name).get(key)).isEqualTo(byDefault(value)));
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = { "PROCESS", "SUPERVISOR" })
	void whatCanChangeTakesTheValueThatIsShown(ProcessKind kind) {
		this.runner.run((context) -> {
			ConcurrencyEndpoint endpoint = context.getBean(ConcurrencyEndpoint.class);
			settings(context, kind).forEach((key, setting) -> {
				if (setting.changeable() && setting.value() != null) {
					endpoint.operate(kind.label(), NAMES.get(kind), null, null, key, setting.value());
					assertThat(settings(context, kind).get(key)).as(key)
						.returns(setting.value(), EffectiveSetting::value)
						.returns("operator", EffectiveSetting::source);
				}
			});
		});
	}

	@Test
	void whatTheCoreCannotChangeIsShownAsFixed() {
		this.runner.run((context) -> {
			SinkSettings sink = configurable(context, ProcessKind.SINK, SinkSettings.class).settings();
			assertFixed(context, ProcessKind.SINK,
					new SinkSettings(4000, 2, 2, 7, Duration.ofHours(1), SinkOverflow.WAIT_ONLY, 9, Duration.ofHours(1),
							sink.retry(), SinkFailureAction.BISECT, Duration.ofHours(1))
						.fixedSince(sink),
					"capacity", "stripes", "lanes", "overflow", "max-weight");
			assertFixed(context, ProcessKind.BOUNDARY,
					new BoundarySettings(new Boundary(BoundaryMode.PULL_ONLY, 7, 8, Duration.ofHours(1)),
							BoundaryPool.CPU, 9, BoundaryStopAction.CANCEL)
						.fixedSince(configurable(context, ProcessKind.BOUNDARY, BoundarySettings.class).settings()),
					"mode", "pool");
			assertFixed(context, ProcessKind.WORKER,
					new WorkerSettings(Schedule.interval(Duration.ofHours(2)), Duration.ZERO, Duration.ofHours(1),
							WorkerFailureAction.RESTART, Backoff.NONE, Durations.MAX, Durations.MAX, true, null)
						.fixedSince(configurable(context, ProcessKind.WORKER, WorkerSettings.class).settings()),
					"non-blocking", "lock");
			for (ProcessKind kind : List.of(ProcessKind.ACTOR, ProcessKind.GROUP)) {
				ActorSettings actor = configurable(context, kind, ActorSettings.class).settings();
				assertFixed(context, kind,
						new ActorSettings(7, 8, actor.restarts(), ActorFailureAction.RESUME, Duration.ofHours(1),
								Duration.ofHours(2), 9, ActorDispatcher.PINNED, !actor.timings())
							.fixedSince(actor),
						(kind == ProcessKind.GROUP) ? new String[] { "idle-interval", "passivate-after", "dispatcher" }
								: new String[] { "idle-interval", "dispatcher" });
			}
		});
	}

	/** A single actor has no setting for what only a group does. */
	private static void assertFixed(BeanFactory context, ProcessKind kind, List<FixedSetting> fixed, String... keys) {
		Map<String, EffectiveSetting> shown = settings(context, kind);
		assertThat(fixed).extracting(FixedSetting::key).filteredOn(shown::containsKey).containsExactly(keys);
		assertThat(keys)
			.allSatisfy((key) -> assertThat(shown.get(key)).as(key).returns(false, EffectiveSetting::changeable));
	}

	private static <S extends ProcessSettings<S>> Configurable<S> configurable(BeanFactory context, ProcessKind kind,
			Class<S> type) {
		ProcessDescriptor process = context.getBean(ConcurrencyEndpoint.class).process(kind.label(), NAMES.get(kind));
		return context.getBean(ConcurrencyRuntime.class)
			.control(new ProcessPath(Objects.requireNonNull(process).path()))
			.flatMap((control) -> control.configurable(type))
			.orElseThrow();
	}

	@Test
	void theRootIsNobodysChild() {
		this.runner.run((context) -> assertThat(settings(context, "supervisor", "root")).containsKey("max-restarts")
			.doesNotContainKeys("parent", "restart", "enabled"));
	}

	@Test
	void whatIsSetForTheRootIsNamed() {
		this.runner.withPropertyValues("concurrency.supervisors.instances.root.max-restarts=5")
			.run((context) -> assertThat(settings(context, "supervisor", "root").get("max-restarts"))
				.returns("5", EffectiveSetting::value)
				.returns("concurrency.supervisors.instances.root.max-restarts", EffectiveSetting::property));
	}

	@Test
	void whatAnAnnotationSaysIsNamedWithItsMethod() {
		this.runner.withUserConfiguration(Annotations.class).run((context) -> {
			Map<String, EffectiveSetting> cleanup = settings(context, "worker", "cleanup");
			String origin = "@PeriodicWork on EndpointSettingsOfEveryKindTests.Annotated.cleanUp (bean 'annotated')";
			assertThat(cleanup.get("cron")).isEqualTo(EffectiveSetting.ofCode("0 0 4 * * *", origin, true));
			assertThat(cleanup.get("zone")).isEqualTo(EffectiveSetting.ofCode("UTC", origin, false));
			assertThat(cleanup.get("auto-startup")).isEqualTo(EffectiveSetting.ofCode("false", origin, false));
			assertThat(cleanup.get("jitter")).returns("default", EffectiveSetting::source);
			assertThat(settings(context, "sink", "written").get("auto-startup"))
				.isEqualTo(EffectiveSetting.ofCode("false",
						"@SinkListener on EndpointSettingsOfEveryKindTests.Annotated.write (bean 'annotated')", false));
		});
	}

	@Test
	void whatIsSetCountsMoreThanAnAnnotation() {
		this.runner.withUserConfiguration(Annotations.class)
			.withPropertyValues("concurrency.workers.instances.cleanup.auto-startup=true",
					"concurrency.workers.instances.cleanup.cron=0 0 5 * * *")
			.run((context) -> {
				Map<String, EffectiveSetting> cleanup = settings(context, "worker", "cleanup");
				assertThat(cleanup.get("auto-startup")).returns("true", EffectiveSetting::value)
					.returns("property", EffectiveSetting::source);
				assertThat(cleanup.get("cron")).returns("0 0 5 * * *", EffectiveSetting::value)
					.returns("property", EffectiveSetting::source);
			});
	}

	@Test
	void whatACustomizerSaysIsCode() {
		this.runner.withUserConfiguration(Customizing.class).run((context) -> {
			assertThat(settings(context, "process", "tail").get("shutdown"))
				.isEqualTo(EffectiveSetting.ofCode("11s", "a customizer or other code", false));
			assertThat(settings(context, "supervisor", "inner").get("strategy"))
				.isEqualTo(EffectiveSetting.ofCode("one-for-all", "a customizer or other code", false));
		});
	}

	@Test
	void whatIsSpawnedIsTreatedAsCodeSays() {
		this.runner.run((context) -> {
			Actor<String> visitor = (message, actor) -> {
			};
			assertThat(context.getBean(ConcurrencyRuntime.class)
				.supervisorOf(ProcessKind.ACTOR)
				.spawn("visitor", () -> visitor, ActorSettings.defaults())).isNotNull();
			assertThat(settings(context, "actor", "visitor").get("restart"))
				.isEqualTo(EffectiveSetting.ofCode("transient", "a customizer or other code", false));
			context.getBean(ConcurrencyRuntime.class).supervisor("made", SupervisorSettings.defaults());
			assertThat(settings(context, "supervisor", "made").get("max-restarts")).isEqualTo(byDefault("1"));
		});
	}

	@Test
	void whatHealthWasToldAtTheStartIsSoThoughTheEnvironmentSaysSomethingElseByNow() {
		this.runner.run((context) -> {
			Yaml.of("concurrency.processes.instances.tail.register-health-indicator: false")
				.initialize(context.getSourceApplicationContext());
			assertThat(settings(context, "process", "tail").get("register-health-indicator")).isEqualTo(EffectiveSetting
				.ofDefault("true", ", which has changed since and takes effect with the next start", false));
		});
	}

	@Test
	void whatCannotChangeOfASupervisorOrLoopIsRefusedByItsKey() {
		this.runner.run((context) -> {
			ConcurrencyEndpoint endpoint = context.getBean(ConcurrencyEndpoint.class);
			assertThatIllegalStateException()
				.isThrownBy(() -> endpoint.operate("supervisor", "ingest", null, null, "strategy", "one-for-all"))
				.withMessage("strategy cannot be changed here: set it in the configuration, before the start");
			assertThatIllegalStateException()
				.isThrownBy(() -> endpoint.operate("process", "tail", null, null, "shutdown", "1s"))
				.withMessageStartingWith("shutdown cannot be changed here");
			assertThatIllegalArgumentException()
				.isThrownBy(() -> endpoint.operate("process", "tail", null, null, "shutdwon", "1s"))
				.withMessageEndingWith("Did you mean 'shutdown'?");
			assertThatIllegalArgumentException()
				.isThrownBy(() -> endpoint.operate("process", "tail", null, null, "qqq", "1s"))
				.withMessageEndingWith("None of its settings can be changed here.");
		});
	}

	private static EffectiveSetting byDefault(String value) {
		return EffectiveSetting.ofDefault(value, false);
	}

	private static Map<String, EffectiveSetting> settings(BeanFactory context, ProcessKind kind) {
		return settings(context, kind.label(), Objects.requireNonNull(NAMES.get(kind)));
	}

	private static Map<String, EffectiveSetting> settings(BeanFactory context, String kind, String name) {
		ProcessDescriptor process = context.getBean(ConcurrencyEndpoint.class).process(kind, name);
		return Objects.requireNonNull(Objects.requireNonNull(process).settings());
	}

	@Configuration(proxyBeanMethods = false)
	@Import(Airport.class)
	static class Beans {

		@Bean
		SinkDrain<String> audit() {
			return (batch) -> {
			};
		}

		@Bean
		SinkDrain<String> other() {
			return (batch) -> {
			};
		}

		@Bean
		PeriodicTask report() {
			return (tick) -> {
			};
		}

		@Bean
		@Scope("prototype")
		Actor<String> tower() {
			return (message, context) -> {
			};
		}

		@Bean
		Loop tail() {
			return new Loop();
		}

		@Bean
		LockProvider locks() {
			return (lock) -> Optional.empty();
		}

	}

	@ActorComponent(value = "airports", keyed = true)
	static class Airport implements Actor<String> {

		@Override
		public void handle(String message, ActorContext<String> context) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Annotations {

		@Bean
		Annotated annotated() {
			return new Annotated();
		}

	}

	static class Annotated {

		@PeriodicWork(name = "cleanup", cron = "0 0 4 * * *", zone = "UTC", autoStartup = "false")
		void cleanUp() {
		}

		@SinkListener(value = "written", autoStartup = "false")
		void write(List<String> batch) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Customizing {

		@Bean
		SettingsCustomizer<ChildSpec> patient() {
			return (name, spec) -> "tail".equals(name) ? spec.withShutdown(Shutdown.within(Duration.ofSeconds(11)))
					: spec;
		}

		@Bean
		SettingsCustomizer<SupervisorSettings> together() {
			return (name, settings) -> "inner".equals(name) ? settings.withStrategy(RestartStrategy.ONE_FOR_ALL)
					: settings;
		}

	}

}
