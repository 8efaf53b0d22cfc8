package dev.concurrency.autoconfigure;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Scope;

import dev.concurrency.actor.Actor;
import dev.concurrency.fixture.FailedStart;
import dev.concurrency.sink.SinkDrain;
import dev.concurrency.spring.ActorComponent;
import dev.concurrency.spring.SinkListener;
import dev.concurrency.worker.PeriodicTask;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an application prints when it does not start for a wrong setting or bean.
 */
@ExtendWith(OutputCaptureExtension.class)
class StartFailureTests {

	@TempDir
	private Path directory;

	@Test
	void anUnknownKeyIsNamedWithItsPlaceAndWhatWasMeant(CapturedOutput output) throws IOException {
		fails("""
				concurrency:
				  sinks:
				    instances:
				      flights:
				        capcity: 5
				""");
		assertThat(output).contains("concurrency.sinks.instances.flights.capcity = 5   (")
			.contains("application.yml] - 5:18)")
			.contains("Did you mean 'capacity' in place of 'capcity'? Under concurrency.sinks.instances.flights there"
					+ " are: base-config, enabled, auto-startup, register-health-indicator,"
					+ " allow-health-indicator-to-fail, capacity, stripes, lanes, batch-size, linger, overflow,"
					+ " max-weight, drain-timeout, retry, supervisor, restart, significant, shutdown, init-timeout, max-restarts,"
					+ " on-failure, max-age.");
	}

	@Test
	void aKeyThatIsKnownAndHasNoValueIsNotCalledUnknown(CapturedOutput output) throws IOException {
		fails("""
				concurrency:
				  sinks:
				    instances:
				      flights:
				        linger: ${NOBODY_SETS_THIS:}
				""");
		assertThat(output).contains("These settings have no value:")
			.contains("concurrency.sinks.instances.flights.linger = ")
			.contains("application.yml] - 5:17)")
			.contains("Give them one, or remove them.")
			.doesNotContain("unknown");
	}

	@Test
	void whoForgetsInstancesIsToldSo(CapturedOutput output) throws IOException {
		fails("""
				concurrency:
				  sinks:
				    flights:
				      capacity: 5
				""");
		assertThat(output).contains("Did you mean 'concurrency.sinks.instances.flights'? Under concurrency.sinks there"
				+ " are: configs, instances.");
	}

	@Test
	void aKeyThatYamlReadsAsTrueIsToBeQuoted(CapturedOutput output) throws IOException {
		fails("""
				concurrency:
				  sinks:
				    instances:
				      flights:
				        retry: {on: [java.io.IOException]}
				""");
		assertThat(output).contains("YAML reads the key 'on' as true: write it in quotes, \"on\".");
	}

	@Test
	void anUnknownKeyAtTheTopIsNamedWithItsPlaceAndWhatWasMeant(CapturedOutput output) throws IOException {
		fails("""
				concurrency:
				  sink:
				    instances:
				      flights:
				        capacity: 5
				""");
		assertThat(output).contains("concurrency.sink.instances.flights.capacity = 5   (")
			.contains("application.yml] - 5:19)")
			.contains("Did you mean 'sinks' in place of 'sink'? Under concurrency there are: enabled,");
	}

	@Test
	void aKeyUnderAValueIsNamedWithItsPlace(CapturedOutput output) throws IOException {
		fails("""
				concurrency:
				  auto-startup:
				    sinks: true
				""");
		assertThat(output).contains("concurrency.auto-startup.sinks = true   (")
			.contains("application.yml] - 3:12)")
			.contains("concurrency.auto-startup has a value and takes no keys.");
	}

	@Test
	void aNegativeCapacityIsNamedWithItsPlace(CapturedOutput output) throws IOException {
		fails("""
				concurrency:
				  sinks:
				    configs:
				      bulk:
				        capacity: -5
				    instances:
				      flights:
				        base-config: bulk
				""");
		assertThat(output)
			.contains("The settings of the sink 'flights' are refused: capacity must be at least 1 but is -5")
			.contains("concurrency.sinks.configs.bulk.capacity = -5   (")
			.contains("application.yml] - 5:19)");
	}

