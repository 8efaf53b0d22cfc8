package dev.concurrency.process;

import org.jspecify.annotations.Nullable;

/**
 * How one incarnation of a process answers its supervisor. Thread-safe; what comes from
 * an incarnation that is over is ignored.
 */
public interface Incarnation {

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
