package dev.concurrency.test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.OperationRefusedException;
import dev.concurrency.ProcessControl;
import dev.concurrency.actor.ActorClient;
import dev.concurrency.boundary.BoundaryRuntime;
import dev.concurrency.boundary.BoundarySettings;
import dev.concurrency.process.BackgroundProcess;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ProcessStatus;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.sink.SinkSettings;
import dev.concurrency.supervision.RestartStrategy;
import dev.concurrency.supervision.SupervisionException;
import dev.concurrency.worker.PeriodicWorker;
import dev.concurrency.worker.WorkerSettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What operators do to a process of any kind, by its path. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ProcessControlTests {

	private final TreeBench bench = TreeBench.real();

	private final List<String> written = new CopyOnWriteArrayList<>();

	private final AtomicInteger ticks = new AtomicInteger();

	private final BackgroundSink<String> sink = this.bench.runtime.sink("audit", this.written::addAll,
			SinkSettings.defaults().withLinger(Duration.ofHours(1)));

	private final PeriodicWorker worker = this.bench.runtime.worker("report", (tick) -> this.ticks.incrementAndGet(),
			WorkerSettings.every(Duration.ofHours(1)));

	private final BackgroundProcess loop = this.bench.supervisor("own", RestartStrategy.ONE_FOR_ONE)
		.process(new Loop("loop"));

	@AfterEach
	void close() {
		this.bench.close();
	}

	@Test
	void whatIsPausedGoesOnWhenItIsToRun() {
		BoundaryRuntime boundary = this.bench.runtime.boundary("geocode", BoundarySettings.defaults());
		this.bench.runtime.start();
		for (BackgroundProcess process : List.of(this.sink, this.worker, boundary)) {
			control(process).pause();
			assertThat(process.status()).isEqualTo(new ProcessStatus.Paused());
		}
		CompletionStage<?> task = boundary.submit("PHX", () -> "done");
		assertThat(boundary.snapshot().queued()).isEqualTo(1);
		for (BackgroundProcess process : List.of(this.sink, this.worker, boundary)) {
			ActorBench.join(control(process).run());
			assertThat(process.status()).isEqualTo(new ProcessStatus.Running());
		}
		ActorBench.join(task);
	}

	@Test
	void aPausedBoundaryRunsWhatWaitsWhenItStops() {
		BoundaryRuntime boundary = this.bench.runtime.boundary("geocode", BoundarySettings.defaults());
		this.bench.runtime.start();
		boundary.pause();
		CompletionStage<?> task = boundary.submit("PHX", () -> "done");
		assertThat(boundary.startAvailable()).isEmpty();
		ActorBench.join(control(boundary).stop());
		ActorBench.join(task);
		assertThat(boundary.snapshot().succeeded()).isEqualTo(1);
	}

	@Test
	void whatCannotBePausedSaysSo() {
		this.bench.runtime.start();
		ActorClient<String> client = this.bench.runtime.client("reader", String.class);
		ActorBench.until(() -> client.ref().status().isUp());
		for (ProcessPath path : List.of(this.loop.path(), ProcessPath.ROOT.child("own"))) {
			assertThatExceptionOfType(OperationRefusedException.class).isThrownBy(() -> control(path).pause())
				.withMessageContaining("cannot be paused: only sinks, boundaries, workers, actors and groups can")
				.matches((refused) -> refused.process().path().equals(path));
		}
		ActorBench.until(() -> client.ref().status() instanceof ProcessStatus.Client);
		assertThatExceptionOfType(OperationRefusedException.class)
			.isThrownBy(() -> control(client.ref().path()).pause())
			.withMessageContaining("by hand");
	}

	@Test
	void whatWasStoppedStaysDownUntilItIsToRun() {
		this.bench.runtime.start();
		assertThat(this.sink.tryPush("kept")).isNotNull();
		for (BackgroundProcess process : List.of(this.sink, this.worker, this.loop)) {
			ActorBench.join(control(process).stop());
			assertThat(process.status()).isEqualTo(new ProcessStatus.Stopped("terminated by an operator"));
			assertThatExceptionOfType(OperationRefusedException.class).isThrownBy(() -> pauseOrFlush(process))
				.isNotNull();
			ActorBench.join(control(process).stop());
			ActorBench.join(control(process).run());
			assertThat(process.status()).isEqualTo(new ProcessStatus.Running());
		}
		assertThat(this.written).containsExactly("kept");
	}

	private void pauseOrFlush(BackgroundProcess process) {
		if (process == this.sink) {
			ActorBench.join(control(process).flush());
		}
		else {
			control(process).pause();
		}
	}

	@Test
	void aWholeSupervisorIsStoppedAndRunsAgain() {
		this.bench.runtime.start();
		ProcessControl own = control(ProcessPath.ROOT.child("own"));
		ActorBench.join(own.stop());
		assertThat(this.loop.status()).isInstanceOf(ProcessStatus.Stopped.class);
		assertThat(control(this.loop).restart().toCompletableFuture()).failsWithin(TreeBench.LONG)
			.withThrowableThat()
			.withCauseInstanceOf(SupervisionException.NotRunning.class);
		ActorBench.join(own.run());
		ActorBench.until(() -> this.loop.status() instanceof ProcessStatus.Running);
	}

	@Test
	void theRootIsNotTheOperators() {
		this.bench.runtime.start();
		assertThatExceptionOfType(OperationRefusedException.class).isThrownBy(() -> control(ProcessPath.ROOT).stop())
			.withMessageContaining("with its runtime only");
		assertThat(control(ProcessPath.ROOT).run().toCompletableFuture()).isCompleted();
	}

	@Test
	void aRestartGivesAnotherIncarnationAndKeepsThePause() {
		this.bench.runtime.start();
		this.sink.pause();
		var id = this.bench.find(this.sink).process().id();
		ActorBench.join(control(this.sink).restart());
		assertThat(this.bench.find(this.sink).process().id()).isNotEqualTo(id);
		assertThat(this.sink.status()).isEqualTo(new ProcessStatus.Paused());
	}

	@Test
	void onlySinksThatRunAreFlushed() {
		this.bench.runtime.start();
		assertThat(this.sink.tryPush("now")).isNotNull();
		ActorBench.join(control(this.sink).flush());
		assertThat(this.written).containsExactly("now");
		assertThatExceptionOfType(OperationRefusedException.class).isThrownBy(() -> control(this.worker).flush())
			.withMessageContaining("only sinks can");
		this.sink.pause();
		assertThatExceptionOfType(OperationRefusedException.class).isThrownBy(() -> control(this.sink).flush())
			.withMessageContaining("it is paused");
	}

	@Test
	void onlyWorkersThatRunAreTriggered() {
		assertThatExceptionOfType(OperationRefusedException.class).isThrownBy(() -> control(this.worker).trigger())
			.withMessageContaining("it is created");
		this.bench.runtime.start();
		control(this.worker).trigger();
		ActorBench.until(() -> this.ticks.get() == 1);
		assertThatExceptionOfType(OperationRefusedException.class).isThrownBy(() -> control(this.sink).trigger())
			.withMessageContaining("only workers can");
	}

	@Test
	void settingsOfAnotherKindAreNotThere() {
		assertThat(control(this.sink).configurable(WorkerSettings.class)).isEmpty();
		assertThat(control(this.loop).configurable(SinkSettings.class)).isEmpty();
		assertThat(control(this.sink).configurable(SinkSettings.class).orElseThrow().settings())
			.isSameAs(this.sink.settings());
		assertThat(this.bench.runtime.control(ProcessPath.ROOT.child("nobody"))).isEmpty();
	}

	private ProcessControl control(BackgroundProcess process) {
		return control(process.path());
	}

	private ProcessControl control(ProcessPath path) {
		return this.bench.runtime.control(path).orElseThrow();
	}

}
