package dev.concurrency.worker;

import dev.concurrency.process.ConcurrencyException;
import dev.concurrency.process.ProcessPath;

/** A tick that does not come because the worker does not run, or ended first. */
public final class WorkerClosedException extends ConcurrencyException {

	private final ProcessPath worker;

	WorkerClosedException(ProcessPath worker) {
		super("The worker " + worker + " does not run, or ended before its tick did");
		this.worker = worker;
	}

	/**
	 * The worker without a tick.
	 * @return its path
	 */
	public ProcessPath worker() {
		return this.worker;
	}

}
