package dev.concurrency.test;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.ConcurrencyRuntimeBuilder;
import dev.concurrency.StopReport;
import dev.concurrency.process.ProcessSnapshot;
import dev.concurrency.process.WatchdogSettings;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.time.Durations;
import dev.concurrency.worker.LastTick;
import dev.concurrency.worker.PeriodicWorker;

/**
 * A runtime that does nothing unless the test says so, and then on the test's thread:
 *
 * <pre>{@code
 * try (TestRuntime test = TestRuntime.create()) {
 *     BackgroundSink<Order> orders = test.runtime().sink("orders", drain, SinkSettings.defaults());
 *     test.start();
 *     orders.tryPush(order);
 *     test.advance(Duration.ofMillis(100)); // the linger is over: the drain has written it
 * }
 * }</pre>
 *
 * Turns of actors, ticks, hooks, tasks of boundaries, what follows a stage and what
 * supervisors decide run in {@link #runUntilIdle()}, in the order in which they became
 * ready. Time is a {@link ManualTime}. The drain of a sink, a pinned actor and a loop of
 * the user's own keep their threads: {@link #runUntilIdle()} waits until the first two
 * have done what they can do, and knows nothing of the third. There is no watchdog: no
 * time passes in a call.
 * <p>
 * Start and stop it here: {@link ConcurrencyRuntime#start()} and its counterparts wait
 * for work that this thread has to do. Not thread-safe, but what {@link #runtime()} gives
 * is.
 */
public final class TestRuntime implements AutoCloseable {

	/** Who is not idle after so many steps never is. */
	private static final int MAX_STEPS = 1_000_000;

	/** The time of a stop is moved on as it needs it. */
	private static final Duration AGES = Duration.ofDays(1);

	private final ManualTime time = new ManualTime();

	private final RecordingListener events = new RecordingListener();

	private final Steps steps = Steps.create();

	private final OwnThreads threads = new OwnThreads(this.time);

	private final ConcurrencyRuntime runtime;

	private boolean stepping;

	private TestRuntime(UnaryOperator<ConcurrencyRuntimeBuilder> changes) {
		this.runtime = changes
			.apply(ConcurrencyRuntime.builder()
				.timeSource(this.time)
				.timer(this.time)
				.threadFactory(this.threads)
				.sharedExecutor(this.steps.quick())
				.supervisionExecutor(this.steps.quick())
				.cpuExecutor(this.steps.blocking())
				.blockingExecutor(this.steps.blocking())
				.virtualExecutor(this.steps.blocking())
				.watchdog(WatchdogSettings.off())
				.listener(this.events)
				.deadLetterListener(this.events))
			.build();
	}

	/**
	 * A runtime with the defaults.
	 * @return a new runtime, to be started and closed
	 */
	public static TestRuntime create() {
		return create(UnaryOperator.identity());
	}

	/**
	 * A runtime with handlers, limits and the like of the test's own.
	 * @param changes changes what is not an executor, a thread or a clock
	 * @return a new runtime, to be started and closed
	 */
	public static TestRuntime create(UnaryOperator<ConcurrencyRuntimeBuilder> changes) {
		return new TestRuntime(changes);
	}

	/**
	 * The runtime, to declare, spawn and look up processes.
	 * @return the same every time
	 */
	public ConcurrencyRuntime runtime() {
		return this.runtime;
	}

	/**
	 * The clocks, to be read; they are moved by {@link #advance}.
	 * @return the same every time
	 */
	public ManualTime time() {
		return this.time;
	}

	/**
	 * What has happened so far.
	 * @return the same every time
	 */
	public RecordingListener events() {
		return this.events;
	}

	/**
	 * An actor of the test's own, which keeps what it is sent.
	 * @param name unique among the living actors and groups
	 * @param type the type of a message
	 * @param <M> the type of a message
	 * @return a new probe, whose expectations run what is ready first
	 */
	public <M> ActorProbe<M> probe(String name, Class<M> type) {
		return new ActorProbe<>(this.runtime.client(name, type), this::holds);
	}

	/**
	 * A port of the test's own, which keeps what it is sent.
	 * @param <T> the type of a value
	 * @return a new probe, whose expectations run what is ready first
	 */
	public <T> PortProbe<T> portProbe() {
		return new PortProbe<>(this::holds);
	}

	private boolean holds(BooleanSupplier condition) {
		runUntilIdle();
		return condition.getAsBoolean();
	}

	/**
	 * Starts what is declared and runs until idle. Time does not move.
	 * @throws dev.concurrency.supervision.SupervisionException.InitFailed if a process
	 * failed to start; those that had started are stopped again
	 * @throws AssertionError if a process takes more than 20 s of real time to start
	 */
	public void start() {
		outside(() -> {
			this.runtime.start();
			return true;
		}, false);
		runUntilIdle();
	}

	/**
	 * Stops everything, and moves time on as far as that needs: retries, and the limits
	 * of what does not end.
	 * @return how it went
	 * @throws AssertionError if a process takes more than 20 s of real time to end
	 */
	public StopReport stop() {
		return outside(() -> this.runtime.stop(AGES), true);
	}

	/** Stops everything, as {@link #stop()}, and lets the threads go. Final. */
	@Override
	public void close() {
		try {
			stop();
			this.runtime.close();
		}
		finally {
			this.steps.close();
		}
	}

