package dev.concurrency.supervision;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import dev.concurrency.process.RestartPolicy;
import dev.concurrency.process.RestartType;
import dev.concurrency.process.Shutdown;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

/** How long a stop may take, and which interrupts count. */
class SupervisorShutdownBudgetTests {

	@Test
	void theBudgetInterruptsWhoeverIsLeft() {
		MachineDriver driver = within(Duration.ofSeconds(3));
		Child a = driver.declare("a");
		Child b = driver.declare("b");
		driver.startAll(a, b);
		driver.stop();
		driver.advance(Duration.ofSeconds(3).minusNanos(1));
		assertThat(driver.words()).containsExactly("stop b");
		driver.advance(Duration.ofNanos(1));
		assertThat(driver.words()).containsExactly("abort b");
		driver.exit(b);
		driver.advance(Duration.ZERO);
		assertThat(driver.words()).containsExactly("end b by ShutdownTimedOut", "stop a", "abort a");
		driver.exit(a);
		assertAborted(driver, 2);
	}

	@Test
	void oneInstantGivesAllDeadlines() {
		MachineDriver driver = within(Duration.ofSeconds(6));
		Child a = driver.declare("a");
		Child b = driver.declare("b");
		driver.startAll(a, b);
		driver.stop();
		driver.advance(Duration.ofSeconds(4));
		driver.exit(b);
		driver.words();
		// It has five seconds of its own, but only two are left.
		driver.advance(Duration.ofSeconds(2));
		assertThat(driver.words()).containsExactly("abort a");
	}

	@Test
	void theBudgetIsACeilingAndNoWait() {
		MachineDriver driver = within(Duration.ofDays(1));
		Child a = driver.declare("a");
		driver.startAll(a);
		driver.stop();
		driver.exit(a);
		assertThat(driver.words()).containsExactly("stop a", "end a", "self ended");
	}

	@Test
	void theBudgetEndsAlsoTheStopOfAChildWithoutALimit() {
		MachineDriver driver = within(Duration.ofSeconds(3));
		Child endless = driver.declare("endless", (spec) -> spec.withShutdown(new Shutdown.Infinite()));
		driver.startAll(endless);
		driver.stop();
		driver.advance(Duration.ofSeconds(3));
		assertThat(driver.words()).containsExactly("stop endless", "abort endless");
	}

	@Test
	void theBudgetEndsAlsoAStopThatAnOperatorHadBegunBefore() {
		MachineDriver driver = within(Duration.ofSeconds(3));
		Child endless = driver.declare("endless", (spec) -> spec.withShutdown(new Shutdown.Infinite()));
		driver.startAll(endless);
		driver.terminate(endless);
		driver.stop();
		driver.advance(Duration.ofSeconds(3));
		assertThat(driver.words()).containsExactly("stop endless", "abort endless");
	}

	@Test
	void aBrutalChildIsInterruptedAtOnceAndNotCounted() {
		MachineDriver driver = within(Duration.ofSeconds(3));
		Child brutal = driver.declare("brutal", (spec) -> spec.withShutdown(new Shutdown.Brutal()));
		driver.startAll(brutal);
		driver.stop();
		driver.exit(brutal, new InterruptedException());
		assertThat(driver.words()).containsExactly("abort brutal", "end brutal", "self ended");
	}

	@Test
	void aBrutalChildIsNotCountedInAnAbortEither() {
		MachineDriver driver = within(Duration.ofSeconds(3));
		Child brutal = driver.declare("brutal", (spec) -> spec.withShutdown(new Shutdown.Brutal()));
		Child other = driver.declare("other");
		driver.startAll(brutal, other);
		driver.abort();
		driver.exit(brutal);
		driver.exit(other);
		assertAborted(driver, 1);
	}

	@Test
	void whatABrutallyKilledSupervisorLeavesBehindIsNotCounted() {
		MachineDriver driver = within(Duration.ofSeconds(3));
		Child nested = driver.declareSupervisor("nested", (spec) -> spec.withShutdown(new Shutdown.Brutal()));
		driver.startAll(nested);
		driver.stop();
		driver.exit(nested, new SupervisionException.ShutdownTimedOut(nested.path(), 3));
		assertThat(driver.endCause()).isNull();
	}

