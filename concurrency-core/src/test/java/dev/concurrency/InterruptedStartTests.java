package dev.concurrency;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.process.Admission;
import dev.concurrency.process.ProcessEvent;
import dev.concurrency.process.ProcessStatus;
import dev.concurrency.process.ShutdownSignal;
import dev.concurrency.process.Supervisable;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.sink.SinkSettings;

import static org.assertj.core.api.Assertions.assertThat;

/** The thread that starts the runtime is interrupted while something hangs. */
@Timeout(60)
class InterruptedStartTests {

	private final ConcurrencyRuntime runtime = ConcurrencyRuntime.builder().build();

	private final CountDownLatch inside = new CountDownLatch(1);

	private final CountDownLatch writing = new CountDownLatch(1);

	private final List<String> written = new CopyOnWriteArrayList<>();

	private final BackgroundSink<String> sink = this.runtime.sink("texts", this::write, SinkSettings.defaults());

	private final CompletableFuture<Throwable> outcome = new CompletableFuture<>();

	private final CompletableFuture<Thread> interrupted = new CompletableFuture<>();

	private final Thread starter = new Thread(() -> start(this.runtime));

	private volatile boolean stillInterrupted;

	@AfterEach
	void close() {
		this.writing.countDown();
		this.runtime.close();
	}

	@Test
	void whatWasAcceptedIsWrittenAndTheStartFails() throws Exception {
		this.writing.countDown();
		interruptTheStart();
		assertThat(this.outcome.get(10, TimeUnit.SECONDS)).isInstanceOf(CancellationException.class)
			.hasMessageStartingWith("The start was interrupted while it waited for [root/processes/slow]; stopped")
			.hasCauseInstanceOf(InterruptedException.class);
		assertThat(this.written).containsExactly("one");
		assertThat(this.sink.status()).isInstanceOf(ProcessStatus.Stopped.class);
		assertThat(this.runtime.isRunning()).isFalse();
	}

	@Test
	void theThreadIsStillInterruptedAfterwards() throws Exception {
		this.writing.countDown();
		interruptTheStart();
		this.outcome.get(10, TimeUnit.SECONDS);
		assertThat(this.stillInterrupted).isTrue();
	}

	/** Spring takes a starting thread for stuck that waits without a timeout. */
	@Test
	void theThreadWaitsForTheStopWithATimeout() throws Exception {
		interruptTheStart();
		while (this.starter.getState() != Thread.State.TIMED_WAITING) {
			assertThat(this.outcome).isNotDone();
			Thread.sleep(1); // interrupted by the timeout of the test
		}
		this.writing.countDown();
		this.outcome.get(10, TimeUnit.SECONDS);
		assertThat(this.written).containsExactly("one");
	}

	@Test
	void whereNothingIsWaitedForNothingIsNamed() throws Exception {
		try (ConcurrencyRuntime ready = ConcurrencyRuntime.builder()
			.listener(this::interruptWhoIsAlmostThere)
			.build()) {
			Thread late = new Thread(() -> start(ready));
			this.interrupted.complete(late);
			late.start();
			assertThat(this.outcome.get(10, TimeUnit.SECONDS)).isInstanceOf(CancellationException.class)
				.hasMessageStartingWith("The start was interrupted; stopped after ");
		}
	}

	/** Whoever starts it has not been told yet, and is when this returns. */
	private void interruptWhoIsAlmostThere(ProcessEvent event) {
		if (event instanceof ProcessEvent.Started) {
			Thread starting = this.interrupted.join();
			starting.interrupt();
			while (starting.getState() != Thread.State.TIMED_WAITING) {
				Thread.onSpinWait();
			}
		}
	}

	private void interruptTheStart() throws InterruptedException {
		this.runtime.process(new Slow());
		this.starter.start();
		this.inside.await();
		assertThat(this.sink.tryPush("one")).isEqualTo(Admission.ACCEPTED);
		this.starter.interrupt();
	}

	private void start(ConcurrencyRuntime starting) {
		try {
			starting.start();
			this.outcome.complete(new AssertionError("the start succeeded"));
		}
		catch (RuntimeException ex) {
			this.stillInterrupted = Thread.currentThread().isInterrupted();
			this.outcome.complete(ex);
		}
	}

	private void write(List<String> batch) throws InterruptedException {
		this.writing.await();
		this.written.addAll(batch);
	}

	private final class Slow implements Supervisable {

		@Override
		public String name() {
			return "slow";
		}

		@Override
		public Run initialize(ShutdownSignal shutdown) throws InterruptedException {
			InterruptedStartTests.this.inside.countDown();
			new CountDownLatch(1).await();
			throw new AssertionError("nobody lets it in");
		}

	}

}
