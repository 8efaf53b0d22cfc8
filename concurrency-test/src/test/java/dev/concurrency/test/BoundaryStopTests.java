package dev.concurrency.test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.StopReport;
import dev.concurrency.boundary.BoundaryError;
import dev.concurrency.boundary.BoundarySettings;
import dev.concurrency.boundary.BoundaryStopAction;
import dev.concurrency.boundary.TaskOutcome;
import dev.concurrency.boundary.TaskOutcome.Cancelled;
import dev.concurrency.boundary.TaskOutcome.Rejected;
import dev.concurrency.boundary.TaskOutcome.Succeeded;
import dev.concurrency.process.ProcessContext;
import dev.concurrency.process.ProcessEvent;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ProcessStatus;
import dev.concurrency.supervision.RestartStrategy;
import dev.concurrency.worker.WorkerSettings;

import static org.assertj.core.api.Assertions.assertThat;

/** What becomes of tasks when their boundary stops or starts again. */
@Timeout(30)
class BoundaryStopTests {

	private static final Duration DEADLINE = Duration.ofSeconds(5);

	private static final Duration PATIENCE = Duration.ofSeconds(2);

	private static final BoundarySettings CANCELLING = BoundaryBench.SETTINGS.withOnStop(BoundaryStopAction.CANCEL);

	@Test
	void aStopRunsWhatWaitsToTheEndAndTakesNothingNew() throws Exception {
		try (BoundaryBench bench = BoundaryBench.started(BoundaryBench.SETTINGS)) {
			HeldTask first = bench.running("a");
			HeldTask second = bench.running("b");
			HeldTask third = bench.queued("c");
			CompletableFuture<StopReport> stopping = bench.tree.stopping();
			assertThat(bench.boundary.submit("d", () -> 1).toCompletableFuture())
				.isCompletedWithValue(new Rejected<>(new BoundaryError.BoundaryClosed("d")));
			first.release();
			third.awaitEntered();
			second.release();
			assertThat(stopping).isNotDone();
			third.release();
			assertThat(ActorBench.get(stopping).isClean()).isTrue();
			assertThat(bench.boundary.snapshot().succeeded()).isEqualTo(3);
			assertThat(bench.boundary.status()).isInstanceOf(ProcessStatus.Stopped.class);
			assertThat(bench.tree.undelivered).isEmpty();
		}
	}

	@Test
	void aStopRunsWhatWaitsToTheEndThoughNobodyAsksForIt() throws Exception {
		try (BoundaryBench bench = BoundaryBench.started(BoundaryBench.PULL_ONLY)) {
			HeldTask waiting = bench.queued("a");
			CompletableFuture<StopReport> stopping = bench.tree.stopping();
			waiting.awaitEntered().release();
			assertThat(ActorBench.get(stopping).isClean()).isTrue();
		}
	}

	@Test
	void aStopCancelsWhatWaitsIfThatIsSetAndReportsIt() throws Exception {
		try (BoundaryBench bench = BoundaryBench.started(CANCELLING)) {
			HeldTask first = bench.running("a");
			bench.running("b").release();
			bench.idleBut(1);
			HeldTask second = bench.running("c");
			CompletionStage<TaskOutcome<String>> waiting = bench.boundary.submit("d", bench.held());
			CompletableFuture<StopReport> stopping = bench.tree.stopping();
			assertThat(ActorBench.get(waiting)).isEqualTo(new Cancelled<>("the boundary was stopped"));
			assertThat(stopping).isNotDone();
			first.release();
			second.release();
			StopReport report = ActorBench.get(stopping);
			assertThat(report.undelivered()).isEqualTo(1);
			assertThat(bench.tree.undelivered).containsExactly("d");
			assertThat(bench.boundary.snapshot()).extracting("succeeded", "cancelled").containsExactly(3L, 1L);
		}
	}

	@Test
	void runningTasksLearnOfAStopThatCancels() throws Exception {
		try (BoundaryBench bench = BoundaryBench.started(CANCELLING)) {
			HeldTask entered = HeldTask.obedient();
			entered.release();
			var stage = bench.boundary.submit("a", () -> {
				entered.call();
				ProcessContext.current().orElseThrow().shutdown().await();
				return "ended early";
			});
			entered.awaitEntered();
			CompletableFuture<StopReport> stopping = bench.tree.stopping();
			assertThat(ActorBench.get(stage)).isEqualTo(new Succeeded<>("ended early"));
			assertThat(ActorBench.get(stopping).isClean()).isTrue();
		}
	}