	/**
	 * Runs all that is ready or due at this time, and what that makes ready, until only
	 * time or the test can bring more.
	 * @throws AssertionError if there is no end to it
	 * @throws IllegalStateException if it is called from what it runs
	 */
	public void runUntilIdle() {
		step(() -> {
			ProcessSnapshot before;
			int done = 0;
			do {
				before = this.runtime.snapshot();
				while (this.steps.next() || runDue()) {
					done++;
					if (done > MAX_STEPS) {
						throw new AssertionError("not idle after " + MAX_STEPS + " steps, and this is ready: "
								+ this.runtime.snapshot());
					}
				}
				this.threads.settle(this.runtime::snapshot);
			}
			// A drain that had nothing to do may have got something from another one.
			while (!this.steps.isEmpty() || isDue() || !before.equals(this.runtime.snapshot()));
		});
	}

	/** What is due at this time, a tick on the timer's thread for one, needs no other. */
	private boolean runDue() {
		boolean due = isDue();
		if (due) {
			this.time.advance(Duration.ZERO);
		}
		return due;
	}

	private boolean isDue() {
		return this.time.nextDue() <= this.time.nanoTime();
	}

	private void step(Runnable work) {
		if (this.stepping) {
			throw new IllegalStateException("A process cannot step the runtime that runs it");
		}
		this.stepping = true;
		try {
			work.run();
		}
		finally {
			this.stepping = false;
		}
	}

	/**
	 * Moves time. What becomes due, a tick, a timer, the linger of a sink, runs at its
	 * own time, and all that follows from it before time goes on.
	 * @param duration how far, zero runs what is ready
	 * @throws IllegalArgumentException if the duration is negative
	 * @throws AssertionError as {@link #runUntilIdle()}
	 */
	public void advance(Duration duration) {
		Durations.requireNotNegative("duration", duration);
		long nanos = Durations.toNanos(duration);
		long begun = this.time.nanoTime();
		runUntilIdle();
		for (long due = this.time.nextDue(); due != Long.MAX_VALUE && due - begun <= nanos; due = this.time.nextDue()) {
			advanceTo(due);
		}
		this.time.advance(Duration.ofNanos(nanos - (this.time.nanoTime() - begun)));
		runUntilIdle();
	}

	private void advanceTo(long due) {
		this.time.advance(Duration.ofNanos(Math.max(0, due - this.time.nanoTime())));
		runUntilIdle();
	}

	/**
	 * Runs until idle and gives what a stage has completed with, the answer to a question
	 * for one.
	 * @param stage what to look at
	 * @param <T> the type of the result
	 * @return the result
	 * @throws Exception what the stage has failed with
	 * @throws AssertionError if it is not complete then
	 */
	public <T extends @Nullable Object> T await(CompletionStage<T> stage) throws Exception {
		return await(stage, stage::toString);
	}

	private <T extends @Nullable Object> T await(CompletionStage<T> stage, Supplier<String> what) throws Exception {
		CompletableFuture<T> future = stage.toCompletableFuture();
		runUntilIdle();
		if (!future.isDone()) {
			long due = this.time.nextDue();
			throw new AssertionError("Nothing is left to do at this time and this is not complete: " + what.get()
					+ ((due == Long.MAX_VALUE) ? "; nothing is due later either" : "; something is due in "
							+ Durations.text(Duration.ofNanos(due - this.time.nanoTime())) + ": advance"));
		}
		try {
			return future.get();
		}
		catch (ExecutionException ex) {
			throw Outcomes.failure(ex);
		}
	}

	/**
	 * Has a worker tick once, now, whenever its next tick is due, and runs until idle.
	 * @param worker a worker that runs, paused or not
	 * @return how the tick went
	 * @throws Exception what the tick has thrown
	 * @throws AssertionError if the tick is not over then
	 */
	public LastTick runOnce(PeriodicWorker worker) throws Exception {
		return await(worker.runOnce(), () -> "a tick of " + worker.path() + ", " + worker.snapshot());
	}

	/**
	 * Has a sink write all that it has accepted, and runs until idle.
	 * @param sink a sink that runs
	 * @throws Exception the first failure since the flush before
	 * @throws AssertionError if not all is written then, since the sink waits for time
	 */
	public void flushAndAwait(BackgroundSink<?> sink) throws Exception {
		var unused = await(sink.flush(), () -> "a flush of " + sink.path() + ", " + sink.snapshot());
	}

	/**
	 * Has something done elsewhere that waits for the runtime, and steps it meanwhile.
	 * @param moveTime whether to move time on when there is nothing to do otherwise
	 */
	private <T> T outside(Supplier<T> work, boolean moveTime) {
		CompletableFuture<T> result = new CompletableFuture<>();
		Thread caller = new Thread(() -> result.completeAsync(work, Runnable::run), "test-caller");
		caller.setDaemon(true);
		caller.setContextClassLoader(Thread.currentThread().getContextClassLoader());
		caller.start();
		long begun = System.nanoTime();
		while (!result.isDone()) {
			boolean waits = isWaiting(caller);
			boolean ready = !this.steps.isEmpty();
			stepOnce();
			if (ready) {
				begun = System.nanoTime();
			}
			else if (waits && moveTime) {
				runUntilIdle();
				long due = this.time.nextDue();
				if (!result.isDone() && due != Long.MAX_VALUE) {
					advanceTo(due);
				}
			}
			if (System.nanoTime() - begun > OwnThreads.PATIENCE_NANOS) {
				throw new AssertionError("not over, although nothing is left to do: " + this.runtime.snapshot());
			}
		}
		try {
			return result.join();
		}
		catch (CompletionException ex) {
			throw (ex.getCause() instanceof RuntimeException cause) ? cause : ex;
		}
	}

	private void stepOnce() {
		step(() -> {
			var unused = this.steps.nextOrPause();
		});
	}

	private static boolean isWaiting(Thread thread) {
		return thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING;
	}

}
