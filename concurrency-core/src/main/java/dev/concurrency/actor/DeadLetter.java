package dev.concurrency.actor;

import java.util.ArrayList;
import java.util.List;

import dev.concurrency.process.ProcessPath;

/**
 * A message that was accepted and not handled to its end. Immutable; what it prints does
 * not show the message.
 *
 * @param actor who should have handled it
 * @param message the message
 * @param reason why it was not handled: what went wrong first
 * @param later what went wrong after that, on its way back; mostly empty
 */
public record DeadLetter(ProcessPath actor, Object message, DeadLetterReason reason, List<DeadLetterReason> later) {

	/** Makes the list unmodifiable. */
	public DeadLetter {
		later = List.copyOf(later);
	}

	/**
	 * A message with one thing that went wrong.
	 * @param actor who should have handled it
	 * @param message the message
	 * @param reason why it was not handled
	 */
	public DeadLetter(ProcessPath actor, Object message, DeadLetterReason reason) {
		this(actor, message, reason, List.of());
	}

	/**
	 * The same message after something else went wrong.
	 * @param further what went wrong
	 * @return a changed copy
	 */
	public DeadLetter after(DeadLetterReason further) {
		List<DeadLetterReason> longer = new ArrayList<>(this.later);
		longer.add(further);
		return new DeadLetter(this.actor, this.message, this.reason, longer);
	}

	@Override
	public String toString() {
		return "DeadLetter[actor=" + this.actor + ", type=" + this.message.getClass().getName() + ", reason="
				+ this.reason + (this.later.isEmpty() ? "" : ", later=" + this.later) + "]";
	}

}
