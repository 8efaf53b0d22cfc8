package dev.concurrency.sink;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import dev.concurrency.sink.RecordingDrain.Hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What a thread may still say that comes back after its sink has gone on without it. */
class LeftBehindDrainTests {

	private final SinkBench bench = new SinkBench(SinkBench.settings(10, 2, Duration.ZERO));

	@Test
	void itReportsNoBatch() throws Exception {
		this.bench.drain.onDrain = () -> this.bench.seize();
		this.bench.open().push(1, 2);
		assertThatExceptionOfType(Backlog.SeizedException.class).isThrownBy(() -> this.bench.loop().run());
		assertThat(this.bench.events).isEmpty();
	}

	@Test
	void itRecordsNoFailureOfADrain() throws Exception {
		this.bench.drain.onDrain = () -> {
			this.bench.seize();
			throw new IllegalStateException("late");
		};
		this.bench.open().push(1, 2);
		assertThatExceptionOfType(Backlog.SeizedException.class).isThrownBy(() -> this.bench.loop().run());
		assertThat(this.bench.record.lastFailure()).isNull();
	}

	@Test
	void itRecordsNoFailureOfAFlush() throws Exception {
		this.bench.drain.onFlush = () -> {
			this.bench.seize();
			throw new IllegalStateException("late");
		};
		this.bench.open();
		this.bench.flush();
		assertThatExceptionOfType(Backlog.SeizedException.class).isThrownBy(() -> this.bench.loop().run());
		assertThat(this.bench.record.lastFailure()).isNull();
	}

	@Test
	void itRecordsNoFailureOfAClose() throws Exception {
		this.bench.drain.onDrain = () -> this.bench.seize();
		this.bench.drain.onClose = Hook.failing(new IllegalStateException("late"));
		this.bench.open().push(1, 2);
		assertThatExceptionOfType(Backlog.SeizedException.class).isThrownBy(() -> this.bench.loop().run());
		assertThat(this.bench.drain.calls()).contains("close");
		assertThat(this.bench.record.lastFailure()).isNull();
	}

}
