package dev.concurrency.actor;

/**
 * State that only one thread at a time touches. Every callback of one incarnation sees
 * what the callbacks before it did; no locking is needed.
 * <p>
 * {@link #handle}, {@link #onChildEvent} and {@link #onUndeliverable} run where the
 * {@link ActorDispatcher} says, by default on a thread that is shared with other actors,
 * and must not block there. The other hooks run on the {@code blocking} pool and may
 * block. Any may throw anything.
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
	 * @throws Exception if the actor failed: the message becomes a dead letter, and what
	 * follows is what {@link ActorSettings#onFailure} says
	 */
	void handle(M message, ActorContext<M> context) throws Exception;

	/**
	 * No message came for {@link ActorSettings#idleInterval}, or again for as long. For
	 * actors of a group that is found out by looking at them now and then, so they are
	 * told up to a quarter of the interval late, or 2 ms if that is more, never early.
	 * @param context the actor's surroundings, valid for this incarnation
	 * @throws Exception is logged
	 */
	default void onIdle(ActorContext<M> context) throws Exception {
	}

	/**
	 * An actor below this one has ended and is not restarted. Called before
	 * {@link #onStop} also for those that end because this one does. Not called while
	 * this one starts: then a failure below fails the start; nor once this one has failed
	 * or is aborted.
	 * @param event which, and why
	 * @param context the actor's surroundings, valid for this incarnation
	 * @return whether a failure is dealt with; by default none is. If not, this actor
	 * fails with the same event. What is answered to a clean end does not matter
	 * @throws Exception if it cannot be dealt with: this actor fails with both
	 */
	default boolean onChildEvent(ChildEvent event, ActorContext<M> context) throws Exception {
		return event.cause() == null;
	}

	/**
	 * A message that this actor has sent was accepted and not handled to its end. An
	 * actor that does not override this leaves it to the {@link DeadLetterListener}s.
	 * @param letter the message and why
	 * @param context the actor's surroundings, valid for this incarnation
	 * @throws Exception is logged
	 */
	default void onUndeliverable(DeadLetter letter, ActorContext<M> context) throws Exception {
	}

	/**
	 * Cleans up; once for each incarnation that was started. The actors below this one
	 * have ended before, unless it has failed or is aborted: then they end afterwards.
	 * @param reason why the incarnation ends
	 * @throws Exception is logged
	 */
	default void onStop(StopReason reason) throws Exception {
	}

}