	@Test
	void whatIsNotDoneWhenTheTimeIsOverIsInterruptedAndReported() throws Exception {
		try (BoundaryBench bench = BoundaryBench.started(BoundaryBench.SETTINGS)) {
			bench.running("a");
			bench.running("b");
			CompletionStage<TaskOutcome<String>> waiting = bench.boundary.submit("c", bench.held());
			CompletableFuture<StopReport> stopping = bench.tree.stopping();
			bench.tree.time.advance(DEADLINE);
			StopReport report = ActorBench.get(stopping);
			assertThat(report.undelivered()).isEqualTo(3);
			assertThat(bench.tree.undelivered).containsExactlyInAnyOrder("a", "b", "c");
			assertThat(ActorBench.get(waiting)).isEqualTo(new Cancelled<>("the boundary was stopped"));
			assertThat(bench.boundary.snapshot()).extracting("cancelled", "abandoned").containsExactly(3L, 0L);
		}
	}

	@Test
	void aTaskThatIgnoresEvenThatIsAbandonedWithItsStack() throws Exception {
		try (BoundaryBench bench = BoundaryBench.started(BoundaryBench.SETTINGS)) {
			HeldTask task = bench.stubborn();
			CompletionStage<TaskOutcome<String>> stage = bench.boundary.submit("a", task);
			task.awaitEntered();
			CompletableFuture<StopReport> stopping = bench.tree.stopping();
			bench.tree.time.advance(DEADLINE);
			task.awaitInterrupted();
			bench.tree.time.advance(PATIENCE);
			ActorBench.get(stopping);
			assertThat(bench.boundary.status()).isInstanceOf(ProcessStatus.Abandoned.class);
			assertThat(bench.tree.events.await(ProcessEvent.Abandoned.class, bench.boundary.path(), 1).stack())
				.contains("HeldTask.call");
			assertThat(ActorBench.get(stage)).isInstanceOf(Cancelled.class);
			assertThat(bench.tree.undelivered).containsExactly("a");
			assertThat(bench.boundary.snapshot()).extracting("abandoned", "hanging").containsExactly(1L, 1);
			task.release();
			ActorBench.until(() -> bench.boundary.snapshot().hanging() == 0);
		}
	}

	@Test
	void aBrutalStopRefusesNewTasksAtOnceThoughATaskIgnoresItsInterrupt() throws Exception {
		try (BoundaryBench bench = BoundaryBench.brutal(BoundaryBench.SETTINGS)) {
			HeldTask task = bench.runningStubborn("a");
			CompletableFuture<StopReport> stopping = bench.tree.stopping();
			task.awaitInterrupted();
			assertThat(bench.boundary.submit("b", () -> 1).toCompletableFuture())
				.isCompletedWithValue(new Rejected<>(new BoundaryError.BoundaryClosed("b")));
			bench.tree.time.advance(PATIENCE);
			ActorBench.get(stopping);
			assertThat(bench.tree.undelivered).containsExactly("a");
			assertThat(bench.boundary.snapshot()).extracting("accepted", "rejected").containsExactly(1L, 1L);
		}
	}

	@Test
	void aBrutalRestartLeavesWhatWaitsToTheNextIncarnationAndTakesNothingUntilThen() throws Exception {
		try (BoundaryBench bench = BoundaryBench.brutal(BoundaryBench.SETTINGS)) {
			HeldTask first = bench.runningStubborn("a");
			bench.running("b");
			HeldTask waiting = bench.queued("c");
			CompletableFuture<?> restarted = bench.supervisor.restart("geocode").toCompletableFuture();
			first.awaitInterrupted();
			assertThat(bench.boundary.submit("d", () -> 1).toCompletableFuture())
				.isCompletedWithValue(new Rejected<>(new BoundaryError.BoundaryClosed("d")));
			assertThat(waiting.hasEntered()).isFalse();
			first.release();
			waiting.awaitEntered().release();
			ActorBench.get(restarted);
			assertThat(ActorBench.get(bench.boundary.submit("d", () -> 1))).isEqualTo(new Succeeded<>(1));
			assertThat(bench.idle()).extracting("succeeded", "cancelled", "rejected").containsExactly(3L, 1L, 1L);
			assertThat(bench.tree.undelivered).isEmpty();
		}
	}

