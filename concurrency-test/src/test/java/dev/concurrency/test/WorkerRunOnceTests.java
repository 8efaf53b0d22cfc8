package dev.concurrency.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.worker.LastTick;
import dev.concurrency.worker.PeriodicWorker;
import dev.concurrency.worker.TickOutcome;
import dev.concurrency.worker.WorkerClosedException;
import dev.concurrency.worker.WorkerFailureAction;
import dev.concurrency.worker.WorkerSettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Who asks for a tick is told how it ended. */
@Timeout(30)
class WorkerRunOnceTests {

	private static final WorkerSettings HOURLY = WorkerSettings.every(Duration.ofHours(1));

	private final StepQueue pool = new StepQueue();

	@Test
	void theStageCompletesWithTheTick() {
		try (ActorBench bench = bench()) {
			PeriodicWorker worker = started(bench, Ticks.idle(), HOURLY);
			CompletionStage<LastTick> stage = worker.runOnce();
			assertThat(stage.toCompletableFuture()).isNotDone();
			this.pool.drain();
			assertThat(ActorBench.join(stage).outcome()).isEqualTo(TickOutcome.SUCCEEDED);
			assertThat(ActorBench.join(stage).due()).isEqualTo(bench.time.instant());
			assertThat(worker.snapshot().last()).isEqualTo(ActorBench.join(stage));
		}
	}

	/** So those behind a tick that hangs take no memory. */
	@Test
	void allWhoWaitForOneTickGetOneStage() {
		try (ActorBench bench = bench()) {
			PeriodicWorker worker = started(bench, Ticks.idle(), HOURLY);
			// The first tick waits for the pool, and the second for that one.
			CompletionStage<LastTick> first = worker.runOnce();
			CompletionStage<LastTick> second = worker.runOnce();
			assertThat((Object) second).isSameAs(worker.runOnce());
			assertThat((Object) second).isNotSameAs(first);
			this.pool.drain();
			assertThat(ActorBench.join(first).outcome()).isEqualTo(TickOutcome.SUCCEEDED);
			assertThat(ActorBench.join(second).outcome()).isEqualTo(TickOutcome.SUCCEEDED);
		}
	}

	@Test
	void aTickThatIsDueAndWaitsForThePoolIsLateAlready() {
		try (ActorBench bench = bench()) {
			PeriodicWorker worker = started(bench, Ticks.idle(), HOURLY);
			assertThat(worker.snapshot().lag()).isZero();
			bench.time.advance(Duration.ofHours(1).plusSeconds(5));
			assertThat(worker.snapshot().lag()).isEqualTo(Duration.ofSeconds(5));
			this.pool.drain();
			assertThat(worker.snapshot().lag()).isEqualTo(Duration.ofSeconds(5));
		}
	}

	@Test
	void theStageFailsWithWhatTheTickHasThrown() {
		Ticks failing = new Ticks((context) -> {
			throw new IllegalArgumentException("boom");
		});
		try (ActorBench bench = bench()) {
			PeriodicWorker worker = started(bench, failing, HOURLY);
			CompletionStage<LastTick> stage = worker.runOnce();
			this.pool.drain();
			assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> stage.toCompletableFuture().join())
				.withCauseInstanceOf(IllegalArgumentException.class);
		}
	}

	@Test
	void whoAsksDuringATickGetsTheNext() {
		List<CompletionStage<LastTick>> during = new ArrayList<>();
		List<PeriodicWorker> self = new ArrayList<>();
		Ticks asking = new Ticks((context) -> {
			if (context.number() == 1) {
				during.add(self.get(0).runOnce());
			}
		});
		try (ActorBench bench = bench()) {
			self.add(started(bench, asking, HOURLY));
			CompletionStage<LastTick> first = self.get(0).runOnce();
			this.pool.drain();
			assertThat(first.toCompletableFuture()).isCompleted();
			assertThat(during.get(0).toCompletableFuture()).isCompleted();
			assertThat(asking.count()).isEqualTo(2);
		}
	}

	@Test
	void aPausedWorkerTicksOnce() {
		try (ActorBench bench = bench()) {
			Ticks ticks = Ticks.idle();
			PeriodicWorker worker = started(bench, ticks, HOURLY);
			worker.pause();
			CompletionStage<LastTick> stage = worker.runOnce();
			this.pool.drain();
			assertThat(stage.toCompletableFuture()).isCompleted();
			assertThat(ticks.count()).isEqualTo(1);
		}
	}

	@Test
	void aWorkerThatDoesNotRunSaysSo() {
		try (ActorBench bench = bench()) {
			PeriodicWorker worker = bench.runtime.worker("w", Ticks.idle(), HOURLY);
			assertThatExceptionOfType(CompletionException.class)
				.isThrownBy(() -> worker.runOnce().toCompletableFuture().join())
				.withCauseInstanceOf(WorkerClosedException.class)
				.withMessageContaining("root/workers/w does not run");
		}
	}

	@Test
	void aWorkerThatEndsBeforeItsTickSaysSo() {
		try (ActorBench bench = bench()) {
			PeriodicWorker worker = started(bench, Ticks.idle(), HOURLY);
			CompletionStage<LastTick> stage = worker.runOnce();
			bench.stop();
			assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> stage.toCompletableFuture().join())
				.withCauseInstanceOf(WorkerClosedException.class)
				.satisfies(
						(ex) -> assertThat(((WorkerClosedException) ex.getCause()).worker()).isEqualTo(worker.path()));
		}
	}

	@Test
	void aTickThatEndsItsIncarnationIsToldWithItsFailure() {
		Ticks failing = new Ticks((context) -> {
			throw new IllegalStateException("boom");
		});
		try (ActorBench bench = bench()) {
			PeriodicWorker worker = started(bench, failing, HOURLY.withOnFailure(WorkerFailureAction.RESTART));
			CompletionStage<LastTick> stage = worker.runOnce();
			this.pool.drain();
			assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> stage.toCompletableFuture().join())
				.havingCause()
				.withMessage("boom");
		}
	}

	private ActorBench bench() {
		return new ActorBench((builder) -> builder.blockingExecutor(this.pool), this.pool);
	}

	private PeriodicWorker started(ActorBench bench, Ticks ticks, WorkerSettings settings) {
		PeriodicWorker worker = bench.runtime.worker("w", ticks, settings);
		var unused = ActorBench.start(bench.runtime::start);
		ActorBench.until(() -> {
			this.pool.drain();
			return bench.time.scheduled() > 0 && worker.status().isUp() && bench.runtime.isRunning();
		});
		return worker;
	}

}
