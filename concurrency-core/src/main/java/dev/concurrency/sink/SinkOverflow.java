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
	 * It is taken and the oldest one that waits is evicted: counted, and passed to the
	 * undelivered handler on the thread that pushes.
	 */
	DROP_OLDEST

}
