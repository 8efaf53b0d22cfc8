package dev.concurrency.worker;

import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

import dev.concurrency.process.BackgroundProcess;
import dev.concurrency.process.Configurable;
import dev.concurrency.process.Pausable;

/** A handle to a worker. Thread-safe. */
public interface PeriodicWorker extends BackgroundProcess, Pausable, Configurable<WorkerSettings> {

	/**
	 * Has no tick begin that is due; the one that runs goes on. Lasts until
	 * {@link #resume()}, over restarts too. Idempotent.
	 */
	@Override
	void pause();

	/**
	 * Has ticks come again, the first one after a whole period, as after a start without
	 * an initial delay. Idempotent. A {@link Schedule.Calendar} is asked on the calling
	 * thread, unless a tick runs.
	 */
	@Override
	void resume();

	/**
	 * Has the task tick now, paused or not. If a tick runs, one more follows it; two
	 * calls meanwhile are one. The tick that was due next is due so long after this one
	 * as after any, if the schedule counts from one tick to the next; a fixed rate and a
	 * calendar keep to their times. Never blocks.
	 * @return false if the worker does not run, so that no tick follows; true is no
	 * promise, since the worker may end first
	 */
	boolean trigger();

	/**
	 * Has the task tick as {@link #trigger()} does, and tells how that went. Calls that
	 * come before that tick is handed to its thread share it. Never blocks.
	 * @return completes with the first tick that begins after this call; fails with what
	 * it threw, or with {@link WorkerClosedException} if the worker does not run or ends
	 * first; what follows it runs on the shared dispatcher
	 */
	CompletionStage<LastTick> runOnce();

	/**
	 * Changes how the worker behaves. Another schedule, or jitter, counts from now on;
	 * the rest is looked at by the next tick. A new {@link Schedule.Calendar} is asked on
	 * the calling thread, unless a tick runs.
	 * @param change gives the new settings for the old ones; may be called again if
	 * somebody else changes them at the same time
	 * @return the new settings
	 * @throws IllegalArgumentException if what cannot change would: non-blocking and the
	 * guard
	 */
	@Override
	WorkerSettings reconfigure(UnaryOperator<WorkerSettings> change);

	/**
	 * The counts of this moment. Never blocks.
	 * @return a new snapshot
	 */
	WorkerSnapshot snapshot();

}
