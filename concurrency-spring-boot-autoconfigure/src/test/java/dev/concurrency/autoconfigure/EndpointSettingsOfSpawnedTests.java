package dev.concurrency.autoconfigure;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.actor.Actor;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.actuate.EffectiveSetting;
import dev.concurrency.fixture.Yaml;
import dev.concurrency.process.BackgroundProcess;
import dev.concurrency.spring.DeclaredProcesses;
import dev.concurrency.spring.PeriodicWork;
import dev.concurrency.supervision.SupervisorSettings;
import dev.concurrency.worker.Schedule;
import dev.concurrency.worker.WorkerSettings;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Where the endpoint says that the settings of what code declares or spawns come from.
 */
class EndpointSettingsOfSpawnedTests {

	private static final String CODE = "a customizer or other code";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ConcurrencyAutoConfiguration.class))
		.withUserConfiguration(Beans.class)
		.withInitializer(Yaml.of("""
				concurrency:
				  actors:
				    configs: {default: {mailbox-capacity: 1024, allow-health-indicator-to-fail: false}}
				    instances: {tower: {stash-capacity: 1024, restart: permanent}}
				  supervisors:
				    instances: {ingest: {max-restarts: 1, children: [tower]}}
				"""));

	@Test
	void whatIsSpawnedHasNothingOfWhatAllInstancesInherit() {
		this.runner.run((context) -> {
			Map<String, EffectiveSetting> visitor = of(context,
					runtime(context).spawn("visitor", () -> Beans.VISITOR, ActorSettings.defaults()));
			assertThat(visitor.get("mailbox-capacity")).isEqualTo(EffectiveSetting.ofDefault("1024", true));
			assertThat(visitor.get("restart")).isEqualTo(EffectiveSetting.ofCode("transient", CODE, false));
		});
	}

	@Test
	void whatIsSpawnedHasNothingOfAnInstanceOfItsName() {
		this.runner.run((context) -> {
			Map<String, EffectiveSetting> other = of(context,
					runtime(context).spawn("tower", () -> Beans.VISITOR, ActorSettings.defaults()));
			assertThat(other.get("stash-capacity")).isEqualTo(EffectiveSetting.ofDefault("1024", true));
			assertThat(of(context, context.getBean("towerActor", BackgroundProcess.class)).get("stash-capacity"))
				.returns("concurrency.actors.instances.tower.stash-capacity", EffectiveSetting::property);
		});
	}

	@Test
	void whatCodeDeclaresHasNothingOfAnAnnotationOfItsName() {
		this.runner.run((context) -> {
			Map<String, EffectiveSetting> other = of(context,
					runtime(context).supervisor("made", SupervisorSettings.defaults()).worker("report", (tick) -> {
					}, WorkerSettings.of(Schedule.interval(Duration.ofHours(1)))));
			assertThat(other.get("interval")).isEqualTo(EffectiveSetting.ofCode("1h", CODE, true));
			assertThat(of(context, context.getBean("reportWorker", BackgroundProcess.class)).get("interval"))
				.matches((setting) -> setting.origin().startsWith("@PeriodicWork on "), "the annotation");
		});
	}

	@Test
	void aSupervisorOfCodeHasNothingOfADeclaredOneOfItsName() {
		this.runner.run((context) -> {
			Map<String, EffectiveSetting> other = of(context,
					runtime(context).supervisor("made", SupervisorSettings.defaults())
						.supervisor("ingest", SupervisorSettings.defaults()));
			assertThat(other.get("max-restarts")).isEqualTo(EffectiveSetting.ofDefault("1", false));
			assertThat(other.get("children")).isEqualTo(EffectiveSetting.ofDefault(null, false));
			assertThat(of(context, context.getBean("ingestSupervisor", BackgroundProcess.class)).get("max-restarts"))
				.returns("concurrency.supervisors.instances.ingest.max-restarts", EffectiveSetting::property);
		});
	}

	@Test
	void aBeanOfTheApplicationThatLooksLikeAHandleIsNone() {
		this.runner.withUserConfiguration(Helper.class)
			.run((context) -> assertThat(
					of(context, context.getBean("helperActor", BackgroundProcess.class)).get("mailbox-capacity"))
				.isEqualTo(EffectiveSetting.ofDefault("1024", true)));
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void theUsualDispatcherOfTheApplicationIsNotThatOfWhatIsSpawned() {
		this.runner.withPropertyValues("spring.threads.virtual.enabled=true").run((context) -> {
			Map<String, EffectiveSetting> visitor = of(context,
					runtime(context).spawn("visitor", () -> Beans.VISITOR, ActorSettings.defaults()));
			assertThat(visitor.get("dispatcher")).isEqualTo(EffectiveSetting.ofDefault("shared", false));
		});
	}

	@Test
	void healthAsksByTheNameAlsoOfWhatIsSpawned() {
		this.runner.run((context) -> {
			Map<String, EffectiveSetting> visitor = of(context,
					runtime(context).spawn("visitor", () -> Beans.VISITOR, ActorSettings.defaults()));
			assertThat(visitor.get("allow-health-indicator-to-fail")).returns("false", EffectiveSetting::value)
				.returns("concurrency.actors.configs.default.allow-health-indicator-to-fail",
						EffectiveSetting::property);
		});
	}

	private static Map<String, EffectiveSetting> of(AssertableApplicationContext context, BackgroundProcess process) {
		BoundProperties properties = BoundProperties.of(context.getEnvironment());
		return new EndpointSettings(context.getEnvironment(), properties,
				new DeclaredProcesses(context.getBeanFactory()), new OperatorChanges(Clock.systemUTC()))
			.of(runtime(context).control(process.path()).orElseThrow());
	}

	private static ConcurrencyRuntime runtime(AssertableApplicationContext context) {
		return context.getBean(ConcurrencyRuntime.class);
	}

	@Configuration(proxyBeanMethods = false)
	static class Beans {

		static final Actor<String> VISITOR = (message, context) -> {
		};

		@Bean
		@Scope("prototype")
		Actor<String> tower() {
			return VISITOR;
		}

		@Bean
		Reports reports() {
			return new Reports();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Helper {

		@Bean
		ActorRef<String> helperActor(ConcurrencyRuntime runtime) {
			return runtime.actor("helper", () -> Beans.VISITOR, ActorSettings.defaults());
		}

	}

	static class Reports {

		@PeriodicWork(name = "report", every = "1h")
		void report() {
		}

	}

}
