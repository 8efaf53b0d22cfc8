package dev.concurrency.process;

import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

/**
 * How one incarnation of a process answers its supervisor. Thread-safe; what comes from
 * an incarnation that is over is ignored.
 */
public interface Incarnation {

	/**
	 * Which one it is.
	 * @return the id of this incarnation
	 */
	ProcessId id();

	/**
	 * Completes when this incarnation has ended, whether another follows or not.
	 * @return a stage that never fails
	 */
	CompletionStage<Terminated> ended();

	/**
	 * The supervisor, which takes siblings.
	 * @return where this process is a child
	 */
	Nursery parent();

	/**
	 * Why the incarnation before this one ended.
	 * @return its failure, null for the first or after a clean end
	 */
	@Nullable Throwable previousFailure();

	/** Initialization is done and work begins. */
	void ready();

	/**
	 * The incarnation is over: no code of it runs any more. Only the first call counts.
	 * @param cause what went wrong, null after a clean end
	 */
	void exited(@Nullable Throwable cause);

}
