package dev.concurrency.supervision;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import dev.concurrency.time.Backoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

/** What children do by themselves while a sequential stop has not reached them. */
class SupervisorMachineWhileStoppingTests {

	private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(1), 1, 0,
			Duration.ofSeconds(30));

	private final MachineDriver driver = MachineDriver.of(1, BACKOFF, ChildOrder.SEQUENTIAL);

	private final Child first = this.driver.declare("first");

	private final Child last = this.driver.declare("last");

	@Test
	void aBackoffThatEndsWhileAnotherChildStopsStartsNothing() {
		this.driver.startAll(this.first, this.last);
		this.driver.exit(this.first, new IllegalStateException());
		this.driver.words();
		this.driver.stop();
		this.driver.advance(Duration.ofSeconds(1));
		assertThat(this.driver.words()).containsExactly("stop last");
		this.driver.exit(this.last);
		assertThat(this.driver.words()).containsExactly("end last", "end first by IllegalStateException", "self ended");
	}

	@Test
	void aChildThatFailsBeforeItIsAskedIsNeitherChargedNorRestarted() {
		this.driver.startAll(this.first, this.last);
		this.driver.stop();
		this.driver.words();
		this.driver.exit(this.first, new IllegalStateException());
		assertThat(this.driver.words()).containsExactly("failed first", "end first by IllegalStateException");
		assertThat(this.driver.windowUse()).isZero();
		this.driver.exit(this.last);
		assertThat(this.driver.words()).containsExactly("end last", "self ended");
	}

	@Test
	void whyTheStartFailedWinsOverWhatFailsAfterwards() {
		MachineDriver strict = MachineDriver.of(0, BACKOFF, ChildOrder.SEQUENTIAL);
		Child a = strict.declare("a");
		Child b = strict.declare("b");
		Child c = strict.declare("c");
		strict.start();
		strict.ready(a);
		strict.ready(b);
		strict.exit(c, new IllegalStateException("no disk"));
		strict.exit(a, new IllegalStateException("something else"));
		strict.exit(b);
		assertThat(strict.endCause()).isInstanceOf(SupervisionException.InitFailed.class)
			.hasMessageContaining("no disk");
	}

	@Test
	void aSpawnedChildIsForgottenWhenItsRunEnds() {
		this.driver.startAll(this.first, this.last);
		Child spawned = this.driver.spawn("spawned", (spec) -> spec, null);
		this.driver.ready(spawned);
		this.driver.stop();
		this.driver.exit(spawned);
		this.driver.exit(this.last);
		this.driver.exit(this.first);
		this.driver.words();
		this.driver.start();
		this.driver.ready(this.first);
		this.driver.ready(this.last);
		assertThat(this.driver.words()).containsExactly("start first#2", "running first", "start last#2",
				"running last", "self ready");
	}

	@Test
	void anAbandonedChildEndsByATimeout() {
		this.driver.startAll(this.first, this.last);
		this.driver.stop();
		this.driver.words();
		this.driver.advance(MachineDriver.STOP_TIMEOUT.plusNanos(Decisions.ABANDON_AFTER_NANOS));
		assertThat(this.driver.words()).containsExactly("abort last", "abandon last", "end last by ShutdownTimedOut",
				"stop first");
	}

	@Test
	void anAbortedChildIsNoCleanEndEvenIfItSaysSo() {
		this.driver.startAll(this.first, this.last);
		this.driver.stop();
		this.driver.words();
		this.driver.advance(MachineDriver.STOP_TIMEOUT);
		this.driver.exit(this.last);
		assertThat(this.driver.words()).containsExactly("abort last", "end last by ShutdownTimedOut", "stop first");
		this.driver.exit(this.first);
		assertThat(this.driver.endCause()).asInstanceOf(type(SupervisionException.ShutdownTimedOut.class))
			.returns(1, SupervisionException.ShutdownTimedOut::aborted);
	}

}
