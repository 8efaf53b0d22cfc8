package dev.concurrency.supervision;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;

import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.RestartPolicy;
import dev.concurrency.time.Backoff;
import dev.concurrency.time.Durations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class RestartBudgetTests {

	private static final ProcessPath CHILD = ProcessPath.ROOT.child("c");

	private final Throwable cause = new IllegalStateException();

	private static final long SECOND = 1_000_000_000L;

	@Test
	void theOneAfterTheLastAllowedIsRefused() {
		RestartBudget budget = budget(2, Duration.ofSeconds(10));
		assertThat(budget.charge(0, CHILD, this.cause)).isTrue();
		assertThat(budget.charge(0, CHILD, this.cause)).isTrue();
		assertThat(budget.charge(0, CHILD, this.cause)).isFalse();
		assertThat(budget.used(0)).isEqualTo(2);
	}

	@Test
	void zeroRefusesTheFirst() {
		assertThat(budget(0, Duration.ofSeconds(10)).charge(0, CHILD, this.cause)).isFalse();
	}

	@Test
	void aRestartCountsWhileItIsStrictlyYoungerThanThePeriod() {
		RestartBudget budget = budget(1, Duration.ofSeconds(10));
		assertThat(budget.charge(0, CHILD, this.cause)).isTrue();
		assertThat(budget.used(10 * SECOND - 1)).isEqualTo(1);
		assertThat(budget.charge(10 * SECOND - 1, CHILD, this.cause)).isFalse();
		assertThat(budget.used(10 * SECOND)).isZero();
		assertThat(budget.charge(10 * SECOND, CHILD, this.cause)).isTrue();
	}

	@Test
	void theWindowSlidesAcrossTheBoundaryOfAFixedOne() {
		RestartBudget budget = budget(2, Duration.ofSeconds(10));
		assertThat(budget.charge(8 * SECOND, CHILD, this.cause)).isTrue();
		assertThat(budget.charge(9 * SECOND, CHILD, this.cause)).isTrue();
		// A window fixed to 0, 10, 20 would begin anew here.
		assertThat(budget.charge(11 * SECOND, CHILD, this.cause)).isFalse();
		assertThat(budget.charge(18 * SECOND, CHILD, this.cause)).isTrue();
		assertThat(budget.charge(18 * SECOND, CHILD, this.cause)).isFalse();
	}

	@Test
	void aRefusedRestartIsNotCharged() {
		RestartBudget budget = budget(1, Duration.ofSeconds(10));
		assertThat(budget.charge(0, CHILD, this.cause)).isTrue();
		assertThat(budget.charge(9 * SECOND, CHILD, this.cause)).isFalse();
		assertThat(budget.charge(10 * SECOND, CHILD, this.cause)).isTrue();
	}

	@Test
	void aClockThatOverflowsMakesNoDifference() {
		RestartBudget budget = budget(1, Duration.ofSeconds(10));
		long late = Long.MAX_VALUE - SECOND;
		assertThat(budget.charge(late, CHILD, this.cause)).isTrue();
		assertThat(budget.charge(late + 2 * SECOND, CHILD, this.cause)).isFalse();
		assertThat(budget.charge(late + 10 * SECOND, CHILD, this.cause)).isTrue();
	}

	@Test
	void aMaximalPeriodForgetsNothing() {
		RestartBudget budget = budget(1, Durations.MAX);
		assertThat(budget.charge(0, CHILD, this.cause)).isTrue();
		assertThat(budget.charge(Long.MAX_VALUE - 1, CHILD, this.cause)).isFalse();
	}

	@Test
	void anyHistoryAgreesWithCountingByHand() {
		for (long seed = 1; seed <= 500; seed++) {
			SplittableRandom random = new SplittableRandom(seed);
			int max = random.nextInt(4);
			RestartBudget budget = budget(max, Duration.ofNanos(10));
			List<Long> charged = new ArrayList<>();
			long now = 0;
			for (int i = 0; i < 50; i++) {
				now += random.nextInt(6);
				long from = now - 10;
				boolean allowed = charged.stream().filter((at) -> at > from).count() < max;
				assertThat(budget.charge(now, CHILD, this.cause)).as("seed %d, step %d", seed, i).isEqualTo(allowed);
				if (allowed) {
					charged.add(now);
				}
			}
		}
	}

	@Test
	void aPolicyRefusesWhatMakesNoSense() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new RestartPolicy(-1, Duration.ofSeconds(1), Backoff.NONE))
			.withMessageContaining("max-restarts")
			.withMessageContaining("-1");
		assertThatIllegalArgumentException().isThrownBy(() -> new RestartPolicy(1, Duration.ZERO, Backoff.NONE))
			.withMessageContaining("period");
	}

	private static RestartBudget budget(int maxRestarts, Duration period) {
		return new RestartBudget(new RestartPolicy(maxRestarts, period, Backoff.NONE));
	}

}
