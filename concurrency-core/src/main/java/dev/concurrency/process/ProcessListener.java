package dev.concurrency.process;

/**
 * Told what happens to processes, on the thread where it happens: must be quick, must not
 * block, must be thread-safe. What it throws is logged and goes no further.
 */
@FunctionalInterface
public interface ProcessListener {

	/**
	 * Something happened.
	 * @param event what
	 */
	void onEvent(ProcessEvent event);

}
