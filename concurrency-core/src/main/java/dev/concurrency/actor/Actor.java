package dev.concurrency.actor;

/**
 * State that only one thread at a time touches. Every callback of one incarnation sees
 * what the callbacks before it did; no locking is needed.
 * <p>
 * {@link #handle} shares its thread with other actors and must not block; the hooks run
 * on the {@code blocking} pool and may. Any may throw anything.
 *
 * @param <M> the type of a message
 */
@FunctionalInterface
public interface Actor<M> {

	/**
	 * Prepares; once for each incarnation, before any message. A failure counts as a
	 * failed start.
	 * @param context the actor's surroundings, valid for this incarnation
	 * @throws Exception if the actor cannot start
	 */
	default void onStart(ActorContext<M> context) throws Exception {
	}

	/**
	 * Called on a fresh instance that replaces one that failed, before {@link #onStart};
	 * a failure is logged and does not stop the restart.
	 * @param cause why the incarnation before failed
	 * @throws Exception is logged
	 */
	default void onRestart(Throwable cause) throws Exception {
	}

	/**
	 * Handles one message.
	 * @param message the message
	 * @param context the actor's surroundings, valid for this incarnation
	 * @throws Exception if the actor failed: its supervisor starts a fresh instance, the
	 * mailbox is kept, the message becomes a dead letter
	 */
	void handle(M message, ActorContext<M> context) throws Exception;

	/**
	 * Cleans up; once for each incarnation that was started.
	 * @param reason why the incarnation ends
	 * @throws Exception is logged
	 */
	default void onStop(StopReason reason) throws Exception {
	}

}
