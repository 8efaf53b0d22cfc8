package dev.concurrency.supervision;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import dev.concurrency.process.RestartType;

import static org.assertj.core.api.Assertions.assertThat;

/** Children whose code ignores every request to end. */
class SupervisorAbandonedTests {

	private static final Duration UNTIL_ABANDONED = MachineDriver.STOP_TIMEOUT.plusNanos(Decisions.ABANDON_AFTER_NANOS);

	private final MachineDriver driver = MachineDriver.of(RestartStrategy.ONE_FOR_ONE);

	@Test
	void anAbandonedChildIsNotReplacedBeforeItsThreadHasEnded() {
		Child child = this.driver.declare("child");
		this.driver.startAll(child);
		this.driver.restart(child);
		this.driver.advance(UNTIL_ABANDONED);
		this.driver.restart(child);
		this.driver.advance(Duration.ofDays(1));
		assertThat(this.driver.words()).containsExactly("suspend child", "abort child", "abandon child",
				"park child by ShutdownTimedOut");
		this.driver.exit(child);
		this.driver.ready(child);
		assertThat(this.driver.words()).containsExactly("returned child", "wait child attempt 0 for 0 ms",
				"start child#2", "running child", "answer", "answer");
	}

	@Test
	void anAbandonedChildCannotBeDeleted() {
		Child child = this.driver.declare("child");
		this.driver.startAll(child);
		this.driver.terminate(child);
		this.driver.advance(UNTIL_ABANDONED);
		this.driver.words();
		this.driver.delete(child);
		this.driver.exit(child);
		this.driver.delete(child);
		assertThat(this.driver.words()).containsExactly("answer by ChildAlive", "returned child", "answer",
				"remove child");
	}

	@Test
	void anAbandonedChildThatWasSpawnedIsForgottenWhenItsThreadHasEnded() {
		this.driver.startAll();
		Child spawned = this.driver.spawn("spawned", (spec) -> spec.withRestart(RestartType.TEMPORARY), null);
		this.driver.ready(spawned);
		this.driver.terminate(spawned);
		this.driver.advance(UNTIL_ABANDONED);
		assertThat(this.driver.words()).endsWith("end spawned by ShutdownTimedOut", "answer");
		this.driver.exit(spawned);
		assertThat(this.driver.words()).containsExactly("returned spawned", "remove spawned");
	}

	@Test
	void anAbandonedChildThatWasSpawnedKeepsItsNameInTheNextRunUntilItsThreadHasEnded() {
		this.driver.startAll();
		Child spawned = this.driver.spawn("spawned", (spec) -> spec, null);
		this.driver.stop();
		this.driver.advance(UNTIL_ABANDONED);
		this.driver.words();
		this.driver.start();
		assertThat(this.driver.words()).containsExactly("self ready");
		this.driver.exit(spawned);
		assertThat(this.driver.words()).containsExactly("returned spawned", "remove spawned");
	}

	@Test
	void theNextRunDoesNotWaitForAnAbandonedThread() {
		Child hanging = this.driver.declare("hanging");
		Child other = this.driver.declare("other");
		this.driver.startAll(hanging, other);
		this.driver.stop();
		this.driver.exit(other);
		this.driver.advance(UNTIL_ABANDONED);
		this.driver.words();
		this.driver.start();
		this.driver.ready(other);
		assertThat(this.driver.words()).containsExactly("start other#2", "running other", "self ready");
		this.driver.exit(hanging);
		assertThat(this.driver.words()).containsExactly("returned hanging", "start hanging#2");
	}

	@Test
	void aGroupRestartGoesOnWhenTheThreadOfAnAbandonedMemberHasEnded() {
		MachineDriver group = MachineDriver.of(RestartStrategy.ONE_FOR_ALL);
		Child a = group.declare("a");
		Child hanging = group.declare("hanging");
		group.startAll(a, hanging);
		group.exit(a, new IllegalStateException());
		group.advance(UNTIL_ABANDONED);
		group.ready(a);
		assertThat(group.words()).endsWith("park hanging by ShutdownTimedOut", "wait a attempt 1 for 0 ms",
				"start a#2 again", "running a");
		group.exit(hanging);
		assertThat(group.words()).containsExactly("returned hanging", "wait hanging attempt 1 for 0 ms",
				"start hanging#2 again");
	}

	@Test
	void laterMembersOfAGroupDoNotWaitForAnAbandonedThread() {
		MachineDriver group = MachineDriver.of(RestartStrategy.REST_FOR_ONE);
		Child failing = group.declare("failing");
		Child hanging = group.declare("hanging");
		Child later = group.declare("later");
		group.startAll(failing, hanging, later);
		group.exit(failing, new IllegalStateException());
		group.exit(later);
		group.advance(UNTIL_ABANDONED);
		group.words();
		group.ready(failing);
		group.ready(later);
		assertThat(group.words()).containsExactly("running failing", "start later#2 again", "running later");
		group.exit(hanging);
		assertThat(group.words()).containsExactly("returned hanging", "wait hanging attempt 1 for 0 ms",
				"start hanging#2 again");
	}

	@Test
	void anAbandonedMemberWhoseThreadEndsWhileItsGroupStartsTakesItsTurn() {
		MachineDriver group = MachineDriver.of(RestartStrategy.REST_FOR_ONE);
		Child failing = group.declare("failing");
		Child hanging = group.declare("hanging");
		Child later = group.declare("later");
		group.startAll(failing, hanging, later);
		group.exit(failing, new IllegalStateException());
		group.exit(later);
		group.advance(UNTIL_ABANDONED);
		group.ready(failing);
		group.words();
		group.exit(hanging);
		assertThat(group.words()).as("later is starting")
			.containsExactly("returned hanging", "wait hanging attempt 1 for 0 ms");
		group.ready(later);
		assertThat(group.words()).containsExactly("running later", "start hanging#2 again");
	}

	@Test
	void aGroupThatFailsAgainDoesNotWaitForAnAbandonedThreadEither() {
		MachineDriver group = MachineDriver.of(RestartStrategy.ONE_FOR_ALL);
		Child a = group.declare("a");
		Child hanging = group.declare("hanging");
		group.startAll(a, hanging);
		group.exit(a, new IllegalStateException());
		group.advance(UNTIL_ABANDONED);
		group.ready(a);
		group.words();
		group.exit(a, new IllegalStateException());
		group.advance(Duration.ZERO);
		group.ready(a);
		assertThat(group.words()).containsExactly("failed a", "wait a attempt 1 for 0 ms", "start a#3 again",
				"running a");
		group.exit(hanging);
		assertThat(group.words()).containsExactly("returned hanging", "wait hanging attempt 1 for 0 ms",
				"start hanging#2 again");
	}

	@Test
	void anAbandonedMemberOfAGroupThatIsStoppedEndsOnlyOnce() {
		MachineDriver group = MachineDriver.of(RestartStrategy.ONE_FOR_ALL);
		Child a = group.declare("a");
		Child hanging = group.declare("hanging");
		group.startAll(a, hanging);
		group.exit(a, new IllegalStateException());
		group.advance(UNTIL_ABANDONED);
		group.words();
		group.stop();
		group.exit(a);
		assertThat(group.words()).containsExactly("ended hanging by ShutdownTimedOut", "stop a", "end a", "self ended");
	}

}
