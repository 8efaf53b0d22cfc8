package dev.concurrency;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.process.Admission;
import dev.concurrency.process.ShutdownSignal;
import dev.concurrency.process.Supervisable;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.sink.SinkSettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** A runtime that stops though something ignores every request to end. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LeftBehindTests {

	private static final Duration LONG = Duration.ofMinutes(1);

	private final CountDownLatch inside = new CountDownLatch(1);

	private final CountDownLatch release = new CountDownLatch(1);

	private final List<Object> undelivered = new CopyOnWriteArrayList<>();

	@Test
	void stopWhoseUndeliveredHandlerBlocksReturnsAndNamesThePathAndNothingStartsBeforeItReturns() throws Exception {
		ConcurrencyRuntime runtime = ConcurrencyRuntime.builder()
			.abortGrace(Duration.ZERO)
			.undeliveredHandler((process, items, reason) -> {
				this.inside.countDown();
				join(this.release);
				this.undelivered.addAll(items);
			})
			.build();
		CountDownLatch draining = new CountDownLatch(1);
		BackgroundSink<String> sink = runtime.sink("audit", (batch) -> {
			draining.countDown();
			new CountDownLatch(1).await();
		}, SinkSettings.defaults().withLinger(Duration.ZERO));
		runtime.start();
		assertThat(sink.tryPush("one")).isEqualTo(Admission.ACCEPTED);
		join(draining);
		StopReport report = runtime.stop(Duration.ZERO);
		assertThat(report.notDrained()).containsExactly(sink.path());
		assertThat(report.isClean()).isFalse();
		join(this.inside);
		assertThat(runtime.isRunning()).isFalse();
		assertThatIllegalStateException().isThrownBy(runtime::start).withMessageContaining("root/sinks/audit");
		assertThat(runtime.stop(LONG).notDrained()).containsExactly(sink.path());
		this.release.countDown();
		assertThat(sink.termination().toCompletableFuture()).failsWithin(LONG);
		awaitEnd(runtime.root().termination().toCompletableFuture());
		assertThat(this.undelivered).containsExactly("one");
		runtime.start();
		assertThat(runtime.isRunning()).isTrue();
		runtime.close();
	}

	@Test
	void whoWaitsForTheEndOfARunMayBeginTheNext() {
		ConcurrencyRuntime runtime = ConcurrencyRuntime.builder()
			.supervisionExecutor(Runnable::run)
			.sharedExecutor(Runnable::run)
			.build();
		List<Boolean> runs = new CopyOnWriteArrayList<>();
		runtime.start();
		runtime.root().termination().thenRun(() -> runs.add(runtime.isRunning()));
		runtime.stop(LONG);
		assertThat(runs).containsExactly(false);
		runtime.start();
		assertThat(runtime.isRunning()).isTrue();
		runtime.close();
	}

	@Test
	void closeOfWhatWasLeftBehindDoesNotWaitAgain() throws Exception {
		ConcurrencyRuntime runtime = ConcurrencyRuntime.builder()
			.abortGrace(Duration.ZERO)
			.shutdownTimeout(Duration.ofDays(1))
			.undeliveredHandler((process, items, reason) -> await(() -> this.release.getCount() == 0))
			.build();
		BackgroundSink<String> sink = runtime.sink("audit", (batch) -> {
			this.inside.countDown();
			new CountDownLatch(1).await();
		}, SinkSettings.defaults().withLinger(Duration.ZERO));
		runtime.start();
		assertThat(sink.tryPush("one")).isEqualTo(Admission.ACCEPTED);
		join(this.inside);
		runtime.stop(Duration.ZERO);
		runtime.close();
		this.release.countDown();
	}

	@Test
	void startThatIsLeftBehindIsReleasedAndKeepsItsPlaceUntilItHasEnded() throws Exception {
		Queue<Runnable> supervision = new ConcurrentLinkedQueue<>();
		ConcurrencyRuntime runtime = ConcurrencyRuntime.builder()
			.abortGrace(Duration.ZERO)
			.supervisionExecutor(supervision::add)
			.build();
		CompletableFuture<Void> started = CompletableFuture.runAsync(runtime::start, LeftBehindTests::start);
		await(runtime::isRunning);
		runtime.stop(Duration.ZERO);
		assertThat(started).failsWithin(LONG).withThrowableThat().withMessageContaining("was stopped while it started");
		assertThatIllegalStateException().isThrownBy(runtime::start)
			.withMessageContaining("cannot be started again before these have ended: its supervisors");
		CompletableFuture<Void> again = new CompletableFuture<>();
		Thread drainer = new Thread(() -> {
			while (!again.isDone()) {
				drain(supervision);
				Thread.onSpinWait();
			}
		});
		drainer.start();
		await(() -> starts(runtime));
		assertThat(runtime.isRunning()).isTrue();
		runtime.close();
		again.complete(null);
		drainer.join();
	}

	@Test
	void closeDuringAStartReleasesWhoWaitsForIt() throws Exception {
		ConcurrencyRuntime runtime = ConcurrencyRuntime.builder().build();
		runtime.process(new Supervisable() {
			@Override
			public String name() {
				return "slow";
			}

			@Override
			public Run initialize(ShutdownSignal shutdown) throws InterruptedException {
				LeftBehindTests.this.inside.countDown();
				new CountDownLatch(1).await();
				throw new IllegalStateException("unreachable");
			}
		});
		CompletableFuture<Void> started = CompletableFuture.runAsync(runtime::start, LeftBehindTests::start);
		join(this.inside);
		runtime.close();
		assertThat(started).failsWithin(LONG).withThrowableThat().withMessageContaining("was stopped while it started");
		assertThatIllegalStateException().isThrownBy(runtime::start).withMessageContaining("closed");
	}

	private static boolean starts(ConcurrencyRuntime runtime) {
		try {
			runtime.start();
			return true;
		}
		catch (IllegalStateException ex) {
			return false;
		}
	}

	private static void drain(Queue<Runnable> tasks) {
		for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
			task.run();
		}
	}

	private static void awaitEnd(CompletableFuture<Void> end) {
		try {
			end.handle((nothing, failure) -> true).get(20, TimeUnit.SECONDS);
		}
		catch (Exception ex) {
			throw new AssertionError(ex);
		}
	}

	private static void start(Runnable work) {
		new Thread(work).start();
	}

	private static void await(BooleanSupplier condition) {
		while (!condition.getAsBoolean()) {
			Thread.onSpinWait();
		}
	}

	private static void join(CountDownLatch latch) {
		try {
			assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
