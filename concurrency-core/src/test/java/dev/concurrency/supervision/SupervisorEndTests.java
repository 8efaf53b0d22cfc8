package dev.concurrency.supervision;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import dev.concurrency.process.EndMode;
import dev.concurrency.process.RestartType;
import dev.concurrency.supervision.SupervisorSettings.Escalation;
import dev.concurrency.time.Backoff;

import static org.assertj.core.api.Assertions.assertThat;

/** Children that are ended for good. */
class SupervisorEndTests {

	private static final Duration AGES = Duration.ofDays(1);

	private final MachineDriver driver = MachineDriver.of(1, Backoff.NONE, ChildOrder.SEQUENTIAL);

	private final Child child = this.driver.declare("child");

	@Test
	void spawnedChildIsForgottenAlsoIfItWouldBeRestartedAfterAFailure() {
		this.driver.startAll(this.child);
		Child spawned = spawn();
		this.driver.end(spawned, EndMode.DRAIN);
		this.driver.exit(spawned);
		assertThat(this.driver.words()).containsExactly("stop spawned", "end spawned", "answer", "remove spawned");
	}

	@Test
	void declaredChildStays() {
		this.driver.startAll(this.child);
		this.driver.end(this.child, EndMode.DRAIN);
		this.driver.exit(this.child);
		assertThat(this.driver.words()).containsExactly("stop child", "end child", "answer");
	}

	@Test
	void itsOwnTimeIsTheLimit() {
		this.driver.startAll(this.child);
		this.driver.end(this.child, EndMode.DRAIN);
		this.driver.advance(MachineDriver.STOP_TIMEOUT);
		assertThat(this.driver.words()).containsExactly("stop child", "abort child");
	}

	@Test
	void withoutALimitItHasAsLongAsItsSupervisorRuns() {
		this.driver.startAll(this.child);
		this.driver.end(this.child, EndMode.DRAIN_WITHOUT_LIMIT);
		this.driver.advance(AGES);
		assertThat(this.driver.words()).containsExactly("stop child");
		this.driver.stop();
		this.driver.advance(MachineDriver.STOP_TIMEOUT.minusNanos(1));
		assertThat(this.driver.words()).isEmpty();
		this.driver.advance(Duration.ofNanos(1));
		assertThat(this.driver.words()).containsExactly("abort child");
	}

	@Test
	void abortedChildIsInterruptedAtOnceAndItsEndIsWhatWasWanted() {
		this.driver.startAll(this.child);
		this.driver.end(this.child, EndMode.ABORT);
		this.driver.exit(this.child, new InterruptedException());
		assertThat(this.driver.words()).containsExactly("stop child", "abort child", "end child", "answer");
	}

	@Test
	void abortOvertakesADrain() {
		this.driver.startAll(this.child);
		this.driver.end(this.child, EndMode.DRAIN);
		this.driver.end(this.child, EndMode.ABORT);
		this.driver.exit(this.child);
		assertThat(this.driver.words()).containsExactly("stop child", "abort child", "end child", "answer", "answer");
	}

	@Test
	void stoppedChildFinishesOnlyWhatItHasBegunWithinItsTime() {
		this.driver.startAll(this.child);
		this.driver.end(this.child, EndMode.STOP);
		this.driver.advance(MachineDriver.STOP_TIMEOUT);
		this.driver.exit(this.child);
		assertThat(this.driver.words()).startsWith("halt child", "abort child", "end child by ShutdownTimedOut");
	}

	@Test
	void stopOvertakesADrainAndSetsALimit() {
		this.driver.startAll(this.child);
		this.driver.end(this.child, EndMode.DRAIN_WITHOUT_LIMIT);
		this.driver.end(this.child, EndMode.STOP);
		assertThat(this.driver.words()).containsExactly("stop child", "halt child");
		this.driver.advance(MachineDriver.STOP_TIMEOUT);
		assertThat(this.driver.words()).containsExactly("abort child");
	}

	@Test
	void drainDoesNotSlowDownAStop() {
		this.driver.startAll(this.child);
		this.driver.end(this.child, EndMode.STOP);
		this.driver.end(this.child, EndMode.DRAIN);
		assertThat(this.driver.words()).containsExactly("halt child");
	}

	@Test
	void supervisorThatIsHaltedHaltsItsChildrenEachInItsTurn() {
		Child second = this.driver.declare("second");
		this.driver.startAll(this.child, second);
		this.driver.halt();
		assertThat(this.driver.words()).containsExactly("halt second");
		this.driver.exit(second);
		this.driver.exit(this.child);
		assertThat(this.driver.words()).containsExactly("end second", "halt child", "end child", "self ended");
	}

	@Test
	void haltOvertakesTheStopOfASupervisor() {
		Child second = this.driver.declare("second");
		this.driver.startAll(this.child, second);
		this.driver.stop();
		this.driver.halt();
		this.driver.exit(second);
		assertThat(this.driver.words()).containsExactly("stop second", "halt second", "end second", "halt child");
	}

	@Test
	void childThatIsToBeAskedLaterBecauseItsSupervisorStopsIsHaltedThen() {
		Child second = this.driver.declare("second");
		this.driver.startAll(this.child, second);
		this.driver.stop();
		this.driver.end(this.child, EndMode.STOP);
		this.driver.exit(second);
		assertThat(this.driver.words()).containsExactly("stop second", "end second", "halt child");
	}

	@Test
	void oneThatWasHaltedIsAskedLikeAnyOtherTheNextTime() {
		this.driver.startAll(this.child);
		this.driver.end(this.child, EndMode.STOP);
		this.driver.exit(this.child);
		this.driver.restart(this.child);
		this.driver.ready(this.child);
		this.driver.words();
		this.driver.terminate(this.child);
		assertThat(this.driver.words()).containsExactly("stop child");
	}

	@Test
	void childThatIsForgottenIsAnsweredAtOnce() {
		this.driver.startAll(this.child);
		Child spawned = spawn();
		this.driver.end(spawned, EndMode.DRAIN);
		this.driver.exit(spawned);
		this.driver.words();
		this.driver.end(spawned, EndMode.DRAIN);
		assertThat(this.driver.words()).containsExactly("answer");
	}

	@Test
	void whoIsToBeForgottenIsNotStartedAgainWithItsSiblings() {
		MachineDriver group = new MachineDriver(
				MachineDriver.settings(10, Backoff.NONE, ChildOrder.CONCURRENT, Escalation.FAIL)
					.withStrategy(RestartStrategy.ONE_FOR_ALL));
		Child sibling = group.declare("sibling");
		group.startAll(sibling);
		Child spawned = group.spawn("spawned", (spec) -> spec.withRestart(RestartType.TRANSIENT), null);
		group.ready(spawned);
		group.end(spawned, EndMode.DRAIN);
		group.exit(sibling, new IllegalStateException());
		group.words();
		group.exit(spawned);
		assertThat(group.words()).containsExactly("end spawned", "wait sibling attempt 1 for 0 ms", "answer",
				"remove spawned");
	}

	private Child spawn() {
		Child spawned = this.driver.spawn("spawned", (spec) -> spec.withRestart(RestartType.TRANSIENT), null);
		this.driver.ready(spawned);
		this.driver.words();
		return spawned;
	}

}
