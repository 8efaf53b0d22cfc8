package dev.concurrency.supervision;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import dev.concurrency.process.RestartType;
import dev.concurrency.time.Backoff;

import static org.assertj.core.api.Assertions.assertThat;

class SupervisorAutoShutdownTests {

	@Test
	void theEndOfAnySignificantChildEndsTheSupervisor() {
		MachineDriver driver = of(AutoShutdown.ANY_SIGNIFICANT, RestartStrategy.ONE_FOR_ONE);
		Child first = significant(driver, "first");
		Child second = significant(driver, "second");
		driver.startAll(first, second);
		driver.exit(second);
		driver.exit(first);
		assertThat(driver.words()).containsExactly("end second", "stop first", "end first",
				"self ended by SignificantEnded");
	}

	@Test
	void theEndOfTheLastSignificantChildEndsTheSupervisor() {
		MachineDriver driver = of(AutoShutdown.ALL_SIGNIFICANT, RestartStrategy.ONE_FOR_ONE);
		Child first = significant(driver, "first");
		Child second = significant(driver, "second");
		Child other = driver.declare("other");
		driver.startAll(first, second, other);
		driver.exit(first);
		assertThat(driver.words()).containsExactly("end first");
		driver.exit(second);
		assertThat(driver.words()).containsExactly("end second", "stop other");
	}

	@Test
	void aSignificantChildThatWaitsForItsRestartIsNotOver() {
		MachineDriver driver = of(AutoShutdown.ALL_SIGNIFICANT, RestartStrategy.ONE_FOR_ONE);
		Child first = significant(driver, "first");
		Child second = significant(driver, "second");
		driver.startAll(first, second);
		driver.exit(first, new IllegalStateException());
		driver.exit(second);
		driver.advance(Duration.ZERO);
		assertThat(driver.words()).contains("start first#2 again").doesNotContain("self ended by SignificantEnded");
	}

	@Test
	void anAbandonedSignificantChildThatIsToComeBackIsNotOver() {
		MachineDriver driver = of(AutoShutdown.ALL_SIGNIFICANT, RestartStrategy.ONE_FOR_ONE);
		Child first = significant(driver, "first");
		Child second = significant(driver, "second");
		driver.startAll(first, second);
		driver.restart(first);
		driver.advance(MachineDriver.STOP_TIMEOUT.plusNanos(Decisions.ABANDON_AFTER_NANOS));
		driver.words();
		driver.exit(second);
		assertThat(driver.words()).containsExactly("end second");
		driver.exit(first);
		assertThat(driver.words()).contains("start first#2");
	}

	@Test
	void theFailureOfATransientSignificantChildIsNoEnd() {
		MachineDriver driver = of(AutoShutdown.ANY_SIGNIFICANT, RestartStrategy.ONE_FOR_ONE);
		Child child = significant(driver, "child");
		driver.startAll(child);
		driver.exit(child, new IllegalStateException());
		driver.advance(Duration.ZERO);
		assertThat(driver.words()).endsWith("start child#2 again");
	}

	@Test
	void theFailureOfATemporarySignificantChildIsItsEnd() {
		MachineDriver driver = of(AutoShutdown.ANY_SIGNIFICANT, RestartStrategy.ONE_FOR_ONE);
		Child child = driver.declare("child", (spec) -> spec.withRestart(RestartType.TEMPORARY).withSignificant(true));
		driver.startAll(child);
		driver.exit(child, new IllegalStateException());
		assertThat(driver.words()).endsWith("self ended by SignificantEnded");
	}

	@Test
	void aBystanderOfAGroupRestartDoesNotEndTheSupervisor() {
		MachineDriver driver = of(AutoShutdown.ANY_SIGNIFICANT, RestartStrategy.ONE_FOR_ALL);
		Child failing = driver.declare("failing");
		Child bystander = driver.declare("bystander",
				(spec) -> spec.withRestart(RestartType.TEMPORARY).withSignificant(true));
		driver.startAll(failing, bystander);
		driver.exit(failing, new IllegalStateException());
		driver.exit(bystander);
		driver.advance(Duration.ZERO);
		assertThat(driver.words()).endsWith("start failing#2 again");
	}

