package dev.concurrency.actor;

import dev.concurrency.process.EndMode;

/**
 * What an actor that is read by hand gets next. Immutable.
 *
 * @param <M> the type of a message
 */
public sealed interface Delivery<M> {

	/**
	 * A message.
	 *
	 * @param message the message
	 * @param <M> the type of a message
	 */
	record Message<M>(M message) implements Delivery<M> {

		@Override
		public String toString() {
			return "Message[type=" + this.message.getClass().getName() + "]";
		}

	}

	/**
	 * An actor below this one has ended and is not restarted. It counts as dealt with.
	 *
	 * @param event which, and why
	 * @param <M> the type of a message
	 */
	record Child<M>(ChildEvent event) implements Delivery<M> {
	}

	/**
	 * A message that was sent from here was accepted and not handled to its end.
	 *
	 * @param letter the message and why
	 * @param <M> the type of a message
	 */
	record Undeliverable<M>(DeadLetter letter) implements Delivery<M> {
	}

	/**
	 * It was asked to end: no message is accepted any more. It ends when what comes now
	 * was asked for, or when it is closed; what nobody has asked for when the time of its
	 * shutdown is over becomes dead letters.
	 *
	 * @param mode with {@link EndMode#DRAIN} the messages that it has accepted come, with
	 * {@link EndMode#STOP} none
	 * @param <M> the type of a message
	 */
	record Signal<M>(EndMode mode) implements Delivery<M> {
	}

	/**
	 * It is over: nothing else comes.
	 *
	 * @param reason why
	 * @param <M> the type of a message
	 */
	record Stopped<M>(StopReason reason) implements Delivery<M> {
	}

}
