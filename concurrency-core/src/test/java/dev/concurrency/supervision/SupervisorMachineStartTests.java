package dev.concurrency.supervision;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import dev.concurrency.process.ProcessKind;
import dev.concurrency.supervision.SupervisorSettings.Escalation;
import dev.concurrency.time.Backoff;

import static org.assertj.core.api.Assertions.assertThat;

class SupervisorMachineStartTests {

	private final MachineDriver driver = MachineDriver.of(3, Backoff.NONE, ChildOrder.SEQUENTIAL);

	@Test
	void aSupervisorWithoutChildrenIsReadyAtOnceAndEndsAtOnce() {
		this.driver.start();
		assertThat(this.driver.words()).containsExactly("self ready");
		this.driver.stop();
		assertThat(this.driver.words()).containsExactly("self ended");
	}

	@Test
	void aChildIsStartedOnlyWhenTheOneBeforeIsReady() {
		Child first = this.driver.declare("first");
		Child second = this.driver.declare("second");
		this.driver.start();
		assertThat(this.driver.words()).containsExactly("start first#1");
		this.driver.ready(first);
		assertThat(this.driver.words()).containsExactly("running first", "start second#1");
		this.driver.ready(second);
		assertThat(this.driver.words()).containsExactly("running second", "self ready");
	}

	@Test
	void aFailureAtBootStopsTheStartedOnesInReverseAndNamesThePath() {
		Child first = this.driver.declare("first");
		Child second = this.driver.declare("second");
		Child third = this.driver.declare("third");
		this.driver.declare("never");
		this.driver.start();
		this.driver.ready(first);
		this.driver.ready(second);
		this.driver.words();
		this.driver.exit(third, new IllegalStateException("no disk"));
		assertThat(this.driver.words()).containsExactly("failed third", "end third by IllegalStateException",
				"stop second");
		this.driver.exit(second);
		assertThat(this.driver.words()).containsExactly("end second", "stop first");
		this.driver.exit(first);
		assertThat(this.driver.words()).containsExactly("end first", "self ended by InitFailed");
		assertThat(this.driver.endCause()).hasMessageContaining("root/sinks/third")
			.hasMessageContaining("no disk")
			.hasCauseInstanceOf(IllegalStateException.class);
	}

	@Test
	void aCleanEndBeforeReadyFailsTheBootToo() {
		Child child = this.driver.declare("child");
		this.driver.start();
		this.driver.words();
		this.driver.exit(child);
		assertThat(this.driver.words()).containsExactly("failed child", "end child by UnexpectedEnd",
				"self ended by InitFailed");
	}

	@Test
	void theFailureOfANestedChildKeepsItsOwnPath() {
		Child nested = this.driver.declareSupervisor("nested");
		this.driver.start();
		Throwable cause = new SupervisionException.InitFailed(MachineDriver.PATH.child("nested").child("deep"),
				new IllegalStateException("no disk"));
		this.driver.exit(nested, cause);
		assertThat(this.driver.endCause()).isSameAs(cause);
	}

	@Test
	void aStopDuringTheStartStartsNoOther() {
		Child first = this.driver.declare("first");
		Child second = this.driver.declare("second");
		this.driver.declare("third");
		this.driver.start();
		this.driver.ready(first);
		this.driver.words();
		this.driver.stop();
		assertThat(this.driver.words()).containsExactly("stop second");
		this.driver.ready(second);
		assertThat(this.driver.words()).isEmpty();
		this.driver.exit(second);
		this.driver.exit(first);
		assertThat(this.driver.words()).containsExactly("end second", "stop first", "end first", "self ended");
	}

	@Test
	void aRestartDuringTheStartNeitherStallsItNorStartsTwoAtOnce() {
		Child first = this.driver.declare("first");
		Child second = this.driver.declare("second");
		this.driver.declare("third");
		this.driver.start();
		this.driver.ready(first);
		this.driver.words();
		this.driver.exit(first, new IllegalStateException());
		this.driver.advance(Duration.ZERO);
		assertThat(this.driver.words()).containsExactly("failed first", "wait first attempt 1 for 0 ms",
				"start first#2 again");
		// The second is not ready yet, so the third must wait.
		this.driver.ready(first);
		assertThat(this.driver.words()).containsExactly("running first");
		this.driver.exit(first, new IllegalStateException());
		this.driver.words();
		// The first waits for its restart, which must not hold up the third.
		this.driver.ready(second);
		assertThat(this.driver.words()).containsExactly("running second", "start third#1");
	}

