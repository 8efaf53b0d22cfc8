package dev.concurrency.actor;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.ProcessAddress;

/**
 * A message on its way between runtimes. Immutable; what it prints does not show the
 * message.
 *
 * @param to the actor, or the group
 * @param key the key of the actor if it belongs to a group
 * @param message the message
 * @param hops how often it was passed on
 * @param ttl how often it may still be passed on
 */
public record Envelope(ProcessAddress to, @Nullable Object key, Object message, int hops, int ttl) {

	/** How often a message is passed on at most. */
	public static final int MAX_HOPS = 64;

	/** Refuses null. */
	public Envelope {
		Objects.requireNonNull(message, "message");
	}

	/**
	 * A message that has not left yet.
	 * @param to the actor
	 * @param message the message
	 * @return a new envelope
	 */
	public static Envelope to(ProcessAddress to, Object message) {
		return new Envelope(to, null, message, 0, MAX_HOPS);
	}

	/**
	 * The same for an actor of a group.
	 * @param newKey the key of the actor
	 * @return a changed copy
	 */
	public Envelope withKey(Object newKey) {
		return new Envelope(this.to, newKey, this.message, this.hops, this.ttl);
	}

	/**
	 * The same one hop later.
	 * @return a changed copy
	 */
	public Envelope passedOn() {
		return new Envelope(this.to, this.key, this.message, this.hops + 1, this.ttl - 1);
	}

	@Override
	public String toString() {
		return "Envelope[to=" + this.to + ((this.key != null) ? ", key" : "") + ", type="
				+ this.message.getClass().getName() + ", hops=" + this.hops + ", ttl=" + this.ttl + "]";
	}

}
