package dev.concurrency.autoconfigure;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.ProcessControl;
import dev.concurrency.actor.Actor;
import dev.concurrency.actor.ActorDispatcher;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.actuate.EffectiveSetting;
import dev.concurrency.fixture.Yaml;
import dev.concurrency.process.Configurable;
import dev.concurrency.process.FixedSetting;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.sink.SinkDrain;
import dev.concurrency.sink.SinkSettings;
import dev.concurrency.spring.DeclaredProcesses;
import dev.concurrency.spring.SettingsCustomizer;
import dev.concurrency.worker.PeriodicTask;

import static org.assertj.core.api.Assertions.assertThat;

/** Where the endpoint says that settings come from. */
class EndpointSettingsTests {

	private static final Instant NOW = Instant.parse("2001-01-01T00:00:00Z");

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ConcurrencyAutoConfiguration.class))
		.withUserConfiguration(Beans.class)
		.withInitializer(Yaml.of("""
				concurrency:
				  sinks:
				    configs:
				      default: {linger: 20ms}
				      bulk: {batch-size: 1000}
				    instances:
				      audit: {base-config: bulk, capacity: 5000, max-age: 1m}
				  workers.instances.report: {cron: 0 0 3 * * *, zone: UTC}
				"""));

	@Test
	void aPropertyIsNamedWithTheLineWhereItWasSetAlsoInASharedConfiguration() {
		this.runner.run(sink((sink) -> {
			assertThat(sink.get("capacity")).returns("5000", EffectiveSetting::value)
				.returns("property", EffectiveSetting::source)
				.returns("concurrency.sinks.instances.audit.capacity", EffectiveSetting::property)
				.matches((setting) -> setting.origin().endsWith("] - 7:44"), "line and column")
				.returns(false, EffectiveSetting::changeable);
			assertThat(sink.get("batch-size")).returns("1000", EffectiveSetting::value)
				.returns("concurrency.sinks.configs.bulk.batch-size", EffectiveSetting::property)
				.returns(true, EffectiveSetting::changeable);
			assertThat(sink.get("linger")).returns("20ms", EffectiveSetting::value)
				.returns("concurrency.sinks.configs.default.linger", EffectiveSetting::property);
		}));
	}

	@Test
	void aVariableOfTheEnvironmentIsNamed() {
		this.runner
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.addFirst(new SystemEnvironmentPropertySource("systemEnvironment",
						Map.of("CONCURRENCY_SINKS_INSTANCES_AUDIT_BATCHSIZE", "700"))))
			.run(sink((sink) -> assertThat(sink.get("batch-size")).returns("700", EffectiveSetting::value)
				.matches((setting) -> setting.origin().contains("CONCURRENCY_SINKS_INSTANCES_AUDIT_BATCHSIZE"),
						"its name")));
	}

	@Test
	void whatNobodySaysIsADefaultAndNoLimitHasNoValue() {
		this.runner.run(sink((sink) -> {
			assertThat(sink.get("overflow")).isEqualTo(EffectiveSetting.ofDefault("reject", false));
			assertThat(sink.get("drain-timeout")).isEqualTo(EffectiveSetting.ofDefault(null, true));
		}));
	}

	@Test
	void whatTheApplicationChangesIsCode() {
		this.runner.run((context) -> {
			sink(context).reconfigure((now) -> now.withLinger(Duration.ofSeconds(3)));
			assertThat(of(context, "sinks", "audit").get("linger")).returns("3s", EffectiveSetting::value)
				.returns("code", EffectiveSetting::source);
		});
	}

	@Test
	void whatACustomizerChangesIsCodeThoughItsDefaultDependsOnTheApplication() {
		this.runner.withUserConfiguration(Tower.class)
			.run((context) -> assertThat(of(context, "actors", "tower").get("dispatcher"))
				.isEqualTo(EffectiveSetting.ofDefault("shared", false)));
		this.runner.withUserConfiguration(Tower.class, Pinning.class)
			.run((context) -> assertThat(of(context, "actors", "tower").get("dispatcher"))
				.returns("pinned", EffectiveSetting::value)
				.returns("code", EffectiveSetting::source));
	}

	@Test
	void whatAnOperatorChangesIsTheOperatorsUntilSomebodyElseChangesIt() {
		this.runner.run((context) -> {
			EndpointSettings settings = settings(context);
			ProcessControl sink = control(context, "sinks", "audit");
			assertThat(settings.change(sink, "batchSize", "50", "alice")).isEmpty();
			assertThat(sink(context).settings().batchSize()).isEqualTo(50);
			assertThat(settings.of(sink).get("batch-size"))
				.isEqualTo(EffectiveSetting.ofOperator("50", "operator alice", NOW, true));
			sink(context).apply(SinkSettings.defaults().withSizes(5000, 1000));
			assertThat(settings.of(sink).get("batch-size")).returns("property", EffectiveSetting::source);
		});
	}

	@Test
	void whatSomebodyElseChangesRightBeforeAnOperatorIsNotTheOperators() {
		this.runner.run((context) -> {
			BackgroundSink<String> sink = sink(context);
			Configurable<SinkSettings> overtaken = new Overtaken(sink);
			change(settings(context), overtaken, "batch-size", "50", "alice");
			assertThat(sink.settings()).returns(50, SinkSettings::batchSize)
				.returns(Duration.ofSeconds(7), SinkSettings::linger);
			OperatorChanges changes = context.getBean(OperatorChanges.class);
			assertThat(changes.find(overtaken, "batch-size", "50")).isNotNull();
			assertThat(changes.find(overtaken, "linger", "7s")).isNull();
		});
	}

	@SuppressWarnings("unchecked")
	private static void change(EndpointSettings settings, Configurable<SinkSettings> sink, String name, String value,
			String operator) {
		var kind = (SettingsOfKind<SinkProperties, SinkSettings>) Objects
			.requireNonNull(SettingsOfKind.of(ProcessKind.SINK));
		SettingKey<SinkSettings> key = kind.keys()
			.stream()
			.filter((each) -> each.key().equals(name))
			.findFirst()
			.orElseThrow();
		settings.change(sink, kind, key, value, operator);
	}

	@Test
	void aWorkerShowsTheOneScheduleThatItHas() {
		this.runner.run((context) -> {
			Map<String, EffectiveSetting> worker = of(context, "workers", "report");
			assertThat(worker).doesNotContainKeys("interval", "fixed-delay", "fixed-rate", "lock");
			assertThat(worker.get("cron")).returns("0 0 3 * * *", EffectiveSetting::value)
				.returns("property", EffectiveSetting::source);
			EndpointSettings settings = settings(context);
			ProcessControl report = control(context, "workers", "report");
			assertThat(settings.change(report, "cron", "0 0 4 * * *", null)).isEmpty();
			assertThat(settings.of(report).get("zone")).returns("UTC", EffectiveSetting::value);
		});
	}

	@Test
	void theZoneThatComesWithTheCronOfAnOperatorIsTheOperatorsToo() {
		this.runner.withPropertyValues("concurrency.workers.instances.report.interval=1h").run((context) -> {
			EndpointSettings settings = settings(context);
			ProcessControl report = control(context, "workers", "report");
			assertThat(settings.change(report, "cron", "0 0 4 * * *", "alice")).isEmpty();
			assertThat(settings.of(report).get("zone")).isEqualTo(
					EffectiveSetting.ofOperator(ZoneId.systemDefault().toString(), "operator alice", NOW, false));
			assertThat(settings.change(report, "jitter", "5s", "bob")).isEmpty();
			assertThat(settings.of(report).get("cron")).returns("operator alice", EffectiveSetting::origin);
		});
	}

	@Test
	void theSupervisorOfAKindHasTheHealthOfItsChildrenAndNoneOfItsOwn() {
		this.runner
			.withPropertyValues("concurrency.supervisors.configs.default.register-health-indicator=false",
					"concurrency.supervisors.instances.ingest.strategy=one-for-one")
			.run((context) -> {
				ConcurrencyRuntime runtime = context.getBean(ConcurrencyRuntime.class);
				EndpointSettings settings = settings(context);
				assertThat(settings.of(runtime.control(ProcessPath.ROOT.child("ingest")).orElseThrow())
					.get("register-health-indicator")).returns("false", EffectiveSetting::value)
					.returns("property", EffectiveSetting::source);
				assertThat(settings.of(runtime.control(ProcessPath.ROOT.child("sinks")).orElseThrow()))
					.containsKeys("restart", "parent")
					.doesNotContainKeys("register-health-indicator", "allow-health-indicator-to-fail");
			});
	}

	private static ContextConsumer<AssertableApplicationContext> sink(Consumer<Map<String, EffectiveSetting>> test) {
		return (context) -> test.accept(of(context, "sinks", "audit"));
	}

	@SuppressWarnings("unchecked")
	private static BackgroundSink<String> sink(AssertableApplicationContext context) {
		return context.getBean("auditSink", BackgroundSink.class);
	}

	private static Map<String, EffectiveSetting> of(AssertableApplicationContext context, String kind, String name) {
		return settings(context).of(control(context, kind, name));
	}

	private static ProcessControl control(AssertableApplicationContext context, String kind, String name) {
		return context.getBean(ConcurrencyRuntime.class)
			.control(ProcessPath.ROOT.child(kind).child(name))
			.orElseThrow();
	}

	private static EndpointSettings settings(AssertableApplicationContext context) {
		return new EndpointSettings(context.getEnvironment(), BoundProperties.of(context.getEnvironment()),
				new DeclaredProcesses(context.getBeanFactory()), context.getBean(OperatorChanges.class));
	}

	/**
	 * A sink of which somebody changes the linger before it is anybody else's turn.
	 *
	 * @param sink the sink
	 */
	private record Overtaken(BackgroundSink<String> sink) implements Configurable<SinkSettings> {

		@Override
		public SinkSettings settings() {
			return this.sink.settings();
		}

		@Override
		public SinkSettings reconfigure(UnaryOperator<SinkSettings> change) {
			this.sink.reconfigure((now) -> now.withLinger(Duration.ofSeconds(7)));
			return this.sink.reconfigure(change);
		}

		@Override
		public List<FixedSetting> apply(SinkSettings wanted) {
			return this.sink.apply(wanted);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Tower {

		@Bean
		@Scope("prototype")
		Actor<String> tower() {
			return (message, context) -> {
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Pinning {

		@Bean
		SettingsCustomizer<ActorSettings> pinning() {
			return (name, settings) -> settings.withDispatcher(ActorDispatcher.PINNED);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Beans {

		@Bean
		OperatorChanges changes() {
			return new OperatorChanges(Clock.fixed(NOW, ZoneOffset.UTC));
		}

		@Bean
		SinkDrain<String> audit() {
			return (batch) -> {
			};
		}

		@Bean
		PeriodicTask report() {
			return (tick) -> {
			};
		}

	}

}
