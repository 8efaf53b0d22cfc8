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
	 * Code of this incarnation does not come back: a call took too long and ignores its
	 * interrupt. The supervisor interrupts the process once more. If the process ends
	 * then, it failed with the cause; if not, it is abandoned, and what follows its
	 * failure waits for its thread. Ignored unless the incarnation is at work, and once a
	 * stop of its supervisor is under way, whose own deadlines rule then.
	 * <p>
	 * What runs only supervisors never hears of it: they do not hang.
	 * @param cause what is to be told of the failure
	 */
	default void hangs(Throwable cause) {
	}

	/**
	 * The incarnation is over and has failed, and none is to follow by itself, whatever
	 * the specification of the process says; otherwise as {@link #exited}.
	 * @param cause what went wrong
	 */
	default void failedForGood(Throwable cause) {
		exited(cause);
	}

	/**
	 * The incarnation is over: no code of it runs any more. Only the first call counts.
	 * @param cause what went wrong, null after a clean end
	 */
	void exited(@Nullable Throwable cause);

}