	@Test
	void aBatchLargerThanTheQueueIsNamedWithBothPlaces(CapturedOutput output) throws IOException {
		fails("""
				concurrency:
				  sinks:
				    configs:
				      default:
				        capacity: 100
				    instances:
				      flights:
				        batch-size: 500
				""");
		assertThat(output).contains("batch-size (500) must not exceed capacity (100)")
			.contains("concurrency.sinks.configs.default.capacity = 100   (")
			.contains("application.yml] - 5:19)")
			.contains("concurrency.sinks.instances.flights.batch-size = 500   (")
			.contains("application.yml] - 8:21)");
	}

	@Test
	void aBatchLargerThanTheDefaultQueueSaysSo(CapturedOutput output) throws IOException {
		fails("concurrency.sinks.instances.flights.batch-size: 20000");
		assertThat(output).contains("concurrency.sinks.instances.flights.batch-size = 20000   (")
			.contains("application.yml] - 1:49)")
			.contains("capacity is not set and has its default");
	}

	@Test
	void aWrongPoolSizeIsNamedWithItsPlace(CapturedOutput output) throws IOException {
		fails("concurrency.executors.blocking.size: 0");
		assertThat(output).contains("concurrency.executors.blocking.size = 0   (").contains("application.yml] - 1:38)");
	}

	@Test
	void aWrongThresholdIsNamedWithItsPlace(CapturedOutput output) throws IOException {
		fails("concurrency.watchdog.shared-threshold: 0s");
		assertThat(output).contains("the watchdog are refused: watchdog.shared-threshold must be positive")
			.contains("concurrency.watchdog.shared-threshold = 0s   (")
			.contains("application.yml] - 1:40)");
	}

	@Test
	void aWrongBackoffIsNamedWithItsPlace(CapturedOutput output) throws IOException {
		fails("concurrency.restarts.backoff.min: 1m");
		assertThat(output).contains("backoff.min (1m) must not exceed backoff.max (10s)")
			.contains("concurrency.restarts.backoff.min = 1m   (")
			.contains("application.yml] - 1:35)");
	}

	@Test
	void aNegativeShutdownTimeoutIsNamedWithItsPlace(CapturedOutput output) throws IOException {
		fails("concurrency.shutdown-timeout: -1s");
		assertThat(output).contains("shutdown-timeout must not be negative")
			.contains("concurrency.shutdown-timeout = -1s   (")
			.contains("application.yml] - 1:31)");
	}

	@Test
	void limitsThatMakeNoSenseAreNamedWithTheirPlaces(CapturedOutput output) throws IOException {
		fails("concurrency.sinks.instances.flights.init-timeout: 0s");
		assertThat(output).contains("init-timeout must be positive but is 0s")
			.contains("concurrency.sinks.instances.flights.init-timeout = 0s   (")
			.contains("application.yml] - 1:51)");
		fails("concurrency.sinks.configs.default.max-restarts: -1");
		assertThat(output).contains("max-restarts must not be negative but is -1")
			.contains("concurrency.sinks.configs.default.max-restarts = -1   (");
	}

	@Test
	void aDurationThatCannotBeCountedIsNamedWithItsPlace(CapturedOutput output) throws IOException {
		fails("concurrency.restarts.period: 150000d");
		assertThat(output).contains("period must be at most 292 years but is PT3600000H")
			.contains("concurrency.restarts.period = 150000d   (")
			.contains("application.yml] - 1:30)");
	}

	@Test
	void aWrongValueIsNamedWithItsPlaceAndTheRightOnes(CapturedOutput output) throws IOException {
		fails("concurrency.sinks.instances.flights.on-failure: explode");
		assertThat(output).contains("Property: concurrency.sinks.instances.flights.on-failure")
			.contains("application.yml] - 1:49")
			.contains("DEAD_LETTER")
			.contains("RESTART");
	}

	@Test
	void anInstanceWithoutABeanIsNamedWithItsPlaceAndWhatWasMeant(CapturedOutput output) throws IOException {
		fails("""
				concurrency:
				  sinks:
				    instances:
				      fligths:
				        capacity: 5
				""");
		assertThat(output)
			.contains("There are settings for the sink 'fligths', but no bean of that name is of type SinkDrain.")
			.contains("concurrency.sinks.instances.fligths.capacity = 5   (")
			.contains("application.yml] - 5:19)")
			.contains("Did you mean 'flights'? The beans of type SinkDrain are: flights.");
	}

