package dev.concurrency.test;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.ProcessControl;
import dev.concurrency.process.BackgroundProcess;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.time.Durations;
import dev.concurrency.worker.LastTick;
import dev.concurrency.worker.PeriodicWorker;

/**
 * For tests of a runtime with threads of its own, such as that of an application context:
 * has a process do something now and waits for the end of it. Stateless, thread-safe.
 */
public final class TestKit {

	/** How long to wait at most, in real time, if the test does not say. */
	public static final Duration PATIENCE = Duration.ofSeconds(10);

	private TestKit() {
	}

	/**
	 * Starts one process that was not started along with the others, or resumes one that
	 * is paused, and waits until it is ready.
	 * @param runtime a runtime that runs
	 * @param process a process that is declared there
	 * @throws Exception why it does not start
	 * @throws AssertionError if it is not there, or takes longer than {@link #PATIENCE}
	 */
	public static void start(ConcurrencyRuntime runtime, BackgroundProcess process) throws Exception {
		ProcessControl control = runtime.control(process.path())
			.orElseThrow(() -> new AssertionError("There is no " + process.path() + " in this runtime"));
		var unused = await(control.run(), PATIENCE, () -> "a start of " + process.path() + ": " + process.status());
	}

	/**
	 * Has a worker tick once, now, whenever its next tick is due, and waits for the end
	 * of that tick.
	 * @param worker a worker that runs, paused or not
	 * @return how the tick went
	 * @throws Exception what the tick has thrown
	 * @throws AssertionError if it takes longer than {@link #PATIENCE}
	 */
	public static LastTick runOnce(PeriodicWorker worker) throws Exception {
		return runOnce(worker, PATIENCE);
	}

	/**
	 * As {@link #runOnce(PeriodicWorker)}, with another limit.
	 * @param worker a worker that runs, paused or not
	 * @param timeout how long to wait at most, in real time
	 * @return how the tick went
	 * @throws Exception what the tick has thrown
	 * @throws AssertionError if it takes longer
	 */
	public static LastTick runOnce(PeriodicWorker worker, Duration timeout) throws Exception {
		return await(worker.runOnce(), timeout, () -> "a tick of " + worker.path() + ": " + worker.snapshot());
	}

	/**
	 * Has a sink write all that it has accepted, and waits for that.
	 * @param sink a sink that runs
	 * @throws Exception the first failure since the flush before
	 * @throws AssertionError if it takes longer than {@link #PATIENCE}
	 */
	public static void flushAndAwait(BackgroundSink<?> sink) throws Exception {
		flushAndAwait(sink, PATIENCE);
	}

	/**
	 * As {@link #flushAndAwait(BackgroundSink)}, with another limit.
	 * @param sink a sink that runs
	 * @param timeout how long to wait at most, in real time
	 * @throws Exception the first failure since the flush before
	 * @throws AssertionError if it takes longer
	 */
	public static void flushAndAwait(BackgroundSink<?> sink, Duration timeout) throws Exception {
		var unused = await(sink.flush(), timeout, () -> "a flush of " + sink.path() + ": " + sink.snapshot());
	}

	private static <T extends @Nullable Object> T await(CompletionStage<T> stage, Duration timeout,
			Supplier<String> what) throws Exception {
		CompletableFuture<T> future = stage.toCompletableFuture();
		try {
			return future.get(Durations.toNanos(timeout), TimeUnit.NANOSECONDS);
		}
		catch (ExecutionException ex) {
			throw Outcomes.failure(ex);
		}
		catch (TimeoutException ex) {
			// Who gives up leaves a failure to the next flush.
			future.cancel(false);
			throw new AssertionError(Durations.text(timeout) + " were not enough for " + what.get(), ex);
		}
	}

}
