package dev.concurrency;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.process.Admission;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessStatus;
import dev.concurrency.process.Shutdown;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.process.UndeliveredHandler;
import dev.concurrency.sink.SinkClosedException;
import dev.concurrency.sink.SinkOverflow;
import dev.concurrency.sink.SinkDrain;
import dev.concurrency.sink.SinkSettings;
import dev.concurrency.sink.SinkSnapshot;
import dev.concurrency.time.Durations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Whole sinks under real producers and on real threads. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SinkRuntimeTests {

	private static final Duration LONG = Duration.ofMinutes(1);

	private final List<Object> undelivered = new CopyOnWriteArrayList<>();

	private final ConcurrencyRuntime runtime = ConcurrencyRuntime.builder()
		.shutdownTimeout(Duration.ZERO)
		.undeliveredHandler((process, items, reason) -> this.undelivered.addAll(items))
		.build();

	private final CountDownLatch inside = new CountDownLatch(1);

	private final CountDownLatch gate = new CountDownLatch(1);

	@AfterEach
	void close() {
		this.gate.countDown();
		this.runtime.close();
	}

	@Test
	void itemsOfOneProducerKeepTheirOrderAndNoneIsLost() {
		int producers = 4;
		int each = 20_000;
		long[] last = new long[producers];
		AtomicBoolean ordered = new AtomicBoolean(true);
		BackgroundSink<long[]> sink = this.runtime.sink("audit", (batch) -> {
			for (long[] item : batch) {
				int producer = (int) item[0];
				if (item[1] != ++last[producer]) {
					ordered.set(false);
				}
			}
		}, SinkSettings.defaults().withSizes(64, 16).withLinger(Duration.ofMillis(1)));
		this.runtime.start();
		List<CompletableFuture<Void>> done = IntStream.range(0, producers).mapToObj((producer) -> background(() -> {
			for (int i = 1; i <= each; i++) {
				assertThat(sink.push(new long[] { producer, i })).isEqualTo(Admission.ACCEPTED);
			}
		})).toList();
		done.forEach(CompletableFuture::join);
		assertThat(this.runtime.stop(LONG).isClean()).isTrue();
		assertThat(ordered).isTrue();
		assertThat(last).containsOnly(each);
		assertThat(sink.snapshot().written()).isEqualTo((long) producers * each);
	}

	@Test
	void aSinkTakesExactlyItsCapacityAndCountsWhatItRefuses() throws InterruptedException {
		BackgroundSink<Integer> sink = gated(5, 2);
		assertThat(sink.tryPush(0)).isEqualTo(Admission.CLOSED);
		this.runtime.start();
		occupy(sink);
		for (int i = 0; i < 5; i++) {
			assertThat(sink.tryPush(i)).isEqualTo(Admission.ACCEPTED);
		}
		assertThat(sink.tryPush(5)).isEqualTo(Admission.FULL);
		assertThat(sink.push(5, Duration.ZERO)).isEqualTo(Admission.FULL);
		assertThat(sink.push(5, Duration.ofMillis(1))).isEqualTo(Admission.FULL);
		assertThat(sink.snapshot()).usingRecursiveComparison()
			.ignoringFields("oldestAge")
			.isEqualTo(new SinkSnapshot(5, 5, 1, 6, 3, 0, 0, 0, 0, 0, Duration.ZERO, Durations.MAX));
		this.gate.countDown();
		this.runtime.stop(LONG);
		assertThat(sink.tryPush(6)).isEqualTo(Admission.CLOSED);
		assertThat(sink.push(6)).isEqualTo(Admission.CLOSED);
		assertThat(sink.snapshot())
			.isEqualTo(new SinkSnapshot(5, 0, 0, 6, 3, 6, 0, 0, 0, 0, Duration.ZERO, Durations.MAX));
	}

	@Test
	void aPushThatWaitsGoesOnWhenThereIsRoom() throws InterruptedException {
		BackgroundSink<Integer> sink = gated(1, 1);
		this.runtime.start();
		occupy(sink);
		assertThat(sink.tryPush(1)).isEqualTo(Admission.ACCEPTED);
		Pusher pusher = new Pusher(sink);
		pusher.awaitParked();
		this.gate.countDown();
		assertThat(pusher.answer.join()).isEqualTo(Admission.ACCEPTED);
		this.runtime.stop(LONG);
		assertThat(sink.snapshot().written()).isEqualTo(3);
	}

	@Test
	void aPushThatWaitsIsAnsweredClosedOnAStop() throws InterruptedException {
		BackgroundSink<Integer> sink = gated(1, 1);
		this.runtime.start();
		occupy(sink);
		assertThat(sink.tryPush(1)).isEqualTo(Admission.ACCEPTED);
		Pusher pusher = new Pusher(sink);
		pusher.awaitParked();
		CompletableFuture<StopReport> stop = CompletableFuture.supplyAsync(() -> this.runtime.stop(LONG));
		assertThat(pusher.answer.join()).isEqualTo(Admission.CLOSED);
		this.gate.countDown();
		assertThat(stop.join().isClean()).isTrue();
		assertThat(sink.snapshot().accepted()).isEqualTo(2);
		assertThat(sink.snapshot().written()).isEqualTo(2);
	}

	@Test
	void aPushThatWaitsCanBeInterruptedAndTheItemIsNotTaken() throws InterruptedException {
		BackgroundSink<Integer> sink = gated(1, 1);
		this.runtime.start();
		occupy(sink);
		assertThat(sink.tryPush(1)).isEqualTo(Admission.ACCEPTED);
		Pusher pusher = new Pusher(sink);
		pusher.awaitParked();
		pusher.thread.interrupt();
		assertThat(pusher.answer).failsWithin(LONG).withThrowableThat().withCauseInstanceOf(InterruptedException.class);
		assertThat(sink.snapshot().accepted()).isEqualTo(2);
	}

	@Test
	void aFlushCompletesWhileAProducerSaturatesTheQueue() {
		List<Integer> written = new CopyOnWriteArrayList<>();
		AtomicBoolean stop = new AtomicBoolean();
		BackgroundSink<Integer> sink = this.runtime.sink("audit", (batch) -> {
			if (batch.contains(-1)) {
				written.add(-1);
			}
		}, SinkSettings.defaults().withSizes(64, 16));
		this.runtime.start();
		CompletableFuture<Void> producer = background(() -> {
			while (!stop.get()) {
				assertThat(sink.push(1)).isEqualTo(Admission.ACCEPTED);
			}
		});
		CompletableFuture<Void> flusher = background(() -> {
			assertThat(sink.push(-1)).isEqualTo(Admission.ACCEPTED);
			sink.flush().toCompletableFuture().join();
		});
		flusher.join();
		assertThat(written).containsExactly(-1);
		stop.set(true);
		producer.join();
	}

	@Test
	void aFlushOfASinkThatDoesNotRunFails() {
		BackgroundSink<Integer> sink = gated(1, 1);
		assertClosed(sink);
		this.runtime.start();
		this.gate.countDown();
		this.runtime.stop(LONG);
		assertClosed(sink);
	}

	private static void assertClosed(BackgroundSink<Integer> sink) {
		assertThat(sink.flush().toCompletableFuture()).failsWithin(LONG)
			.withThrowableThat()
			.withCauseInstanceOf(SinkClosedException.class)
			.withMessageContaining("root/sinks/audit");
	}

	@Test
	void aFlushWakesADrainThatLingers() {
		BackgroundSink<Integer> sink = this.runtime.sink("audit", (batch) -> {
		}, SinkSettings.defaults().withLinger(Duration.ofDays(1)));
		this.runtime.start();
		assertThat(sink.tryPush(1)).isEqualTo(Admission.ACCEPTED);
		sink.flush().toCompletableFuture().join();
		assertThat(sink.snapshot().written()).isEqualTo(1);
	}

	@Test
	void aStopWakesADrainThatLingersAndWritesEverything() {
		BackgroundSink<Integer> sink = this.runtime.sink("audit", (batch) -> {
		}, SinkSettings.defaults().withLinger(Duration.ofDays(1)));
		this.runtime.start();
		for (int i = 0; i < 1000; i++) {
			assertThat(sink.tryPush(i)).isEqualTo(Admission.ACCEPTED);
		}
		assertThat(this.runtime.stop(LONG).isClean()).isTrue();
		assertThat(sink.snapshot().written()).isEqualTo(1000);
		assertThat(this.undelivered).isEmpty();
	}

	@Test
	void theDeadlineOfAStopInterruptsADrainThatHangsAndReportsWhatIsLeft() throws InterruptedException {
		BackgroundSink<Integer> sink = this.runtime.supervisorOf(ProcessKind.SINK)
			.with((spec) -> spec.withShutdown(Shutdown.within(LONG)))
			.sink("audit", (batch) -> {
				this.inside.countDown();
				this.gate.await();
			}, SinkSettings.defaults().withSizes(10, 1).withLinger(Duration.ZERO));
		this.runtime.start();
		occupy(sink);
		assertThat(sink.tryPush(1)).isEqualTo(Admission.ACCEPTED);
		assertThat(sink.tryPush(2)).isEqualTo(Admission.ACCEPTED);
		StopReport report = this.runtime.stop(Duration.ZERO);
		assertThat(report.isClean()).isFalse();
		assertThat(report.notDrained()).containsExactly(sink.path());
		assertThat(this.undelivered).containsExactly(0, 1, 2);
		assertThat(sink.snapshot())
			.isEqualTo(new SinkSnapshot(10, 0, 0, 3, 0, 0, 0, 3, 0, 0, Duration.ZERO, Durations.MAX));
		assertThat(sink.status()).isInstanceOf(ProcessStatus.Failed.class);
	}

	@Test
	void evictionsOfASinkWithoutAHandlerAreLoggedAtEveryDoubling() {
		try (ConcurrencyRuntime bare = ConcurrencyRuntime.builder().build();
				LogProbe log = LogProbe.of(UndeliveredHandler.class)) {
			BackgroundSink<Integer> sink = bare.sink("audit", (batch) -> {
			}, SinkSettings.defaults().withSizes(2, 2).withOverflow(SinkOverflow.DROP_OLDEST));
			// Before the start: a drain that runs may be about to take what comes next.
			sink.pause();
			bare.start();
			for (int i = 0; i < 102; i++) {
				assertThat(sink.tryPush(i)).isEqualTo(Admission.ACCEPTED);
			}
			assertThat(sink.snapshot().evicted()).isEqualTo(100);
			assertThat(log.messages()).hasSize(7).last().asString().contains("dropped its oldest item 64 times");
		}
	}

	@Test
	void whoSubscribesBeforeTheStartIsCancelledAndTheLogSaysWhy() {
		BackgroundSink<Integer> sink = gated(1, 1);
		CompletableFuture<Void> cancelled = new CompletableFuture<>();
		try (LogProbe log = LogProbe.of(BackgroundSink.class)) {
			sink.asSubscriber().onSubscribe(new Flow.Subscription() {

				@Override
				public void request(long n) {
				}

				@Override
				public void cancel() {
					cancelled.complete(null);
				}

			});
			assertThat(cancelled).isCompleted();
			assertThat(log.messages())
				.anyMatch((line) -> line.contains("root/sinks/audit") && line.contains("subscribe after its start"));
		}
	}

	@Test
	void nullIsNoItem() {
		BackgroundSink<Integer> sink = gated(1, 1);
		this.runtime.start();
		assertThatExceptionOfType(NullPointerException.class).isThrownBy(() -> sink.tryPush(null));
	}

	private BackgroundSink<Integer> gated(int capacity, int batchSize) {
		SinkDrain<Integer> drain = (batch) -> {
			this.inside.countDown();
			this.gate.await();
		};
		return this.runtime.sink("audit", drain,
				SinkSettings.defaults().withSizes(capacity, batchSize).withLinger(Duration.ZERO));
	}

	/** One item is with the drain, which waits at the gate. */
	private void occupy(BackgroundSink<Integer> sink) throws InterruptedException {
		assertThat(sink.tryPush(0)).isEqualTo(Admission.ACCEPTED);
		this.inside.await();
	}

	private static CompletableFuture<Void> background(Work work) {
		CompletableFuture<Void> done = new CompletableFuture<>();
		new Thread(() -> {
			try {
				work.run();
				done.complete(null);
			}
			catch (Throwable ex) {
				done.completeExceptionally(ex);
			}
		}).start();
		return done;
	}

	/** What a producer does. */
	@FunctionalInterface
	private interface Work {

		void run() throws Exception;

	}

	/** A thread that waits for room. */
	private static final class Pusher {

		private final CompletableFuture<Admission> answer = new CompletableFuture<>();

		private final Thread thread;

		Pusher(BackgroundSink<Integer> sink) {
			this.thread = new Thread(() -> {
				try {
					this.answer.complete(sink.push(2));
				}
				catch (Exception ex) {
					this.answer.completeExceptionally(ex);
				}
			});
			this.thread.start();
		}

		void awaitParked() {
			while (LockSupport.getBlocker(this.thread) == null) {
				Thread.onSpinWait();
			}
		}

	}

}
