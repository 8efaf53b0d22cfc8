package dev.concurrency.test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.StopReport;
import dev.concurrency.process.Admission;
import dev.concurrency.process.ProcessEvent;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ProcessStatus;
import dev.concurrency.process.RestartPolicy;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.sink.SinkDrain;
import dev.concurrency.sink.SinkFailureAction;
import dev.concurrency.sink.SinkSettings;
import dev.concurrency.sink.SinkSnapshot;
import dev.concurrency.supervision.SupervisionException;
import dev.concurrency.time.Backoff;
import dev.concurrency.time.Durations;

import static org.assertj.core.api.Assertions.assertThat;

/** A whole sink whose time is moved by the test. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SinkManualTimeTests {

	private static final Duration LONG = Duration.ofDays(1);

	private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

	private static final Duration GRACE = Duration.ofSeconds(2);

	private static final Duration BACKOFF = Duration.ofMillis(100);

	private final ManualTime time = new ManualTime();

	private final ParkProbe parks = new ParkProbe(this.time);

	private final RecordingListener events = new RecordingListener();

	private final List<String> undelivered = new CopyOnWriteArrayList<>();

	private final ConcurrencyRuntime runtime = ConcurrencyRuntime.builder()
		.timeSource(this.parks)
		.timer(this.time)
		.supervisionExecutor(Runnable::run)
		.sharedExecutor(Runnable::run)
		.restarts(new RestartPolicy(3, Duration.ofMinutes(1), new Backoff(BACKOFF, LONG, 2, 0, LONG)))
		.listener(this.events)
		.undeliveredHandler((process, items, reason) -> this.undelivered.add(items + " because " + reason))
		.build();

	private final List<String> calls = new CopyOnWriteArrayList<>();

	private final AtomicInteger failures = new AtomicInteger();

	private final CountDownLatch inside = new CountDownLatch(1);

	private final CountDownLatch release = new CountDownLatch(1);

	private boolean stubborn;

	@AfterEach
	void close() {
		this.release.countDown();
		if (this.runtime.isRunning()) {
			this.runtime.stop(LONG);
		}
	}

	@Test
	void aBatchIsWrittenExactlyAfterTheLinger() throws InterruptedException {
		BackgroundSink<Integer> sink = sink(SinkSettings.defaults().withLinger(Duration.ofMillis(50)));
		push(sink, 1, 2);
		var unused = this.parks.awaitPark(Duration.ofMillis(50).toNanos());
		this.time.advance(Duration.ofMillis(49));
		assertThat(this.calls).containsExactly("open");
		this.time.advance(Duration.ofMillis(1));
		this.events.await(ProcessEvent.Worked.class, sink.path(), 1);
		assertThat(this.calls).containsExactly("open", "drain [1, 2]");
	}

	@Test
	void aFailedIncarnationComesBackAfterTheBackoffWithItsBatchAndPairsItsHooks() throws InterruptedException {
		BackgroundSink<Integer> sink = sink(eager().withOnFailure(SinkFailureAction.RESTART));
		this.failures.set(1);
		push(sink, 1);
		ProcessEvent.Restarting restarting = awaitRestart(sink, 1);
		assertThat(restarting.delay()).isEqualTo(BACKOFF);
		assertThat(sink.status()).isEqualTo(new ProcessStatus.Restarting(1, this.time.instant().plus(BACKOFF)));
		push(sink, 2);
		this.time.advance(BACKOFF.minusNanos(1));
		assertThat(this.calls).containsExactly("open", "drain [1]", "close");
		this.time.advance(Duration.ofNanos(1));
		this.events.await(ProcessEvent.Worked.class, sink.path(), 3);
		this.runtime.stop(LONG);
		assertThat(this.calls).containsExactly("open", "drain [1]", "close", "open", "drain [1]", "drain [2]", "close");
		assertThat(sink.snapshot().written()).isEqualTo(2);
		assertThat(this.undelivered).isEmpty();
	}

	@Test
	void anInterruptNobodyAskedForRestartsTheDrain() throws InterruptedException {
		BackgroundSink<Integer> sink = sink(eager());
		Thread first = this.parks.awaitPark(Long.MAX_VALUE);
		first.interrupt();
		var unused = awaitRestart(sink, 1);
		this.time.advance(BACKOFF);
		this.events.await(ProcessEvent.Started.class, sink.path(), 2);
		push(sink, 1);
		this.events.await(ProcessEvent.Worked.class, sink.path(), 1);
		assertThat(this.calls).containsExactly("open", "close", "open", "drain [1]");
	}

	@Test
	void aStopDuringTheBackoffStartsNothingAndReportsWhatIsLeft() throws InterruptedException {
		BackgroundSink<Integer> sink = sink(eager().withOnFailure(SinkFailureAction.RESTART));
		this.failures.set(1);
		push(sink, 1);
		var unused = awaitRestart(sink, 1);
		push(sink, 2);
		this.runtime.stop(LONG);
		this.time.advance(LONG);
		assertThat(this.calls).containsExactly("open", "drain [1]", "close");
		assertThat(this.undelivered).hasSize(2);
		assertThat(this.undelivered.get(0)).asString().startsWith("[1]").contains("may have written");
		assertThat(this.undelivered.get(1)).asString().startsWith("[2]");
		assertThat(sink.snapshot())
			.isEqualTo(new SinkSnapshot(10, 0, 0, 2, 0, 0, 0, 2, 0, 0, Duration.ZERO, Durations.MAX));
	}

	@Test
	void aDrainThatHangsIsInterruptedAtItsShutdownTimeout() throws InterruptedException {
		BackgroundSink<Integer> sink = hang();
		push(sink, 2);
		CompletableFuture<StopReport> stop = stop(sink);
		this.time.advance(STOP_TIMEOUT.minusNanos(1));
		assertThat(this.events.all(ProcessEvent.Stopped.class)).noneMatch((event) -> isOf(sink, event));
		this.time.advance(Duration.ofNanos(1));
		assertThat(stop.join().notDrained()).containsExactly(sink.path());
		assertThat(this.undelivered).hasSize(2);
		assertThat(this.undelivered.get(0)).asString().startsWith("[1]").contains("may have written");
		assertThat(this.undelivered.get(1)).asString().startsWith("[2]");
		assertThat(sink.snapshot())
			.isEqualTo(new SinkSnapshot(10, 0, 0, 2, 0, 0, 0, 2, 0, 0, Duration.ZERO, Durations.MAX));
		assertThat(this.calls).containsExactly("open", "drain [1]", "close");
		assertThat(sink.status()).isInstanceOf(ProcessStatus.Failed.class);
	}

	@Test
	void aDrainThatIgnoresTheInterruptIsAbandonedAndChangesNothingWhenItComesBack() throws InterruptedException {
		this.stubborn = true;
		BackgroundSink<Integer> sink = hang();
		push(sink, 2);
		var flush = sink.flush().toCompletableFuture();
		CompletableFuture<StopReport> stop = stop(sink);
		this.time.advance(STOP_TIMEOUT);
		this.time.advance(GRACE.minusNanos(1));
		assertThat(this.events.all(ProcessEvent.Abandoned.class)).isEmpty();
		this.time.advance(Duration.ofNanos(1));
		assertThat(stop.join().notDrained()).containsExactly(sink.path());
		assertThat(this.events.all(ProcessEvent.Abandoned.class)).singleElement()
			.satisfies((event) -> assertThat(event.stack()).contains("SinkManualTimeTests$Drain.drain"));
		assertThat(sink.status()).isInstanceOf(ProcessStatus.Abandoned.class);
		assertThat(this.undelivered).hasSize(2);
		assertThat(this.undelivered.get(0)).asString().startsWith("[1]").contains("may have written");
		assertThat(this.undelivered.get(1)).asString().startsWith("[2]");
		assertThat(flush).isCompletedExceptionally();
		assertThat(sink.termination().toCompletableFuture()).as("its thread lives").isNotDone();
		SinkSnapshot atRest = new SinkSnapshot(10, 0, 0, 2, 0, 0, 0, 2, 0, 0, Duration.ZERO, Durations.MAX);
		assertThat(sink.snapshot()).isEqualTo(atRest);
		int told = this.events.all(ProcessEvent.class).size();
		this.release.countDown();
		assertThat(sink.termination().toCompletableFuture()).failsWithin(TreeBench.LONG)
			.withThrowableThat()
			.withCauseInstanceOf(SupervisionException.ShutdownTimedOut.class);
		assertThat(sink.status()).isInstanceOf(ProcessStatus.Failed.class);
		assertThat(sink.snapshot()).isEqualTo(atRest);
		assertThat(this.undelivered).hasSize(2);
		assertThat(this.events.all(ProcessEvent.class)).hasSize(told);
		assertThat(this.calls).containsExactly("open", "drain [1]", "close");
	}

	@Test
	void afterTheBudgetTheSinksAreDownAndSayWhatIsLeft() throws InterruptedException {
		BackgroundSink<Integer> sink = sink(eager().withOnFailure(SinkFailureAction.RESTART));
		this.failures.set(Integer.MAX_VALUE);
		push(sink, 1);
		for (int i = 1; i <= 3; i++) {
			// No further, or the next restart would come due in the same advance.
			this.time.advance(awaitRestart(sink, i).delay());
		}
		this.events.await(ProcessEvent.GaveUp.class, ProcessPath.ROOT.child("sinks"), 1);
		assertThat(this.undelivered).singleElement().asString().startsWith("[1]").contains("no disk");
		assertThat(sink.tryPush(2)).isEqualTo(Admission.CLOSED);
		assertThat(this.events.all(ProcessEvent.GaveUp.class)).extracting((event) -> event.process().path().value())
			.containsExactly("root/sinks/audit", "root/sinks");
		assertThat(sink.snapshot().undelivered()).isEqualTo(1);
	}

	private BackgroundSink<Integer> sink(SinkSettings settings) {
		BackgroundSink<Integer> sink = this.runtime.sink("audit", new Drain(), settings);
		this.runtime.start();
		return sink;
	}

	private static SinkSettings eager() {
		return SinkSettings.defaults().withSizes(10, 1).withLinger(Duration.ZERO);
	}

	/** One item is with the drain, which waits for its release. */
	private BackgroundSink<Integer> hang() throws InterruptedException {
		BackgroundSink<Integer> sink = sink(eager());
		this.failures.set(-1);
		push(sink, 1);
		this.inside.await();
		return sink;
	}

	/** A stop that blocks, and that has set the sink its deadline already. */
	private CompletableFuture<StopReport> stop(BackgroundSink<Integer> sink) {
		CompletableFuture<StopReport> stop = CompletableFuture.supplyAsync(() -> this.runtime.stop(LONG));
		ActorBench.until(() -> sink.status() instanceof ProcessStatus.Stopping);
		assertThat(sink.tryPush(99)).isEqualTo(Admission.CLOSED);
		return stop;
	}

	private static boolean isOf(BackgroundSink<Integer> sink, ProcessEvent event) {
		return event.process().path().equals(sink.path());
	}

	private static void push(BackgroundSink<Integer> sink, int... items) {
		for (int item : items) {
			assertThat(sink.tryPush(item)).isEqualTo(Admission.ACCEPTED);
		}
	}

	/** Time must not move before the restart is scheduled. */
	private ProcessEvent.Restarting awaitRestart(BackgroundSink<Integer> sink, int count) throws InterruptedException {
		return this.events.await(ProcessEvent.Restarting.class, sink.path(), count);
	}

	/** Fails or hangs when told to. */
	private final class Drain implements SinkDrain<Integer> {

		@Override
		public void open() {
			SinkManualTimeTests.this.calls.add("open");
		}

		@Override
		public void drain(List<Integer> batch) throws InterruptedException {
			SinkManualTimeTests.this.calls.add("drain " + batch);
			if (SinkManualTimeTests.this.failures.get() < 0) {
				SinkManualTimeTests.this.inside.countDown();
				hangOn();
			}
			else if (SinkManualTimeTests.this.failures.getAndUpdate((left) -> Math.max(0, left - 1)) > 0) {
				throw new IllegalStateException("no disk");
			}
		}

		private void hangOn() throws InterruptedException {
			boolean waiting = true;
			while (waiting) {
				try {
					SinkManualTimeTests.this.release.await();
					waiting = false;
				}
				catch (InterruptedException ex) {
					if (!SinkManualTimeTests.this.stubborn) {
						throw ex;
					}
				}
			}
		}

		@Override
		public void close() {
			SinkManualTimeTests.this.calls.add("close");
		}

	}

}
