package dev.concurrency.test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.concurrency.boundary.BoundaryError;
import dev.concurrency.boundary.BoundaryPool;
import dev.concurrency.boundary.BoundaryRuntime;
import dev.concurrency.boundary.BoundarySnapshot;
import dev.concurrency.boundary.TaskAction;
import dev.concurrency.boundary.TaskOutcome;
import dev.concurrency.boundary.TaskOutcome.Failed;
import dev.concurrency.boundary.TaskOutcome.Rejected;
import dev.concurrency.boundary.TaskOutcome.Succeeded;
import dev.concurrency.boundary.TaskState;
import dev.concurrency.process.LastFailure;
import dev.concurrency.process.ProcessContext;
import dev.concurrency.process.ProcessSnapshot;
import dev.concurrency.time.TimeSource;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(30)
class BoundaryTaskTests {

	@Test
	void aTaskRunsOnTheBlockingPoolAndItsStageHasTheResult() throws Exception {
		try (BoundaryBench bench = BoundaryBench.started(BoundaryBench.SETTINGS)) {
			assertThat(threadThatTellsOf(bench)).startsWith("concurrency-blocking-");
			assertThat(bench.boundary.state().state("PHX")).contains(new TaskState.Succeeded(1));
		}
	}

	@Test
	void aTaskRunsOnThePoolForComputationIfThatIsSet() throws Exception {
		try (BoundaryBench bench = BoundaryBench.started(BoundaryBench.SETTINGS.withPool(BoundaryPool.CPU))) {
			assertThat(threadThatTellsOf(bench)).startsWith("concurrency-cpu-");
		}
	}

	/** The thread of the task, when that is over. */
	private static String threadThatTellsOf(BoundaryBench bench) throws Exception {
		HeldTask task = bench.held();
		CompletionStage<String> name = bench.boundary.submit("PHX", task)
			.thenApply((outcome) -> Thread.currentThread().getName());
		task.release();
		return ActorBench.get(name);
	}

	@Test
	void theThreadOfATaskHasTheNameOfTheProcessUntilTheTaskIsOver() throws Exception {
		try (BoundaryBench bench = BoundaryBench.started(BoundaryBench.SETTINGS)) {
			HeldTask task = bench.held();
			CompletionStage<TaskOutcome<String>> stage = bench.boundary.submit("PHX", task);
			Thread thread = task.awaitEntered().thread();
			assertThat(thread.getName()).isEqualTo("root/boundaries/geocode");
			task.release();
			ActorBench.get(stage);
			assertThat(thread.getName()).startsWith("concurrency-blocking-");
		}
	}

	@Test
	void aTaskThatReturnsNothingHasSucceededToo() throws Exception {
		try (BoundaryBench bench = BoundaryBench.started(BoundaryBench.SETTINGS)) {
			assertThat(ActorBench.get(bench.boundary.submit("PHX", () -> null))).isEqualTo(new Succeeded<>(null));
		}
	}

	@Test
	void aTaskThatThrowsHasFailedWithWhatItThrewAndTheProcessGoesOn() throws Exception {
		try (BoundaryBench bench = BoundaryBench.started(BoundaryBench.SETTINGS)) {
			AssertionError thrown = new AssertionError("no such place");
			assertThat(ActorBench.get(bench.boundary.submit("XXX", () -> {
				throw thrown;
			}))).isEqualTo(new Failed<>(thrown));
			assertThat(bench.boundary.state().state("XXX"))
				.contains(new TaskState.Failed(1, AssertionError.class.getName()));
			ProcessSnapshot process = bench.tree.find(bench.boundary);
			assertThat(process.lastFailure()).extracting(LastFailure::message).isEqualTo("no such place");
			assertThat(process.restarts()).isZero();
			assertThat(ActorBench.get(bench.boundary.submit("PHX", () -> 1))).isEqualTo(new Succeeded<>(1));
		}
	}

