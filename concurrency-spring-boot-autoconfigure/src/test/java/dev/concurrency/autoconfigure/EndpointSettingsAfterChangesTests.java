package dev.concurrency.autoconfigure;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cloud.context.environment.EnvironmentChangeEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.ProcessControl;
import dev.concurrency.actuate.EffectiveSetting;
import dev.concurrency.fixture.Yaml;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.sink.SinkDrain;
import dev.concurrency.spring.DeclaredProcesses;
import dev.concurrency.worker.PeriodicTask;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Where the endpoint says that settings come from once the environment says something
 * else than at the start.
 */
class EndpointSettingsAfterChangesTests {

	private static final Instant NOW = Instant.parse("2001-01-01T00:00:00Z");

	private final Map<String, Object> remote = new HashMap<>();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(ConcurrencyAutoConfiguration.class, ConcurrencyRefreshAutoConfiguration.class))
		.withUserConfiguration(Beans.class)
		.withInitializer(Yaml.of("""
				concurrency:
				  sinks:
				    configs:
				      default: {linger: 20ms}
				    instances:
				      audit: {capacity: 5000, batch-size: 100, shutdown: 5s}
				  workers:
				    configs.default: {cron: 0 0 3 * * *, zone: UTC}
				    instances.report: {cron: "${none:}"}
				"""))
		.withInitializer((context) -> context.getEnvironment()
			.getPropertySources()
			.addFirst(new MapPropertySource("remote", this.remote)));

	@Test
	void oneUnreadableValueHidesTheOriginOfNoOther() {
		this.runner.run((context) -> {
			change(context, "concurrency.sinks.instances.other.batch-size", "many");
			assertThat(of(context, "sinks", "audit").get("capacity")).returns("property", EffectiveSetting::source)
				.returns("concurrency.sinks.instances.audit.capacity", EffectiveSetting::property)
				.matches((setting) -> setting.origin().endsWith("] - 6:25"), "line and column");
			change(context, "concurrency.sinks.instances.audit.overflow", "perhaps");
			assertThat(of(context, "sinks", "audit").get("overflow"))
				.isEqualTo(EffectiveSetting.ofDefault("reject", false));
			change(context, "concurrency.sinks.instances.audit.batch-size", "few");
			assertThat(of(context, "sinks", "audit").get("batch-size")).matches(
					(setting) -> setting.origin().endsWith("] - 6:43, which has changed since"), "as at the start");
		});
	}

	@Test
	void settingsThatDoNotGoTogetherHaveTheirOriginsOfTheStart() {
		this.runner.run((context) -> {
			change(context, "concurrency.sinks.instances.audit.batch-size", "6000");
			assertThat(of(context, "sinks", "audit").get("batch-size")).returns("100", EffectiveSetting::value)
				.returns("property", EffectiveSetting::source)
				.matches((setting) -> setting.origin().endsWith("] - 6:43"), "line and column");
		});
	}

	@Test
	void whatHasChangedAndStaysUntilTheNextStartSaysSo() {
		this.runner.run((context) -> {
			change(context, "concurrency.sinks.instances.audit.capacity", "6000");
			change(context, "concurrency.sinks.instances.audit.shutdown", "7s");
			change(context, "concurrency.sinks.instances.audit.overflow", "drop-oldest");
			Map<String, EffectiveSetting> sink = of(context, "sinks", "audit");
			String changed = ", which has changed since and takes effect with the next start";
			assertThat(sink.get("capacity")).returns("5000", EffectiveSetting::value)
				.returns("property", EffectiveSetting::source)
				.matches((setting) -> setting.origin().endsWith("] - 6:25" + changed), "line and column");
			assertThat(sink.get("shutdown")).returns("5s", EffectiveSetting::value)
				.returns("property", EffectiveSetting::source)
				.matches((setting) -> setting.origin().endsWith(changed), "changed");
			assertThat(sink.get("overflow")).returns("reject", EffectiveSetting::value)
				.returns("default", EffectiveSetting::source)
				.returns("default" + changed, EffectiveSetting::origin);
		});
	}

	@Test
	void anOperatorsChangeIsForgottenWhenARefreshHasBroughtOtherSettings() {
		this.runner.run((context) -> {
			ProcessControl sink = control(context, "sinks", "audit");
			assertThat(context.getBean(EndpointSettings.class).change(sink, "batch-size", "500", "alice")).isEmpty();
			change(context, "concurrency.sinks.instances.audit.batch-size", "200");
			assertThat(of(context, "sinks", "audit").get("batch-size")).returns("200", EffectiveSetting::value)
				.returns("property", EffectiveSetting::source);
			change(context, "concurrency.sinks.instances.audit.batch-size", "500");
			assertThat(of(context, "sinks", "audit").get("batch-size")).returns("500", EffectiveSetting::value)
				.returns("property", EffectiveSetting::source);
		});
	}

	@Test
	void anEmptySettingIsNotTheOriginOfWhatIsInherited() {
		this.runner.run((context) -> {
			assertThat(of(context, "workers", "report").get("cron")).returns("0 0 3 * * *", EffectiveSetting::value)
				.returns("concurrency.workers.configs.default.cron", EffectiveSetting::property);
			change(context, "concurrency.workers.instances.report.cron", "");
			assertThat(of(context, "workers", "report").get("cron")).returns("concurrency.workers.configs.default.cron",
					EffectiveSetting::property);
		});
	}

	private void change(AssertableApplicationContext context, String key, String value) {
		this.remote.put(key, value);
		context.publishEvent(new EnvironmentChangeEvent(context, Set.of(key)));
	}

	private static Map<String, EffectiveSetting> of(AssertableApplicationContext context, String kind, String name) {
		return context.getBean(EndpointSettings.class).of(control(context, kind, name));
	}

	private static ProcessControl control(AssertableApplicationContext context, String kind, String name) {
		return context.getBean(ConcurrencyRuntime.class)
			.control(ProcessPath.ROOT.child(kind).child(name))
			.orElseThrow();
	}

	@Configuration(proxyBeanMethods = false)
	static class Beans {

		@Bean
		OperatorChanges changes() {
			return new OperatorChanges(Clock.fixed(NOW, ZoneOffset.UTC));
		}

		@Bean
		EndpointSettings endpointSettings(Environment environment, ObjectProvider<SettingsResolver> settings,
				ConfigurableListableBeanFactory factory, OperatorChanges changes) {
			return new EndpointSettings(environment, BoundProperties.atStart(settings, environment),
					new DeclaredProcesses(factory), changes);
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
