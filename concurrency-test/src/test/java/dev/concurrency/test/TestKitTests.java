package dev.concurrency.test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.process.Admission;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.sink.SinkClosedException;
import dev.concurrency.sink.SinkSettings;
import dev.concurrency.worker.PeriodicWorker;
import dev.concurrency.worker.TickOutcome;
import dev.concurrency.worker.WorkerSettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** Processes with threads of their own that a test has do something now. */
@Timeout(60)
class TestKitTests {

	private static final Duration NEVER = Duration.ofDays(1);

	private static final Duration SOON = Duration.ofMillis(20);

	private final CountDownLatch released = new CountDownLatch(1);

	private final List<String> written = new CopyOnWriteArrayList<>();

	private final ConcurrencyRuntime runtime = ConcurrencyRuntime.local();

	@AfterEach
	void close() {
		this.released.countDown();
		this.runtime.close();
	}

	@Test
	void aWorkerTicksOnceAndTheTestWaitsForThat() throws Exception {
		PeriodicWorker worker = this.runtime.worker("w", (context) -> this.written.add("tick"),
				WorkerSettings.every(NEVER));
		this.runtime.start();
		assertThat(TestKit.runOnce(worker).outcome()).isEqualTo(TickOutcome.SUCCEEDED);
		assertThat(this.written).containsExactly("tick");
	}

	@Test
	void whatATickThrowsTheTestGets() {
		PeriodicWorker worker = this.runtime.worker("w", (context) -> {
			throw new IllegalStateException("boom");
		}, WorkerSettings.every(NEVER));
		this.runtime.start();
		assertThatIllegalStateException().isThrownBy(() -> TestKit.runOnce(worker)).withMessage("boom");
	}

	@Test
	void aTickThatTakesTooLongIsShown() {
		PeriodicWorker worker = this.runtime.worker("w", (context) -> this.released.await(),
				WorkerSettings.every(NEVER));
		this.runtime.start();
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> TestKit.runOnce(worker, SOON))
			.withMessageStartingWith("20ms were not enough for a tick of root/workers/w: WorkerSnapshot[");
	}

	@Test
	void aSinkWritesAllAndTheTestWaitsForThat() throws Exception {
		BackgroundSink<String> sink = this.runtime.sink("s", this.written::addAll,
				SinkSettings.defaults().withLinger(NEVER));
		this.runtime.start();
		assertThat(sink.tryPush("a")).isEqualTo(Admission.ACCEPTED);
		TestKit.flushAndAwait(sink);
		assertThat(this.written).containsExactly("a");
	}

	@Test
	void aSinkThatTakesTooLongIsShown() {
		BackgroundSink<String> sink = this.runtime.sink("s", (batch) -> this.released.await(), SinkSettings.defaults());
		this.runtime.start();
		assertThat(sink.tryPush("a")).isEqualTo(Admission.ACCEPTED);
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> TestKit.flushAndAwait(sink, SOON))
			.withMessageStartingWith("20ms were not enough for a flush of root/sinks/s: SinkSnapshot[")
			.withMessageContaining("accepted=1");
	}

	@Test
	void oneProcessOfManyIsStartedByHand() throws Exception {
		BackgroundSink<String> sink = this.runtime.supervisorOf(ProcessKind.SINK)
			.with((spec) -> spec.withAutoStart(false))
			.sink("s", this.written::addAll, SinkSettings.defaults());
		this.runtime.start();
		assertThat(sink.status().isUp()).isFalse();
		TestKit.start(this.runtime, sink);
		assertThat(sink.status().isUp()).isTrue();
	}

	@Test
	void aProcessOfAnotherRuntimeIsNotStarted() {
		this.runtime.start();
		try (ConcurrencyRuntime other = ConcurrencyRuntime.local()) {
			BackgroundSink<String> sink = other.sink("s", this.written::addAll, SinkSettings.defaults());
			assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> TestKit.start(this.runtime, sink))
				.withMessage("There is no root/sinks/s in this runtime");
		}
	}

	@Test
	void aClosedSinkSaysSo() {
		BackgroundSink<String> sink = this.runtime.sink("s", this.written::addAll, SinkSettings.defaults());
		assertThatExceptionOfType(SinkClosedException.class).isThrownBy(() -> TestKit.flushAndAwait(sink));
	}

}
