package dev.concurrency.test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.ConcurrencyRuntimeBuilder;
import dev.concurrency.StopReport;
import dev.concurrency.actor.ActorSnapshot;
import dev.concurrency.actor.DeadLetter;
import dev.concurrency.process.ProcessEvent;
import dev.concurrency.process.WatchdogSettings;
import dev.concurrency.process.RestartPolicy;
import dev.concurrency.time.Backoff;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A runtime with manual time that runs everything on the calling thread unless the test
 * gives other executors, and keeps what it reports. Nobody watches how long calls take.
 */
final class ActorBench implements AutoCloseable {

	/** How long until a restart. */
	static final Duration BACKOFF = Duration.ofSeconds(1);

	/** Longer than every shutdown timeout of a test and the time until abandonment. */
	static final Duration AGES = Duration.ofMinutes(10);

	final ManualTime time = new ManualTime();

	final List<DeadLetter> deadLetters = new CopyOnWriteArrayList<>();

	final List<Object> undelivered = new CopyOnWriteArrayList<>();

	final List<ProcessEvent> events = new CopyOnWriteArrayList<>();

	final ConcurrencyRuntime runtime;

	private final StepQueue[] queues;

	ActorBench(UnaryOperator<ConcurrencyRuntimeBuilder> changes, StepQueue... queues) {
		this.queues = queues;
		this.runtime = changes
			.apply(ConcurrencyRuntime.builder()
				.timeSource(this.time)
				.timer(this.time)
				.supervisionExecutor(Runnable::run)
				.sharedExecutor(Runnable::run)
				.blockingExecutor(Runnable::run)
				.watchdog(WatchdogSettings.off())
				.restarts(restarts(10))
				.deadLetterListener(this.deadLetters::add)
				.undeliveredHandler((process, items, reason) -> this.undelivered.addAll(items))
				.listener(this.events::add))
			.build();
	}

	ActorBench() {
		this(UnaryOperator.identity());
	}

	/** Where the actors' turns wait for the test. */
	static ActorBench sharing(StepQueue shared) {
		return new ActorBench((builder) -> builder.sharedExecutor(shared), shared);
	}

	/** With another executor for the actors' turns. */
	static ActorBench sharing(Executor shared) {
		return new ActorBench((builder) -> builder.sharedExecutor(shared));
	}

	/** So many restarts in an hour, one after {@link #BACKOFF} each. */
	static RestartPolicy restarts(int max) {
		return new RestartPolicy(max, Duration.ofHours(1), new Backoff(BACKOFF, BACKOFF, 1, 0, Duration.ZERO));
	}

	List<Object> deadMessages() {
		return this.deadLetters.stream().map(DeadLetter::message).toList();
	}

	/** Waiting, handled, failed, dead letters, refused. */
	static List<Long> counts(ActorSnapshot actor) {
		return List.of((long) actor.mailboxSize(), actor.handled(), actor.failures(), actor.deadLetters(),
				actor.full());
	}

	void restartIsDue() {
		this.time.advance(BACKOFF);
	}

	/** Stops where nothing hangs; drains the queues meanwhile, on this thread. */
	StopReport stop() {
		CompletableFuture<StopReport> report = stopping();
		until(() -> {
			for (StepQueue queue : this.queues) {
				queue.drain();
			}
			return report.isDone();
		});
		return join(report);
	}

	/** Stops on a thread of its own, for a test that moves time meanwhile. */
	CompletableFuture<StopReport> stopping() {
		return stopping(this.runtime, AGES);
	}

	/**
	 * Stops on a thread of its own, and returns once that thread only waits for the end:
	 * before, it may still be about to schedule what the test's time is to make due.
	 */
	static CompletableFuture<StopReport> stopping(ConcurrencyRuntime runtime, Duration timeout) {
		CompletableFuture<StopReport> report = new CompletableFuture<>();
		Thread thread = start(() -> report.completeAsync(() -> runtime.stop(timeout), Runnable::run));
		until(() -> report.isDone() || LockSupport.getBlocker(thread) instanceof ForkJoinPool.ManagedBlocker);
		return report;
	}

	static Thread start(Runnable work) {
		Thread thread = new Thread(work, "test-helper");
		thread.setDaemon(true);
		thread.start();
		return thread;
	}

	static void await(CountDownLatch latch) throws InterruptedException {
		assertThat(latch.await(20, TimeUnit.SECONDS)).as("waited in vain").isTrue();
	}

	static <T> T get(CompletionStage<T> stage) throws Exception {
		return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
	}

	/** What a stage completes with; fails where it does not complete or fails itself. */
	static <T> T join(CompletionStage<T> stage) {
		try {
			return get(stage);
		}
		catch (Exception ex) {
			throw new AssertionError(ex);
		}
	}

	/** For what no latch can tell, as when another thread is parked. */
	static void until(BooleanSupplier condition) {
		long begun = System.nanoTime();
		while (!condition.getAsBoolean()) {
			Thread.onSpinWait();
			assertThat(System.nanoTime() - begun).as("waited in vain").isLessThan(20_000_000_000L);
		}
	}

	/** Until a thread waits with or without a limit. */
	static void untilParked(Thread thread) {
		until(() -> thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING);
	}

	@Override
	public void close() {
		stop();
		this.runtime.close();
	}

}
