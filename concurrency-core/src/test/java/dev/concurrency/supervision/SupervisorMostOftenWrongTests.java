package dev.concurrency.supervision;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import dev.concurrency.process.RestartPolicy;
import dev.concurrency.process.RestartType;
import dev.concurrency.supervision.SupervisorSettings.Escalation;
import dev.concurrency.time.Backoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

/** The ten promises that implementations most often break. */
class SupervisorMostOftenWrongTests {

	private static final Backoff SECOND = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(1), 1, 0,
			Duration.ofSeconds(30));

	@Test
	void theWindowOfTheBudgetSlidesAcrossTheBoundaryOfAFixedOne() {
		MachineDriver driver = new MachineDriver(
				SupervisorSettings.defaults().withRestarts(new RestartPolicy(2, Duration.ofSeconds(10), Backoff.NONE)));
		Child child = driver.declare("child");
		driver.startAll(child);
		driver.advance(Duration.ofSeconds(8));
		failAndStart(driver, child);
		driver.advance(Duration.ofSeconds(1));
		failAndStart(driver, child);
		// A window fixed to 0, 10, 20 would begin anew here.
		driver.advance(Duration.ofSeconds(9).minusNanos(1));
		driver.words();
		driver.exit(child, new IllegalStateException());
		assertThat(driver.words()).contains("gave up child");
	}

	@Test
	void aTemporarySiblingStopsInAGroupRestartAndIsGone() {
		MachineDriver driver = MachineDriver.of(RestartStrategy.ONE_FOR_ALL);
		Child failing = driver.declare("failing");
		Child temporary = driver.declare("temporary", (spec) -> spec.withRestart(RestartType.TEMPORARY));
		driver.startAll(failing, temporary);
		Child spawned = driver.spawn("spawned", (spec) -> spec.withRestart(RestartType.TEMPORARY), null);
		driver.ready(spawned);
		driver.words();
		driver.exit(failing, new IllegalStateException());
		driver.exit(spawned);
		driver.exit(temporary);
		driver.advance(Duration.ZERO);
		assertThat(driver.words()).containsExactly("failed failing", "stop spawned", "end spawned", "remove spawned",
				"stop temporary", "end temporary", "wait failing attempt 1 for 0 ms", "start failing#2 again");
	}

	@Test
	void whatHadEndedCleanlyAndWhatAnOperatorHadEndedComeBackInAGroupRestart() {
		MachineDriver driver = MachineDriver.of(RestartStrategy.ONE_FOR_ALL);
		Child ended = driver.declare("ended", (spec) -> spec.withRestart(RestartType.TRANSIENT));
		Child terminated = driver.declare("terminated");
		Child failing = driver.declare("failing");
		driver.startAll(ended, terminated, failing);
		driver.exit(ended);
		driver.terminate(terminated);
		driver.exit(terminated);
		driver.words();
		driver.exit(failing, new IllegalStateException());
		driver.advance(Duration.ZERO);
		driver.ready(ended);
		driver.ready(terminated);
		assertThat(driver.words()).contains("start ended#2 again", "start terminated#2 again", "start failing#2 again");
	}

	@Test
	void membersThatFailAtTheSameMomentAreOneRestartAndOneCharge() {
		MachineDriver driver = MachineDriver.of(RestartStrategy.ONE_FOR_ALL);
		Child a = driver.declare("a");
		Child b = driver.declare("b");
		Child c = driver.declare("c");
		driver.startAll(a, b, c);
		driver.exit(a, new IllegalStateException());
		driver.exit(b, new IllegalStateException());
		driver.exit(c);
		driver.advance(Duration.ZERO);
		assertThat(driver.windowUse()).isOne();
		assertThat(driver.restartsPerformed()).isOne();
		assertThat(driver.words()).containsExactly("failed a", "suspend c", "failed b", "wait a attempt 1 for 0 ms",
				"wait b attempt 1 for 0 ms", "wait c attempt 1 for 0 ms", "start a#2 again");
	}

	@Test
	void restForOneResumesAtTheMemberThatFailedToStartAndRestartsNoEarlierOneTwice() {
		MachineDriver driver = MachineDriver.of(RestartStrategy.REST_FOR_ONE);
		Child first = driver.declare("first");
		Child second = driver.declare("second");
		Child third = driver.declare("third");
		driver.startAll(first, second, third);
		driver.exit(first, new IllegalStateException());
		driver.exit(third);
		driver.exit(second);
		driver.advance(Duration.ZERO);
		driver.ready(first);
		driver.words();
		driver.exit(second, new IllegalStateException());
		driver.advance(Duration.ZERO);
		driver.ready(second);
		driver.ready(third);
		assertThat(driver.words()).containsExactly("failed second", "wait second attempt 2 for 0 ms",
				"wait third attempt 2 for 0 ms", "start second#3 again", "running second", "start third#2 again",
				"running third");
		assertThat(driver.windowUse()).isEqualTo(2);
	}

	@Test
	void anInitializationThatFailsOnARestartIsChargedAndAStopInterruptsTheAttempts() {
		MachineDriver driver = MachineDriver.of(10, SECOND, ChildOrder.SEQUENTIAL);
		Child child = driver.declare("child");
		driver.startAll(child);
		driver.exit(child, new IllegalStateException());
		driver.advance(Duration.ofSeconds(1));
		driver.exit(child, new IllegalStateException("no disk"));
		assertThat(driver.windowUse()).isEqualTo(2);
		driver.words();
		driver.stop();
		driver.advance(Duration.ofSeconds(10));
		assertThat(driver.words()).containsExactly("end child by IllegalStateException", "self ended");
	}

	@Test
	void anOperatorWhoTerminatesASignificantChildDoesNotShutTheSupervisorDown() {
		MachineDriver driver = new MachineDriver(
				SupervisorSettings.defaults().withAutoShutdown(AutoShutdown.ANY_SIGNIFICANT));
		Child child = driver.declare("child", (spec) -> spec.withRestart(RestartType.TRANSIENT).withSignificant(true));
		driver.startAll(child);
		driver.terminate(child);
		driver.exit(child);
		assertThat(driver.words()).containsExactly("stop child", "end child", "answer");
	}

	@Test
	void aShutdownDuringALongInitializationEndsPromptlyAndTheBodyNeverRuns() {
		MachineDriver driver = MachineDriver.of(10, Backoff.NONE, ChildOrder.SEQUENTIAL);
		Child slow = driver.declare("slow", (spec) -> spec.withInitTimeout(Duration.ofSeconds(30)));
		driver.start();
		driver.stop();
		// The child asks the signal in its initialization or between that and its body.
		driver.ready(slow);
		driver.exit(slow);
		assertThat(driver.words()).containsExactly("start slow#1", "stop slow", "end slow", "self ended");
	}

	@Test
	void aShutdownDuringABackoffStartsNothing() {
		MachineDriver driver = new MachineDriver(
				MachineDriver.settings(10, SECOND, ChildOrder.SEQUENTIAL, Escalation.FAIL)
					.withStrategy(RestartStrategy.ONE_FOR_ALL));
		Child a = driver.declare("a");
		Child b = driver.declare("b");
		driver.startAll(a, b);
		driver.exit(a, new IllegalStateException());
		driver.exit(b);
		driver.words();
		driver.stop();
		driver.advance(Duration.ofSeconds(10));
		assertThat(driver.words()).containsExactly("end b", "end a by IllegalStateException", "self ended");
	}

	@Test
	void aNestedSupervisorDrainsFullyWhateverTheBudgetAboveAndTheSumIsExact() {
		MachineDriver driver = new MachineDriver(SupervisorSettings.defaults()
			.withStopOrder(ChildOrder.CONCURRENT)
			.withShutdownBudget(Duration.ofSeconds(1)));
		Child nested = driver.declareSupervisor("nested");
		Child own = driver.declare("own");
		driver.startAll(nested, own);
		driver.stop();
		driver.advance(Duration.ofSeconds(60));
		assertThat(driver.words()).contains("abort own").doesNotContain("abort nested", "abandon nested");
		driver.exit(nested, new SupervisionException.ShutdownTimedOut(nested.path(), 3));
		assertThat(driver.endCause()).asInstanceOf(type(SupervisionException.ShutdownTimedOut.class))
			.returns(4, SupervisionException.ShutdownTimedOut::aborted);
	}

	private static void failAndStart(MachineDriver driver, Child child) {
		driver.exit(child, new IllegalStateException());
		driver.advance(Duration.ZERO);
		driver.ready(child);
	}

}
