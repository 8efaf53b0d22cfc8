package dev.concurrency.supervision;

import java.time.Duration;
import java.util.concurrent.TimeoutException;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SupervisorInitTimeoutTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private final MachineDriver driver = MachineDriver.of(RestartStrategy.ONE_FOR_ONE);

	private final Child child = this.driver.declare("child", (spec) -> spec.withInitTimeout(TIMEOUT));

	@Test
	void anInitializationThatTakesTooLongAtBootFailsTheStart() {
		this.driver.start();
		this.driver.advance(TIMEOUT.minusNanos(1));
		assertThat(this.driver.words()).containsExactly("start child#1");
		this.driver.advance(Duration.ofNanos(1));
		assertThat(this.driver.words()).containsExactly("abort child");
		this.driver.exit(this.child, new InterruptedException());
		assertThat(this.driver.endCause()).isInstanceOf(SupervisionException.InitFailed.class)
			.hasMessageContaining("root/sinks/child")
			.hasCauseInstanceOf(TimeoutException.class);
	}

	@Test
	void anInitializationThatTakesTooLongOnARestartIsChargedAndTriedAgain() {
		this.driver.startAll(this.child);
		this.driver.exit(this.child, new IllegalStateException());
		this.driver.advance(TIMEOUT);
		this.driver.words();
		this.driver.exit(this.child);
		this.driver.advance(Duration.ZERO);
		assertThat(this.driver.words()).containsExactly("failed child", "wait child attempt 2 for 0 ms",
				"start child#3 again");
		assertThat(this.driver.windowUse()).isEqualTo(2);
	}

	@Test
	void aChildThatWasReadyInTimeIsLeftAlone() {
		this.driver.startAll(this.child);
		this.driver.advance(TIMEOUT.multipliedBy(2));
		assertThat(this.driver.words()).isEmpty();
	}

	@Test
	void anInitializationThatIgnoresItsAbortIsAbandonedAndGoesOnWhenItsThreadHasEnded() {
		this.driver.startAll(this.child);
		this.driver.exit(this.child, new IllegalStateException());
		this.driver.advance(TIMEOUT.plusNanos(Decisions.ABANDON_AFTER_NANOS));
		assertThat(this.driver.words()).endsWith("abort child", "abandon child", "failed child",
				"park child by TimeoutException");
		this.driver.exit(this.child);
		assertThat(this.driver.words()).containsExactly("returned child", "wait child attempt 2 for 0 ms",
				"start child#3 again");
	}

	@Test
	void aSpawnThatTakesTooLongIsItsSpawnersAffair() {
		this.driver.startAll(this.child);
		Child spawned = this.driver.spawn("spawned", (spec) -> spec.withInitTimeout(TIMEOUT), new Request());
		this.driver.advance(TIMEOUT);
		this.driver.words();
		this.driver.exit(spawned, new InterruptedException());
		assertThat(this.driver.words()).containsExactly("failed spawned", "answer by InitFailed",
				"end spawned by TimeoutException", "remove spawned");
		assertThat(this.driver.windowUse()).isZero();
	}

	@Test
	void aStopThatHasNotReachedTheChildKeepsToItsOrder() {
		Child next = this.driver.declare("next");
		this.driver.startAll(this.child, next);
		this.driver.exit(this.child, new IllegalStateException());
		this.driver.advance(Duration.ZERO);
		this.driver.words();
		this.driver.stop();
		this.driver.on(new SupervisorEvent.InitDue(this.child, this.child.incarnation));
		assertThat(this.driver.words()).containsExactly("stop next");
	}

}
