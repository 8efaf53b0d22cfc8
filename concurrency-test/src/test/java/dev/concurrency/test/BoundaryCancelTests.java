package dev.concurrency.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.boundary.Boundary;
import dev.concurrency.boundary.BoundaryError;
import dev.concurrency.boundary.BoundarySettings;
import dev.concurrency.boundary.TaskAction;
import dev.concurrency.boundary.TaskOutcome;
import dev.concurrency.boundary.TaskOutcome.Cancelled;
import dev.concurrency.boundary.TaskOutcome.Rejected;
import dev.concurrency.boundary.TaskOutcome.Succeeded;
import dev.concurrency.boundary.TaskState;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(30)
class BoundaryCancelTests {

	private static final Duration BUDGET = Duration.ofSeconds(5);

	@Test
	void aTaskThatWaitsIsCancelledAtOnceAndNeverRuns() throws Exception {
		try (BoundaryBench bench = BoundaryBench.started(BoundaryBench.SETTINGS)) {
			bench.running("a");
			bench.running("b");
			HeldTask waiting = bench.held();
			CompletionStage<TaskOutcome<String>> stage = bench.boundary.submit("c", waiting);
			assertThat(ActorBench.get(bench.boundary.cancel("c", "not needed")))
				.isEqualTo(new Cancelled<>("not needed"));
			assertThat(ActorBench.get(stage)).isEqualTo(new Cancelled<>("not needed"));
			bench.release();
			assertThat(bench.idle().cancelled()).isEqualTo(1);
			assertThat(waiting.hasEntered()).isFalse();
		}
	}

	@Test
	void aTaskThatRunsIsInterruptedAndGivesUpItsPlace() throws Exception {
		try (BoundaryBench bench = BoundaryBench.started(BoundaryBench.SETTINGS)) {
			bench.running("a");
			bench.running("b");
			HeldTask next = bench.queued("c");
			assertThat(ActorBench.get(bench.boundary.cancel("a", "too late"))).isEqualTo(new Cancelled<>("too late"));
			next.awaitEntered();
			assertThat(bench.boundary.state().state("a")).contains(new TaskState.Cancelled(1, "too late"));
			assertThat(bench.boundary.snapshot().abandoned()).isZero();
			// Nothing is left of its budget.
			ActorBench.until(() -> bench.tree.time.scheduled() == 0);
		}
	}

	@Test
	void aCancelledTaskCanBeTriedAgain() throws Exception {
		try (BoundaryBench bench = BoundaryBench.started(BoundaryBench.SETTINGS)) {
			HeldTask task = bench.running("a");
			ActorBench.get(bench.boundary.cancel("a", "too late"));
			task.release();
			assertThat(ActorBench.get(bench.boundary.retry("a"))).isEqualTo(new Succeeded<>("done"));
		}
	}

	@Test
	void aTaskThatReturnsItsResultAllTheSameHasSucceeded() throws Exception {
		try (BoundaryBench bench = BoundaryBench.started(BoundaryBench.SETTINGS)) {
			HeldTask task = bench.runningStubborn("a");
			CompletableFuture<TaskOutcome<?>> cancelled = bench.boundary.cancel("a", "too late").toCompletableFuture();
			task.awaitInterrupted();
			assertThat(cancelled).isNotDone();
			task.release();
			assertThat(ActorBench.get(cancelled)).isEqualTo(new Succeeded<>("done"));
		}
	}

	@Test
	void aTaskThatIgnoresItsCancellationIsLeftBehindWhenTheBudgetIsOver() throws Exception {
		try (BoundaryBench bench = BoundaryBench.started(BoundaryBench.SETTINGS)) {
			HeldTask task = bench.runningStubborn("a");
			bench.running("b");
			HeldTask next = bench.queued("c");
			CompletableFuture<TaskOutcome<?>> cancelled = bench.boundary.cancel("a", "too late").toCompletableFuture();
			task.awaitInterrupted();
			bench.tree.time.advance(BUDGET.minusNanos(1));
			assertThat(cancelled).isNotDone();
			assertThat(next.hasEntered()).isFalse();
			bench.tree.time.advance(Duration.ofNanos(1));
			assertThat(ActorBench.get(cancelled))
				.isEqualTo(new Cancelled<>("too late; it ignored that and was left behind"));
			next.awaitEntered();
			assertThat(bench.boundary.snapshot()).extracting("cancelled", "abandoned", "hanging")
				.containsExactly(1L, 1L, 1);
			task.release();
			ActorBench.until(() -> bench.boundary.snapshot().hanging() == 0);
			assertThat(bench.boundary.snapshot().abandoned()).isEqualTo(1);
			assertThat(bench.boundary.snapshot().succeeded()).isZero();
		}
	}

