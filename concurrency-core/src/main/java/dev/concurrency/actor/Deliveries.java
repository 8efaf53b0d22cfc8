package dev.concurrency.actor;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.Admission;
import dev.concurrency.process.BackgroundProcess;

/** Hands envelopes to the actors of this JVM. Stateless. */
public final class Deliveries {

	private Deliveries() {
	}

	/**
	 * Hands over an envelope.
	 * @param process what is at its address
	 * @param envelope the key and the message
	 * @param returnTo told if it is taken and not handled to its end; at most once
	 * @return null if it was taken, else why not
	 */
	public static @Nullable DeadLetterReason deliver(BackgroundProcess process, Envelope envelope,
			DeadLetterListener returnTo) {
		ActorRef<?> actor = (process instanceof ActorGroup<?, ?> group) ? member(group, envelope.key())
				: (process instanceof ActorRef<?> single && envelope.key() == null) ? single : null;
		if (!(actor instanceof Recipient<?> recipient) || !recipient.type().accepts(envelope.message())) {
			return new DeadLetterReason.NotBound();
		}
		return deliver(recipient, envelope.message(), returnTo);
	}

	@SuppressWarnings("unchecked")
	private static <K> @Nullable ActorRef<?> member(ActorGroup<K, ?> group, @Nullable Object key) {
		// A key of another type is another key.
		return (key != null) ? group.ref((K) key) : null;
	}

	@SuppressWarnings("unchecked")
	private static <M> @Nullable DeadLetterReason deliver(Recipient<M> recipient, Object message,
			DeadLetterListener returnTo) {
		ReturnAddress sender = (letter, otherwise) -> returnTo.onDeadLetter(letter);
		Admission answer = recipient.send(recipient.type().letter((M) message, sender));
		return switch (answer) {
			case ACCEPTED -> null;
			case FULL -> new DeadLetterReason.Full(recipient.type().settings().mailboxCapacity());
			case CLOSED -> new DeadLetterReason.Stopped();
		};
	}

}
