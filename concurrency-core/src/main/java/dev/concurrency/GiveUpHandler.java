package dev.concurrency;

import dev.concurrency.process.ProcessRef;

/**
 * Told when a supervisor at the top has used up its restarts and nobody is left to ask.
 * Called on the supervisors' thread; must not block; what it throws is logged.
 */
@FunctionalInterface
public interface GiveUpHandler {

	/**
	 * A part of the tree is down and stays down.
	 * @param process which part
	 * @param cause why
	 */
	void gaveUp(ProcessRef process, Throwable cause);

}
