package dev.concurrency.supervision;

/** How a supervisor stops its children. */
public enum StopOrder {

	/** In the reverse of their start order, each gone before the next is asked. */
	SEQUENTIAL,

	/** All at once, for children that do not depend on each other. */
	CONCURRENT

}
