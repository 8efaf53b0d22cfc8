package dev.concurrency.supervision;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import dev.concurrency.process.EndMode;
import dev.concurrency.process.Shutdown;
import dev.concurrency.supervision.SupervisorSettings.Escalation;
import dev.concurrency.time.Backoff;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Children that end for the sake of another incarnation, when it turns out that none
 * follows.
 */
class SupervisorMachineSuspendedTests {

	private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(1), 1, 0,
			Duration.ofSeconds(30));

	private final MachineDriver driver = MachineDriver.of(10, BACKOFF, ChildOrder.SEQUENTIAL);

	private final Child first = this.driver.declare("first");

	private final Child last = this.driver.declare("last");

	@Test
	void whoEndsForARestartHearsAtOnceThatItsSupervisorStopsWhosoeverTurnItIs() {
		this.driver.startAll(this.first, this.last);
		this.driver.restart(this.first);
		assertThat(this.driver.words()).containsExactly("suspend first");
		this.driver.stop();
		assertThat(this.driver.words()).containsExactly("stop first", "stop last");
		this.driver.exit(this.first);
		this.driver.exit(this.last);
		assertThat(this.driver.words()).containsExactly("end first", "answer by NotRunning", "end last", "self ended");
	}

	@Test
	void itHearsThatOnce() {
		this.driver.startAll(this.first, this.last);
		this.driver.restart(this.last);
		this.driver.stop();
		this.driver.words();
		this.driver.stop();
		this.driver.terminate(this.last);
		assertThat(this.driver.words()).isEmpty();
	}

	@Test
	void itHasWhatIsLeftOfItsOwnTime() {
		this.driver.startAll(this.first, this.last);
		this.driver.restart(this.last);
		this.driver.advance(MachineDriver.STOP_TIMEOUT.minusSeconds(1));
		this.driver.stop();
		this.driver.words();
		this.driver.advance(Duration.ofSeconds(1).minusNanos(1));
		assertThat(this.driver.words()).isEmpty();
		this.driver.advance(Duration.ofNanos(1));
		assertThat(this.driver.words()).containsExactly("abort last");
	}

	@Test
	void itHasNoMoreTimeThanItsSupervisor() {
		MachineDriver hasty = new MachineDriver(
				MachineDriver.settings(10, BACKOFF, ChildOrder.SEQUENTIAL, Escalation.FAIL)
					.withShutdownBudget(Duration.ofSeconds(1)));
		Child only = hasty.declare("only");
		hasty.startAll(only);
		hasty.restart(only);
		hasty.stop();
		hasty.words();
		hasty.advance(Duration.ofSeconds(1));
		assertThat(hasty.words()).containsExactly("abort only");
	}

	@Test
	void whoIsInterruptedAlreadyIsNotAskedOnceMore() {
		this.driver.startAll(this.first, this.last);
		this.driver.restart(this.last);
		this.driver.advance(MachineDriver.STOP_TIMEOUT);
		this.driver.words();
		this.driver.stop();
		this.driver.exit(this.last);
		assertThat(this.driver.words()).containsExactly("end last by ShutdownTimedOut", "answer by NotRunning",
				"stop first");
	}

	@Test
	void whoIsNotGivenAnyTimeIsNotAskedEither() {
		Child brutal = this.driver.declare("brutal", (spec) -> spec.withShutdown(new Shutdown.Brutal()));
		this.driver.startAll(this.first, this.last, brutal);
		this.driver.restart(brutal);
		this.driver.stop();
		assertThat(this.driver.words()).containsExactly("abort brutal");
	}

	@Test
	void whoseInitializationWasCutShortHasNothingToGoOnWith() {
		this.driver.start();
		this.driver.restart(this.first);
		this.driver.words();
		this.driver.stop();
		assertThat(this.driver.words()).isEmpty();
	}

	@Test
	void whatIsToBeHaltedOrAbortedIsAskedForNothingElse() {
		this.driver.startAll(this.first, this.last);
		this.driver.restart(this.last);
		this.driver.words();
		this.driver.halt();
		assertThat(this.driver.words()).containsExactly("halt last");
		this.driver.abort();
		assertThat(this.driver.words()).containsExactly("abort first", "abort last");
	}

	@Test
	void membersOfAGroupThatHaveNotEndedYetHearOfAStop() {
		MachineDriver group = new MachineDriver(
				MachineDriver.settings(10, BACKOFF, ChildOrder.CONCURRENT, Escalation.FAIL)
					.withStrategy(RestartStrategy.ONE_FOR_ALL));
		Child a = group.declare("a");
		Child b = group.declare("b");
		Child c = group.declare("c");
		group.startAll(a, b, c);
		group.exit(b, new IllegalStateException());
		group.exit(c);
		group.words();
		group.stop();
		assertThat(group.words()).containsExactly("stop a", "end c", "end b by IllegalStateException");
		group.exit(a);
		assertThat(group.words()).containsExactly("end a", "self ended");
	}

	@Test
	void itHearsTooThatItsSupervisorFails() {
		MachineDriver strict = MachineDriver.of(0, BACKOFF, ChildOrder.SEQUENTIAL);
		Child a = strict.declare("a");
		Child b = strict.declare("b");
		strict.startAll(a, b);
		strict.restart(a);
		strict.words();
		strict.exit(b, new IllegalStateException());
		assertThat(strict.words()).containsExactly("failed b", "gave up b", "end b by IllegalStateException", "stop a");
	}

	@Test
	void anOperatorWhoTerminatesItWantsItToFinish() {
		this.driver.startAll(this.first, this.last);
		this.driver.restart(this.first);
		this.driver.words();
		this.driver.terminate(this.first);
		assertThat(this.driver.words()).containsExactly("stop first");
		this.driver.exit(this.first);
		assertThat(this.driver.words()).containsExactly("end first", "answer", "answer by NotRunning");
	}

	@Test
	void whoWantsItToFinishOnlyWhatItHasBegunSaysThatAlone() {
		this.driver.startAll(this.first, this.last);
		this.driver.restart(this.first);
		this.driver.words();
		this.driver.end(this.first, EndMode.STOP);
		assertThat(this.driver.words()).containsExactly("halt first");
	}

	@Test
	void whoIsToEndAtOnceBeginsNothingBefore() {
		this.driver.startAll(this.first, this.last);
		this.driver.restart(this.first);
		this.driver.words();
		this.driver.end(this.first, EndMode.ABORT);
		assertThat(this.driver.words()).containsExactly("abort first");
	}

	@Test
	void whoIsRestartedAfterItWasTerminatedStartsWhenItHasFinished() {
		this.driver.startAll(this.first, this.last);
		this.driver.restart(this.first);
		this.driver.terminate(this.first);
		this.driver.restart(this.first);
		this.driver.words();
		this.driver.exit(this.first);
		assertThat(this.driver.words()).contains("start first#2");
	}

}
