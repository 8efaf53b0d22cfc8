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

import dev.concurrency.fixture.FailedStart;
import dev.concurrency.fixture.Loop;
import dev.concurrency.process.Supervisable;
import dev.concurrency.sink.SinkDrain;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an application prints when its supervisors, or what belongs to them, make no
 * sense.
 */
@ExtendWith(OutputCaptureExtension.class)
class SupervisorFailureTests {

	@TempDir
	private Path directory;

	@Test
	void anUnknownSupervisorIsNamedWithItsPlaceAndWhatWasMeant(CapturedOutput output) throws IOException {
		fails("""
				concurrency:
				  sinks:
				    instances:
				      flights:
				        supervisor: igest
				  supervisors:
				    instances:
				      ingest:
				        strategy: one-for-all
				""");
		assertThat(output).contains("The sink 'flights' belongs to the supervisor 'igest', which does not exist.")
			.contains("concurrency.sinks.instances.flights.supervisor = igest   (")
			.contains("application.yml] - 5:21)")
			.contains("Did you mean 'ingest'? The supervisors are: root, ingest.");
	}

	@Test
	void anUnknownParentIsNamedWithItsPlaceAndWhatWasMeant(CapturedOutput output) throws IOException {
		fails("""
				concurrency:
				  supervisors:
				    instances:
				      ingest:
				        parent: alert
				      alerts:
				        strategy: one-for-all
				""");
		assertThat(output).contains("The supervisor 'ingest' belongs to the supervisor 'alert', which does not exist.")
			.contains("concurrency.supervisors.instances.ingest.parent = alert   (")
			.contains("application.yml] - 5:17)")
			.contains("Did you mean 'alerts'? The supervisors are: root, alerts, ingest.");
	}

	@Test
	void aSupervisorOfAKindIsNoParent(CapturedOutput output) throws IOException {
		fails("concurrency.processes.instances.tail.supervisor: sinks");
		assertThat(output)
			.contains("The process 'tail' cannot belong to 'sinks', which holds what no other supervisor holds.")
			.contains("application.yml] - 1:50)")
			.contains("Remove the setting, or name a supervisor of your own.");
	}

	@Test
	void aCircleOfParentsIsNamedWithItsPlaces(CapturedOutput output) throws IOException {
		fails("""
				concurrency:
				  supervisors:
				    instances:
				      a:
				        parent: b
				      b:
				        parent: c
				      c:
				        parent: b
				""");
		assertThat(output).contains("The supervisors b -> c -> b are above each other in a circle.")
			.contains("concurrency.supervisors.instances.b.parent = c   (")
			.contains("application.yml] - 7:17)")
			.contains("concurrency.supervisors.instances.c.parent = b   (")
			.contains("application.yml] - 9:17)")
			.doesNotContain("application.yml] - 5:17)");
	}

	@Test
	void aCircleOfParentsAndChildrenIsNamedWithItsPlaces(CapturedOutput output) throws IOException {
		fails("""
				concurrency:
				  supervisors:
				    instances:
				      a:
				        parent: b
				        children:
				        - flights
				        - b
				      b:
				        strategy: one-for-all
				""");
		assertThat(output).contains("The supervisors a -> b -> a are above each other in a circle.")
			.contains("concurrency.supervisors.instances.a.parent = b   (")
			.contains("application.yml] - 5:17)")
			.contains("concurrency.supervisors.instances.a.children[1] = b   (")
			.contains("application.yml] - 8:11)");
	}

	@Test
	void aChildThatIsTheNameOfASinkAndOfASupervisorIsRefused(CapturedOutput output) throws IOException {
		fails("""
				concurrency:
				  supervisors:
				    instances:
				      flights:
				        children:
				        - flights
				""");
		assertThat(output)
			.contains("The supervisor 'flights' lists the child 'flights', but that is the name of a sink and of a"
					+ " supervisor.")
			.contains("concurrency.supervisors.instances.flights.children[0] = flights   (")
			.contains("Give the supervisor another name.");
	}

	@Test
	void aSupervisorThatListsItselfIsACircle(CapturedOutput output) throws IOException {
		fails("concurrency.supervisors.instances.a.children: a");
		assertThat(output).contains("The supervisors a -> a are above each other in a circle.")
			.contains("application.yml] - 1:47)");
	}

