package dev.concurrency.sink;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import dev.concurrency.queue.BoundedQueue;
import dev.concurrency.sink.RecordingDrain.Hook;
import dev.concurrency.time.Durations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class DrainLoopBatchTests {

	private static final Duration LINGER = Duration.ofMillis(100);

	private final SinkBench bench = new SinkBench(SinkBench.settings(10, 3, LINGER));

	@Test
	void anEmptySinkWaitsUntilItIsWoken() throws Exception {
		this.bench.open();
		assertThat(this.bench.settle()).isEqualTo(Long.MAX_VALUE);
		assertThat(this.bench.drain.calls()).containsExactly("open");
	}

	@Test
	void aBatchClosesBySizeWithoutWaiting() throws Exception {
		this.bench.open().push(1, 2, 3, 4);
		this.bench.settle();
		assertThat(this.bench.drain.calls()).containsExactly("open", "drain [1, 2, 3]");
		this.bench.push(5, 6);
		this.bench.settle();
		assertThat(this.bench.drain.calls()).containsExactly("drain [4, 5, 6]");
	}

	@Test
	void aBatchClosesByLingerExactlyAndNotANanosecondBefore() throws Exception {
		this.bench.open().push(1);
		assertThat(this.bench.settle()).isEqualTo(LINGER.toNanos());
		this.bench.advance(LINGER.minusNanos(1));
		assertThat(this.bench.settle()).isEqualTo(1);
		assertThat(this.bench.drain.calls()).containsExactly("open");
		this.bench.advance(Duration.ofNanos(1));
		assertThat(this.bench.settle()).isEqualTo(Long.MAX_VALUE);
		assertThat(this.bench.drain.calls()).containsExactly("drain [1]");
	}

	@Test
	void whatComesLaterDoesNotProlongTheLingerOfTheFirst() throws Exception {
		this.bench.open().push(1);
		this.bench.settle();
		this.bench.advance(Duration.ofMillis(60));
		this.bench.push(2);
		assertThat(this.bench.settle()).isEqualTo(Duration.ofMillis(40).toNanos());
		this.bench.advance(Duration.ofMillis(40));
		this.bench.settle();
		assertThat(this.bench.drain.calls()).containsExactly("open", "drain [1, 2]");
	}

	@Test
	void theNextBatchLingersAnew() throws Exception {
		this.bench.open().push(1);
		this.bench.settle();
		this.bench.advance(LINGER);
		this.bench.settle();
		this.bench.advance(LINGER);
		this.bench.push(2);
		assertThat(this.bench.settle()).isEqualTo(LINGER.toNanos());
	}

	@Test
	void whatIsLeftOfAFullBatchLingersAnew() throws Exception {
		this.bench.open().push(1);
		this.bench.settle();
		this.bench.advance(Duration.ofMillis(60));
		this.bench.push(2, 3, 4);
		assertThat(this.bench.settle()).as("looks once more").isEqualTo(Pace.NAP);
		assertThat(this.bench.drain.calls()).containsExactly("open", "drain [1, 2, 3]");
		this.bench.advance(Duration.ofNanos(Pace.NAP));
		assertThat(this.bench.settle()).isEqualTo(LINGER.toNanos() - Pace.NAP);
		this.bench.advance(LINGER.minusNanos(Pace.NAP));
		this.bench.settle();
		assertThat(this.bench.drain.calls()).containsExactly("drain [4]");
	}

	@Test
	void noLingerMeansAtOnce() throws Exception {
		SinkBench eager = new SinkBench(SinkBench.settings(10, 3, Duration.ZERO));
		eager.open().push(1);
		eager.settle();
		assertThat(eager.drain.calls()).containsExactly("open", "drain [1]");
	}

	@Test
	void endlessLingerMeansBySizeOnly() throws Exception {
		SinkBench patient = new SinkBench(SinkBench.settings(10, 2, Durations.MAX));
		patient.open().push(1);
		patient.settle();
		patient.advance(Duration.ofDays(10_000));
		assertThat(patient.settle()).isPositive();
		patient.push(2);
		patient.settle();
		assertThat(patient.drain.calls()).containsExactly("open", "drain [1, 2]");
	}

	@Test
	void whoFindsNoRoomEndsTheLingerOfABatchThatIsNotFull() throws Exception {
		SinkBench patient = new SinkBench(SinkBench.settings(10, 4, Durations.MAX));
		assertThat(patient.queue.reserve(8)).isEqualTo(8);
		patient.open().push(1, 2);
		assertThat(patient.settle()).isPositive();
		assertThat(patient.queue.offer(3)).isEqualTo(BoundedQueue.FULL);
		patient.settle();
		assertThat(patient.drain.calls()).containsExactly("open", "drain [1, 2]");
		patient.push(3);
		patient.settle();
		assertThat(patient.drain.calls()).as("the refusal is over").isEmpty();
	}

	@Test
	void whoFindsNoRoomWhileABatchIsWrittenEndsTheLingerOfTheNext() throws Exception {
		SinkBench patient = new SinkBench(SinkBench.settings(2, 2, Durations.MAX));
		patient.drain.onDrain = () -> {
			patient.drain.onDrain = Hook.NONE;
			assertThat(patient.queue.reserve(1)).isEqualTo(1);
			patient.push(3);
			assertThat(patient.queue.offer(4)).isEqualTo(BoundedQueue.FULL);
		};
		patient.open().push(1, 2);
		patient.settle();
		assertThat(patient.drain.calls()).containsExactly("open", "drain [1, 2]", "drain [3]");
	}

	@Test
	void aLongQueueIsWrittenInOrderInBatchesOfTheSize() throws Exception {
		this.bench.open().push(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
		this.bench.settle();
		this.bench.advance(LINGER);
		this.bench.settle();
		assertThat(this.bench.drain.calls()).containsExactly("open", "drain [1, 2, 3]", "drain [4, 5, 6]",
				"drain [7, 8, 9]", "drain [10]");
		assertThat(this.bench.counts()).isEqualTo(this.bench.counts(0, 0, 10, 10, 0));
	}

	@Test
	void oneStepWritesOneBatch() throws Exception {
		this.bench.open().push(1, 2, 3, 4, 5, 6);
		assertThat(this.bench.step()).isEqualTo(DrainLoop.AGAIN);
		assertThat(this.bench.drain.calls()).containsExactly("open", "drain [1, 2, 3]");
	}

	@Test
	void theDrainMayChangeAndKeepItsList() throws Exception {
		List<List<Integer>> kept = new ArrayList<>();
		this.bench.drain.onBatch = (batch) -> {
			kept.add(batch);
			batch.add(99);
		};
		this.bench.open().push(1, 2, 3, 4, 5, 6);
		this.bench.settle();
		assertThat(kept).containsExactly(List.of(1, 2, 3, 99), List.of(4, 5, 6, 99));
		assertThat(this.bench.counts().written()).isEqualTo(6);
	}

	@Test
	void aDrainThatEmptiesItsListAndFailsLosesNothing() throws Exception {
		this.bench.drain.onBatch = (batch) -> {
			batch.clear();
			throw new IllegalStateException("no disk");
		};
		this.bench.open().push(1, 2, 3);
		this.bench.settle();
		assertThat(this.bench.drain.calls()).contains("dead letter [1, 2, 3] of root/sinks/audit by no disk");
		assertThat(this.bench.counts().deadLettered()).isEqualTo(3);
	}

	@Test
	void aStopWritesEverythingWithoutLingeringAndIsDone() throws Exception {
		this.bench.open().push(1, 2, 3, 4);
		this.bench.stop();
		assertThat(this.bench.settle()).isEqualTo(DrainLoop.DONE);
		assertThat(this.bench.drain.calls()).containsExactly("open", "drain [1, 2, 3]", "drain [4]");
	}

	@Test
	void aStopEndsALinger() throws Exception {
		this.bench.open().push(1);
		assertThat(this.bench.settle()).isPositive();
		this.bench.stop();
		assertThat(this.bench.settle()).isEqualTo(DrainLoop.DONE);
		assertThat(this.bench.counts().written()).isEqualTo(1);
	}

	@Test
	void aRunClosesTheDrainAfterTheLastBatch() throws Exception {
		this.bench.open().push(1);
		this.bench.stop();
		this.bench.loop().run();
		assertThat(this.bench.drain.calls()).containsExactly("open", "drain [1]", "close");
	}

	@Test
	void anAbortEndsTheLoopBeforeItsNextBatchAndClosesTheDrain() throws Exception {
		this.bench.open().push(1, 2, 3, 4);
		this.bench.step();
		this.bench.loop().abort();
		assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> this.bench.loop().run());
		assertThat(this.bench.drain.calls()).containsExactly("open", "drain [1, 2, 3]", "close");
		assertThat(this.bench.counts().queued()).isEqualTo(1);
	}

	@Test
	void theHookAfterAnInterruptIsNotInterruptedAndTheThreadKeepsIt() throws Exception {
		SinkBench restarting = new SinkBench(
				SinkBench.settings(10, 1, Duration.ZERO).withOnFailure(SinkFailureAction.RESTART));
		List<Boolean> seen = new ArrayList<>();
		restarting.drain.onClose = () -> seen.add(Thread.currentThread().isInterrupted());
		restarting.drain.onDrain = () -> {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("no disk");
		};
		restarting.open().push(1);
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> restarting.loop().run());
		assertThat(seen).containsExactly(false);
		assertThat(Thread.interrupted()).isTrue();
	}

}
