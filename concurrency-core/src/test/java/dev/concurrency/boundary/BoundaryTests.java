package dev.concurrency.boundary;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class BoundaryTests {

	private final Boundary defaults = Boundary.defaults();

	@Test
	void theDefaultsAreAsDocumented() {
		assertThat(this.defaults).isEqualTo(new Boundary(BoundaryMode.PUSH_PULL, 16, 1024, Duration.ofSeconds(5)));
	}

	@Test
	void eachChangeLeavesTheRest() {
		assertThat(this.defaults.withMode(BoundaryMode.PULL_ONLY)
			.withLimits(3, 7)
			.withCancellationBudget(Duration.ofMillis(20)))
			.isEqualTo(new Boundary(BoundaryMode.PULL_ONLY, 3, 7, Duration.ofMillis(20)));
	}

	@Test
	void limitsThatAreNotPositiveAreRefusedByTheirNames() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.defaults.withLimits(0, 1))
			.withMessage("max-in-flight must be positive but is 0");
		assertThatIllegalArgumentException().isThrownBy(() -> this.defaults.withLimits(1, -1))
			.withMessage("max-queued must be positive but is -1");
		assertThatIllegalArgumentException().isThrownBy(() -> this.defaults.withCancellationBudget(Duration.ZERO))
			.withMessage("cancellation-budget must be positive but is 0s");
	}

}
