package dev.concurrency.process;

/**
 * Told what happens to processes, on the thread where it happens: must be quick, must not
 * block, must be thread-safe. Above all it must neither stop the runtime nor wait for
 * another thread that stops it: what is to stop may need the thread that tells it. Only
 * once the root has stopped that is no harm. What a listener throws is logged and goes no
 * further.
 */
@FunctionalInterface
public interface ProcessListener {

	/**
	 * Something happened.
	 * @param event what
	 */
	void onEvent(ProcessEvent event);

	/**
	 * Whether it is to be told of work that succeeded: of each batch, task and tick,
	 * which may be a hundred thousand a second. It hears of work that failed anyway, and
	 * may be told of all work because another listener wants to be.
	 * @return always the same
	 */
	default boolean wantsWork() {
		return true;
	}

}
