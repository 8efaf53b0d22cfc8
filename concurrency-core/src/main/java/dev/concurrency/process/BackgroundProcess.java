package dev.concurrency.process;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.CompletionStage;

/** What every handle to a process offers. Thread-safe. */
public interface BackgroundProcess {

	/**
	 * The place of the process in the tree.
	 * @return its path, the same over all restarts
	 */
	ProcessPath path();

	/**
	 * What the process is doing.
	 * @return its status at this moment
	 */
	ProcessStatus status();

	/**
	 * Completes when the process has ended and is not restarted: normally after a clean
	 * end, with the failure otherwise; for one that was abandoned, when its thread has
	 * ended, which may be never. A runtime that is started again gives a new stage.
	 * @return a stage that cannot be completed from outside
	 */
	CompletionStage<@Nullable Void> termination();

	/**
	 * Completes when the current incarnation ends, whether another follows or not; at
	 * once, with the end of the last one, when none is alive.
	 * @return a stage that cannot be completed from outside; it fails only for an actor
	 * of a group that does not exist
	 */
	CompletionStage<Terminated> watch();

}
