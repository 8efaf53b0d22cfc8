package dev.concurrency.worker;

import dev.concurrency.process.BackgroundProcess;

/** A handle to a worker. Thread-safe. */
public interface PeriodicWorker extends BackgroundProcess {

	/**
	 * The counts of this moment. Never blocks.
	 * @return a new snapshot
	 */
	WorkerSnapshot snapshot();

}
