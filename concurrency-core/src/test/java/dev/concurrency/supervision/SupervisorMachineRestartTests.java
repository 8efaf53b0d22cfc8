package dev.concurrency.supervision;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import dev.concurrency.supervision.SupervisorSettings.Escalation;
import dev.concurrency.time.Backoff;

import static org.assertj.core.api.Assertions.assertThat;

class SupervisorMachineRestartTests {

	private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(100), Duration.ofMillis(500), 2, 0,
			Duration.ofSeconds(30));

	private final MachineDriver driver = MachineDriver.of(10, BACKOFF, ChildOrder.CONCURRENT);

	private final Child child = this.driver.declare("child");

	private final Child sibling = this.driver.declare("sibling");

	@Test
	void aFailedChildIsStartedAgainAfterTheBackoffAndKnowsWhy() {
		this.driver.startAll(this.child, this.sibling);
		IllegalStateException cause = new IllegalStateException();
		this.driver.exit(this.child, cause);
		assertThat(this.driver.words()).containsExactly("failed child", "wait child attempt 1 for 100 ms");
		this.driver.advance(Duration.ofMillis(100).minusNanos(1));
		assertThat(this.driver.words()).isEmpty();
		this.driver.advance(Duration.ofNanos(1));
		assertThat(this.driver.words()).containsExactly("start child#2 again");
		assertThat(this.child.lastFailure).isSameAs(cause);
	}

	@Test
	void aCleanEndNobodyAskedForIsAFailure() {
		this.driver.startAll(this.child, this.sibling);
		this.driver.exit(this.child);
		assertThat(this.driver.words()).containsExactly("failed child", "wait child attempt 1 for 100 ms");
		assertThat(this.child.lastFailure).isInstanceOf(SupervisionException.UnexpectedEnd.class)
			.hasMessageContaining("root/sinks/child");
	}

	@Test
	void theWaitGrowsUpToTheCap() {
		this.driver.startAll(this.child, this.sibling);
		List<String> waits = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			this.driver.exit(this.child, new IllegalStateException());
			waits.add(this.driver.words().get(1));
			this.driver.advance(Duration.ofMillis(500));
			this.driver.ready(this.child);
			this.driver.words();
		}
		assertThat(waits).containsExactly("wait child attempt 1 for 100 ms", "wait child attempt 2 for 200 ms",
				"wait child attempt 3 for 400 ms", "wait child attempt 4 for 500 ms",
				"wait child attempt 5 for 500 ms");
	}

	@Test
	void jitterShortensTheWaitAndNeverLeavesTheCap() {
		Backoff jittery = new Backoff(Duration.ofMillis(100), Duration.ofMillis(500), 10, 0.5, Duration.ofSeconds(30));
		double[] random = { 0 };
		MachineDriver chance = new MachineDriver(
				MachineDriver.settings(10, jittery, ChildOrder.CONCURRENT, Escalation.FAIL), () -> random[0]);
		Child only = chance.declare("only");
		chance.startAll(only);
		chance.exit(only, new IllegalStateException());
		assertThat(chance.words()).contains("wait only attempt 1 for 100 ms");
		chance.advance(Duration.ofSeconds(1));
		random[0] = 0.5;
		chance.exit(only, new IllegalStateException());
		assertThat(chance.words()).contains("wait only attempt 2 for 375 ms");
	}

	@Test
	void attemptsCountFromOneAgainAfterAHealthyTime() {
		this.driver.startAll(this.child, this.sibling);
		failAndRestart();
		this.driver.advance(Duration.ofSeconds(30).minusNanos(1));
		this.driver.exit(this.child, new IllegalStateException());
		assertThat(this.driver.words()).contains("wait child attempt 2 for 200 ms");
		this.driver.advance(Duration.ofMillis(200));
		this.driver.ready(this.child);
		this.driver.advance(Duration.ofSeconds(30));
		this.driver.exit(this.child, new IllegalStateException());
		assertThat(this.driver.words()).contains("wait child attempt 1 for 100 ms");
	}

	@Test
	void anInitializationThatTakesLongIsNoHealthyTime() {
		this.driver.startAll(this.child, this.sibling);
		this.driver.exit(this.child, new IllegalStateException());
		this.driver.advance(Duration.ofMillis(100));
		this.driver.words();
		this.driver.advance(Duration.ofSeconds(40));
		this.driver.exit(this.child, new IllegalStateException());
		assertThat(this.driver.words()).contains("wait child attempt 2 for 200 ms");
	}

	@Test
	void whatAnOldIncarnationSaysIsIgnored() {
		this.driver.startAll(this.child, this.sibling);
		failAndRestart();
		this.driver.on(new SupervisorEvent.Exited(this.child, 1, new IllegalStateException("late")));
		this.driver.on(new SupervisorEvent.Ready(this.child, 1));
		this.driver.on(new SupervisorEvent.RestartDue(this.child, 1));
		this.driver.on(new SupervisorEvent.AbortDue(this.child, 1));
		this.driver.on(new SupervisorEvent.AbandonDue(this.child, 1));
		assertThat(this.driver.words()).isEmpty();
	}

	@Test
	void aSecondExitOfOneIncarnationIsIgnored() {
		this.driver.startAll(this.child, this.sibling);
		this.driver.exit(this.child, new IllegalStateException());
		this.driver.words();
		this.driver.exit(this.child, new IllegalStateException());
		assertThat(this.driver.words()).isEmpty();
	}

	@Test
	void theRestartAfterTheLastAllowedOneKillsTheSupervisor() {
		MachineDriver two = MachineDriver.of(2, Backoff.NONE, ChildOrder.SEQUENTIAL);
		Child first = two.declare("first");
		Child failing = two.declare("failing");
		Child last = two.declare("last");
		two.startAll(first, failing, last);
		for (int i = 0; i < 2; i++) {
			two.exit(failing, new IllegalStateException());
			two.advance(Duration.ofSeconds(1));
			two.ready(failing);
		}
		assertThat(two.windowUse()).isEqualTo(2);
		two.words();
		two.exit(failing, new IllegalStateException("third"));
		assertThat(two.words()).containsExactly("failed failing", "gave up failing",
				"end failing by IllegalStateException", "stop last");
		two.exit(last);
		two.exit(first);
		assertThat(two.words()).containsExactly("end last", "stop first", "end first", "self ended by BudgetExceeded");
		assertThat(two.endCause()).hasMessageContaining("root/sinks/failing")
			.hasMessageContaining("2 restarts")
			.hasMessageContaining("third");
	}

	@Test
	void theBudgetIsSharedByAllChildren() {
		MachineDriver one = MachineDriver.of(1, Backoff.NONE, ChildOrder.CONCURRENT);
		Child a = one.declare("a");
		Child b = one.declare("b");
		one.startAll(a, b);
		one.exit(a, new IllegalStateException());
		one.advance(Duration.ZERO);
		one.ready(a);
		one.words();
		one.exit(b, new IllegalStateException());
		assertThat(one.words()).contains("gave up b", "stop a");
	}

	@Test
	void noRestartsMeansTheFirstFailureKills() {
		MachineDriver none = MachineDriver.of(0, Backoff.NONE, ChildOrder.CONCURRENT);
		Child only = none.declare("only");
		none.startAll(only);
		none.exit(only, new IllegalStateException());
		assertThat(none.words()).containsExactly("failed only", "gave up only", "end only by IllegalStateException",
				"self ended by BudgetExceeded");
	}

	@Test
	void aFailedAttemptToStartIsCharged() {
		MachineDriver two = MachineDriver.of(2, Backoff.NONE, ChildOrder.CONCURRENT);
		Child only = two.declare("only");
		two.startAll(only);
		for (int i = 0; i < 2; i++) {
			two.exit(only, new IllegalStateException());
			two.advance(Duration.ZERO);
		}
		two.words();
		two.exit(only, new IllegalStateException());
		assertThat(two.words()).contains("gave up only");
	}

	@Test
	void anExhaustedJvmIsNotRestarted() {
		this.driver.startAll(this.child, this.sibling);
		this.driver.exit(this.child, new OutOfMemoryError());
		assertThat(this.driver.words()).containsExactly("failed child", "gave up child",
				"end child by OutOfMemoryError", "stop sibling");
	}

	@Test
	void leaveDownKeepsTheSiblings() {
		MachineDriver root = new MachineDriver(
				MachineDriver.settings(0, Backoff.NONE, ChildOrder.SEQUENTIAL, Escalation.LEAVE_DOWN));
		Child a = root.declare("a");
		Child b = root.declare("b");
		root.startAll(a, b);
		root.exit(a, new IllegalStateException());
		assertThat(root.words()).containsExactly("failed a", "gave up a", "end a by IllegalStateException");
		root.stop();
		root.exit(b);
		assertThat(root.words()).containsExactly("stop b", "end b", "self ended");
	}

	@Test
	void theAbortedOfANestedSupervisorThatFailsAloneAreNoTimeoutOfThisOne() {
		MachineDriver root = new MachineDriver(
				MachineDriver.settings(0, Backoff.NONE, ChildOrder.SEQUENTIAL, Escalation.LEAVE_DOWN));
		Child nested = root.declareSupervisor("nested");
		root.startAll(nested);
		root.exit(nested, new SupervisionException.ShutdownTimedOut(MachineDriver.PATH, 3));
		root.stop();
		assertThat(root.endCause()).isNull();
	}

	@Test
	void aSpawnedChildIsRestartedLikeTheOthers() {
		this.driver.startAll(this.child, this.sibling);
		Child spawned = this.driver.spawn("spawned", (spec) -> spec, null);
		this.driver.ready(spawned);
		this.driver.words();
		this.driver.exit(spawned, new IllegalStateException());
		this.driver.advance(Duration.ofMillis(100));
		assertThat(this.driver.words()).containsExactly("failed spawned", "wait spawned attempt 1 for 100 ms",
				"start spawned#2 again");
	}

	private void failAndRestart() {
		this.driver.exit(this.child, new IllegalStateException());
		this.driver.advance(Duration.ofMillis(100));
		this.driver.ready(this.child);
		this.driver.words();
	}

}