	@Test
	void aChildThatDoesNotExistIsNamedWithItsPlaceAndWhatWasMeant(CapturedOutput output) throws IOException {
		fails("""
				concurrency:
				  supervisors:
				    instances:
				      ingest:
				        children:
				        - board
				        - fligths
				""");
		assertThat(output)
			.contains("The supervisor 'ingest' lists the child 'fligths', but there is no process or"
					+ " supervisor of that name.")
			.contains("concurrency.supervisors.instances.ingest.children[1] = fligths   (")
			.contains("application.yml] - 7:11)")
			.contains("Did you mean 'flights'? There are: board, flights, ingest, tail.");
	}

	@Test
	void aChildOfTwoListsIsNamedWithBothPlaces(CapturedOutput output) throws IOException {
		fails("""
				concurrency:
				  supervisors:
				    instances:
				      ingest:
				        children: [board, Flights]
				      alerts:
				        children: [flights]
				""");
		assertThat(output)
			.contains("The sink 'flights' is listed among the children of several supervisors: alerts, ingest.")
			.contains("concurrency.supervisors.instances.ingest.children[1] = Flights   (")
			.contains("application.yml] - 5:27)")
			.contains("concurrency.supervisors.instances.alerts.children[0] = flights   (")
			.contains("application.yml] - 7:20)")
			.contains("List it once.");
	}

	@Test
	void aChildThatIsTwiceInOneListIsNamedWithBothPlaces(CapturedOutput output) throws IOException {
		fails("""
				concurrency:
				  supervisors:
				    instances:
				      ingest:
				        children: [Flights, board, flights]
				""");
		assertThat(output).contains("The supervisor 'ingest' lists the child 'Flights' twice.")
			.contains("concurrency.supervisors.instances.ingest.children[0] = Flights   (")
			.contains("application.yml] - 5:20)")
			.contains("concurrency.supervisors.instances.ingest.children[2] = flights   (")
			.contains("application.yml] - 5:36)")
			.contains("List it once.");
	}

	@Test
	void aChildOfOneThatBelongsToAnotherIsNamedWithBothPlaces(CapturedOutput output) throws IOException {
		fails("""
				concurrency:
				  sinks:
				    instances:
				      flights:
				        supervisor: alerts
				  supervisors:
				    instances:
				      ingest:
				        children: [board, flights]
				      alerts:
				        strategy: one-for-all
				""");
		assertThat(output)
			.contains("The sink 'flights' belongs to 'alerts' but is listed among the children of 'ingest'.")
			.contains("concurrency.sinks.instances.flights.supervisor = alerts   (")
			.contains("application.yml] - 5:21)")
			.contains("concurrency.supervisors.instances.ingest.children[1] = flights   (")
			.contains("application.yml] - 9:27)")
			.contains("Remove one of the two.");
	}

	@Test
	void theNameOfASupervisorOfAKindIsTaken(CapturedOutput output) throws IOException {
		fails("concurrency.supervisors.instances.Sinks.max-restarts: 5");
		assertThat(output).contains("The supervisor 'Sinks' is there already")
			.contains("concurrency.supervisors.instances.sinks.max-restarts = 5   (")
			.contains("application.yml] - 1:55)")
			.contains("Give your supervisor another name.");
	}

	@Test
	void aNameThatNoSupervisorCanHaveIsNamedWithItsPlace(CapturedOutput output) throws IOException {
		fails("concurrency.supervisors.instances: {'[in/gest]': {max-restarts: 5}}");
		assertThat(output).contains("in/gest")
			.contains("concurrency.supervisors.instances[in/gest].max-restarts = 5   (")
			.contains("application.yml] - 1:65)")
			.contains("Correct the name.");
	}

	@Test
	void twoChildrenOfOneNameAreNamedWithTheirPlaces(CapturedOutput output) throws IOException {
		fails("""
				concurrency:
				  sinks.instances.flights.supervisor: ingest
				  supervisors.instances:
				    Flights.parent: ingest
				    ingest.strategy: one-for-all
				""");
		assertThat(output)
			.contains("The sink 'flights' and the supervisor 'Flights' have one name below the supervisor 'ingest'.")
			.contains("application.yml] - 2:39)")
			.contains("application.yml] - 4:21)")
			.contains("Rename one of the two, or put it below another supervisor.");
	}

	@Test
	void aChildOfTheRootMayNotHaveTheNameOfTheSupervisorOfAKind(CapturedOutput output) throws IOException {
		fails("concurrency.sinks.instances.workers.supervisor: root", NamedAsAKind.class);
		assertThat(output)
			.contains("The supervisor 'workers' and the sink 'workers' have one name below the supervisor 'root'.")
			.contains("application.yml] - 1:49)");
	}

