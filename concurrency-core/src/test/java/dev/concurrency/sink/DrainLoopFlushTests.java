package dev.concurrency.sink;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import dev.concurrency.sink.RecordingDrain.Hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class DrainLoopFlushTests {

	private final SinkBench bench = new SinkBench(SinkBench.settings(10, 2, Duration.ofMillis(100)));

	@Test
	void aFlushCompletesWhenAllBeforeItIsWrittenAndTheDrainHasFlushed() throws Exception {
		this.bench.open().push(1, 2, 3);
		SinkBench.Flush flush = this.bench.flush();
		List<Boolean> doneAtFlush = new ArrayList<>();
		this.bench.drain.onFlush = () -> doneAtFlush.add(flush.isDone());
		this.bench.step();
		this.bench.step();
		assertThat(this.bench.drain.calls()).containsExactly("open", "drain [1, 2]", "drain [3]");
		assertThat(flush.isDone()).isFalse();
		this.bench.step();
		assertThat(this.bench.drain.calls()).containsExactly("flush");
		assertThat(doneAtFlush).containsExactly(false);
		assertThat(flush.failure()).isNull();
	}

	@Test
	void aFlushOfAnEmptySinkFlushesTheDrainAllTheSame() throws Exception {
		SinkBench.Flush flush = this.bench.open().flush();
		assertThat(this.bench.settle()).isEqualTo(Long.MAX_VALUE);
		assertThat(this.bench.drain.calls()).containsExactly("open", "flush");
		assertThat(flush.failure()).isNull();
	}

	@Test
	void aFlushEndsALinger() throws Exception {
		this.bench.open().push(1);
		assertThat(this.bench.settle()).isPositive();
		SinkBench.Flush flush = this.bench.flush();
		this.bench.settle();
		assertThat(this.bench.drain.calls()).containsExactly("open", "drain [1]", "flush");
		assertThat(flush.isDone()).isTrue();
	}

	@Test
	void aFlushDoesNotWaitForLaterItemsWhileAProducerSaturatesTheQueue() throws Exception {
		int[] next = { 3 };
		this.bench.drain.onDrain = () -> {
			while (this.bench.queue.offer(next[0]) >= 0) {
				next[0]++;
			}
		};
		this.bench.open().push(1, 2);
		SinkBench.Flush flush = this.bench.flush();
		this.bench.step();
		this.bench.step();
		assertThat(this.bench.drain.calls()).containsExactly("open", "drain [1, 2]", "flush");
		assertThat(flush.failure()).isNull();
		assertThat(this.bench.counts().queued()).isEqualTo(10);
	}

	@Test
	void laterItemsLingerAgainAfterAFlush() throws Exception {
		this.bench.open().push(1);
		this.bench.flush();
		this.bench.settle();
		this.bench.push(2);
		assertThat(this.bench.settle()).isEqualTo(Duration.ofMillis(100).toNanos());
	}

	@Test
	void flushesOfOneMomentShareOneFlushOfTheDrain() throws Exception {
		this.bench.open().push(1);
		SinkBench.Flush one = this.bench.flush();
		SinkBench.Flush other = this.bench.flush();
		this.bench.settle();
		assertThat(this.bench.drain.calls()).containsExactly("open", "drain [1]", "flush");
		assertThat(one.isDone() && other.isDone()).isTrue();
	}

	@Test
	void aFlushFailsWithTheFirstFailureSinceTheOneBeforeAndOnlyOnce() throws Exception {
		IllegalStateException first = new IllegalStateException("first");
		this.bench.drain.onDrain = Hook.failing(first);
		this.bench.open().push(1, 2);
		this.bench.settle();
		this.bench.drain.onDrain = Hook.failing(new IllegalStateException("second"));
		this.bench.push(3, 4);
		this.bench.settle();
		this.bench.drain.onDrain = Hook.NONE;
		this.bench.push(5);
		SinkBench.Flush told = this.bench.flush();
		this.bench.settle();
		assertThat(told.failure()).isSameAs(first);
		SinkBench.Flush next = this.bench.flush();
		this.bench.settle();
		assertThat(next.failure()).isNull();
	}

	@Test
	void aFailureAfterABarrierIsLeftToTheNext() throws Exception {
		this.bench.open().push(1, 2);
		SinkBench.Flush before = this.bench.flush();
		this.bench.push(3, 4);
		this.bench.step();
		this.bench.drain.onDrain = Hook.failing(new IllegalStateException("no disk"));
		this.bench.settle();
		assertThat(before.failure()).isNull();
		SinkBench.Flush after = this.bench.flush();
		this.bench.settle();
		assertThat(after.failure()).hasMessage("no disk");
	}

	@Test
	void aFlushOfTheDrainThatFailsIsToldAndTheSinkGoesOn() throws Exception {
		this.bench.drain.onFlush = Hook.failing(new IllegalStateException("no ack"));
		SinkBench.Flush flush = this.bench.open().flush();
		this.bench.settle();
		assertThat(flush.failure()).hasMessage("no ack");
		this.bench.push(1, 2);
		this.bench.settle();
		assertThat(this.bench.counts().written()).isEqualTo(2);
		assertThat(this.bench.record.lastFailure()).isNotNull();
	}

	@Test
	void anErrorInTheFlushOfTheDrainIsToldAndRestarts() throws Exception {
		this.bench.drain.onFlush = Hook.failing(new StackOverflowError("deep"));
		SinkBench.Flush flush = this.bench.open().flush();
		assertThatExceptionOfType(StackOverflowError.class).isThrownBy(this.bench::settle);
		assertThat(flush.failure()).isInstanceOf(StackOverflowError.class);
	}

	@Test
	void aFlushSurvivesARestartOfTheDrain() throws Exception {
		SinkBench restarting = new SinkBench(
				SinkBench.settings(10, 2, Duration.ZERO).withOnFailure(SinkFailureAction.RESTART));
		restarting.drain.onDrain = Hook.failing(new IllegalStateException("no disk"));
		restarting.open().push(1, 2, 3);
		SinkBench.Flush flush = restarting.flush();
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> restarting.loop().run());
		assertThat(flush.isDone()).isFalse();
		restarting.drain.onDrain = Hook.NONE;
		restarting.open();
		restarting.settle();
		assertThat(restarting.counts().written()).isEqualTo(3);
		assertThat(flush.failure()).hasMessage("no disk");
	}

	@Test
	void aFlushDuringAStopCompletesBeforeTheDrainIsClosed() throws Exception {
		this.bench.open().push(1, 2, 3);
		SinkBench.Flush flush = this.bench.flush();
		this.bench.stop();
		List<Boolean> doneAtClose = new ArrayList<>();
		this.bench.drain.onClose = () -> doneAtClose.add(flush.isDone());
		this.bench.loop().run();
		assertThat(doneAtClose).containsExactly(true);
		assertThat(this.bench.drain.calls()).containsExactly("open", "drain [1, 2]", "drain [3]", "flush", "close");
		assertThat(flush.failure()).isNull();
	}

	@Test
	void aFlushInsideADrainWaitsForThatBatchAndDoesNotDeadlock() throws Exception {
		SinkBench.Flush[] inside = new SinkBench.Flush[1];
		this.bench.drain.onDrain = () -> inside[0] = this.bench.flush();
		this.bench.open().push(1, 2);
		this.bench.step();
		assertThat(inside[0].isDone()).isFalse();
		this.bench.step();
		assertThat(inside[0].failure()).isNull();
	}

}
