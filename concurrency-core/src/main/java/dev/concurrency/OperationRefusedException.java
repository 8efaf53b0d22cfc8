package dev.concurrency;

import dev.concurrency.process.ConcurrencyException;
import dev.concurrency.process.ProcessRef;

/** A process cannot do now, or never can, what an operator wants. */
public final class OperationRefusedException extends ConcurrencyException {

	private final ProcessRef process;

	private final String reason;

	OperationRefusedException(ProcessRef process, String reason) {
		super(process + " " + reason);
		this.process = process;
		this.reason = reason;
	}

	/**
	 * Which process.
	 * @return kind, path and incarnation
	 */
	public ProcessRef process() {
		return this.process;
	}

	/**
	 * Why, in words that go on after the name of the process.
	 * @return as in {@code cannot be paused}
	 */
	public String reason() {
		return this.reason;
	}

}
