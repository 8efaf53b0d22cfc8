package dev.concurrency.supervision;

import java.time.Duration;
import java.util.concurrent.TimeoutException;

import org.junit.jupiter.api.Test;

import dev.concurrency.process.RestartType;
import dev.concurrency.time.Backoff;

import static org.assertj.core.api.Assertions.assertThat;

/** Children that say that their code does not come back from a call. */
class SupervisorHangingTests {

	private static final Duration GRACE = Duration.ofNanos(Decisions.ABANDON_AFTER_NANOS);

	private final MachineDriver driver = MachineDriver.of(RestartStrategy.ONE_FOR_ONE);

	private final Child child = this.driver.declare("child");

	private final TimeoutException cause = new TimeoutException("a write took longer than 30 s");

	@Test
	void aChildThatHangsIsInterruptedAndFailsByWhatItHungIn() {
		this.driver.startAll(this.child);
		this.driver.hangs(this.child, this.cause);
		assertThat(this.driver.words()).containsExactly("abort child");
		this.driver.exit(this.child, new InterruptedException());
		this.driver.advance(Duration.ZERO);
		assertThat(this.driver.words()).containsExactly("failed child", "wait child attempt 1 for 0 ms",
				"start child#2 again");
		assertThat(this.driver.windowUse()).isEqualTo(1);
		assertThat(this.child.lastFailure).isSameAs(this.cause);
	}

	@Test
	void aChildThatEndsCleanlyAfterItHungHasFailedAllTheSame() {
		this.driver.startAll(this.child);
		this.driver.hangs(this.child, this.cause);
		this.driver.exit(this.child);
		assertThat(this.child.lastFailure).isSameAs(this.cause);
	}

	@Test
	void aChildThatGoesOnHangingIsAbandonedAndRestartedWhenItsThreadHasEnded() {
		this.driver.startAll(this.child);
		this.driver.hangs(this.child, this.cause);
		this.driver.advance(GRACE);
		assertThat(this.driver.words()).containsExactly("abort child", "abandon child", "failed child",
				"park child by TimeoutException");
		this.driver.exit(this.child);
		this.driver.ready(this.child);
		assertThat(this.driver.words()).containsExactly("returned child", "wait child attempt 1 for 0 ms",
				"start child#2 again", "running child");
		assertThat(this.driver.windowUse()).isEqualTo(1);
	}

	@Test
	void aTemporaryChildThatHangsIsNotStartedAgain() {
		Child once = this.driver.declare("once", (spec) -> spec.withRestart(RestartType.TEMPORARY));
		this.driver.startAll(this.child, once);
		this.driver.hangs(once, this.cause);
		this.driver.exit(once, this.cause);
		this.driver.advance(Duration.ofDays(1));
		assertThat(this.driver.words()).containsExactly("abort once", "failed once", "end once by TimeoutException");
	}

	@Test
	void hangingUsesUpTheBudget() {
		MachineDriver none = MachineDriver.of(0, Backoff.NONE, ChildOrder.SEQUENTIAL);
		Child only = none.declare("only");
		none.startAll(only);
		none.hangs(only, this.cause);
		none.exit(only, this.cause);
		assertThat(none.words()).containsExactly("abort only", "failed only", "gave up only",
				"end only by TimeoutException", "self ended by BudgetExceeded");
	}

	@Test
	void aGroupIsRestartedWithItsHangingMember() {
		MachineDriver group = MachineDriver.of(RestartStrategy.ONE_FOR_ALL);
		Child hanging = group.declare("hanging");
		Child other = group.declare("other");
		group.startAll(hanging, other);
		group.hangs(hanging, this.cause);
		group.exit(hanging, this.cause);
		group.exit(other);
		group.advance(Duration.ZERO);
		assertThat(group.words()).containsSubsequence("abort hanging", "suspend other", "start hanging#2 again");
	}

	@Test
	void whatAnEarlierIncarnationHungInIsNoMatter() {
		this.driver.startAll(this.child);
		this.driver.exit(this.child, new IllegalStateException());
		this.driver.advance(Duration.ZERO);
		this.driver.ready(this.child);
		this.driver.words();
		this.driver.on(new SupervisorEvent.Hangs(this.child, 1, this.cause));
		assertThat(this.driver.words()).isEmpty();
	}

	@Test
	void aChildThatIsNotAtWorkDoesNotHang() {
		this.driver.start();
		this.driver.words();
		this.driver.hangs(this.child, this.cause);
		this.driver.ready(this.child);
		this.driver.terminate(this.child);
		this.driver.words();
		this.driver.hangs(this.child, this.cause);
		this.driver.exit(this.child);
		this.driver.hangs(this.child, this.cause);
		assertThat(this.driver.words()).containsExactly("end child", "answer");
	}

	@Test
	void inAStopItsOwnDeadlinesRule() {
		Child later = this.driver.declare("later");
		this.driver.startAll(this.child, later);
		this.driver.stop();
		this.driver.hangs(this.child, this.cause);
		this.driver.hangs(later, this.cause);
		assertThat(this.driver.words()).containsExactly("stop later");
	}

	@Test
	void aStopOutranksWhatFollowsFromHanging() {
		this.driver.startAll(this.child);
		this.driver.hangs(this.child, this.cause);
		this.driver.stop();
		this.driver.exit(this.child, new InterruptedException());
		assertThat(this.driver.words()).containsExactly("abort child", "end child by InterruptedException",
				"self ended");
	}

}
