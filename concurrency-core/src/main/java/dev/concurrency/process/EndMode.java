package dev.concurrency.process;

/** How a process is ended that is not to come back. */
public enum EndMode {

	/** Finishes what it has accepted, within the time that its specification gives it. */
	DRAIN,

	/** Finishes what it has accepted, however long that takes. */
	DRAIN_WITHOUT_LIMIT,

	/**
	 * Finishes what it is doing, within the time that its specification gives it; what it
	 * has accepted besides is reported as undelivered.
	 */
	STOP,

	/** Is interrupted at once. */
	ABORT

}
