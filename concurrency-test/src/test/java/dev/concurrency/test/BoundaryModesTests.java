package dev.concurrency.test;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.boundary.BoundaryMode;
import dev.concurrency.boundary.BoundarySettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

@Timeout(30)
class BoundaryModesTests {

	private static final BoundarySettings PUSH_ONLY = BoundaryBench.SETTINGS
		.withBoundary(BoundaryBench.TWO_AND_THREE.withMode(BoundaryMode.PUSH_ONLY));

	@Test
	void pushPullStartsWithTheSubmissionAndMayBeAskedToo() throws Exception {
		try (BoundaryBench bench = BoundaryBench.started(BoundaryBench.SETTINGS)) {
			bench.running("a");
			bench.running("b");
			bench.queued("c");
			assertThat(bench.boundary.startAvailable()).isEmpty();
			assertThat(bench.boundary.poll(1)).isEmpty();
		}
	}

	@Test
	void pushOnlyStartsWithTheSubmissionAndTheEndOfAnotherAndRefusesToBeAsked() throws Exception {
		try (BoundaryBench bench = BoundaryBench.started(PUSH_ONLY)) {
			HeldTask first = bench.running("a");
			bench.running("b");
			HeldTask third = bench.queued("c");
			first.release();
			third.awaitEntered();
			assertThatIllegalStateException().isThrownBy(() -> bench.boundary.poll(1))
				.withMessageContaining("push-only");
			assertThatIllegalStateException().isThrownBy(bench.boundary::startAvailable)
				.withMessageContaining("push-only");
		}
	}

	@Test
	void pullOnlyStartsNothingUntilAConsumerAsks() throws Exception {
		try (BoundaryBench bench = BoundaryBench.started(BoundaryBench.PULL_ONLY)) {
			HeldTask first = bench.queued("a");
			HeldTask second = bench.queued("b");
			assertThat(bench.boundary.poll(1)).containsExactly("a");
			first.awaitEntered().release();
			ActorBench.until(() -> bench.boundary.snapshot().succeeded() == 1);
			assertThat(second.hasEntered()).isFalse();
			assertThat(bench.boundary.snapshot()).extracting("queued", "inFlight").containsExactly(1, 0);
			assertThat(bench.boundary.startAvailable()).containsExactly("b");
			second.awaitEntered();
		}
	}

	@Test
	void noMoreIsStartedThanMayBeInFlightHoweverMuchIsAskedFor() {
		try (BoundaryBench bench = BoundaryBench.started(BoundaryBench.PULL_ONLY)) {
			bench.queued("a");
			bench.queued("b");
			bench.queued("c");
			assertThat(bench.boundary.poll(0)).isEmpty();
			assertThat(bench.boundary.poll(100)).containsExactly("a", "b");
			assertThat(bench.boundary.poll(100)).isEmpty();
		}
	}

	@Test
	void whileItDoesNotRunThereIsNothingToPoll() {
		try (BoundaryBench bench = BoundaryBench.created(BoundaryBench.PULL_ONLY)) {
			assertThat(bench.boundary.poll(1)).isEmpty();
			bench.start();
		}
	}

}
