package dev.concurrency.supervision;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import dev.concurrency.process.EndMode;
import dev.concurrency.process.RestartType;
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
	void childThatIsForgottenIsAnsweredAtOnce() {
		this.driver.startAll(this.child);
		Child spawned = spawn();
		this.driver.end(spawned, EndMode.DRAIN);
		this.driver.exit(spawned);
		this.driver.words();
		this.driver.end(spawned, EndMode.DRAIN);
		assertThat(this.driver.words()).containsExactly("answer");
	}

	private Child spawn() {
		Child spawned = this.driver.spawn("spawned", (spec) -> spec.withRestart(RestartType.TRANSIENT), null);
		this.driver.ready(spawned);
		this.driver.words();
		return spawned;
	}

}
