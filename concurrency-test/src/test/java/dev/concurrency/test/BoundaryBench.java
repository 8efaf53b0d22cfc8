package dev.concurrency.test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

import dev.concurrency.ConcurrencyRuntimeBuilder;
import dev.concurrency.SupervisorRef;
import dev.concurrency.boundary.Boundary;
import dev.concurrency.boundary.BoundaryMode;
import dev.concurrency.boundary.BoundaryRuntime;
import dev.concurrency.boundary.BoundarySettings;
import dev.concurrency.boundary.BoundarySnapshot;
import dev.concurrency.boundary.TaskOutcome;
import dev.concurrency.process.ChildSpec;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.Shutdown;

import static org.assertj.core.api.Assertions.assertThat;

/** A runtime with one boundary; time is the test's, the pool has real threads. */
final class BoundaryBench implements AutoCloseable {

	static final Boundary TWO_AND_THREE = Boundary.defaults().withLimits(2, 3);

	static final BoundarySettings SETTINGS = BoundarySettings.defaults().withBoundary(TWO_AND_THREE);

	static final BoundarySettings PULL_ONLY = SETTINGS.withBoundary(TWO_AND_THREE.withMode(BoundaryMode.PULL_ONLY));

	private final List<HeldTask> held = new ArrayList<>();

	final TreeBench tree;

	final SupervisorRef supervisor;

	final BoundaryRuntime boundary;

	private BoundaryBench(TreeBench tree, BoundarySettings settings, UnaryOperator<ChildSpec> changes) {
		this.tree = tree;
		this.supervisor = tree.runtime.supervisorOf(ProcessKind.BOUNDARY);
		this.boundary = this.supervisor.with(changes).boundary("geocode", settings);
	}

	/** Not started yet. */
	static BoundaryBench created(BoundarySettings settings) {
		return created(settings, UnaryOperator.identity());
	}

	private static BoundaryBench created(BoundarySettings settings, UnaryOperator<ChildSpec> changes) {
		return new BoundaryBench(TreeBench.manual(), settings, changes);
	}

	/** Started, with a shutdown that interrupts at once. */
	static BoundaryBench brutal(BoundarySettings settings) {
		return created(settings, (spec) -> spec.withShutdown(new Shutdown.Brutal())).start();
	}

	static BoundaryBench started(BoundarySettings settings) {
		return created(settings).start();
	}

	/** Where so many may be in flight; the changes give as many threads. */
	static BoundaryBench wide(int inFlight, UnaryOperator<ConcurrencyRuntimeBuilder> changes) {
		BoundarySettings settings = SETTINGS.withBoundary(Boundary.defaults().withLimits(inFlight, 1));
		return new BoundaryBench(TreeBench.manual(changes), settings, UnaryOperator.identity()).start();
	}

	BoundaryBench start() {
		this.tree.runtime.start();
		return this;
	}

	/** A task that is let go at the end at the latest. */
	HeldTask held() {
		HeldTask task = HeldTask.obedient();
		this.held.add(task);
		return task;
	}

	HeldTask stubborn() {
		HeldTask task = HeldTask.stubborn();
		this.held.add(task);
		return task;
	}

	/** Submits a held task and waits until it runs. */
	HeldTask running(String key) throws InterruptedException {
		HeldTask task = held();
		assertTaken(this.boundary.submit(key, task));
		return task.awaitEntered();
	}

	HeldTask runningStubborn(String key) throws InterruptedException {
		HeldTask task = stubborn();
		assertTaken(this.boundary.submit(key, task));
		return task.awaitEntered();
	}

	/** Submits a held task that has to wait. */
	HeldTask queued(String key) {
		HeldTask task = held();
		assertTaken(this.boundary.submit(key, task));
		assertThat(task.hasEntered()).isFalse();
		return task;
	}

	private static void assertTaken(CompletionStage<? extends TaskOutcome<?>> stage) {
		assertThat(stage.toCompletableFuture().isDone()).isFalse();
	}

	void release() {
		this.held.forEach(HeldTask::release);
	}

	/** Waits until so many tasks are in flight. */
	void idleBut(int inFlight) {
		ActorBench.until(() -> this.boundary.snapshot().inFlight() == inFlight);
	}

	/** Waits until no task is in flight, and nothing waits. */
	BoundarySnapshot idle() {
		ActorBench.until(() -> this.boundary.snapshot().inFlight() == 0 && this.boundary.snapshot().queued() == 0);
		return this.boundary.snapshot();
	}

	@Override
	public void close() {
		release();
		this.tree.close();
	}

}
