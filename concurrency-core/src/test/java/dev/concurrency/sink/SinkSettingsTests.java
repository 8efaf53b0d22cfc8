package dev.concurrency.sink;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import dev.concurrency.time.Durations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

class SinkSettingsTests {

	private final SinkSettings defaults = SinkSettings.defaults();

	@Test
	void theDefaultsAreAsDocumented() {
		assertThat(this.defaults)
			.isEqualTo(new SinkSettings(10_000, 256, Duration.ofMillis(100), SinkFailureAction.DEAD_LETTER));
	}

	@Test
	void eachChangeLeavesTheRest() {
		SinkSettings changed = this.defaults.withSizes(5, 4)
			.withLinger(Duration.ofMillis(3))
			.withOnFailure(SinkFailureAction.RESTART);
		assertThat(changed).isEqualTo(new SinkSettings(5, 4, Duration.ofMillis(3), SinkFailureAction.RESTART));
	}

	@Test
	void aCapacityThatNoQueueCanHaveIsRefusedByItsName() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.defaults.withSizes(Integer.MAX_VALUE, 1))
			.withMessage("capacity must be at most 1073741824 but is 2147483647");
	}

	@Test
	void aBatchLargerThanTheQueueIsRefusedWithBothNumbers() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.defaults.withSizes(10, 11))
			.withMessageContaining("batch-size (11)")
			.withMessageContaining("capacity (10)");
		assertThatNoException().isThrownBy(() -> this.defaults.withSizes(10, 10));
	}

	@Test
	void whatMakesNoSenseIsRefusedByName() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.defaults.withSizes(0, 1))
			.withMessageContaining("capacity")
			.withMessageContaining("0");
		assertThatIllegalArgumentException().isThrownBy(() -> this.defaults.withSizes(-5, 1))
			.withMessageContaining("capacity")
			.withMessageContaining("-5");
		assertThatIllegalArgumentException().isThrownBy(() -> this.defaults.withSizes(1, 0))
			.withMessageContaining("batch-size");
		assertThatIllegalArgumentException().isThrownBy(() -> this.defaults.withLinger(Duration.ofNanos(-1)))
			.withMessageContaining("linger");
	}

	@Test
	void zeroAndForEverAreLegalDurations() {
		assertThatNoException().isThrownBy(() -> this.defaults.withLinger(Duration.ZERO).withLinger(Durations.MAX));
	}

}