	@Test
	void noMoreTasksRunThanMayBeInFlightAndTheOthersFollowInTheirOrder() throws Exception {
		try (BoundaryBench bench = BoundaryBench.started(BoundaryBench.SETTINGS)) {
			HeldTask first = bench.running("a");
			HeldTask second = bench.running("b");
			HeldTask third = bench.queued("c");
			HeldTask fourth = bench.queued("d");
			assertThat(bench.boundary.snapshot()).extracting("inFlight", "queued").containsExactly(2, 2);
			second.release();
			third.awaitEntered();
			assertThat(fourth.hasEntered()).isFalse();
			first.release();
			fourth.awaitEntered();
		}
	}

	@Test
	void asManyTasksRunAtOnceAsMayBeInFlightThoughThatIsMoreThanSixtyFour() throws Exception {
		assertAllRun(BoundaryBench.wide(80, (builder) -> builder.blockingPool(80, 1)));
	}

	@Test
	void onAnExecutorOfTheUsersAsManyTasksRunAtOnceAsMayBeInFlight() throws Exception {
		assertAllRun(BoundaryBench.wide(80, (builder) -> builder.blockingExecutor(ActorBench::start)));
	}

	private static void assertAllRun(BoundaryBench wide) throws InterruptedException {
		try (wide) {
			for (int i = 0; i < 80; i++) {
				wide.running("task " + i);
			}
			assertThat(wide.boundary.snapshot().inFlight()).isEqualTo(80);
		}
	}

	@Test
	void whatFindsNoRoomIsRefusedAtOnceAsAValue() throws Exception {
		try (BoundaryBench bench = BoundaryBench.started(BoundaryBench.SETTINGS)) {
			bench.running("a");
			bench.running("b");
			List.of("c", "d", "e").forEach(bench::queued);
			CompletionStage<TaskOutcome<Integer>> refused = bench.boundary.submit("f", () -> 1);
			assertThat(refused.toCompletableFuture())
				.isCompletedWithValue(new Rejected<>(new BoundaryError.QueueSaturated("f", 3)));
			assertThat(bench.boundary.state().state("f")).isEmpty();
			assertThat(bench.boundary.snapshot().rejected()).isEqualTo(1);
		}
	}

	@Test
	void aKeyIsTakenOnceUntilItsTaskIsForgotten() throws Exception {
		try (BoundaryBench bench = BoundaryBench.started(BoundaryBench.SETTINGS)) {
			ActorBench.get(bench.boundary.submit("a", () -> 1));
			assertThat(ActorBench.get(bench.boundary.submit("a", () -> 2)))
				.isEqualTo(new Rejected<>(new BoundaryError.DuplicateTask("a")));
			assertThat(bench.boundary.forget("a")).isEmpty();
			assertThat(bench.boundary.forget("a")).contains(new BoundaryError.UnknownTask("a"));
			assertThat(ActorBench.get(bench.boundary.submit("a", () -> 3))).isEqualTo(new Succeeded<>(3));
		}
	}

	@Test
	void whileTheBoundaryDoesNotRunTasksAreRefused() throws Exception {
		try (BoundaryBench bench = BoundaryBench.created(BoundaryBench.SETTINGS)) {
			Rejected<Integer> closed = new Rejected<>(new BoundaryError.BoundaryClosed("a"));
			assertThat(bench.boundary.submit("a", () -> 1).toCompletableFuture()).isCompletedWithValue(closed);
			bench.start();
			assertThat(ActorBench.get(bench.boundary.submit("a", () -> 1))).isEqualTo(new Succeeded<>(1));
			bench.tree.runtime.stop(TreeBench.LONG);
			assertThat(bench.boundary.submit("a", () -> 1).toCompletableFuture()).isCompletedWithValue(closed);
			assertThat(bench.boundary.retry("a").toCompletableFuture())
				.isCompletedWithValue(new Rejected<>(new BoundaryError.BoundaryClosed("a")));
		}
	}

