package dev.concurrency.sink;

import dev.concurrency.process.ContextRelay;

/** An item in the queue of a sink, with the context of who pushed it. */
record Carried(Object item, Object context) {

	/** The item as it goes into the queue: as it is, if there is nothing to carry. */
	static Object of(Object item, ContextRelay contexts) {
		Object context = contexts.capture();
		return (context != null) ? new Carried(item, context) : item;
	}

}
