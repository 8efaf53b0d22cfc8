package dev.concurrency.actor;

import dev.concurrency.process.RestartPolicy;

/**
 * How an actor, or the actors of a group, behave. Immutable; the {@code with} methods
 * return changed copies.
 *
 * @param mailboxCapacity how many messages may wait in one mailbox
 * @param maxEntities how many actors a group may have; a further key is answered with
 * FULL
 * @param restarts how a group restarts its actors, and an actor its children; a single
 * actor has its supervisor's
 */
public record ActorSettings(int mailboxCapacity, int maxEntities, RestartPolicy restarts) {

	/** The default of {@link #mailboxCapacity()}. */
	public static final int DEFAULT_MAILBOX_CAPACITY = 1024;

	/** The default of {@link #maxEntities()}. */
	public static final int DEFAULT_MAX_ENTITIES = 1_000_000;

	/**
	 * Checks the values.
	 * @throws IllegalArgumentException if a number is not positive or a duration negative
	 */
	public ActorSettings {
		if (mailboxCapacity < 1) {
			throw new IllegalArgumentException("mailbox-capacity must be at least 1 but is " + mailboxCapacity);
		}
		if (maxEntities < 1) {
			throw new IllegalArgumentException("max-entities must be at least 1 but is " + maxEntities);
		}
	}

	/**
	 * The defaults.
	 * @return mailboxes of 1024, a million entities, 10 restarts in 60 s
	 */
	public static ActorSettings defaults() {
		return new ActorSettings(DEFAULT_MAILBOX_CAPACITY, DEFAULT_MAX_ENTITIES, RestartPolicy.DEFAULT);
	}

	/**
	 * Changes the bound of the mailbox.
	 * @param newMailboxCapacity how many messages may wait
	 * @return a changed copy
	 */
	public ActorSettings withMailboxCapacity(int newMailboxCapacity) {
		return new ActorSettings(newMailboxCapacity, this.maxEntities, this.restarts);
	}

	/**
	 * Changes the bound of a group.
	 * @param newMaxEntities how many actors it may have
	 * @return a changed copy
	 */
	public ActorSettings withMaxEntities(int newMaxEntities) {
		return new ActorSettings(this.mailboxCapacity, newMaxEntities, this.restarts);
	}

	/**
	 * Changes how a group restarts its actors.
	 * @param newRestarts how many restarts in how long, and the waits between
	 * @return a changed copy
	 */
	public ActorSettings withRestarts(RestartPolicy newRestarts) {
		return new ActorSettings(this.mailboxCapacity, this.maxEntities, newRestarts);
	}

}