	@Test
	void aSignificantProcessThatIsPermanentIsNamedWithItsPlace(CapturedOutput output) throws IOException {
		fails("""
				concurrency:
				  processes:
				    instances:
				      tail:
				        significant: true
				""");
		assertThat(output)
			.contains("The settings of the process 'tail' are refused: significant goes only with"
					+ " restart transient or temporary")
			.contains("concurrency.processes.instances.tail.significant = true   (")
			.contains("application.yml] - 5:22)")
			.contains("restart is not set and has its default");
	}

	@Test
	void aSignificantSupervisorThatIsPermanentIsNamedWithItsPlace(CapturedOutput output) throws IOException {
		fails("concurrency.supervisors.instances.ingest: {significant: true, restart: permanent}");
		assertThat(output).contains("The settings of the supervisor 'ingest' are refused: significant goes only with")
			.contains("application.yml] - 1:57)")
			.contains("application.yml] - 1:72)");
	}

	@Test
	void aSignificantProcessOfASupervisorThatNeverEndsIsNamedWithItsPlace(CapturedOutput output) throws IOException {
		fails("""
				concurrency:
				  processes.instances.tail: {significant: true, restart: transient, supervisor: ingest}
				  supervisors.instances.ingest.auto-shutdown: never
				""");
		assertThat(output).contains("The process 'tail' is significant, but its supervisor never ends because of that.")
			.contains("concurrency.processes.instances.tail.significant = true   (")
			.contains("application.yml] - 2:43)")
			.contains("Set auto-shutdown of its supervisor to any-significant or all-significant.");
	}

	@Test
	void aSignificantSinkOfTheSupervisorOfItsKindIsNamedWithItsPlace(CapturedOutput output) throws IOException {
		fails("concurrency.sinks.instances.flights: {significant: true, restart: transient}");
		assertThat(output).contains("The sink 'flights' is significant, but its supervisor never ends")
			.contains("application.yml] - 1:52)");
	}

	@Test
	void aDeclaredChildOfADynamicSupervisorIsNamedWithItsPlace(CapturedOutput output) throws IOException {
		fails("""
				concurrency:
				  supervisors:
				    instances:
				      ingest:
				        strategy: dynamic
				        children: [tail]
				""");
		assertThat(output).contains("The process 'tail' belongs to the supervisor 'ingest', which is dynamic")
			.contains("concurrency.supervisors.instances.ingest.children[0] = tail   (")
			.contains("application.yml] - 6:20)")
			.contains("Choose another strategy, or spawn it.");
	}

	@Test
	void aSupervisorBelowADynamicOneIsNamedWithItsPlace(CapturedOutput output) throws IOException {
		fails("""
				concurrency.supervisors.instances:
				  ingest.strategy: dynamic
				  alerts.parent: ingest
				""");
		assertThat(output).contains("The supervisor 'alerts' belongs to the supervisor 'ingest', which is dynamic")
			.contains("concurrency.supervisors.instances.alerts.parent = ingest   (")
			.contains("application.yml] - 3:18)");
	}

	@Test
	void anUnknownShutdownIsNamedWithItsPlace(CapturedOutput output) throws IOException {
		fails("concurrency.processes.configs.default.shutdown: soon");
		assertThat(output)
			.contains("The settings of the process 'tail' are refused: shutdown must be brutal, infinite or a duration"
					+ " such as 10s but is soon")
			.contains("concurrency.processes.configs.default.shutdown = soon   (")
			.contains("application.yml] - 1:49)");
	}

	@Test
	void aNegativeShutdownIsNamedWithItsPlace(CapturedOutput output) throws IOException {
		fails("concurrency.sinks.instances.flights.shutdown: -1s");
		assertThat(output).contains("shutdown must not be negative")
			.contains("concurrency.sinks.instances.flights.shutdown = -1s   (")
			.contains("application.yml] - 1:47)");
	}

	@Test
	void aNegativeNumberOfRestartsIsNamedWithItsPlace(CapturedOutput output) throws IOException {
		fails("""
				concurrency.supervisors.configs: {bulk: {max-restarts: -1}, default: {base-config: bulk}}
				concurrency.supervisors.instances.ingest.parent: root
				""");
		assertThat(output)
			.contains(
					"The settings of the supervisor 'ingest' are refused: max-restarts must not be negative but is -1")
			.contains("concurrency.supervisors.configs.bulk.max-restarts = -1   (")
			.contains("application.yml] - 1:56)");
	}