	@Test
	void aFailedTaskIsTriedAgainWithItsOwnCallable() throws Exception {
		try (BoundaryBench bench = BoundaryBench.started(BoundaryBench.SETTINGS)) {
			AtomicInteger attempts = new AtomicInteger();
			assertThat(ActorBench.get(bench.boundary.submit("a", () -> {
				if (attempts.incrementAndGet() == 1) {
					throw new IllegalStateException("busy");
				}
				return attempts.get();
			}))).isInstanceOf(Failed.class);
			assertThat(ActorBench.get(bench.boundary.retry("a"))).isEqualTo(new Succeeded<>(2));
			assertThat(bench.boundary.snapshot()).extracting("accepted", "retried", "failed", "succeeded")
				.containsExactly(1L, 1L, 1L, 1L);
			assertThat(ActorBench.get(bench.boundary.retry("a"))).isEqualTo(new Rejected<>(
					new BoundaryError.InvalidTransition("a", new TaskState.Succeeded(2), TaskAction.RETRY)));
			assertThat(ActorBench.get(bench.boundary.retry("b")))
				.isEqualTo(new Rejected<>(new BoundaryError.UnknownTask("b")));
		}
	}

	@Test
	void whatIsRefusedToBeTriedAgainCountsAsRejected() throws Exception {
		try (BoundaryBench bench = BoundaryBench.started(BoundaryBench.SETTINGS)) {
			ActorBench.get(bench.boundary.submit("a", () -> 1));
			assertThat(ActorBench.get(bench.boundary.retry("a"))).isInstanceOf(Rejected.class);
			assertThat(ActorBench.get(bench.boundary.retry("unknown"))).isInstanceOf(Rejected.class);
			bench.tree.runtime.stop(TreeBench.LONG);
			assertThat(ActorBench.get(bench.boundary.retry("a"))).isInstanceOf(Rejected.class);
			assertThat(bench.boundary.snapshot()).extracting("accepted", "retried", "rejected")
				.containsExactly(1L, 0L, 3L);
		}
	}

	@Test
	void onlyTheLatestTasksThatAreOverAreKept() throws Exception {
		try (BoundaryBench bench = BoundaryBench.started(BoundaryBench.SETTINGS.withHistory(2))) {
			for (String key : List.of("a", "b", "c")) {
				ActorBench.get(bench.boundary.submit(key, () -> 1));
			}
			assertThat(bench.boundary.state().tasks()).containsOnlyKeys("b", "c");
			assertThat(bench.boundary.snapshot().succeeded()).isEqualTo(3);
		}
	}

	@Test
	void withoutAHistoryAKeyIsFreeAsSoonAsItsTaskIsOver() throws Exception {
		try (BoundaryBench bench = BoundaryBench.started(BoundaryBench.SETTINGS.withHistory(0))) {
			for (int i = 0; i < 10; i++) {
				assertThat(ActorBench.get(bench.boundary.submit("a", () -> 1))).isEqualTo(new Succeeded<>(1));
			}
			assertThat(bench.boundary.state().tasks()).isEmpty();
		}
	}

	@Test
	void aTaskKnowsTheProcessItRunsIn() throws Exception {
		try (BoundaryBench bench = BoundaryBench.started(BoundaryBench.SETTINGS)) {
			assertThat(ActorBench.get(bench.boundary.submit("a", () -> ProcessContext.current().orElseThrow().path())))
				.isEqualTo(new Succeeded<>(bench.boundary.path()));
		}
	}

