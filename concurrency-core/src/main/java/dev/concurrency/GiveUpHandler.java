package dev.concurrency;

import dev.concurrency.process.ProcessRef;

/**
 * Told when a supervisor at the top has used up its restarts and nobody is left to ask.
 * Called on the supervisors' thread; must not block, so it must not stop the runtime or
 * close the application itself but leave that to another thread; what it throws is
 * logged.
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
