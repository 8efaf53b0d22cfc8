package dev.concurrency.worker;

import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.CallRow;
import dev.concurrency.process.Incarnation;
import dev.concurrency.process.IncarnationContext;
import dev.concurrency.process.InstanceSource;
import dev.concurrency.process.ProcessContext;
import dev.concurrency.process.ProcessEnvironment;
import dev.concurrency.process.ProcessRecord;
import dev.concurrency.process.ShutdownSignal;
import dev.concurrency.process.Watchdog;
import dev.concurrency.time.wheel.Lap;
import dev.concurrency.time.wheel.LapTask;

/**
 * Calls the ticks that need nothing but to be called, shown and interrupted: those on the
 * timer's thread, and frequent ones without limits. They have neither the name of their
 * process nor a section, which would cost more than a short tick. Belongs to the holder
 * of the turn, but for the abort.
 */
abstract class PlainTicks extends TickTurn {

	/** Whose code is called. */
	final GuardedTask task;

	private final IncarnationContext context;

	private @Nullable PeriodicTask started;

	private boolean plain;

	private volatile boolean aborted;

	PlainTicks(ProcessEnvironment environment, ProcessRecord record, WorkerLedger ledger,
			InstanceSource<PeriodicTask> tasks, Incarnation incarnation, ShutdownSignal shutdown,
			WorkerSettings initial) {
		super(environment, initial);
		this.context = new IncarnationContext(environment, record, incarnation, shutdown);
		this.task = new GuardedTask(environment, record, ledger, tasks, this.context, () -> this.aborted, initial);
	}

	/**
	 * Makes the task and starts it.
	 * @return what it threw, null if it has started
	 */
	final @Nullable Throwable startTask() {
		Throwable failure = this.task.start(this::isStopping);
		this.started = (failure == null) ? this.task.started() : null;
		return failure;
	}

	/**
	 * Runs the last hooks if the task was started, and forgets it.
	 * @return what they threw
	 */
	final List<Throwable> stopTask() {
		this.started = null;
		return this.task.stop();
	}

	/** Interrupts a start or a tick; the last hooks in a second. Any thread. */
	final void abortTask() {
		// Before the look at who is inside: who goes in looks at it afterwards.
		this.aborted = true;
		this.task.abort();
	}

	/** The settings may be others. */
	final void learn(WorkerSettings settings) {
		this.plain = settings.nonBlocking()
				|| (settings.isFrequent() && settings.guard() == null && !TickWatch.isNeeded(settings));
	}

	/** Whether ticks are plain ones. */
	final boolean isPlain() {
		return this.plain;
	}

	/** Runs one tick. */
	final GuardedTask.Result tickPlainly(TickContext tick, Lap lap) {
		CallRow row = row(lap);
		return (row != null) ? tickPlainly(tick, row) : this.task.seated(tick, isShared());
	}

	private GuardedTask.Result tickPlainly(TickContext tick, CallRow row) {
		ProcessContext before = row.enter(this.task, this.context);
		try {
			if (this.aborted) {
				// The interrupt found nobody.
				Thread.currentThread().interrupt();
			}
			Objects.requireNonNull(this.started).tick(tick);
			return GuardedTask.Result.SUCCEEDED;
		}
		catch (Throwable ex) {
			return GuardedTask.Result.failed(ex);
		}
		finally {
			row.leave(before);
		}
	}

	/** Where the ticks of a lap are shown; null if there is no place for that. */
	private @Nullable CallRow row(Lap lap) {
		Watchdog watchdog = this.environment.watchdog();
		if (lap.companion() instanceof CallRow here && watchdog.looksAt(here, isShared())) {
			return here;
		}
		// It may be of another runtime with the same timer.
		lap.close();
		CallRow begun = watchdog.row(isShared());
		if (begun != null) {
			lap.accompany(begun, begun::end);
		}
		return begun;
	}

	/** Whether others wait for the thread. */
	private boolean isShared() {
		return this.crew == null;
	}

	/** See {@link LapTask}. */
	@Override
	long prefetch() {
		return super.prefetch() + (this.aborted ? 1L : 0L);
	}

	/** The same for the task itself. */
	final long prefetchTask() {
		PeriodicTask current = this.started;
		return (current != null) ? current.getClass().hashCode() : 0;
	}

}
