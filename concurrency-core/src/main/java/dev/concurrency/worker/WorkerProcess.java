package dev.concurrency.worker;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.FixedSetting;
import dev.concurrency.process.Incarnation;
import dev.concurrency.process.InstanceSource;
import dev.concurrency.process.KindSnapshot;
import dev.concurrency.process.LiveSettings;
import dev.concurrency.process.ProcessEnvironment;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ProcessStatus;
import dev.concurrency.process.RecordedProcess;

/**
 * A worker: what outlives its incarnations and both of its sides, the users' and the
 * supervisor's. Thread-safe.
 */
final class WorkerProcess extends RecordedProcess implements PeriodicWorker {

	private final ProcessEnvironment environment;

	private final InstanceSource<PeriodicTask> tasks;

	private final LiveSettings<WorkerSettings> settings;

	private final WorkerLedger ledger = new WorkerLedger();

	// Written by the supervisor's events only, which come one at a time.
	private volatile @Nullable TickLoop loop;

	@SuppressWarnings("unchecked")
	WorkerProcess(ProcessEnvironment environment, ProcessPath path, InstanceSource<? extends PeriodicTask> tasks,
			WorkerSettings settings) {
		super(environment.record(ProcessKind.WORKER, path));
		this.environment = environment;
		// A source hands back to itself only what it made, so its type may be forgotten.
		this.tasks = (InstanceSource<PeriodicTask>) tasks;
		this.settings = new LiveSettings<>(settings);
	}

	@Override
	public WorkerSnapshot snapshot() {
		return this.ledger.snapshot(settings().schedule(), this.environment.time());
	}

	@Override
	public void pause() {
		pause(true);
	}

	@Override
	public void resume() {
		pause(false);
	}

	private void pause(boolean newPaused) {
		if (record().isPaused() != newPaused) {
			record().paused(newPaused);
			reschedule();
		}
	}

	@Override
	public boolean trigger() {
		TickLoop current = running();
		if (current != null) {
			current.trigger();
		}
		return current != null;
	}

	@Override
	public CompletionStage<LastTick> runOnce() {
		TickLoop current = running();
		return (current != null) ? current.runOnce() : CompletableFuture.failedStage(new WorkerClosedException(path()));
	}

	private @Nullable TickLoop running() {
		ProcessStatus status = status();
		boolean runs = status instanceof ProcessStatus.Running || status instanceof ProcessStatus.Paused;
		return runs ? this.loop : null;
	}

	@Override
	public WorkerSettings settings() {
		return this.settings.get();
	}

	@Override
	public WorkerSettings reconfigure(UnaryOperator<WorkerSettings> change) {
		WorkerSettings changed = this.settings.change(change);
		settle();
		return changed;
	}

	@Override
	public List<FixedSetting> apply(WorkerSettings wanted) {
		List<FixedSetting> fixed = this.settings.apply(wanted);
		settle();
		return fixed;
	}

	private void settle() {
		TickLoop current = this.loop;
		if (current != null) {
			current.settle();
		}
	}

	private void reschedule() {
		TickLoop current = this.loop;
		if (current != null) {
			current.reschedule();
		}
	}

	@Override
	public void start(Incarnation incarnation) {
		TickLoop newLoop = new TickLoop(this.environment, record(), this.ledger, this.tasks, this.settings,
				incarnation);
		this.loop = newLoop;
		newLoop.start();
	}

	@Override
	public void stop() {
		current().stop();
	}

	@Override
	public void abort() {
		current().abort();
	}

	@Override
	public String abandon() {
		return current().abandon();
	}

	@Override
	public @Nullable Runnable terminated(@Nullable Throwable cause) {
		return null;
	}

	@Override
	public KindSnapshot details() {
		return snapshot();
	}

	@Override
	public String summary() {
		WorkerSnapshot counts = snapshot();
		return counts.ticks() + " ticks, " + counts.failures() + " failed";
	}

	private TickLoop current() {
		return Objects.requireNonNull(this.loop, "not started");
	}

}
