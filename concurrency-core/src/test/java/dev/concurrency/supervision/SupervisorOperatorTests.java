package dev.concurrency.supervision;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import dev.concurrency.process.RestartType;
import dev.concurrency.process.Shutdown;
import dev.concurrency.supervision.SupervisorSettings.Escalation;
import dev.concurrency.time.Backoff;

import static org.assertj.core.api.Assertions.assertThat;

class SupervisorOperatorTests {

	private static final Backoff SECOND = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(1), 1, 0,
			Duration.ofSeconds(30));

	private static final Duration UNTIL_ABANDONED = MachineDriver.STOP_TIMEOUT.plusNanos(Decisions.ABANDON_AFTER_NANOS);

	private final MachineDriver driver = MachineDriver.of(1, SECOND, ChildOrder.SEQUENTIAL);

	private final Child child = this.driver.declare("child");

	@Test
	void aTerminatedChildStaysDownAndItsSpecificationIsKept() {
		this.driver.startAll(this.child);
		this.driver.terminate(this.child);
		this.driver.exit(this.child);
		assertThat(this.driver.words()).containsExactly("stop child", "end child", "answer");
		this.driver.restart(this.child);
		this.driver.ready(this.child);
		assertThat(this.driver.words()).containsExactly("wait child attempt 0 for 0 ms", "start child#2",
				"running child", "answer");
	}

	@Test
	void terminateIsIdempotent() {
		this.driver.startAll(this.child);
		this.driver.terminate(this.child);
		this.driver.terminate(this.child);
		this.driver.exit(this.child);
		this.driver.terminate(this.child);
		assertThat(this.driver.words()).containsExactly("stop child", "end child", "answer", "answer", "answer");
	}

	@Test
	void aTerminatedTemporaryChildIsGone() {
		this.driver.startAll(this.child);
		Child spawned = this.driver.spawn("spawned", (spec) -> spec.withRestart(RestartType.TEMPORARY), null);
		this.driver.ready(spawned);
		this.driver.words();
		this.driver.terminate(spawned);
		this.driver.exit(spawned);
		assertThat(this.driver.words()).containsExactly("stop spawned", "end spawned", "answer", "remove spawned");
	}

	@Test
	void aTerminatedTransientChildThatWasSpawnedCanBeRestarted() {
		this.driver.startAll(this.child);
		Child spawned = this.driver.spawn("spawned", (spec) -> spec.withRestart(RestartType.TRANSIENT), null);
		this.driver.ready(spawned);
		this.driver.terminate(spawned);
		this.driver.exit(spawned);
		this.driver.words();
		this.driver.restart(spawned);
		assertThat(this.driver.words()).containsExactly("wait spawned attempt 0 for 0 ms", "start spawned#2");
	}

	@Test
	void aChildThatIsForgottenIsNotRestarted() {
		this.driver.startAll(this.child);
		Child spawned = this.driver.spawn("spawned", (spec) -> spec.withRestart(RestartType.TRANSIENT), null);
		this.driver.ready(spawned);
		this.driver.exit(spawned);
		this.driver.words();
		this.driver.restart(spawned);
		assertThat(this.driver.words()).containsExactly("answer by ChildNotFound");
	}

	@Test
	void terminateDuringABackoffStartsNothing() {
		this.driver.startAll(this.child);
		this.driver.exit(this.child, new IllegalStateException());
		this.driver.words();
		this.driver.terminate(this.child);
		this.driver.advance(Duration.ofSeconds(10));
		assertThat(this.driver.words()).containsExactly("end child", "answer");
	}

	@Test
	void restartDuringABackoffStartsAtOnceAndOnce() {
		this.driver.startAll(this.child);
		this.driver.exit(this.child, new IllegalStateException());
		this.driver.words();
		this.driver.restart(this.child);
		this.driver.advance(Duration.ofSeconds(10));
		assertThat(this.driver.words()).containsExactly("wait child attempt 0 for 0 ms", "start child#2");
	}

	@Test
	void deleteDuringABackoffForgetsTheChild() {
		this.driver.startAll(this.child);
		this.driver.exit(this.child, new IllegalStateException());
		this.driver.words();
		this.driver.delete(this.child);
		this.driver.advance(Duration.ofSeconds(10));
		assertThat(this.driver.words()).containsExactly("end child", "answer", "remove child");
	}

	@Test
	void onlyAChildThatDoesNotRunCanBeDeletedAndOnlyOnce() {
		this.driver.startAll(this.child);
		this.driver.delete(this.child);
		assertThat(this.driver.words()).containsExactly("answer by ChildAlive");
		this.driver.terminate(this.child);
		this.driver.exit(this.child);
		this.driver.words();
		this.driver.delete(this.child);
		this.driver.delete(this.child);
		this.driver.restart(this.child);
		assertThat(this.driver.words()).containsExactly("answer", "remove child", "answer by ChildNotFound",
				"answer by ChildNotFound");
	}

	@Test
	void aChildThatIsBeingDeletedIsNotRestarted() {
		this.driver.settleByHand();
		this.driver.startAll(this.child);
		this.driver.exit(this.child, new IllegalStateException());
		this.driver.delete(this.child);
		this.driver.words();
		this.driver.restart(this.child);
		this.driver.settle(this.child);
		assertThat(this.driver.words()).containsExactly("answer by ChildNotFound", "answer", "remove child");
	}

	@Test
	void aRestartByAnOperatorCostsNothing() {
		this.driver.startAll(this.child);
		for (int i = 0; i < 5; i++) {
			this.driver.restart(this.child);
			this.driver.exit(this.child);
			this.driver.ready(this.child);
		}
		assertThat(this.driver.windowUse()).isZero();
		assertThat(this.driver.words()).contains("start child#6").doesNotContain("gave up child");
	}

	@Test
	void aRestartDuringTheFirstStartStillHoldsUpTheNextChild() {
		Child next = this.driver.declare("next");
		this.driver.start();
		this.driver.restart(this.child);
		this.driver.exit(this.child);
		assertThat(this.driver.words()).containsExactly("start child#1", "suspend child",
				"wait child attempt 0 for 0 ms", "start child#2");
		this.driver.ready(this.child);
		this.driver.ready(next);
		assertThat(this.driver.words()).containsExactly("running child", "answer", "start next#1", "running next",
				"self ready");
	}

	@Test
	void terminateDuringTheFirstStartLetsTheOthersStart() {
		Child next = this.driver.declare("next");
		this.driver.start();
		this.driver.terminate(this.child);
		this.driver.ready(next);
		assertThat(this.driver.words()).containsExactly("start child#1", "stop child", "start next#1", "running next",
				"self ready");
	}

	@Test
	void whoAskedForARestartHearsOfItsFirstFailure() {
		this.driver.startAll(this.child);
		this.driver.restart(this.child);
		this.driver.exit(this.child);
		this.driver.words();
		this.driver.exit(this.child, new IllegalStateException());
		assertThat(this.driver.words()).containsExactly("failed child", "answer by InitFailed",
				"wait child attempt 1 for 1000 ms");
	}

	@Test
	void aChildThatIsTerminatedWhileItsGroupStopsStaysDown() {
		MachineDriver group = MachineDriver.of(RestartStrategy.ONE_FOR_ALL);
		Child a = group.declare("a");
		Child b = group.declare("b");
		group.startAll(a, b);
		group.exit(a, new IllegalStateException());
		group.terminate(b);
		group.exit(b);
		group.advance(Duration.ZERO);
		group.ready(a);
		assertThat(group.words()).containsExactly("failed a", "suspend b", "stop b", "end b", "answer",
				"wait a attempt 1 for 0 ms", "start a#2 again", "running a");
	}

	@Test
	void aChildThatIsRestartedWhileItsGroupWaitsIsStartedInItsTurnAndOnce() {
		MachineDriver group = new MachineDriver(
				MachineDriver.settings(10, SECOND, ChildOrder.SEQUENTIAL, Escalation.FAIL)
					.withStrategy(RestartStrategy.ONE_FOR_ALL));
		Child a = group.declare("a");
		Child b = group.declare("b");
		group.startAll(a, b);
		group.exit(b, new IllegalStateException());
		group.exit(a);
		group.terminate(b);
		group.words();
		group.restart(b);
		assertThat(group.words()).containsExactly("wait b attempt 0 for 0 ms");
		group.advance(Duration.ofSeconds(1));
		group.ready(a);
		group.ready(b);
		assertThat(group.words()).containsExactly("start a#2 again", "running a", "start b#2", "running b", "answer");
	}

	@Test
	void aChildThatIsTerminatedAfterItsInitializationTookTooLongDoesNotHoldUpTheStart() {
		MachineDriver boot = MachineDriver.of(RestartStrategy.ONE_FOR_ONE);
		Child slow = boot.declare("slow", (spec) -> spec.withInitTimeout(Duration.ofSeconds(1)));
		boot.declare("next");
		boot.start();
		boot.advance(Duration.ofSeconds(1));
		boot.words();
		boot.terminate(slow);
		boot.exit(slow);
		assertThat(boot.words()).contains("start next#1");
	}

	@Test
	void aRestartThatWaitsForAnAbandonedThreadIsAnsweredByAStop() {
		restartAbandoned();
		this.driver.stop();
		assertThat(this.driver.words()).containsExactly("ended child by ShutdownTimedOut", "answer by NotRunning",
				"self ended");
	}

	@Test
	void aRestartThatWaitsForAnAbandonedThreadIsAnsweredByATerminate() {
		restartAbandoned();
		this.driver.terminate(this.child);
		assertThat(this.driver.words()).containsExactly("ended child by ShutdownTimedOut", "answer",
				"answer by NotRunning");
		this.driver.exit(this.child);
		assertThat(this.driver.words()).containsExactly("returned child");
	}

	@Test
	void aRestartOfAChildThatIsAbandonedDuringAStopIsAnswered() {
		Child last = this.driver.declare("last", (spec) -> spec.withShutdown(new Shutdown.Infinite()));
		this.driver.startAll(this.child, last);
		this.driver.restart(this.child);
		this.driver.stop();
		this.driver.advance(UNTIL_ABANDONED);
		assertThat(this.driver.words()).contains("abandon child", "answer by NotRunning");
	}

	@Test
	void whatOperatorsAskOfASupervisorThatDoesNotRunIsAnsweredAtOnce() {
		this.driver.restart(this.child);
		this.driver.terminate(this.child);
		this.driver.delete(this.child);
		assertThat(this.driver.words()).containsExactly("answer by NotRunning", "answer", "answer", "remove child");
	}

	private void restartAbandoned() {
		this.driver.startAll(this.child);
		this.driver.restart(this.child);
		this.driver.advance(UNTIL_ABANDONED);
		this.driver.words();
	}

}