	@Test
	void anInstanceOfAnotherKindIsNamedWithTheRightKey(CapturedOutput output) throws IOException {
		fails("concurrency.sinks.instances.board.capacity: 5");
		assertThat(output).contains("application.yml] - 1:45)")
			.contains("'board' is of type PeriodicTask: set it under concurrency.workers.instances.board.");
	}

	@Test
	void anUnknownBaseIsNamedWithItsPlaceAndWhatWasMeant(CapturedOutput output) throws IOException {
		fails("""
				concurrency:
				  sinks:
				    configs:
				      bulk:
				        capacity: 1000
				    instances:
				      flights:
				        base-config: blk
				""");
		assertThat(output).contains("The shared configuration 'blk' does not exist.")
			.contains("concurrency.sinks.instances.flights.base-config = blk   (")
			.contains("application.yml] - 8:22)")
			.contains("Did you mean 'bulk'? There are: bulk.");
	}

	@Test
	void aCircleOfBasesIsNamedWithItsPlaces(CapturedOutput output) throws IOException {
		fails("""
				concurrency:
				  sinks:
				    configs:
				      one:
				        base-config: two
				      two:
				        base-config: one
				""");
		assertThat(output).contains("under concurrency.sinks.configs inherit from each other in a circle: ")
			.contains("one -> two -> one")
			.contains("concurrency.sinks.configs.one.base-config = two   (")
			.contains("application.yml] - 5:22)")
			.contains("concurrency.sinks.configs.two.base-config = one   (")
			.contains("application.yml] - 7:22)");
	}

	@Test
	void aWorkerWithoutAnIntervalIsNamedWithTheKeyThatIsMissing(CapturedOutput output) throws IOException {
		fails("""
				concurrency.workers.instances.board.initial-delay: 5s
				""");
		assertThat(output).contains("The worker 'board' has no schedule")
			.contains("Set concurrency.workers.instances.board.interval, for example to 10s, or fixed-delay,"
					+ " fixed-rate or cron.");
	}

	@Test
	void twoSchedulesOfOneWorkerAreNamedWithTheirPlaces(CapturedOutput output) throws IOException {
		fails("""
				concurrency:
				  workers:
				    instances:
				      board:
				        interval: 2s
				        cron: "0 0 * * * *"
				""");
		assertThat(output)
			.contains("The settings of the worker 'board' are refused: interval and cron are set, but a worker has"
					+ " exactly one schedule")
			.contains("concurrency.workers.instances.board.interval = 2s   (")
			.contains("application.yml] - 5:19)")
			.contains("concurrency.workers.instances.board.cron = 0 0 * * * *   (")
			.contains("application.yml] - 6:15)");
	}

	@Test
	void aCronExpressionThatCannotBeReadIsNamedWithItsPlace(CapturedOutput output) throws IOException {
		fails("concurrency.workers.instances.board.cron: every day");
		assertThat(output).contains("The settings of the worker 'board' are refused: cron cannot be read:")
			.contains("concurrency.workers.instances.board.cron = every day   (");
	}

	@Test
	void aCronExpressionThatNeverComesIsNamedWithItsPlace(CapturedOutput output) throws IOException {
		fails("concurrency.workers.instances.board.cron: 0 0 0 31 2 *");
		assertThat(output).contains("The settings of the worker 'board' are refused: cron '0 0 0 31 2 *' never comes:")
			.contains("concurrency.workers.instances.board.cron = 0 0 0 31 2 *   (");
	}

	@Test
	void aLockWithoutAProviderIsNamedWithItsPlace(CapturedOutput output) throws IOException {
		fails("""
				concurrency.workers.instances.board:
				  interval: 2s
				  lock: boards
				""");
		assertThat(output)
			.contains(
					"The worker 'board' cannot tick: The lock 'boards' cannot be taken: there is no LockProvider bean.")
			.contains("concurrency.workers.instances.board.lock = boards   (")
			.contains("application.yml] - 3:9)")
			.contains("Define a LockProvider of ShedLock");
	}

