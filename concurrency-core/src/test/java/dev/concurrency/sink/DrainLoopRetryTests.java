package dev.concurrency.sink;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import dev.concurrency.sink.RecordingDrain.Hook;
import dev.concurrency.time.Backoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Batches that are tried more than once. */
class DrainLoopRetryTests {

	private static final Duration WAIT = Duration.ofMillis(10);

	private static final SinkRetry THREE = new SinkRetry(3,
			new Backoff(WAIT, WAIT.multipliedBy(4), 2, 0, Duration.ZERO), List.of(),
			List.of(IllegalStateException.class));

	private final SinkBench bench = new SinkBench(SinkBench.settings(10, 2, Duration.ZERO).withRetry(THREE));

	@Test
	void aFailedBatchIsTriedAgainAfterTheBackoffAndNotANanosecondBefore() throws Exception {
		this.bench.drain.onDrain = Hook.failing(new IOException("no net"));
		this.bench.open().push(1, 2);
		assertThat(this.bench.settle()).isEqualTo(WAIT.toNanos());
		this.bench.advance(WAIT.minusNanos(1));
		assertThat(this.bench.step()).isEqualTo(1);
		assertThat(this.bench.drain.calls()).containsExactly("open", "drain [1, 2]");
		this.bench.advance(Duration.ofNanos(1));
		assertThat(this.bench.settle()).isEqualTo(WAIT.multipliedBy(2).toNanos());
		this.bench.drain.onDrain = Hook.NONE;
		this.bench.advance(WAIT.multipliedBy(2));
		this.bench.settle();
		assertThat(this.bench.drain.calls()).containsExactly("drain [1, 2]", "drain [1, 2]");
		assertThat(this.bench.counts()).isEqualTo(this.bench.counts(0, 0, 2, 2, 0));
	}

	@Test
	void afterTheLastAttemptTheBatchHasFailed() throws Exception {
		this.bench.drain.onDrain = Hook.failing(new IOException("no net"));
		this.bench.open().push(1, 2);
		exhaust();
		assertThat(this.bench.drain.calls()).containsExactly("open", "drain [1, 2]", "drain [1, 2]", "drain [1, 2]",
				"dead letter [1, 2] of root/sinks/audit by no net");
		assertThat(this.bench.counts()).isEqualTo(this.bench.counts(0, 0, 2, 0, 2));
	}

	@Test
	void theNextBatchHasItsOwnAttempts() throws Exception {
		this.bench.drain.onDrain = Hook.failing(new IOException("no net"));
		this.bench.open().push(1, 2);
		exhaust();
		this.bench.drain.calls();
		this.bench.push(3);
		exhaust();
		assertThat(this.bench.drain.calls()).filteredOn("drain [3]"::equals).hasSize(3);
	}

	@Test
	void whatIsNotWorthItIsNotTriedAgain() throws Exception {
		this.bench.drain.onDrain = Hook.failing(new IllegalStateException("broken"));
		this.bench.open().push(1);
		this.bench.settle();
		assertThat(this.bench.drain.calls()).containsExactly("open", "drain [1]",
				"dead letter [1] of root/sinks/audit by broken");
	}

	@Test
	void anErrorIsNotTriedAgain() throws Exception {
		this.bench.drain.onDrain = Hook.failing(new StackOverflowError("deep"));
		this.bench.open().push(1);
		assertThatThrownBy(this.bench::settle).isInstanceOf(StackOverflowError.class);
	}

	@Test
	void aBatchThatSucceedsInTheEndFailsNoFlush() throws Exception {
		this.bench.drain.onDrain = Hook.failing(new IOException("no net"));
		this.bench.open().push(1);
		SinkBench.Flush flush = this.bench.flush();
		this.bench.settle();
		this.bench.drain.onDrain = Hook.NONE;
		this.bench.advance(WAIT);
		this.bench.settle();
		assertThat(flush.failure()).isNull();
	}

	@Test
	void aFlushWaitsForTheAttemptsOfWhatCameBefore() throws Exception {
		this.bench.drain.onDrain = Hook.failing(new IOException("no net"));
		this.bench.open().push(1);
		SinkBench.Flush flush = this.bench.flush();
		this.bench.settle();
		assertThat(flush.isDone()).isFalse();
		exhaust();
		assertThat(flush.failure()).hasMessage("no net");
	}

	@Test
	void whatIsBehindABatchThatWaitsStaysInTheQueue() throws Exception {
		this.bench.drain.onDrain = Hook.failing(new IOException("no net"));
		this.bench.open().push(1, 2, 3, 4, 5);
		this.bench.settle();
		assertThat(this.bench.counts()).isEqualTo(this.bench.counts(3, 2, 5, 0, 0));
	}

	@Test
	void aStopKeepsTheAttemptsOfTheCurrentBatch() throws Exception {
		this.bench.drain.onDrain = Hook.failing(new IOException("no net"));
		this.bench.open().push(1);
		this.bench.settle();
		this.bench.stop();
		assertThat(this.bench.settle()).isEqualTo(WAIT.toNanos());
		this.bench.drain.onDrain = Hook.NONE;
		this.bench.advance(WAIT);
		assertThat(this.bench.settle()).isEqualTo(DrainLoop.DONE);
		assertThat(this.bench.counts().written()).isEqualTo(1);
	}

	@Test
	void whoIsAbortedKeepsItsBatchWhateverItsDrainMakesOfTheInterrupt() throws Exception {
		this.bench.drain.onDrain = () -> {
			this.bench.loop().abort();
			throw new IOException("the driver wraps interrupts");
		};
		this.bench.open().push(1);
		assertThatThrownBy(this.bench::settle).hasMessage("the driver wraps interrupts");
		assertThat(this.bench.counts()).isEqualTo(this.bench.counts(0, 1, 1, 0, 0));
	}

	@Test
	void settingsOfTheMomentDecide() throws Exception {
		this.bench.drain.onDrain = Hook.failing(new IOException("no net"));
		this.bench.open().push(1);
		this.bench.settle();
		this.bench.reconfigure((before) -> before.withRetry(SinkRetry.NEVER));
		this.bench.advance(WAIT);
		this.bench.settle();
		assertThat(this.bench.counts().deadLettered()).isEqualTo(1);
	}

	private void exhaust() throws Exception {
		for (long wait = this.bench.settle(); wait != Long.MAX_VALUE; wait = this.bench.settle()) {
			this.bench.advance(Duration.ofNanos(wait));
		}
	}

}