	@Test
	void whatANestedSupervisorHadToInterruptCountsAlsoWhenItEndsForAnotherReason() {
		MachineDriver inner = new MachineDriver(SupervisorSettings.defaults().withRestarts(RestartPolicy.NEVER));
		Child failing = inner.declare("failing");
		Child slow = inner.declare("slow");
		inner.startAll(failing, slow);
		inner.exit(failing, new IllegalStateException());
		inner.advance(MachineDriver.STOP_TIMEOUT);
		inner.exit(slow);
		Throwable end = inner.endCause();
		assertThat(end).isInstanceOf(SupervisionException.BudgetExceeded.class);
		MachineDriver outer = within(Duration.ofSeconds(30));
		Child nested = outer.declareSupervisor("nested", (spec) -> spec);
		outer.startAll(nested);
		outer.stop();
		outer.exit(nested, end);
		assertAborted(outer, 1);
	}

	@Test
	void anAbortInAGroupRestartIsNotCounted() {
		MachineDriver driver = MachineDriver.of(RestartStrategy.ONE_FOR_ALL);
		Child a = driver.declare("a");
		Child slow = driver.declare("slow");
		driver.startAll(a, slow);
		driver.exit(a, new IllegalStateException());
		driver.advance(MachineDriver.STOP_TIMEOUT);
		assertThat(driver.words()).containsExactly("failed a", "suspend slow", "abort slow");
		driver.exit(slow);
		driver.stop();
		assertThat(driver.endCause()).isNull();
	}

	@Test
	void anAbortThatAStopOfTheSupervisorFoundUnderWayCounts() {
		MachineDriver driver = MachineDriver.of(RestartStrategy.ONE_FOR_ONE);
		Child slow = driver.declare("slow");
		Child last = driver.declare("last", (spec) -> spec.withShutdown(new Shutdown.Infinite()));
		driver.startAll(slow, last);
		driver.terminate(slow);
		driver.stop();
		driver.advance(MachineDriver.STOP_TIMEOUT);
		driver.exit(slow);
		driver.exit(last);
		assertAborted(driver, 1);
	}

	@Test
	void aChildThatWasAdoptedDuringAGroupRestartFinishesInAStop() {
		MachineDriver driver = MachineDriver.of(RestartStrategy.ONE_FOR_ALL);
		Child a = driver.declare("a");
		driver.startAll(a);
		driver.exit(a, new IllegalStateException());
		Child adopted = driver.spawn("adopted", (spec) -> spec.withRestart(RestartType.TEMPORARY), null);
		driver.words();
		driver.stop();
		driver.exit(adopted);
		assertThat(driver.words()).containsExactly("stop adopted", "end adopted", "remove adopted",
				"end a by IllegalStateException", "self ended");
	}

	@Test
	void whatIsNotStartedInTheSecondRunDoesNotEndASecondTime() {
		MachineDriver driver = MachineDriver.of(RestartStrategy.ONE_FOR_ONE);
		Child a = driver.declare("a");
		Child b = driver.declare("b");
		driver.startAll(a, b);
		driver.stop();
		driver.exit(b);
		driver.exit(a);
		driver.words();
		driver.start();
		driver.stop();
		driver.exit(a);
		assertThat(driver.words()).containsExactly("start a#2", "stop a", "end a", "self ended");
	}

	@Test
	void shutdownOutranksExitsAndExitsOutrankCommands() {
		MachineDriver driver = MachineDriver.of(RestartStrategy.ONE_FOR_ONE);
		Child child = driver.declare("child");
		assertThat(new SupervisorEvent.Stop(1).rank()).isLessThan(new SupervisorEvent.Exited(child, 1, null).rank());
		assertThat(new SupervisorEvent.Exited(child, 1, null).rank())
			.isLessThan(new SupervisorEvent.Spawn(child, new Request()).rank())
			.isLessThan(new SupervisorEvent.Restart(child, new Request()).rank());
	}

	@Test
	void aStopThatOvertakesItsStartEndsTheRunBeforeItBegins() {
		MachineDriver driver = MachineDriver.of(RestartStrategy.ONE_FOR_ONE);
		driver.declare("child");
		driver.on(new SupervisorEvent.Stop(1));
		driver.start();
		assertThat(driver.words()).containsExactly("self ended");
	}

	private static void assertAborted(MachineDriver driver, int count) {
		assertThat(driver.endCause()).asInstanceOf(type(SupervisionException.ShutdownTimedOut.class))
			.returns(count, SupervisionException.ShutdownTimedOut::aborted);
	}

	private static MachineDriver within(Duration budget) {
		return new MachineDriver(SupervisorSettings.defaults().withShutdownBudget(budget));
	}

}
