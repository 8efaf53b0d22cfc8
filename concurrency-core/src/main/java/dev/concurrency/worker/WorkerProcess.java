package dev.concurrency.worker;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.Incarnation;
import dev.concurrency.process.InstanceSource;
import dev.concurrency.process.KindSnapshot;
import dev.concurrency.process.ProcessEnvironment;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.RecordedProcess;

/**
 * A worker: what outlives its incarnations and both of its sides, the users' and the
 * supervisor's. Thread-safe.
 */
final class WorkerProcess extends RecordedProcess implements PeriodicWorker {

	private final ProcessEnvironment environment;

	private final InstanceSource<PeriodicTask> tasks;

	private final WorkerSettings settings;

	private final WorkerLedger ledger = new WorkerLedger();

	// Written and read by the supervisor's events only, which come one at a time.
	private @Nullable TickLoop loop;

	@SuppressWarnings("unchecked")
	WorkerProcess(ProcessEnvironment environment, ProcessPath path, InstanceSource<? extends PeriodicTask> tasks,
			WorkerSettings settings) {
		super(environment.record(ProcessKind.WORKER, path));
		this.environment = environment;
		// A source hands back to itself only what it made, so its type may be forgotten.
		this.tasks = (InstanceSource<PeriodicTask>) tasks;
		this.settings = settings;
	}

	@Override
	public WorkerSnapshot snapshot() {
		return this.ledger.snapshot(this.settings.interval());
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
		this.ledger.due(null);
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