	@Test
	void aPeriodOfZeroIsNamedWithItsPlace(CapturedOutput output) throws IOException {
		fails("concurrency.supervisors.instances.ingest.period: 0s");
		assertThat(output).contains("The settings of the supervisor 'ingest' are refused: period must be positive")
			.contains("concurrency.supervisors.instances.ingest.period = 0s   (")
			.contains("application.yml] - 1:50)");
	}

	@Test
	void aWrongBackoffIsNamedWithItsPlaceAlsoIfThatIsInheritedFromAllRestarts(CapturedOutput output)
			throws IOException {
		fails("""
				concurrency:
				  restarts.backoff.max: 30s
				  supervisors.instances.ingest.backoff.min: 1m
				""");
		assertThat(output)
			.contains("The settings of the supervisor 'ingest' are refused: backoff.min (1m) must not exceed"
					+ " backoff.max (30s)")
			.contains("concurrency.supervisors.instances.ingest.backoff.min = 1m   (")
			.contains("application.yml] - 3:45)")
			.contains("concurrency.restarts.backoff.max = 30s   (")
			.contains("application.yml] - 2:25)");
	}

	@Test
	void settingsOfAProcessWithoutABeanAreNamedWithWhatWasMeant(CapturedOutput output) throws IOException {
		fails("concurrency.processes.instances.tial.restart: transient");
		assertThat(output)
			.contains("There are settings for the process 'tial', but no bean of that name is of type Supervisable.")
			.contains("concurrency.processes.instances.tial.restart = transient   (")
			.contains("application.yml] - 1:47)")
			.contains("Did you mean 'tail'? The beans of type Supervisable are: tail.");
	}

	@Test
	void anUnknownKeyOfASupervisorIsNamedWithWhatWasMeant(CapturedOutput output) throws IOException {
		fails("""
				concurrency:
				  supervisors.instances.ingest:
				    max-restart: 5
				    backoff:
				      mni: 1s
				""");
		assertThat(output).contains("concurrency.supervisors.instances.ingest.max-restart = 5   (")
			.contains("application.yml] - 3:18)")
			.contains("Did you mean 'max-restarts' in place of 'max-restart'?")
			.contains("concurrency.supervisors.instances.ingest.backoff.mni = 1s   (")
			.contains("application.yml] - 5:12)")
			.contains("Did you mean 'min' in place of 'mni'? Under concurrency.supervisors.instances.ingest.backoff"
					+ " there are: min, max, factor, jitter, reset-after.");
	}

	@Test
	void aWrongStrategyIsNamedWithItsPlaceAndTheRightOnes(CapturedOutput output) throws IOException {
		fails("concurrency.supervisors.instances.ingest.strategy: all-for-one");
		assertThat(output).contains("Property: concurrency.supervisors.instances.ingest.strategy")
			.contains("application.yml] - 1:52")
			.contains("ONE_FOR_ALL");
	}

	@Test
	void whatCannotBeSetForTheRootIsNamedWithItsPlace(CapturedOutput output) throws IOException {
		fails("""
				concurrency:
				  supervisors:
				    instances:
				      root:
				        max-restarts: 1
				        strategy: one-for-one
				        children: [flights]
				""");
		assertThat(output)
			.contains("These settings cannot be made for the root, of which only the restarts can be set:")
			.contains("concurrency.supervisors.instances.root.strategy = one-for-one   (")
			.contains("application.yml] - 6:19)")
			.contains("concurrency.supervisors.instances.root.children[0] = flights   (")
			.contains("application.yml] - 7:20)")
			.contains(
					"Remove them, or declare a supervisor of your own. For the root there are: base-config, max-restarts,"
							+ " period, backoff.");
	}

	@Test
	void aWrongValueOfTheRootIsNamedWithItsPlace(CapturedOutput output) throws IOException {
		fails("concurrency.supervisors.instances.root.max-restarts: -1");
		assertThat(output)
			.contains("The settings of the supervisor 'root' are refused: max-restarts must not be negative but is -1")
			.contains("application.yml] - 1:54)");
	}

	private void fails(String yaml) throws IOException {
		fails(yaml, Beans.class);
	}

	private void fails(String yaml, Class<?>... configurations) throws IOException {
		new FailedStart(this.directory, "--concurrency.workers.configs.default.interval=1h").run(yaml, configurations);
	}

	@Configuration(proxyBeanMethods = false)
	@Import({ FailedStart.Flights.class, FailedStart.Board.class })
	static class Beans {

		@Bean
		Supervisable tail() {
			FailedStart.created("tail");
			return new Loop();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NamedAsAKind {

		@Bean
		SinkDrain<String> workers() {
			FailedStart.created("workers");
			return (batch) -> {
			};
		}

	}

}
