package dev.concurrency;

import dev.concurrency.process.ProcessRef;

/**
 * Told when a part of the tree directly below the root has used up its restarts, or an
 * actor has failed for good, and nobody is left to ask: neither a supervisor nor an actor
 * above, nor the coordinator of {@link ConcurrencyRuntime#setSupervisionCoordinator}.
 * Called on a thread of its own, so it may take its time, stop the runtime or close the
 * application; what it throws is logged.
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