	@Test
	void theStartDoesNotWaitForAChildThatIsBeingStartedAgain() {
		Child first = this.driver.declare("first");
		Child second = this.driver.declare("second");
		this.driver.declare("third");
		this.driver.start();
		this.driver.ready(first);
		this.driver.exit(first, new IllegalStateException());
		this.driver.advance(Duration.ZERO);
		this.driver.words();
		this.driver.ready(second);
		assertThat(this.driver.words()).containsExactly("running second", "start third#1");
		// Nor is a restart that fails a failed start.
		this.driver.exit(first, new IllegalStateException());
		assertThat(this.driver.words()).containsExactly("failed first", "wait first attempt 2 for 0 ms");
	}

	@Test
	void aBudgetExceededDuringTheStartFailsIt() {
		MachineDriver strict = MachineDriver.of(0, Backoff.NONE, ChildOrder.CONCURRENT);
		Child first = strict.declare("first");
		Child second = strict.declare("second");
		strict.start();
		strict.ready(first);
		strict.words();
		strict.exit(first, new IllegalStateException());
		assertThat(strict.words()).containsExactly("failed first", "gave up first",
				"end first by IllegalStateException", "stop second");
		strict.exit(second);
		assertThat(strict.words()).containsExactly("end second", "self ended by BudgetExceeded");
	}

	@Test
	void aChildDeclaredWhileRunningIsStartedAtOnce() {
		this.driver.startAll();
		Child late = this.driver.declare("late");
		assertThat(this.driver.words()).containsExactly("start late#1");
		this.driver.ready(late);
		assertThat(this.driver.words()).containsExactly("running late");
	}

	@Test
	void aChildDeclaredDuringTheStartTakesItsTurn() {
		Child first = this.driver.declare("first");
		this.driver.start();
		Child late = this.driver.declare("late");
		this.driver.words();
		this.driver.ready(first);
		assertThat(this.driver.words()).containsExactly("running first", "start late#1");
		this.driver.ready(late);
		assertThat(this.driver.words()).containsExactly("running late", "self ready");
	}

	@Test
	void aLateChildThatFailsToStartIsRestartedLikeAnyOther() {
		this.driver.startAll();
		Child late = this.driver.declare("late");
		this.driver.words();
		this.driver.exit(late, new IllegalStateException());
		this.driver.advance(Duration.ZERO);
		assertThat(this.driver.words()).containsExactly("failed late", "wait late attempt 1 for 0 ms",
				"start late#2 again");
	}

	@Test
	void aChildDeclaredWhileStoppingIsStartedWithTheNextRun() {
		Child first = this.driver.declare("first");
		this.driver.startAll(first);
		this.driver.stop();
		this.driver.declare("late");
		this.driver.exit(first);
		assertThat(this.driver.words()).containsExactly("stop first", "end first", "self ended");
		this.driver.start();
		this.driver.ready(first);
		assertThat(this.driver.words()).containsExactly("start first#2", "running first", "start late#1");
	}

	@Test
	void aSpawnedChildIsStartedAtOnceWhileRunning() {
		this.driver.startAll();
		this.driver.on(new SupervisorEvent.Spawn(spawned(), null));
		assertThat(this.driver.words()).containsExactly("start spawned#1");
	}

	@Test
	void aSpawnWhileStoppingEndsTheChildAtOnce() {
		Child first = this.driver.declare("first");
		this.driver.startAll(first);
		this.driver.stop();
		this.driver.words();
		this.driver.on(new SupervisorEvent.Spawn(spawned(), null));
		assertThat(this.driver.words()).containsExactly("reject spawned");
		this.driver.exit(first);
		assertThat(this.driver.words()).containsExactly("end first", "self ended");
		this.driver.on(new SupervisorEvent.Spawn(spawned(), null));
		assertThat(this.driver.words()).containsExactly("reject spawned");
	}

	@Test
	void aSecondStartWhileRunningDoesNothing() {
		Child first = this.driver.declare("first");
		this.driver.startAll(first);
		this.driver.start();
		assertThat(this.driver.words()).isEmpty();
	}

	@Test
	void aNewRunBeginsWithAFreshBudgetAndFreshAttempts() {
		MachineDriver strict = new MachineDriver(
				MachineDriver.settings(1, Backoff.NONE, ChildOrder.SEQUENTIAL, Escalation.FAIL));
		Child child = strict.declare("child");
		strict.startAll(child);
		strict.exit(child, new IllegalStateException());
		strict.advance(Duration.ZERO);
		strict.ready(child);
		strict.stop();
		strict.exit(child);
		strict.startAll(child);
		assertThat(strict.windowUse()).isZero();
		strict.exit(child, new IllegalStateException());
		assertThat(strict.words()).containsExactly("failed child", "wait child attempt 1 for 0 ms");
	}

	private Child spawned() {
		return this.driver.child("spawned", ProcessKind.ACTOR, (spec) -> spec, true);
	}

}