	@Test
	void whatFollowsATaskIsWaitedForAndInterruptedLikeTheTask() throws Exception {
		try (BoundaryBench bench = BoundaryBench.started(BoundaryBench.SETTINGS)) {
			HeldTask task = bench.held();
			HeldTask continuation = bench.held();
			CompletionStage<String> followed = bench.boundary.submit("a", task).thenApply((outcome) -> {
				try {
					return continuation.call();
				}
				catch (Exception ex) {
					return ex.getClass().getSimpleName();
				}
			});
			task.awaitEntered().release();
			continuation.awaitEntered();
			CompletableFuture<StopReport> stopping = bench.tree.stopping();
			assertThat(stopping).isNotDone();
			bench.tree.time.advance(DEADLINE);
			assertThat(ActorBench.get(followed)).isEqualTo("InterruptedException");
			assertThat(ActorBench.get(stopping).undelivered()).isZero();
		}
	}

	@Test
	void aStopDoesNotWaitForATaskThatWasLeftBehindBefore() throws Exception {
		try (BoundaryBench bench = BoundaryBench.started(BoundaryBench.SETTINGS)) {
			HeldTask task = bench.runningStubborn("a");
			var cancelled = bench.boundary.cancel("a", "too late");
			task.awaitInterrupted();
			bench.tree.time.advance(BoundaryBench.TWO_AND_THREE.cancellationBudget());
			ActorBench.get(cancelled);
			assertThat(ActorBench.get(bench.tree.stopping()).isClean()).isTrue();
			assertThat(bench.boundary.status()).isInstanceOf(ProcessStatus.Stopped.class);
		}
	}

	@Test
	void aRestartWaitsForWhatRunsAndLeavesTheRestToTheNextIncarnation() throws Exception {
		try (BoundaryBench bench = BoundaryBench.started(BoundaryBench.SETTINGS)) {
			HeldTask first = bench.running("a");
			HeldTask second = bench.running("b");
			HeldTask waiting = bench.queued("c");
			CompletableFuture<?> restarted = bench.supervisor.restart("geocode").toCompletableFuture();
			ActorBench.until(() -> bench.boundary.status() instanceof ProcessStatus.Stopping);
			HeldTask later = bench.queued("d");
			first.release();
			ActorBench.until(() -> bench.boundary.snapshot().inFlight() == 1);
			assertThat(waiting.hasEntered()).isFalse();
			assertThat(restarted).isNotDone();
			second.release();
			waiting.awaitEntered().release();
			later.awaitEntered().release();
			ActorBench.get(restarted);
			assertThat(bench.idle()).extracting("accepted", "succeeded", "cancelled").containsExactly(4L, 4L, 0L);
			assertThat(bench.tree.undelivered).isEmpty();
		}
	}

	@Test
	void whatARestartHasToInterruptIsCancelledAndCanBeTriedAgain() throws Exception {
		try (BoundaryBench bench = BoundaryBench.started(BoundaryBench.SETTINGS)) {
			HeldTask task = bench.held();
			CompletionStage<TaskOutcome<String>> stage = bench.boundary.submit("a", task);
			task.awaitEntered();
			CompletableFuture<?> restarted = bench.supervisor.restart("geocode").toCompletableFuture();
			ActorBench.until(() -> bench.boundary.status() instanceof ProcessStatus.Stopping);
			bench.tree.time.advance(DEADLINE);
			assertThat(ActorBench.get(stage)).isInstanceOf(Cancelled.class);
			ActorBench.get(restarted);
			task.release();
			assertThat(ActorBench.get(bench.boundary.retry("a"))).isEqualTo(new Succeeded<>("done"));
			assertThat(bench.tree.undelivered).isEmpty();
		}
	}

