package dev.concurrency.boundary;

/** Where the tasks of a boundary run. */
public enum BoundaryPool {

	/** On the runtime's pool for code that may block. */
	BLOCKING,

	/** On the runtime's pool for computation, one thread per core. */
	CPU

}
