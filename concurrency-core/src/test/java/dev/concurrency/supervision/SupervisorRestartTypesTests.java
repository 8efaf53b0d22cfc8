package dev.concurrency.supervision;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import dev.concurrency.process.RestartType;
import dev.concurrency.time.Backoff;

import static org.assertj.core.api.Assertions.assertThat;

class SupervisorRestartTypesTests {

	private final MachineDriver driver = MachineDriver.of(10, Backoff.NONE, ChildOrder.SEQUENTIAL);

	@Test
	void aPermanentChildIsStartedAgainEvenAfterACleanEnd() {
		Child child = of(RestartType.PERMANENT);
		this.driver.exit(child);
		this.driver.advance(Duration.ZERO);
		assertThat(this.driver.words()).contains("start child#2 again");
	}

	@Test
	void aTransientChildIsStartedAgainAfterAFailureOnly() {
		Child child = of(RestartType.TRANSIENT);
		this.driver.exit(child, new AssertionError());
		this.driver.advance(Duration.ZERO);
		this.driver.ready(child);
		assertThat(this.driver.words()).contains("start child#2 again");
		this.driver.exit(child);
		this.driver.advance(Duration.ofSeconds(1));
		assertThat(this.driver.words()).containsExactly("end child");
	}

	@Test
	void aTemporaryChildIsNeverStartedAgainAndItsSpecificationIsDropped() {
		Child child = of(RestartType.TEMPORARY);
		this.driver.exit(child, new IllegalStateException());
		this.driver.advance(Duration.ofSeconds(1));
		assertThat(this.driver.words()).containsExactly("failed child", "end child by IllegalStateException");
		this.driver.restart(child);
		assertThat(this.driver.words()).containsExactly("answer by ChildNotFound");
	}

	@Test
	void anInterruptWithoutARequestToStopIsAFailure() {
		Child child = of(RestartType.TRANSIENT);
		this.driver.exit(child, new InterruptedException());
		this.driver.advance(Duration.ZERO);
		assertThat(this.driver.words()).contains("start child#2 again");
	}

	@Test
	void aNestedSupervisorThatShutItselfDownHasEndedCleanly() {
		Child child = of(RestartType.TRANSIENT);
		this.driver.exit(child, new SupervisionException.SignificantEnded(child.path(), child.path()));
		this.driver.advance(Duration.ofSeconds(1));
		assertThat(this.driver.words()).containsExactly("end child");
	}

	@Test
	void anExhaustedJvmEscalatesWhateverTheTypeOfTheChild() {
		Child child = of(RestartType.TEMPORARY);
		OutOfMemoryError error = new OutOfMemoryError();
		this.driver.exit(child, error);
		assertThat(this.driver.endCause()).isSameAs(error);
	}

	@Test
	void anExhaustedJvmEscalatesAlsoWhenAnOperatorWantedToRestartTheChild() {
		Child child = of(RestartType.PERMANENT);
		this.driver.restart(child);
		this.driver.exit(child, new OutOfMemoryError());
		assertThat(this.driver.words()).containsExactly("suspend child", "failed child", "gave up child",
				"end child by OutOfMemoryError", "answer by NotRunning", "self ended by OutOfMemoryError");
	}

	@Test
	void aSpawnedChildThatHasEndedLeavesNothingBehind() {
		this.driver.startAll();
		Child spawned = this.driver.spawn("spawned", (spec) -> spec.withRestart(RestartType.TRANSIENT), null);
		this.driver.ready(spawned);
		this.driver.words();
		this.driver.exit(spawned);
		assertThat(this.driver.words()).containsExactly("end spawned", "remove spawned");
	}

	@Test
	void aDeclaredTemporaryChildStartsWithTheNextRun() {
		Child child = of(RestartType.TEMPORARY);
		this.driver.exit(child);
		this.driver.stop();
		this.driver.words();
		this.driver.start();
		assertThat(this.driver.words()).containsExactly("start child#2");
	}

	private Child of(RestartType type) {
		Child child = this.driver.declare("child", (spec) -> spec.withRestart(type));
		this.driver.startAll(child);
		return child;
	}

}
