package dev.concurrency.supervision;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import dev.concurrency.process.RestartType;
import dev.concurrency.supervision.SupervisorSettings.Escalation;
import dev.concurrency.time.Backoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

class SupervisorBudgetTests {

	@Test
	void aChildMayNotUseUpMoreThanItsOwnShare() {
		MachineDriver driver = MachineDriver.of(10, Backoff.NONE, ChildOrder.SEQUENTIAL);
		Child capped = driver.declare("capped", (spec) -> spec.withMaxRestarts(1));
		Child other = driver.declare("other");
		driver.startAll(capped, other);
		driver.exit(other, new IllegalStateException());
		driver.advance(Duration.ZERO);
		driver.ready(other);
		driver.exit(capped, new IllegalStateException());
		driver.advance(Duration.ZERO);
		driver.ready(capped);
		driver.words();
		driver.exit(capped, new IllegalStateException());
		assertThat(driver.words()).contains("gave up capped", "stop other");
	}

	@Test
	void aRestartThatIsRefusedCostsNothing() {
		MachineDriver driver = new MachineDriver(
				MachineDriver.settings(10, Backoff.NONE, ChildOrder.SEQUENTIAL, Escalation.LEAVE_DOWN));
		Child capped = driver.declare("capped", (spec) -> spec.withMaxRestarts(0));
		driver.startAll(capped);
		driver.exit(capped, new IllegalStateException());
		assertThat(driver.words()).contains("gave up capped");
		assertThat(driver.windowUse()).isZero();
	}

	@Test
	void whatLedToTheEndIsKnownAlsoWhenAChildUsedUpItsOwnShare() {
		MachineDriver driver = MachineDriver.of(10, Backoff.NONE, ChildOrder.SEQUENTIAL);
		Child capped = driver.declare("capped", (spec) -> spec.withMaxRestarts(1));
		driver.startAll(capped);
		driver.exit(capped, new IllegalStateException("first"));
		driver.advance(Duration.ZERO);
		driver.exit(capped, new IllegalStateException("second"));
		assertThat(driver.endCause()).asInstanceOf(type(SupervisionException.BudgetExceeded.class))
			.satisfies((ex) -> assertThat(ex.history()).extracting((charge) -> charge.cause().getMessage())
				.containsExactly("first", "second"));
	}

	@Test
	void theErrorNamesTheLimitThatWasExceeded() {
		MachineDriver driver = MachineDriver.of(10, Backoff.NONE, ChildOrder.SEQUENTIAL);
		Child capped = driver.declare("capped", (spec) -> spec.withMaxRestarts(0));
		driver.startAll(capped);
		driver.exit(capped, new IllegalStateException("first"));
		assertThat(driver.endCause()).hasMessageContaining("capped failed once more than allowed (0 restarts in ");
	}

	@Test
	void aGroupRestartCostsOne() {
		MachineDriver driver = MachineDriver.of(RestartStrategy.ONE_FOR_ALL);
		Child a = driver.declare("a");
		Child b = driver.declare("b");
		driver.startAll(a, b);
		driver.exit(b, new IllegalStateException());
		driver.exit(a);
		driver.advance(Duration.ZERO);
		assertThat(driver.windowUse()).isOne();
	}

	@Test
	void anEndThatIsNotFollowedByARestartCostsNothing() {
		MachineDriver driver = MachineDriver.of(0, Backoff.NONE, ChildOrder.SEQUENTIAL);
		driver.startAll();
		Child child = driver.spawn("child", (spec) -> spec.withRestart(RestartType.TEMPORARY), null);
		driver.ready(child);
		driver.words();
		driver.exit(child, new IllegalStateException());
		assertThat(driver.words()).containsExactly("failed child", "end child by IllegalStateException",
				"remove child");
	}

	@Test
	void theAttemptsOfAGroupGrowAndBeginAnewAfterAHealthyTime() {
		Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(8), 2, 0, Duration.ofSeconds(30));
		MachineDriver driver = new MachineDriver(
				MachineDriver.settings(10, backoff, ChildOrder.SEQUENTIAL, Escalation.FAIL)
					.withStrategy(RestartStrategy.ONE_FOR_ALL));
		Child child = driver.declare("child");
		driver.startAll(child);
		driver.exit(child, new IllegalStateException());
		driver.advance(Duration.ofSeconds(1));
		driver.exit(child, new IllegalStateException());
		assertThat(driver.words()).contains("wait child attempt 2 for 2000 ms");
		driver.advance(Duration.ofSeconds(2));
		driver.ready(child);
		driver.advance(Duration.ofSeconds(30));
		driver.exit(child, new IllegalStateException());
		assertThat(driver.words()).contains("wait child attempt 1 for 1000 ms");
	}

}
