package dev.concurrency.sink;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import dev.concurrency.process.FixedSetting;
import dev.concurrency.time.Backoff;
import dev.concurrency.time.Durations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

class SinkSettingsTests {

	private static final SinkRetry RETRY = new SinkRetry(2, Backoff.NONE, List.of(), List.of());

	private final SinkSettings defaults = SinkSettings.defaults();

	@Test
	void theDefaultsAreAsDocumented() {
		assertThat(this.defaults).isEqualTo(new SinkSettings(10_000, 1, 1, 256, Duration.ofMillis(100),
				SinkOverflow.REJECT, 0, Durations.MAX, SinkRetry.NEVER, SinkFailureAction.DEAD_LETTER, Durations.MAX));
	}

	@Test
	void eachChangeLeavesTheRest() {
		SinkSettings changed = this.defaults.withSizes(50, 4)
			.withBatchSize(5)
			.withStripes(4)
			.withLanes(3)
			.withLinger(Duration.ofMillis(3))
			.withOverflow(SinkOverflow.WAIT_ONLY)
			.withMaxWeight(1000)
			.withDrainTimeout(Duration.ofSeconds(9))
			.withRetry(RETRY)
			.withOnFailure(SinkFailureAction.RESTART)
			.withMaxAge(Duration.ofMinutes(5));
		assertThat(changed).isEqualTo(new SinkSettings(50, 4, 3, 5, Duration.ofMillis(3), SinkOverflow.WAIT_ONLY, 1000,
				Duration.ofSeconds(9), RETRY, SinkFailureAction.RESTART, Duration.ofMinutes(5)));
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
	void aBatchLargerThanTheShareOfALaneIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.defaults.withSizes(10, 5).withLanes(3))
			.withMessageContaining("batch-size (5) must not exceed the share of a lane (capacity 10 / lanes 3)");
	}

	@Test
	void theSharesOfTheLanesAddUpToTheCapacity() {
		SinkSettings three = this.defaults.withSizes(10, 1).withLanes(3);
		assertThat(IntStream.range(0, 3).map(three::laneCapacity)).containsExactly(4, 3, 3);
	}

	@Test
	void whatDoesNotGoTogetherIsRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.defaults.withStripes(2).withOverflow(SinkOverflow.DROP_OLDEST))
			.withMessageContaining("drop-oldest")
			.withMessageContaining("stripes");
		assertThatIllegalArgumentException().isThrownBy(() -> this.defaults.withStripes(3))
			.withMessageContaining("stripes must be a power of two");
		assertThatIllegalArgumentException().isThrownBy(() -> this.defaults.withLanes(65))
			.withMessageContaining("lanes must be at most 64");
		assertThatIllegalArgumentException().isThrownBy(() -> this.defaults.withMaxWeight(-1))
			.withMessageContaining("max-weight");
		assertThatIllegalArgumentException().isThrownBy(() -> this.defaults.withDrainTimeout(Duration.ZERO))
			.withMessageContaining("drain-timeout");
	}

	@Test
	void whatASinkIsBuiltOnCannotBeChangedWhileItExists() {
		SinkSettings changed = this.defaults.withSizes(20, 5).withLinger(Duration.ZERO);
		assertThat(changed.fixedSince(this.defaults)).containsExactly(new FixedSetting("capacity",
				"capacity (10000) cannot be changed to 20 while the sink exists: set it before the start"));
		assertThat(changed.onBuildOf(this.defaults))
			.isEqualTo(this.defaults.withBatchSize(5).withLinger(Duration.ZERO));
		assertThat(this.defaults.withBatchSize(5)
			.withLinger(Duration.ZERO)
			.withRetry(RETRY)
			.withDrainTimeout(Duration.ofSeconds(1))
			.withOnFailure(SinkFailureAction.BISECT)
			.fixedSince(this.defaults)).isEmpty();
	}

	@Test
	void aRetryWithoutAnAttemptIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> new SinkRetry(0, Backoff.NONE, List.of(), List.of()))
			.withMessageContaining("retry.max-attempts");
	}

	@Test
	void onlyWhatIsWorthItIsTriedAgain() {
		SinkRetry retry = new SinkRetry(3, Backoff.NONE, List.of(IOException.class),
				List.of(FileNotFoundException.class));
		assertThat(retry.isWorth(new IOException(), 2)).isTrue();
		assertThat(retry.isWorth(new IOException(), 3)).isFalse();
		assertThat(retry.isWorth(new FileNotFoundException(), 1)).isFalse();
		assertThat(retry.isWorth(new IllegalStateException(), 1)).isFalse();
		assertThat(RETRY.isWorth(new IllegalStateException(), 1)).isTrue();
	}

	@Test
	void lanesAndWeightsNeedTheirFunctions() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> SinkHandlers.none().requireFor(this.defaults.withLanes(2)))
			.withMessageContaining("LaneKey");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> SinkHandlers.none().requireFor(this.defaults.withMaxWeight(2)))
			.withMessageContaining("Weigher");
	}

	@Test
	void zeroAndForEverAreLegalDurations() {
		assertThatNoException().isThrownBy(() -> this.defaults.withLinger(Duration.ZERO).withLinger(Durations.MAX));
	}

}
