package dev.concurrency.autoconfigure;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.context.runner.ContextConsumer;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.SupervisorRef;
import dev.concurrency.fixture.Loop;
import dev.concurrency.fixture.Yaml;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ProcessSnapshot;
import dev.concurrency.process.ProcessStatus;
import dev.concurrency.process.RestartPolicy;
import dev.concurrency.process.RestartType;
import dev.concurrency.supervision.AutoShutdown;
import dev.concurrency.supervision.ChildOrder;
import dev.concurrency.supervision.RestartStrategy;
import dev.concurrency.supervision.SupervisorSettings;
import dev.concurrency.supervision.SupervisorSettings.Escalation;
import dev.concurrency.supervision.SupervisorSnapshot;
import dev.concurrency.time.Backoff;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What becomes of the settings of supervisors.
 */
@ExtendWith(OutputCaptureExtension.class)
class SupervisorSettingsTests {

	private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(3), Duration.ofMillis(4), 5, 0.6,
			Duration.ofSeconds(7));

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ConcurrencyAutoConfiguration.class))
		.withPropertyValues("concurrency.auto-startup=false");

	@Test
	void anAutoShutdownWithoutASignificantChildIsToldOnce(CapturedOutput output) {
		run("""
				concurrency.supervisors.instances:
				  above.auto-shutdown: all-significant
				  below: {parent: above, auto-shutdown: any-significant, restart: transient, significant: true}
				  imports: {strategy: dynamic, auto-shutdown: any-significant}
				""",
				(context) -> assertThat(output)
					.containsOnlyOnce("has an auto-shutdown, but none of its children is significant")
					.contains("The supervisor 'below' has an auto-shutdown"));
	}

	@Test
	void everyKeyArrives() {
		run("""
				concurrency.supervisors.instances:
				  above.auto-shutdown: all-significant
				  ingest:
				    strategy: rest-for-one
				    max-restarts: 1
				    period: 2s
				    backoff: {min: 3ms, max: 4ms, factor: 5, jitter: 0.6, reset-after: 7s}
				    parent: above
				    restart: transient
				    significant: true
				    auto-shutdown: any-significant
				    shutdown-budget: 20s
				    start: concurrent
				    stop: concurrent
				""", (context) -> {
			assertThat(settings(context, "root/above/ingest"))
				.isEqualTo(new SupervisorSettings(RestartStrategy.REST_FOR_ONE,
						new RestartPolicy(1, Duration.ofSeconds(2), BACKOFF), ChildOrder.CONCURRENT,
						ChildOrder.CONCURRENT, AutoShutdown.ANY_SIGNIFICANT, Duration.ofSeconds(20), Escalation.FAIL));
			ProcessSnapshot ingest = snapshot(context, "root/above/ingest");
			assertThat(ingest.restartType()).isEqualTo(RestartType.TRANSIENT);
			assertThat(ingest.significant()).isTrue();
			assertThat(settings(context, "root/above").autoShutdown()).isEqualTo(AutoShutdown.ALL_SIGNIFICANT);
		});
	}

	@Test
	void whatIsNotSetIsAsInOtpAndTheRestartsAreThoseOfTheKinds() {
		run("concurrency.supervisors.instances.ingest.parent: root", (context) -> {
			assertThat(settings(context, "root/ingest"))
				.isEqualTo(SupervisorSettings.defaults().withRestarts(RestartPolicy.DEFAULT));
			ProcessSnapshot ingest = snapshot(context, "root/ingest");
			assertThat(ingest.restartType()).isEqualTo(RestartType.PERMANENT);
			assertThat(ingest.significant()).isFalse();
		});
	}

	@Test
	void theRestartsOfAllAreTheDefaultForEachPart() {
		run("""
				concurrency:
				  restarts: {max-restarts: 1, period: 2s, backoff: {min: 3ms, max: 1s, factor: 5}}
				  supervisors.instances.ingest: {period: 9s, backoff.max: 8s}
				""",
				(context) -> assertThat(settings(context, "root/ingest").restarts())
					.isEqualTo(new RestartPolicy(1, Duration.ofSeconds(9), new Backoff(Duration.ofMillis(3),
							Duration.ofSeconds(8), 5, Backoff.DEFAULT.jitter(), Backoff.DEFAULT.resetAfter()))));
	}

	@Test
	void aSupervisorOverridesItsBasesAndTheyTheDefault() {
		run("""
				concurrency.supervisors:
				  configs:
				    default: {max-restarts: 1, period: 1s, backoff: {min: 1ms, max: 1s}, stop: concurrent}
				    patient: {max-restarts: 2, period: 2s, backoff.max: 2s}
				    strict: {base-config: patient, max-restarts: 3}
				  instances:
				    ingest: {base-config: strict, strategy: one-for-all}
				    alerts.parent: root
				""", (context) -> {
			SupervisorSettings ingest = settings(context, "root/ingest");
			assertThat(ingest.strategy()).isEqualTo(RestartStrategy.ONE_FOR_ALL);
			assertThat(ingest.restarts().maxRestarts()).isEqualTo(3);
			assertThat(ingest.restarts().period()).isEqualTo(Duration.ofSeconds(2));
			assertThat(ingest.restarts().backoff().max()).isEqualTo(Duration.ofSeconds(2));
			assertThat(ingest.restarts().backoff().min()).isEqualTo(Duration.ofMillis(1));
			assertThat(ingest.stopOrder()).isEqualTo(ChildOrder.CONCURRENT);
			assertThat(settings(context, "root/alerts").restarts().maxRestarts()).isEqualTo(1);
		});
	}

	@Test
	void theRootRestartsNothingUnlessItIsSet() {
		run("concurrency.supervisors.configs.default.max-restarts: 5",
				(context) -> assertThat(settings(context, "root").restarts()).isEqualTo(RestartPolicy.NEVER));
	}

	@Test
	void theRestartsOfTheRootCanBeSet() {
		run("""
				concurrency.supervisors:
				  configs:
				    default.strategy: one-for-all
				    slow.backoff: {min: 3ms, max: 4ms, factor: 5, jitter: 0.6, reset-after: 7s}
				  instances.ROOT: {max-restarts: 1, period: 2s, base-config: slow}
				""",
				(context) -> assertThat(settings(context, "root")).isEqualTo(SupervisorSettings.defaults()
					.withRestarts(new RestartPolicy(1, Duration.ofSeconds(2), BACKOFF))
					.withOnExceeded(Escalation.LEAVE_DOWN)));
	}

	@Test
	void aSupervisorIsAHandleByQualifierAndName() {
		this.runner.withBean(Supervisors.class)
			.withInitializer(Yaml.of("concurrency.supervisors.instances: {ingest.parent: alerts, alerts.parent: root}"))
			.run((context) -> {
				Supervisors injected = context.getBean(Supervisors.class);
				assertThat(injected.first().path()).hasToString("root/alerts/ingest");
				assertThat(injected.second().path()).hasToString("root/alerts");
			});
	}

	@Test
	void whatIsSpawnedBelowADynamicSupervisorRuns() {
		run("concurrency.supervisors.instances.pool.strategy: dynamic", (context) -> {
			Loop loop = new Loop();
			SupervisorRef pool = context.getBean("poolSupervisor", SupervisorRef.class);
			assertThat(pool.status()).isInstanceOf(ProcessStatus.Created.class);
			context.getBean(ConcurrencyRuntime.class).start();
			var spawned = pool.spawn(loop).ready().toCompletableFuture().get(10, TimeUnit.SECONDS);
			assertThat(spawned.path()).hasToString("root/pool/loop");
			assertThat(loop.initialized()).isEqualTo(1);
		});
	}

	private void run(String yaml, ContextConsumer<AssertableApplicationContext> test) {
		this.runner.withInitializer(Yaml.of(yaml)).run((context) -> {
			assertThat(context).hasNotFailed();
			test.accept(context);
		});
	}

	private static SupervisorSettings settings(AssertableApplicationContext context, String path) {
		ProcessSnapshot snapshot = snapshot(context, path);
		assertThat(snapshot.process().kind()).isEqualTo(ProcessKind.SUPERVISOR);
		return ((SupervisorSnapshot) snapshot.details()).settings();
	}

	private static ProcessSnapshot snapshot(AssertableApplicationContext context, String path) {
		ProcessPath wanted = Arrays.stream(path.split("/"))
			.skip(1)
			.reduce(ProcessPath.ROOT, ProcessPath::child, (one, other) -> other);
		return context.getBean(ConcurrencyRuntime.class).find(wanted).orElseThrow();
	}

	record Supervisors(@Qualifier("ingest") SupervisorRef first, SupervisorRef alertsSupervisor) {

		SupervisorRef second() {
			return this.alertsSupervisor;
		}

	}

}
