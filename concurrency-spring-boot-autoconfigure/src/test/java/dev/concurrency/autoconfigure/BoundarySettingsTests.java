package dev.concurrency.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import dev.concurrency.boundary.Boundary;
import dev.concurrency.boundary.BoundaryMode;
import dev.concurrency.boundary.BoundaryPool;
import dev.concurrency.boundary.BoundaryRuntime;
import dev.concurrency.boundary.BoundarySettings;
import dev.concurrency.boundary.BoundaryStopAction;
import dev.concurrency.boundary.TaskOutcome;
import dev.concurrency.fixture.Yaml;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.Shutdown;
import dev.concurrency.spring.InvalidConfigurationException;
import dev.concurrency.spring.SettingsSource.Names;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What becomes of the settings of boundaries, which no bean of the user's declares.
 */
class BoundarySettingsTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ConcurrencyAutoConfiguration.class));

	@Test
	void withoutSettingsThereIsNoBoundary() {
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(BoundaryRuntime.class));
	}

	@Test
	void everyKeyArrives() {
		run("""
				concurrency.boundaries.instances.geocode:
				  mode: pull-only
				  max-in-flight: 4
				  max-queued: 50
				  cancellation-budget: 2s
				  pool: cpu
				  history: 7
				  on-stop: cancel
				  shutdown: 3s
				""", (context) -> {
			assertThat(context.getBean(BoundaryRuntime.class).settings())
				.isEqualTo(new BoundarySettings(new Boundary(BoundaryMode.PULL_ONLY, 4, 50, Duration.ofSeconds(2)),
						BoundaryPool.CPU, 7, BoundaryStopAction.CANCEL));
			assertThat(context.getBean(SettingsResolver.class)
				.resolve(new Names(List.of(), List.of(), List.of(), List.of()))
				.placement(ProcessKind.BOUNDARY, "geocode")
				.shutdown()).isEqualTo(Shutdown.within(Duration.ofSeconds(3)));
		});
	}

	@Test
	void whatIsNotSetHasTheDefaultOfTheCore() {
		run("concurrency.boundaries.instances.geocode: {}",
				(context) -> assertThat(context.getBean(BoundaryRuntime.class).settings())
					.isEqualTo(BoundarySettings.defaults()));
	}

	@Test
	void sharedConfigurationsAreInheritedAndOverridden() {
		run("""
				concurrency.boundaries:
				  configs:
				    default: {max-in-flight: 2, history: 5}
				    remote: {max-in-flight: 3, max-queued: 30}
				  instances:
				    geocode: {base-config: remote, max-queued: 50}
				    thumbnails: {pool: cpu}
				""", (context) -> {
			BoundarySettings geocode = boundary(context, "geocode").settings();
			assertThat(geocode.boundary()).isEqualTo(Boundary.defaults().withLimits(3, 50));
			assertThat(geocode.history()).isEqualTo(5);
			BoundarySettings thumbnails = boundary(context, "thumbnails").settings();
			assertThat(thumbnails.boundary().maxInFlight()).isEqualTo(2);
			assertThat(thumbnails.pool()).isEqualTo(BoundaryPool.CPU);
		});
	}

	@Test
	void itIsInjectedByItsNameAndRunsTasks() {
		run("""
				concurrency.boundaries.instances:
				  geocode: {max-in-flight: 4}
				  thumbnails: {pool: cpu}
				""", this.runner.withBean(Caller.class), (context) -> {
			Caller caller = context.getBean(Caller.class);
			assertThat(caller.geocode.path()).isEqualTo(ProcessPath.ROOT.child("boundaries").child("geocode"));
			assertThat(caller.other.path().name()).isEqualTo("thumbnails");
			assertThat(
					caller.geocode.submit("PHX", () -> "33.43,-112.01").toCompletableFuture().get(10, TimeUnit.SECONDS))
				.isEqualTo(new TaskOutcome.Succeeded<>("33.43,-112.01"));
		});
	}

	@Test
	void oneBelongsToASupervisorThatNamesIt() {
		run("""
				concurrency:
				  boundaries.instances:
				    geocode: {max-in-flight: 4}
				    lookups: {supervisor: remote}
				  supervisors.instances.remote.children: [geocode]
				""", (context) -> {
			assertThat(boundary(context, "geocode").path().value()).isEqualTo("root/remote/geocode");
			assertThat(boundary(context, "lookups").path().value()).isEqualTo("root/remote/lookups");
		});
	}

	@Test
	void aVariableOfTheEnvironmentChangesABoundaryAndMakesNoOther() {
		this.runner.withInitializer(Yaml.of("concurrency.boundaries.instances.geo-code.max-in-flight: 4"))
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.addFirst(new SystemEnvironmentPropertySource("test-systemEnvironment",
						Map.of("CONCURRENCY_BOUNDARIES_INSTANCES_GEOCODE_MAXQUEUED", "7"))))
			.run((context) -> {
				assertThat(context.getBeansOfType(BoundaryRuntime.class)).containsOnlyKeys("geo-codeBoundary");
				assertThat(boundary(context, "geo-code").settings().boundary())
					.isEqualTo(Boundary.defaults().withLimits(4, 7));
			});
	}

	@Test
	void aLimitThatIsNotPositiveIsRefusedWithItsPlace() {
		run("""
				concurrency.boundaries.instances:
				  geocode:
				    max-in-flight: 0
				""", (context) -> assertThat(context).getFailure()
			.isInstanceOf(InvalidConfigurationException.class)
			.hasMessageContaining("The settings of the boundary 'geocode' are refused: max-in-flight must be positive")
			.hasMessageContaining("concurrency.boundaries.instances.geocode.max-in-flight = 0   (")
			.hasMessageContaining("3:20"));
	}

	@Test
	void aNameThatNoProcessCanHaveIsRefusedWithItsPlace() {
		run("""
				concurrency.boundaries.instances:
				  "[geo/code]":
				    max-in-flight: 1
				""",
				(context) -> assertThat(context).getFailure()
					.isInstanceOf(InvalidConfigurationException.class)
					.hasMessageContaining("geo/code")
					.hasMessageContaining("3:20")
					.hasMessageContaining("Correct the name."));
	}

	@Test
	void thePoolForComputationIsSizedAndItsSizeChecked() {
		run("concurrency.executors.cpu: {size: 0}",
				(context) -> assertThat(context).getFailure()
					.hasMessageContaining("executors.cpu needs a positive size")
					.hasMessageContaining("concurrency.executors.cpu.size = 0   ("));
		run("""
				concurrency:
				  executors.cpu: {size: 1, queue-capacity: 5}
				  boundaries.instances.geocode.pool: cpu
				""",
				(context) -> assertThat(context.getBean(BoundaryRuntime.class)
					.submit("a", Thread::currentThread)
					.toCompletableFuture()
					.get(10, TimeUnit.SECONDS)).isInstanceOfSatisfying(TaskOutcome.Succeeded.class,
							(done) -> assertThat(done.value()).isInstanceOfSatisfying(Thread.class,
									(thread) -> assertThat(thread.getName()).isEqualTo("concurrency-cpu-1"))));
	}

	private void run(String yaml, ContextConsumer<AssertableApplicationContext> check) {
		run(yaml, this.runner, check);
	}

	private static void run(String yaml, ApplicationContextRunner runner,
			ContextConsumer<AssertableApplicationContext> check) {
		runner.withInitializer(Yaml.of(yaml)).run(check);
	}

	private static BoundaryRuntime boundary(AssertableApplicationContext context, String name) {
		return context.getBean(name + "Boundary", BoundaryRuntime.class);
	}

	/** Wants one by the name of its parameter and one by its qualifier. */
	static class Caller {

		private final BoundaryRuntime geocode;

		private final BoundaryRuntime other;

		Caller(BoundaryRuntime geocodeBoundary, @Qualifier("thumbnails") BoundaryRuntime other) {
			this.geocode = geocodeBoundary;
			this.other = other;
		}

	}

}