	@Test
	void aRestartThatATaskHoldsUpLeavesWhatWaitsToTheNextIncarnation() throws Exception {
		try (BoundaryBench bench = BoundaryBench.started(BoundaryBench.SETTINGS)) {
			HeldTask hanging = bench.runningStubborn("a");
			bench.running("b");
			HeldTask waiting = bench.queued("c");
			CompletableFuture<?> restarted = bench.supervisor.restart("geocode").toCompletableFuture();
			leaveBehind(bench, hanging);
			assertThat(bench.tree.undelivered).containsExactlyInAnyOrder("a", "b");
			assertThat(bench.boundary.snapshot().queued()).isEqualTo(1);
			assertThat(bench.boundary.submit("d", () -> 1).toCompletableFuture())
				.isCompletedWithValue(new Rejected<>(new BoundaryError.BoundaryClosed("d")));
			hanging.release();
			ActorBench.get(restarted);
			waiting.awaitEntered().release();
			assertThat(bench.idle()).extracting("accepted", "succeeded", "cancelled").containsExactly(3L, 1L, 2L);
			assertThat(bench.tree.undelivered).containsExactlyInAnyOrder("a", "b");
		}
	}

	@Test
	void whatWaitedForAnIncarnationThatDoesNotComeIsCancelledAndReported() throws Exception {
		try (BoundaryBench bench = BoundaryBench.started(BoundaryBench.SETTINGS)) {
			HeldTask hanging = bench.runningStubborn("a");
			bench.running("b");
			CompletionStage<TaskOutcome<String>> waiting = bench.boundary.submit("c", bench.held());
			var unused = bench.supervisor.restart("geocode");
			leaveBehind(bench, hanging);
			assertThat(waiting.toCompletableFuture()).isNotDone();
			ActorBench.get(bench.tree.stopping());
			assertThat(ActorBench.get(waiting)).isEqualTo(new Cancelled<>("the boundary was stopped"));
			assertThat(bench.tree.undelivered).containsExactlyInAnyOrder("a", "b", "c");
		}
	}

	private static void leaveBehind(BoundaryBench bench, HeldTask hanging) throws Exception {
		// The deadline is armed right after the status has changed.
		ActorBench.until(() -> bench.tree.time.scheduled() > 0);
		bench.tree.time.advance(DEADLINE);
		hanging.awaitInterrupted();
		bench.tree.time.advance(PATIENCE);
		ActorBench.until(() -> bench.boundary.status() instanceof ProcessStatus.Abandoned);
		ActorBench.until(() -> !bench.tree.undelivered.isEmpty());
	}

	@Test
	void countsAndHistorySurviveAStopOfTheRuntime() throws Exception {
		try (BoundaryBench bench = BoundaryBench.started(BoundaryBench.SETTINGS)) {
			ActorBench.get(bench.boundary.submit("a", () -> 1));
			bench.tree.runtime.stop(TreeBench.LONG);
			bench.start();
			assertThat(ActorBench.get(bench.boundary.submit("b", () -> 2))).isEqualTo(new Succeeded<>(2));
			assertThat(bench.boundary.state().tasks()).containsOnlyKeys("a", "b");
			assertThat(bench.boundary.snapshot().succeeded()).isEqualTo(2);
		}
	}

	@Test
	void boundariesStartAfterTheSinksAndBeforeTheSupervisorsOfTheUser() {
		try (TreeBench tree = TreeBench.manual()) {
			tree.runtime.worker("w", (tick) -> {
			}, WorkerSettings.every(Duration.ofHours(1)));
			tree.runtime.supervisor("ingest", TreeBench.settings(RestartStrategy.ONE_FOR_ONE));
			tree.runtime.boundary("geocode", BoundarySettings.defaults());
			assertThat(tree.runtime.snapshot().children()).extracting((child) -> child.process().path().name())
				.containsExactly("sinks", "boundaries", "ingest", "processes", "actors", "workers");
			tree.runtime.start();
			List<ProcessPath> started = tree.events.all(ProcessEvent.Started.class)
				.stream()
				.map((event) -> event.process().path())
				.toList();
			assertThat(started.indexOf(ProcessPath.ROOT.child("boundaries")))
				.isGreaterThan(started.indexOf(ProcessPath.ROOT.child("sinks")))
				.isLessThan(started.indexOf(ProcessPath.ROOT.child("ingest")));
		}
	}

}
