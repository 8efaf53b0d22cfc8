package dev.concurrency.sink;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import dev.concurrency.sink.RecordingDrain.Hook;
import dev.concurrency.time.Backoff;

import static org.assertj.core.api.Assertions.assertThat;

/** Sinks that accept and do not write. */
class DrainLoopPauseTests {

	private final SinkBench bench = new SinkBench(SinkBench.settings(10, 2, Duration.ZERO));

	@Test
	void aPausedSinkTakesItemsAndWritesNoneUntilItGoesOn() throws Exception {
		this.bench.pause(true);
		this.bench.open().push(1, 2, 3);
		assertThat(this.bench.settle()).isEqualTo(Long.MAX_VALUE);
		assertThat(this.bench.counts()).isEqualTo(this.bench.counts(3, 0, 3, 0, 0));
		this.bench.pause(false);
		this.bench.settle();
		assertThat(this.bench.counts()).isEqualTo(this.bench.counts(0, 0, 3, 3, 0));
	}

	@Test
	void aFlushOfAPausedSinkWaitsForItToGoOn() throws Exception {
		this.bench.pause(true);
		this.bench.open().push(1);
		SinkBench.Flush flush = this.bench.flush();
		this.bench.settle();
		assertThat(flush.isDone()).isFalse();
		this.bench.pause(false);
		this.bench.settle();
		assertThat(flush.failure()).isNull();
	}

	@Test
	void aBatchThatWaitsForItsNextAttemptWaitsForThePauseToo() throws Exception {
		this.bench.reconfigure((before) -> before.withRetry(new SinkRetry(2, Backoff.NONE, List.of(), List.of())));
		this.bench.drain.onDrain = Hook.failing(new IOException("no net"));
		this.bench.open().push(1);
		this.bench.step();
		this.bench.pause(true);
		assertThat(this.bench.settle()).isEqualTo(Long.MAX_VALUE);
		assertThat(this.bench.drain.calls()).containsExactly("open", "drain [1]");
	}

	@Test
	void aStopWritesWhatAPausedSinkHolds() throws Exception {
		this.bench.pause(true);
		this.bench.open().push(1, 2, 3);
		this.bench.settle();
		this.bench.stop();
		assertThat(this.bench.settle()).isEqualTo(DrainLoop.DONE);
		assertThat(this.bench.counts().written()).isEqualTo(3);
	}

}
