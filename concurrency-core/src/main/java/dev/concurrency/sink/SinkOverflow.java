package dev.concurrency.sink;

/** What becomes of an item for which a sink has no room. */
public enum SinkOverflow {

	/** It is refused and counted, and stays the caller's. */
	REJECT,

	/**
	 * Callers wait for room: {@link BackgroundSink#tryPush} throws and names
	 * {@link BackgroundSink#push}. For code that must not lose an item and can wait.
	 */
	WAIT_ONLY,

	/**
	 * It is taken and the oldest one that waits is evicted: counted, and passed to
	 * {@link dev.concurrency.process.UndeliveredHandler#evicted} on the thread that
	 * pushes. It is refused all the same if nothing waits that could be evicted, because
	 * subscribers have reserved the room or other lanes hold the weight.
	 */
	DROP_OLDEST

}
