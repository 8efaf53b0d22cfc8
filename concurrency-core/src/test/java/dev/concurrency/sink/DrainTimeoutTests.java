package dev.concurrency.sink;

import java.time.Duration;
import java.util.List;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

import dev.concurrency.sink.RecordingDrain.Hook;
import dev.concurrency.time.Backoff;
import dev.concurrency.time.Durations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Calls of the drain that take too long. Time passes inside the call. */
class DrainTimeoutTests {

	private static final Duration LIMIT = Duration.ofSeconds(1);

	private final SinkBench bench = new SinkBench(SinkBench.settings(10, 2, Duration.ZERO).withDrainTimeout(LIMIT));

	@Test
	void aCallThatTakesTooLongIsInterruptedExactlyThenAndItsBatchFails() throws Exception {
		this.bench.drain.onDrain = () -> {
			this.bench.advance(LIMIT.minusNanos(1));
			assertThat(Thread.currentThread().isInterrupted()).isFalse();
			this.bench.advance(Duration.ofNanos(1));
			throwIfInterrupted();
		};
		this.bench.open().push(1);
		this.bench.settle();
		assertThat(this.bench.drain.calls()).last()
			.asString()
			.startsWith("dead letter [1]")
			.contains("took longer than its drain-timeout of 1s");
		assertThat(this.bench.counts().deadLettered()).isEqualTo(1);
	}

	@Test
	void theInterruptDoesNotReachTheNextBatch() throws Exception {
		this.bench.drain.onDrain = () -> {
			this.bench.advance(LIMIT);
			throw new IllegalStateException("swallows the interrupt and fails otherwise");
		};
		this.bench.open().push(1);
		this.bench.settle();
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
		this.bench.drain.onDrain = Hook.NONE;
		this.bench.push(2);
		this.bench.settle();
		assertThat(this.bench.counts().written()).isEqualTo(1);
		assertThat(this.bench.timer.scheduled()).as("nothing is left in the timer").isZero();
	}

	@Test
	void aCallThatSucceedsAllTheSameIsWritten() throws Exception {
		this.bench.drain.onDrain = () -> this.bench.advance(LIMIT);
		this.bench.open().push(1);
		this.bench.settle();
		assertThat(this.bench.counts().written()).isEqualTo(1);
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
	}

	@Test
	void aCallThatIgnoresItsInterruptIsToldToTheSupervisorAfterTheGrace() throws Exception {
		this.bench.drain.onDrain = () -> {
			this.bench.advance(LIMIT.plus(CallDeadline.GRACE).minusNanos(1));
			assertThat(this.bench.hangs).isEmpty();
			this.bench.advance(Duration.ofNanos(1));
		};
		this.bench.open().push(1);
		this.bench.settle();
		assertThat(this.bench.hangs).singleElement()
			.asInstanceOf(InstanceOfAssertFactories.THROWABLE)
			.hasMessageContaining("the drain took longer than its drain-timeout of 1s");
	}

	@Test
	void aFlushOfTheDrainHasTheSameLimit() throws Exception {
		this.bench.drain.onFlush = () -> {
			this.bench.advance(LIMIT);
			throwIfInterrupted();
		};
		this.bench.open();
		SinkBench.Flush flush = this.bench.flush();
		this.bench.settle();
		assertThat(flush.failure()).isInstanceOf(DrainTimeoutException.class)
			.hasMessageContaining("the flush of the drain");
	}

	@Test
	void aHangNamesTheLimitThatTheCallBeganWith() throws Exception {
		this.bench.drain.onDrain = () -> {
			this.bench.reconfigure((before) -> before.withDrainTimeout(Durations.MAX));
			this.bench.advance(LIMIT.plus(CallDeadline.GRACE));
		};
		this.bench.open().push(1);
		this.bench.settle();
		assertThat(this.bench.hangs).singleElement()
			.asInstanceOf(InstanceOfAssertFactories.THROWABLE)
			.hasMessageContaining("drain-timeout of 1s");
	}

	@Test
	void theHandlerOfDeadLettersHasTheSameLimitAndWhatItHadIsUndelivered() throws Exception {
		this.bench.drain.onDrain = Hook.failing(new IllegalStateException("no disk"));
		this.bench.drain.onDeadLetter = () -> {
			this.bench.advance(LIMIT);
			throwIfInterrupted();
		};
		this.bench.open().push(1);
		this.bench.settle();
		assertThat(this.bench.undelivered).singleElement()
			.asString()
			.startsWith("[1]")
			.contains("the handler of dead letters took longer than its drain-timeout of 1s");
		assertThat(this.bench.backlog.counts()).isEqualTo(new Backlog.Counts(0, 0, 1, 0, 0, 0, 1));
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
	}

	@Test
	void aHandlerOfDeadLettersThatIgnoresItsInterruptIsToldToTheSupervisor() throws Exception {
		this.bench.drain.onDrain = Hook.failing(new IllegalStateException("no disk"));
		this.bench.drain.onDeadLetter = () -> this.bench.advance(LIMIT.plus(CallDeadline.GRACE));
		this.bench.open().push(1);
		this.bench.settle();
		assertThat(this.bench.hangs).hasSize(1);
	}

	@Test
	void anErrorOfALateCallIsNotTakenForTheTimeout() throws Exception {
		this.bench.drain.onDrain = () -> {
			this.bench.advance(LIMIT);
			throw new OutOfMemoryError("heap");
		};
		this.bench.open().push(1);
		assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(this.bench::step);
		assertThat(this.bench.counts().inFlight()).isEqualTo(1);
	}

	@Test
	void aTimeoutIsAFailureThatMayBeTriedAgain() throws Exception {
		this.bench.reconfigure((before) -> before
			.withRetry(new SinkRetry(2, Backoff.NONE, List.of(DrainTimeoutException.class), List.of())));
		this.bench.drain.onDrain = () -> {
			this.bench.advance(LIMIT);
			throwIfInterrupted();
		};
		this.bench.open().push(1);
		this.bench.step();
		this.bench.drain.onDrain = Hook.NONE;
		this.bench.settle();
		assertThat(this.bench.counts().written()).isEqualTo(1);
	}

	@Test
	void withoutALimitNoTimerRuns() throws Exception {
		SinkBench unlimited = new SinkBench(SinkBench.settings(10, 2, Duration.ZERO));
		unlimited.drain.onDrain = () -> assertThat(unlimited.timer.scheduled()).isZero();
		unlimited.open().push(1);
		unlimited.settle();
		assertThat(unlimited.counts().written()).isEqualTo(1);
	}

	private static void throwIfInterrupted() throws InterruptedException {
		if (Thread.interrupted()) {
			throw new InterruptedException();
		}
	}

}