	@Test
	void whatFollowsAStageFindsThePlaceOfTheTaskFreeAndMayBlockThere() throws Exception {
		try (BoundaryBench bench = BoundaryBench.started(BoundaryBench.SETTINGS)) {
			HeldTask task = bench.held();
			HeldTask continuation = bench.held();
			var followed = bench.boundary.submit("a", task).thenApply((outcome) -> {
				assertThat(bench.boundary.snapshot().inFlight()).isZero();
				try {
					return continuation.call();
				}
				catch (Exception ex) {
					throw new IllegalStateException(ex);
				}
			});
			task.release();
			continuation.awaitEntered();
			assertThat(continuation.thread().getName()).startsWith("concurrency-blocking-");
			assertThat(ActorBench.get(bench.boundary.submit("b", () -> 1))).isEqualTo(new Succeeded<>(1));
			continuation.release();
			assertThat(ActorBench.get(followed)).isEqualTo("done");
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3 })
	void whoWaitsForATaskIsToldThoughWhatIsNotedOfItFails(int reading) throws Exception {
		FailingClock clock = new FailingClock();
		BlockingQueue<Throwable> reported = new LinkedBlockingQueue<>();
		try (TreeBench tree = TreeBench.real((builder) -> builder.timeSource(clock).blockingThreads((work) -> {
			Thread thread = new Thread(work);
			thread.setDaemon(true);
			thread.setUncaughtExceptionHandler((dead, failure) -> reported.add(failure));
			return thread;
		}))) {
			BoundaryRuntime boundary = tree.runtime.boundary("geocode", BoundaryBench.SETTINGS);
			tree.runtime.start();
			IllegalStateException thrown = new IllegalStateException("no such place");
			assertThat(ActorBench.get(boundary.submit("XXX", () -> {
				clock.failOnThisThread(reading);
				throw thrown;
			}))).isEqualTo(new Failed<>(thrown));
			assertThat(reported.poll(20, TimeUnit.SECONDS)).hasMessage("the clock has stopped");
			assertThat(ActorBench.get(boundary.submit("PHX", () -> 1))).isEqualTo(new Succeeded<>(1));
			assertThat(boundary.snapshot()).extracting("inFlight", "failed", "succeeded").containsExactly(0, 1L, 1L);
		}
	}

	@Test
	void theCountsAlwaysAddUp() throws Exception {
		try (BoundaryBench bench = BoundaryBench.started(BoundaryBench.SETTINGS)) {
			List<CompletionStage<?>> stages = new ArrayList<>();
			HeldTask running = bench.running("held");
			stages.add(bench.boundary.submit("fails", () -> {
				throw new IllegalStateException();
			}));
			stages.add(bench.boundary.submit("works", () -> 1));
			for (CompletionStage<?> stage : stages) {
				ActorBench.get(stage);
			}
			assertAddsUp(bench.boundary.snapshot());
			running.release();
			assertAddsUp(bench.idle());
			assertThat(bench.boundary.snapshot().waited()).isGreaterThanOrEqualTo(Duration.ZERO);
			assertThat(bench.boundary.snapshot().begun()).isEqualTo(3);
		}
	}

	private static void assertAddsUp(BoundarySnapshot counts) {
		assertThat(counts.queued() + counts.inFlight() + counts.succeeded() + counts.failed() + counts.cancelled())
			.isEqualTo(counts.accepted() + counts.retried());
	}

	/** The clocks of the machine; the wall clock fails once where a task wants it to. */
	private static final class FailingClock implements TimeSource {

		private final AtomicInteger left = new AtomicInteger();

		private volatile @Nullable Thread thread;

		void failOnThisThread(int reading) {
			this.left.set(reading);
			this.thread = Thread.currentThread();
		}

		@Override
		public Instant instant() {
			if (Thread.currentThread() == this.thread && this.left.decrementAndGet() == 0) {
				throw new IllegalStateException("the clock has stopped");
			}
			return TimeSource.system().instant();
		}

		@Override
		public long nanoTime() {
			return TimeSource.system().nanoTime();
		}

		@Override
		public void park(Object blocker, long nanos) {
			TimeSource.system().park(blocker, nanos);
		}

	}

}
