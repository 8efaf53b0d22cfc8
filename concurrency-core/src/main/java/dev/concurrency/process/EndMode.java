package dev.concurrency.process;

/** How a process is ended that is not to come back. */
public enum EndMode {

	/** Finishes what it has accepted, within the time that its specification gives it. */
	DRAIN,

	/** Finishes what it has accepted, however long that takes. */
	DRAIN_WITHOUT_LIMIT,

	/** Is interrupted at once. */
	ABORT

}