	@Test
	void thoseWhoWaitForATaskThatHangsAreToldThoughItHoldsTheWholePool() throws Exception {
		try (TreeBench tree = TreeBench.manual((builder) -> builder.blockingPool(1, 1))) {
			var boundary = tree.runtime.boundary("geocode", BoundaryBench.SETTINGS);
			tree.runtime.start();
			HeldTask task = HeldTask.stubborn();
			var stage = boundary.submit("a", task).thenApply((outcome) -> Thread.currentThread().getName());
			task.awaitEntered();
			var cancelled = boundary.cancel("a", "too late");
			task.awaitInterrupted();
			tree.time.advance(BUDGET);
			assertThat(ActorBench.get(cancelled)).isInstanceOf(Cancelled.class);
			assertThat(ActorBench.get(stage)).isEqualTo("root/boundaries/geocode/answers");
			task.release();
		}
	}

	@Test
	void tasksThatHangKeepNoOtherFromRunningAsLongAsThePoolHasThreads() throws Exception {
		try (BoundaryBench bench = BoundaryBench.wide(66, (builder) -> builder.blockingPool(66, 1))) {
			List<CompletionStage<?>> cancelled = new ArrayList<>();
			for (int i = 0; i < 65; i++) {
				HeldTask task = bench.runningStubborn("task " + i);
				cancelled.add(bench.boundary.cancel("task " + i, "too late"));
				task.awaitInterrupted();
			}
			bench.tree.time.advance(BUDGET);
			for (CompletionStage<?> stage : cancelled) {
				assertThat(ActorBench.get(stage)).isInstanceOf(Cancelled.class);
			}
			assertThat(bench.boundary.snapshot().hanging()).isEqualTo(65);
			assertThat(ActorBench.get(bench.boundary.submit("one more", () -> 1))).isEqualTo(new Succeeded<>(1));
		}
	}

	@Test
	void aTaskThatHasNoThreadYetIsCancelledAtOnce() throws Exception {
		try (TreeBench tree = TreeBench.manual((builder) -> builder.blockingPool(1, 5))) {
			var boundary = tree.runtime.boundary("geocode", BoundaryBench.SETTINGS);
			tree.runtime.start();
			HeldTask running = HeldTask.obedient();
			var first = boundary.submit("a", running);
			running.awaitEntered();
			HeldTask waiting = HeldTask.obedient();
			var second = boundary.submit("b", waiting);
			assertThat(boundary.snapshot().inFlight()).isEqualTo(2);
			assertThat(ActorBench.get(boundary.cancel("b", "not needed"))).isEqualTo(new Cancelled<>("not needed"));
			assertThat(ActorBench.get(second)).isEqualTo(new Cancelled<>("not needed"));
			running.release();
			assertThat(ActorBench.get(first)).isEqualTo(new Succeeded<>("done"));
			assertThat(ActorBench.get(boundary.submit("c", () -> 1))).isEqualTo(new Succeeded<>(1));
			assertThat(waiting.hasEntered()).isFalse();
		}
	}

	@Test
	void whatIsCancelledBeforeAThreadHasComeLeavesNothingWithAPoolThatIsHeldUp() throws Exception {
		Queue<Runnable> handed = new ConcurrentLinkedQueue<>();
		try (TreeBench tree = TreeBench.manual((builder) -> builder.blockingExecutor(handed::add))) {
			var boundary = tree.runtime.boundary("geocode", BoundaryBench.SETTINGS.withHistory(0));
			tree.runtime.start();
			var kept = boundary.submit("kept", () -> 1);
			for (int i = 0; i < 1000; i++) {
				assertThat(boundary.submit("a" + i, () -> 2).toCompletableFuture()).isNotDone();
				assertThat(ActorBench.get(boundary.cancel("a" + i, "not needed"))).isInstanceOf(Cancelled.class);
			}
			assertThat(handed).hasSize(2);
			handed.remove().run();
			assertThat(ActorBench.get(kept)).isEqualTo(new Succeeded<>(1));
			handed.remove().run();
			var next = boundary.submit("next", () -> 3);
			handed.remove().run();
			assertThat(ActorBench.get(next)).isEqualTo(new Succeeded<>(3));
			assertThat(handed).isEmpty();
		}
	}