	@Test
	void aLockThatIsKeptLongerThanItMayBeIsRefused(CapturedOutput output) throws IOException {
		fails("""
				concurrency.workers.instances.board:
				  interval: 2s
				  lock: boards
				  lock-at-least-for: 20m
				""");
		assertThat(output).contains("lock-at-least-for (20m) must not exceed lock-at-most-for (10m)")
			.contains("lock-at-most-for is not set and has its default");
	}

	@Test
	void anActorThatIsASingletonIsNamedWithTheRemedy(CapturedOutput output) throws IOException {
		fails("", SingletonActor.class);
		assertThat(output).contains("The actor bean 'airport', defined in ")
			.contains("is not of prototype scope")
			.contains("@ActorComponent");
	}

	@Test
	void anActorThatHandlesNothingIsNamedWithTheRemedy(CapturedOutput output) throws IOException {
		fails("", NoActor.class);
		assertThat(output)
			.contains("The bean 'startFailureTests.NoActor' is an @ActorComponent, but StartFailureTests.NoActor has no"
					+ " method that handles messages: it is no Actor.")
			.contains(
					"Let it implement dev.concurrency.actor.Actor<M>, where M is the type of its messages, or annotate"
							+ " it with @Component.");
	}

	@Test
	void twoBeansThatSettingsCannotTellApartAreNamed(CapturedOutput output) throws IOException {
		fails("", TwoOfOneName.class);
		assertThat(output)
			.contains("The sinks 'auditLog' (the SinkDrain bean 'auditLog') and 'audit-log' (the SinkDrain bean"
					+ " 'audit-log') have the same name as far as settings go, which ignore case and dashes.")
			.contains("Give one of the two another name.");
	}

	@Test
	void aMethodAndABeanOfOneNameAreNamed(CapturedOutput output) throws IOException {
		fails("", MethodAndBean.class);
		assertThat(output)
			.contains("There are two sinks with the name 'audit': StartFailureTests.MethodAndBean.write (bean"
					+ " 'startFailureTests.MethodAndBean') and the bean 'audit'.")
			.contains("Give one of them another name.");
	}

	@Test
	void aHandleWhoseNameIsTakenIsNamedWithTheOtherBean(CapturedOutput output) throws IOException {
		fails("concurrency.workers.instances.board.interval: 1s", Beans.class, NameClash.class);
		assertThat(output)
			.contains("The sink 'flights' needs the name 'flightsSink' for its BackgroundSink, but another bean has it"
					+ " already, defined in ")
			.contains("Rename one of the two beans.");
	}

	@Test
	void aNameThatNoProcessCanHaveIsNamed(CapturedOutput output) throws IOException {
		fails("", WrongName.class);
		assertThat(output).contains("The bean 'flug/hafen' cannot be run: ").contains("Give the bean another name.");
	}

	private void fails(String yaml) throws IOException {
		fails(yaml, Beans.class);
	}

	private void fails(String yaml, Class<?>... configurations) throws IOException {
		new FailedStart(this.directory, "--debug=false").run(yaml, configurations);
	}

	@Configuration(proxyBeanMethods = false)
	@Import({ FailedStart.Flights.class, FailedStart.Board.class })
	static class Beans {

		Beans() {
			FailedStart.created("beans");
		}

		@Bean
		@Scope("prototype")
		Actor<String> airport() {
			FailedStart.created("airport");
			return (message, context) -> {
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class SingletonActor {

		@Bean
		Actor<String> airport() {
			FailedStart.created("airport");
			return (message, context) -> {
			};
		}

	}

	@ActorComponent
	static class NoActor {

		NoActor() {
			FailedStart.created("no actor");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TwoOfOneName {

		@Bean
		SinkDrain<String> auditLog() {
			FailedStart.created("auditLog");
			return (batch) -> {
			};
		}

		@Bean("audit-log")
		SinkDrain<String> other() {
			FailedStart.created("audit-log");
			return (batch) -> {
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class MethodAndBean {

		@Bean
		SinkDrain<String> audit() {
			FailedStart.created("audit");
			return (batch) -> {
			};
		}

		@SinkListener("audit")
		void write(List<String> batch) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NameClash {

		@Bean
		String flightsSink() {
			return "taken";
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class WrongName {

		@Bean("flug/hafen")
		SinkDrain<String> airport() {
			FailedStart.created("airport");
			return (batch) -> {
			};
		}

	}

}
