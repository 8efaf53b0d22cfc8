package dev.concurrency.sink;

import dev.concurrency.process.ConcurrencyException;
import dev.concurrency.process.ProcessPath;

/** A flush that cannot be done because the sink does not run, or ended first. */
public final class SinkClosedException extends ConcurrencyException {

	private final ProcessPath sink;

	SinkClosedException(ProcessPath sink) {
		super("The sink " + sink + " is closed: start it first, and flush before it is stopped");
		this.sink = sink;
	}

	/**
	 * The closed sink.
	 * @return its path
	 */
	public ProcessPath sink() {
		return this.sink;
	}

}