	@Test
	void whatWaitsForAThreadRunsInItsOrderWhicheverOfThemIsCancelled() throws Exception {
		Queue<Runnable> handed = new ConcurrentLinkedQueue<>();
		List<String> ran = new CopyOnWriteArrayList<>();
		try (TreeBench tree = TreeBench.manual((builder) -> builder.blockingExecutor(handed::add))) {
			var boundary = tree.runtime.boundary("geocode",
					BoundarySettings.defaults().withBoundary(Boundary.defaults().withLimits(3, 3)));
			tree.runtime.start();
			for (String key : List.of("a", "b", "c", "d", "e")) {
				var unused = boundary.submit(key, () -> ran.add(key));
			}
			ActorBench.get(boundary.cancel("a", "not needed"));
			ActorBench.get(boundary.cancel("c", "not needed"));
			for (Runnable job = handed.poll(); job != null; job = handed.poll()) {
				job.run();
			}
			assertThat(ran).containsExactly("b", "d", "e");
		}
	}

	@Test
	void howManyAreNotToldYetIsShownWhileWhatFollowsACancelledTaskBlocks() throws Exception {
		try (BoundaryBench bench = BoundaryBench.started(BoundaryBench.SETTINGS)) {
			bench.running("a");
			bench.running("b");
			HeldTask continuation = bench.held();
			var blocked = bench.boundary.submit("c", () -> 1).thenRun(() -> {
				try {
					continuation.call();
				}
				catch (Exception ex) {
					throw new IllegalStateException(ex);
				}
			});
			var cancelled = bench.boundary.cancel("c", "not needed");
			continuation.awaitEntered();
			for (int i = 0; i < 10; i++) {
				var unused = bench.boundary.submit("d" + i, () -> 1);
				bench.boundary.cancel("d" + i, "not needed");
			}
			assertThat(bench.boundary.snapshot()).extracting("queued", "untold").containsExactly(0, 11);
			continuation.release();
			ActorBench.get(blocked);
			ActorBench.get(cancelled);
			ActorBench.until(() -> bench.boundary.snapshot().untold() == 0);
		}
	}

	@Test
	void theInterruptOfACancellationReachesNoOtherTask() throws Exception {
		try (TreeBench tree = TreeBench.manual((builder) -> builder.blockingPool(1, 5))) {
			var boundary = tree.runtime.boundary("geocode", BoundaryBench.SETTINGS);
			tree.runtime.start();
			for (int i = 0; i < 200; i++) {
				String key = "a" + i;
				var stage = boundary.submit(key, () -> "done");
				ActorBench.get(boundary.cancel(key, "not needed"));
				ActorBench.get(stage);
				assertThat(ActorBench.get(boundary.submit("b" + i, () -> Thread.currentThread().isInterrupted())))
					.isEqualTo(new Succeeded<>(false));
			}
		}
	}

	@Test
	void whatIsOverOrUnknownIsNotCancelled() throws Exception {
		try (BoundaryBench bench = BoundaryBench.started(BoundaryBench.SETTINGS)) {
			ActorBench.get(bench.boundary.submit("a", () -> 1));
			assertThat(bench.boundary.cancel("a", "x").toCompletableFuture()).isCompletedWithValue(new Rejected<>(
					new BoundaryError.InvalidTransition("a", new TaskState.Succeeded(1), TaskAction.CANCEL)));
			assertThat(bench.boundary.cancel("b", "x").toCompletableFuture())
				.isCompletedWithValue(new Rejected<>(new BoundaryError.UnknownTask("b")));
			assertThat(bench.boundary.snapshot().rejected()).isZero();
		}
	}

	@Test
	void aTaskIsCancelledOnce() throws Exception {
		try (BoundaryBench bench = BoundaryBench.started(BoundaryBench.SETTINGS)) {
			HeldTask task = bench.runningStubborn("a");
			var first = bench.boundary.cancel("a", "too late");
			var second = bench.boundary.cancel("a", "once more");
			task.awaitInterrupted();
			bench.tree.time.advance(BUDGET);
			assertThat(ActorBench.get(first)).isEqualTo(ActorBench.get(second))
				.isEqualTo(new Cancelled<>("too late; it ignored that and was left behind"));
			assertThat(bench.boundary.snapshot().abandoned()).isEqualTo(1);
		}
	}

}
