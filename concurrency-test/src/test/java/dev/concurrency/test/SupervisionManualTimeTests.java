package dev.concurrency.test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.process.ProcessEvent;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ProcessSnapshot;
import dev.concurrency.process.ProcessStatus;
import dev.concurrency.process.RestartPolicy;
import dev.concurrency.supervision.SupervisionException;
import dev.concurrency.supervision.SupervisorSnapshot;
import dev.concurrency.time.Backoff;
import dev.concurrency.worker.PeriodicWorker;
import dev.concurrency.worker.WorkerFailureAction;
import dev.concurrency.worker.WorkerSettings;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Supervision through a whole runtime on one thread: a worker fails when the test wants
 * it to, since its ticks come when the test moves time.
 */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SupervisionManualTimeTests {

	private static final ProcessPath WORKERS = ProcessPath.ROOT.child("workers");

	private static final Duration TICK = Duration.ofSeconds(1);

	private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(100), Duration.ofMillis(400), 2, 0,
			Duration.ofSeconds(10));

	private final ManualTime time = new ManualTime();

	private final RecordingListener events = new RecordingListener();

	private final List<String> gaveUp = new CopyOnWriteArrayList<>();

	private final ConcurrencyRuntime runtime = ConcurrencyRuntime.builder()
		.timeSource(this.time)
		.timer(this.time)
		.supervisionExecutor(Runnable::run)
		.sharedExecutor(Runnable::run)
		.blockingExecutor(Runnable::run)
		.restarts(new RestartPolicy(2, Duration.ofMinutes(1), BACKOFF))
		.listener(this.events)
		.giveUpHandler((process, cause) -> this.gaveUp.add(process.path().value()))
		.build();

	private boolean failing = true;

	@Test
	void eachRestartIsCountedDatedAndToldInOrder() {
		PeriodicWorker worker = worker("tick");
		this.runtime.start();
		this.time.advance(TICK);
		assertThat(worker.status()).isEqualTo(new ProcessStatus.Restarting(1, this.time.instant().plus(BACKOFF.min())));
		this.time.advance(BACKOFF.min());
		assertThat(worker.status()).isInstanceOf(ProcessStatus.Running.class);
		assertThat(process(worker.path()).restarts()).isEqualTo(1);
		assertThat(process(worker.path()).lastFailure()).isNotNull()
			.satisfies((failure) -> assertThat(failure.message()).isEqualTo("broken"));
		assertThat(this.events.all(ProcessEvent.Restarting.class)).singleElement()
			.returns(BACKOFF.min(), ProcessEvent.Restarting::delay);
	}

	@Test
	void eachIncarnationHasAnIdOfItsOwn() {
		PeriodicWorker worker = worker("tick");
		this.runtime.start();
		var first = process(worker.path()).process().id();
		this.time.advance(TICK.plus(BACKOFF.min()));
		var second = process(worker.path()).process().id();
		assertThat(first).isNotNull().isNotEqualTo(second);
		assertThat(second).isNotNull();
	}

	@Test
	void theWindowOfTheBudgetSlidesAlsoForWhoOnlyLooks() {
		worker("tick");
		this.runtime.start();
		this.time.advance(TICK);
		this.failing = false;
		assertThat(windowUse()).isEqualTo(1);
		this.time.advance(Duration.ofMinutes(1).minusNanos(1));
		assertThat(windowUse()).isEqualTo(1);
		this.time.advance(Duration.ofNanos(1));
		assertThat(windowUse()).isZero();
	}

	@Test
	void whenTheBudgetIsUsedUpTheWholeKindIsDownTheHandlerIsToldAndANewStartBeginsAfresh() {
		PeriodicWorker worker = worker("tick");
		PeriodicWorker sibling = this.runtime.worker("sibling", (context) -> {
		}, WorkerSettings.every(Duration.ofHours(1)));
		this.runtime.start();
		this.time.advance(Duration.ofSeconds(10));
		ActorBench.until(() -> !this.gaveUp.isEmpty());
		assertThat(this.gaveUp).containsExactly("root/workers");
		assertThat(worker.status()).isInstanceOf(ProcessStatus.Failed.class);
		assertThat(sibling.status()).isInstanceOf(ProcessStatus.Stopped.class);
		assertThat(process(WORKERS).status()).isInstanceOfSatisfying(ProcessStatus.Failed.class,
				(failed) -> assertThat(failed.cause()).isInstanceOf(SupervisionException.BudgetExceeded.class));
		assertThat(process(ProcessPath.ROOT.child("sinks")).status()).isInstanceOf(ProcessStatus.Running.class);
		assertThat(this.runtime.snapshot().status()).isInstanceOf(ProcessStatus.Running.class);
		this.runtime.stop(Duration.ofDays(1));
		this.failing = false;
		this.runtime.start();
		this.time.advance(Duration.ofSeconds(10));
		assertThat(worker.status()).isInstanceOf(ProcessStatus.Running.class);
		assertThat(windowUse()).isZero();
	}

	@Test
	void aStopDuringABackoffStartsNothing() {
		PeriodicWorker worker = worker("tick");
		this.runtime.start();
		this.time.advance(TICK);
		assertThat(this.runtime.stop(Duration.ofDays(1)).isClean()).as("it had failed before").isTrue();
		this.time.advance(Duration.ofHours(1));
		assertThat(worker.status()).isInstanceOf(ProcessStatus.Failed.class);
		assertThat(this.events.all(ProcessEvent.Started.class))
			.filteredOn((event) -> event.process().path().equals(worker.path()))
			.hasSize(1);
	}

	@Test
	void aStopIsTimedByTheRuntimesOwnClock() {
		this.runtime.start();
		assertThat(this.runtime.stop(Duration.ofDays(1)).took()).isZero();
	}

	private PeriodicWorker worker(String name) {
		return this.runtime.worker(name, (context) -> {
			if (this.failing) {
				throw new IllegalStateException("broken");
			}
		}, WorkerSettings.every(TICK).withOnFailure(WorkerFailureAction.RESTART));
	}

	private int windowUse() {
		return ((SupervisorSnapshot) process(WORKERS).details()).windowUse();
	}

	private ProcessSnapshot process(ProcessPath path) {
		return this.runtime.find(path).orElseThrow();
	}

}
