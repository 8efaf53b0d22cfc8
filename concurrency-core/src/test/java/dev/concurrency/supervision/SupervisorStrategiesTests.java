package dev.concurrency.supervision;

import java.time.Duration;
import java.util.concurrent.TimeoutException;

import org.junit.jupiter.api.Test;

import dev.concurrency.process.RestartType;
import dev.concurrency.supervision.SupervisorSettings.Escalation;
import dev.concurrency.time.Backoff;

import static org.assertj.core.api.Assertions.assertThat;

class SupervisorStrategiesTests {

	@Test
	void oneForOneRestartsTheFailedChildOnly() {
		MachineDriver driver = MachineDriver.of(RestartStrategy.ONE_FOR_ONE);
		Child[] children = threeOf(driver);
		driver.exit(children[1], new IllegalStateException());
		driver.advance(Duration.ZERO);
		assertThat(driver.words()).containsExactly("failed b", "wait b attempt 1 for 0 ms", "start b#2 again");
	}

	@Test
	void oneForAllStopsTheOthersInReverseAndStartsAllInOrder() {
		MachineDriver driver = MachineDriver.of(RestartStrategy.ONE_FOR_ALL);
		Child[] children = threeOf(driver);
		driver.exit(children[1], new IllegalStateException());
		assertThat(driver.words()).containsExactly("failed b", "suspend c");
		driver.exit(children[2]);
		assertThat(driver.words()).containsExactly("suspend a");
		driver.exit(children[0]);
		driver.advance(Duration.ZERO);
		assertThat(driver.words()).containsExactly("wait a attempt 1 for 0 ms", "wait b attempt 1 for 0 ms",
				"wait c attempt 1 for 0 ms", "start a#2 again");
		driver.ready(children[0]);
		assertThat(driver.words()).containsExactly("running a", "start b#2 again");
		driver.ready(children[1]);
		assertThat(driver.words()).containsExactly("running b", "start c#2 again");
	}

	@Test
	void restForOneLeavesEarlierChildrenAlone() {
		MachineDriver driver = MachineDriver.of(RestartStrategy.REST_FOR_ONE);
		Child[] children = threeOf(driver);
		driver.exit(children[1], new IllegalStateException());
		driver.exit(children[2]);
		driver.advance(Duration.ZERO);
		driver.ready(children[1]);
		driver.ready(children[2]);
		assertThat(driver.words()).containsExactly("failed b", "suspend c", "wait b attempt 1 for 0 ms",
				"wait c attempt 1 for 0 ms", "start b#2 again", "running b", "start c#2 again", "running c");
	}

	@Test
	void dynamicChildrenAreRestartedAloneAndStopAllAtOnce() {
		MachineDriver driver = MachineDriver.of(RestartStrategy.DYNAMIC);
		driver.startAll();
		Child a = driver.spawn("a", (spec) -> spec, null);
		Child b = driver.spawn("b", (spec) -> spec, null);
		driver.ready(a);
		driver.ready(b);
		driver.words();
		driver.exit(a, new IllegalStateException());
		driver.advance(Duration.ZERO);
		assertThat(driver.words()).containsExactly("failed a", "wait a attempt 1 for 0 ms", "start a#2 again");
		driver.stop();
		assertThat(driver.words()).containsExactly("stop b", "stop a");
	}

	@Test
	void aTemporaryChildsOwnDeathNeverTriggersAGroupRestart() {
		MachineDriver driver = MachineDriver.of(RestartStrategy.ONE_FOR_ALL);
		Child a = driver.declare("a");
		Child temporary = driver.declare("temporary", (spec) -> spec.withRestart(RestartType.TEMPORARY));
		driver.startAll(a, temporary);
		driver.exit(temporary, new IllegalStateException());
		driver.advance(Duration.ofSeconds(1));
		assertThat(driver.words()).containsExactly("failed temporary", "end temporary by IllegalStateException");
		assertThat(driver.windowUse()).isZero();
	}

	@Test
	void oneForAllBeginsAnewWhenAMemberFailsToStartAgainAndEachAttemptIsCharged() {
		MachineDriver driver = MachineDriver.of(RestartStrategy.ONE_FOR_ALL);
		Child[] children = threeOf(driver);
		driver.exit(children[0], new IllegalStateException());
		driver.exit(children[2]);
		driver.exit(children[1]);
		driver.advance(Duration.ZERO);
		driver.ready(children[0]);
		driver.words();
		driver.exit(children[1], new IllegalStateException());
		assertThat(driver.words()).containsExactly("failed b", "suspend a");
		driver.exit(children[0]);
		driver.advance(Duration.ZERO);
		assertThat(driver.words()).endsWith("start a#3 again");
		assertThat(driver.windowUse()).isEqualTo(2);
	}