	@Test
	void aSignificantChildThatEndsWhileItsGroupStopsComesBackInstead() {
		MachineDriver driver = of(AutoShutdown.ANY_SIGNIFICANT, RestartStrategy.ONE_FOR_ALL);
		Child significant = significant(driver, "significant");
		Child failing = driver.declare("failing");
		Child last = driver.declare("last");
		driver.startAll(significant, failing, last);
		driver.exit(failing, new IllegalStateException());
		driver.exit(significant);
		driver.exit(last);
		driver.advance(Duration.ZERO);
		assertThat(driver.words()).endsWith("start significant#2 again");
	}

	@Test
	void neverMeansNever() {
		MachineDriver driver = of(AutoShutdown.NEVER, RestartStrategy.ONE_FOR_ONE);
		Child child = driver.declare("child", (spec) -> spec.withRestart(RestartType.TRANSIENT));
		driver.startAll(child);
		driver.exit(child);
		assertThat(driver.words()).containsExactly("end child");
	}

	@Test
	void aSignificantChildThatFailsToBeSpawnedIsItsSpawnersAffair() {
		MachineDriver driver = of(AutoShutdown.ANY_SIGNIFICANT, RestartStrategy.ONE_FOR_ONE);
		driver.startAll();
		Child child = driver.spawn("child", (spec) -> spec.withRestart(RestartType.TEMPORARY).withSignificant(true),
				new Request());
		driver.words();
		driver.exit(child, new IllegalStateException());
		assertThat(driver.words()).containsExactly("failed child", "answer by InitFailed",
				"end child by IllegalStateException", "remove child");
	}

	@Test
	void aSupervisorThatHasEndedAutomaticallyDuringTheBootHasNotFailedToStart() {
		MachineDriver driver = MachineDriver.of(RestartStrategy.ONE_FOR_ONE);
		Child jobs = driver.declareSupervisor("jobs", (spec) -> spec.withRestart(RestartType.TRANSIENT));
		Child next = driver.declare("next");
		driver.start();
		driver.exit(jobs, significantEnded(jobs));
		driver.ready(next);
		assertThat(driver.words()).containsExactly("start jobs#1", "end jobs", "start next#1", "running next",
				"self ready");
	}

	@Test
	void aPermanentSupervisorThatHasEndedAutomaticallyDuringTheBootIsStartedAgain() {
		MachineDriver driver = MachineDriver.of(RestartStrategy.ONE_FOR_ONE);
		Child jobs = driver.declareSupervisor("jobs", (spec) -> spec.withRestart(RestartType.PERMANENT));
		driver.start();
		driver.words();
		driver.exit(jobs, significantEnded(jobs));
		driver.advance(Duration.ZERO);
		assertThat(driver.words()).containsSubsequence("failed jobs", "start jobs#2 again")
			.doesNotContain("self ended by InitFailed");
		assertThat(driver.windowUse()).isEqualTo(1);
	}

	@Test
	void aSupervisorThatEndsAutomaticallyIsTransientUnlessToldOtherwise() {
		SupervisorSettings settings = SupervisorSettings.defaults();
		assertThat(settings.childSpec().restart()).isEqualTo(RestartType.PERMANENT);
		assertThat(settings.withAutoShutdown(AutoShutdown.ANY_SIGNIFICANT).childSpec().restart())
			.isEqualTo(RestartType.TRANSIENT);
	}

	private static Throwable significantEnded(Child supervisor) {
		return new SupervisionException.SignificantEnded(supervisor.path(), supervisor.path().child("job"));
	}

	private static Child significant(MachineDriver driver, String name) {
		return driver.declare(name, (spec) -> spec.withRestart(RestartType.TRANSIENT).withSignificant(true));
	}

	private static MachineDriver of(AutoShutdown autoShutdown, RestartStrategy strategy) {
		return new MachineDriver(
				MachineDriver.settings(10, Backoff.NONE, ChildOrder.SEQUENTIAL, SupervisorSettings.Escalation.FAIL)
					.withStrategy(strategy)
					.withAutoShutdown(autoShutdown));
	}

}