	@Test
	void theEarlierOfTwoThatFailTogetherDecidesWhereTheRestBegins() {
		MachineDriver driver = MachineDriver.of(RestartStrategy.REST_FOR_ONE);
		Child[] children = threeOf(driver);
		driver.exit(children[1], new IllegalStateException());
		driver.exit(children[0], new IllegalStateException());
		driver.exit(children[2]);
		driver.advance(Duration.ZERO);
		assertThat(driver.words()).contains("start a#2 again").doesNotContain("start b#2 again");
		assertThat(driver.windowUse()).isOne();
	}

	@Test
	void aChildThatIsDeclaredDuringAGroupRestartTakesItsTurn() {
		MachineDriver driver = MachineDriver.of(RestartStrategy.ONE_FOR_ALL);
		Child a = driver.declare("a");
		driver.startAll(a);
		driver.exit(a, new IllegalStateException());
		driver.declare("late");
		driver.advance(Duration.ZERO);
		driver.words();
		driver.ready(a);
		assertThat(driver.words()).containsExactly("running a", "start late#1");
	}

	@Test
	void aGroupRestartWaitsForItsBackoffOnce() {
		Backoff second = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(1), 1, 0, Duration.ofSeconds(30));
		MachineDriver driver = new MachineDriver(
				MachineDriver.settings(10, second, ChildOrder.SEQUENTIAL, Escalation.FAIL)
					.withStrategy(RestartStrategy.ONE_FOR_ALL));
		Child[] children = threeOf(driver);
		driver.exit(children[2], new IllegalStateException());
		driver.exit(children[1]);
		driver.exit(children[0]);
		driver.words();
		driver.advance(Duration.ofSeconds(1).minusNanos(1));
		assertThat(driver.words()).isEmpty();
		driver.advance(Duration.ofNanos(1));
		driver.ready(children[0]);
		driver.ready(children[1]);
		assertThat(driver.words()).containsExactly("start a#2 again", "running a", "start b#2 again", "running b",
				"start c#2 again");
	}

	@Test
	void aSpawnedChildWhoseStartFailsInAGroupRestartIsNotStartedWithTheGroup() {
		MachineDriver driver = MachineDriver.of(RestartStrategy.ONE_FOR_ALL);
		Child[] children = threeOf(driver);
		Request request = new Request();
		Child spawned = driver.spawn("spawned", (spec) -> spec, request);
		Child last = driver.spawn("last", (spec) -> spec, null);
		driver.words();
		driver.exit(children[0], new IllegalStateException());
		assertThat(driver.words()).containsExactly("failed a", "suspend last");
		driver.exit(spawned, new IllegalStateException());
		assertThat(driver.words()).containsExactly("failed spawned", "answer by InitFailed",
				"end spawned by IllegalStateException", "remove spawned");
		driver.exit(last);
		driver.exit(children[2]);
		driver.exit(children[1]);
		driver.advance(Duration.ZERO);
		for (Child child : children) {
			driver.ready(child);
		}
		driver.ready(last);
		assertThat(driver.words()).endsWith("running last");
	}

	@Test
	void aChildThatIsSpawnedWhileAGroupStopsStartsAtOnceAndIsNotStopped() {
		MachineDriver driver = MachineDriver.of(RestartStrategy.ONE_FOR_ALL);
		Child[] children = threeOf(driver);
		driver.exit(children[0], new IllegalStateException());
		driver.words();
		Child spawned = driver.spawn("spawned", (spec) -> spec.withRestart(RestartType.TEMPORARY), new Request());
		driver.ready(spawned);
		assertThat(driver.words()).containsExactly("start spawned#1", "running spawned", "answer");
		driver.exit(children[2]);
		driver.exit(children[1]);
		driver.advance(Duration.ZERO);
		for (Child child : children) {
			driver.ready(child);
		}
		assertThat(driver.words()).doesNotContain("stop spawned", "suspend spawned").endsWith("running c");
	}

	@Test
	void aChildThatIsSpawnedDuringTheBackoffOfAGroupStartsAtOnce() {
		Backoff second = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(1), 1, 0, Duration.ofSeconds(30));
		MachineDriver driver = new MachineDriver(
				MachineDriver.settings(10, second, ChildOrder.SEQUENTIAL, Escalation.FAIL)
					.withStrategy(RestartStrategy.ONE_FOR_ALL));
		Child[] children = threeOf(driver);
		driver.exit(children[0], new IllegalStateException());
		driver.exit(children[2]);
		driver.exit(children[1]);
		driver.words();
		driver.spawn("spawned", (spec) -> spec.withRestart(RestartType.TEMPORARY), new Request());
		assertThat(driver.words()).containsExactly("start spawned#1");
	}

	@Test
	void aChildThatIsSpawnedWhileAGroupStartsDoesNotWaitForWhoeverIsStarting() {
		MachineDriver driver = MachineDriver.of(RestartStrategy.ONE_FOR_ALL);
		Child[] children = startingAgain(driver);
		Child spawned = driver.spawn("spawned", (spec) -> spec.withRestart(RestartType.TEMPORARY), new Request());
		driver.ready(spawned);
		assertThat(driver.words()).containsExactly("start spawned#1", "running spawned", "answer");
		driver.ready(children[0]);
		assertThat(driver.words()).containsExactly("running a", "start b#2 again");
	}

	@Test
	void aChildThatWasSpawnedDuringARestartOfItsGroupBelongsToTheNext() {
		MachineDriver driver = MachineDriver.of(RestartStrategy.ONE_FOR_ALL);
		Child[] children = startingAgain(driver);
		Request helper = new Request();
		Child spawned = driver.spawn("spawned", (spec) -> spec.withRestart(RestartType.TEMPORARY), helper);
		driver.words();
		driver.exit(children[0], new IllegalStateException());
		assertThat(driver.words()).containsExactly("failed a", "stop spawned");
		driver.exit(spawned);
		driver.advance(Duration.ZERO);
		assertThat(driver.words()).containsSubsequence("end spawned", "answer by NotRunning", "remove spawned",
				"start a#3 again");
	}

	@Test
	void aFailedMemberIsSaidToWaitWhileTheOthersStop() {
		MachineDriver driver = MachineDriver.of(RestartStrategy.ONE_FOR_ALL);
		Child[] children = threeOf(driver);
		driver.awaiting();
		driver.exit(children[0], new IllegalStateException());
		assertThat(driver.awaiting()).containsExactly("a");
		driver.exit(children[2]);
		assertThat(driver.awaiting()).containsExactly("c");
		driver.exit(children[1], new IllegalStateException());
		assertThat(driver.restartCauses()).hasSize(3);
	}

	@Test
	void eachMemberThatFailedItselfIsRestartedByItsOwnCause() {
		MachineDriver driver = MachineDriver.of(RestartStrategy.ONE_FOR_ALL);
		Child[] children = threeOf(driver);
		driver.restartCauses();
		driver.exit(children[0], new IllegalStateException());
		driver.exit(children[1], new IllegalArgumentException());
		driver.exit(children[2]);
		assertThat(driver.restartCauses()).containsExactly("a by IllegalStateException",
				"b by IllegalArgumentException", "c");
		driver.advance(Duration.ZERO);
		for (Child child : children) {
			driver.ready(child);
		}
		driver.exit(children[2], new UnsupportedOperationException());
		driver.exit(children[1]);
		driver.exit(children[0]);
		assertThat(driver.restartCauses()).as("an earlier failure is over")
			.containsExactly("a", "b", "c by UnsupportedOperationException");
	}

	@Test
	void aMemberThatHungWhenAnotherFailedIsRestartedByWhatItHungIn() {
		MachineDriver driver = MachineDriver.of(RestartStrategy.ONE_FOR_ALL);
		Child[] children = threeOf(driver);
		driver.hangs(children[1], new TimeoutException());
		driver.exit(children[0], new IllegalStateException());
		driver.exit(children[2]);
		driver.exit(children[1], new InterruptedException());
		assertThat(driver.restartCauses()).containsExactly("a by IllegalStateException", "b by TimeoutException", "c");
		assertThat(driver.windowUse()).isOne();
	}

	private static Child[] startingAgain(MachineDriver driver) {
		Child[] children = threeOf(driver);
		driver.exit(children[0], new IllegalStateException());
		driver.exit(children[2]);
		driver.exit(children[1]);
		driver.advance(Duration.ZERO);
		driver.words();
		return children;
	}

	private static Child[] threeOf(MachineDriver driver) {
		Child[] children = { driver.declare("a"), driver.declare("b"), driver.declare("c") };
		driver.startAll(children);
		return children;
	}

}
