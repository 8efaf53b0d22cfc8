package dev.concurrency.actor;

import java.time.Duration;
import java.util.List;

import dev.concurrency.process.FixedSetting;
import dev.concurrency.process.ProcessSettings;
import dev.concurrency.process.RestartPolicy;
import dev.concurrency.time.Durations;

/**
 * How an actor, or the actors of a group, behave. Immutable; the {@code with} methods
 * return changed copies.
 *
 * @param mailboxCapacity how many messages may wait in one mailbox; can be changed at run
 * time
 * @param maxEntities how many actors a group may have; a further key is answered with
 * FULL; can be changed at run time
 * @param restarts how a group restarts its actors, and an actor its children; a single
 * actor has its supervisor's
 * @param onFailure what follows when an actor has failed on a message; can be changed at
 * run time
 * @param idleInterval how long no message must have come until {@link Actor#onIdle} is
 * called, and called again; {@link Durations#MAX} for never
 * @param passivateAfter how long no message must have come until an actor of a group
 * goes, to be created anew by the next message; {@link Durations#MAX} for never
 * @param stashCapacity how many messages an actor may have put aside; can be changed at
 * run time
 * @param dispatcher on what threads messages are handled
 * @param timings whether each message is timed, which costs about 50 ns; can be changed
 * at run time
 */
public record ActorSettings(int mailboxCapacity, int maxEntities, RestartPolicy restarts, ActorFailureAction onFailure,
		Duration idleInterval, Duration passivateAfter, int stashCapacity, ActorDispatcher dispatcher,
		boolean timings) implements ProcessSettings<ActorSettings> {

	/** The default of {@link #mailboxCapacity()}. */
	public static final int DEFAULT_MAILBOX_CAPACITY = 1024;

	/** The default of {@link #maxEntities()}. */
	public static final int DEFAULT_MAX_ENTITIES = 1_000_000;

	/** The default of {@link #idleInterval()}. */
	public static final Duration DEFAULT_IDLE_INTERVAL = Duration.ofMinutes(1);

	/** The default of {@link #stashCapacity()}. */
	public static final int DEFAULT_STASH_CAPACITY = 1024;

	/**
	 * Checks the values.
	 * @throws IllegalArgumentException if a number or a duration is not positive
	 */
	public ActorSettings {
		requirePositive("mailbox-capacity", mailboxCapacity);
		requirePositive("max-entities", maxEntities);
		requirePositive("stash-capacity", stashCapacity);
		Durations.requirePositive("idle-interval", idleInterval);
		Durations.requirePositive("passivate-after", passivateAfter);
	}

	private static void requirePositive(String name, int value) {
		if (value < 1) {
			throw new IllegalArgumentException(name + " must be at least 1 but is " + value);
		}
	}

	/**
	 * The defaults.
	 * @return mailboxes and stashes of 1024, a million entities, 10 restarts in 60 s, a
	 * fresh instance after a failure, told after a minute without a message, never
	 * passivated, on the shared threads, not timed
	 */
	public static ActorSettings defaults() {
		return new ActorSettings(DEFAULT_MAILBOX_CAPACITY, DEFAULT_MAX_ENTITIES, RestartPolicy.DEFAULT,
				ActorFailureAction.RESTART, DEFAULT_IDLE_INTERVAL, Durations.MAX, DEFAULT_STASH_CAPACITY,
				ActorDispatcher.SHARED, false);
	}

	/**
	 * Changes the bound of the mailbox.
	 * @param newMailboxCapacity how many messages may wait
	 * @return a changed copy
	 */
	public ActorSettings withMailboxCapacity(int newMailboxCapacity) {
		return new ActorSettings(newMailboxCapacity, this.maxEntities, this.restarts, this.onFailure, this.idleInterval,
				this.passivateAfter, this.stashCapacity, this.dispatcher, this.timings);
	}

	/**
	 * Changes the bound of a group.
	 * @param newMaxEntities how many actors it may have
	 * @return a changed copy
	 */
	public ActorSettings withMaxEntities(int newMaxEntities) {
		return new ActorSettings(this.mailboxCapacity, newMaxEntities, this.restarts, this.onFailure, this.idleInterval,
				this.passivateAfter, this.stashCapacity, this.dispatcher, this.timings);
	}

	/**
	 * Changes how a group restarts its actors, and an actor its children.
	 * @param newRestarts how many restarts in how long, and the waits between
	 * @return a changed copy
	 */
	public ActorSettings withRestarts(RestartPolicy newRestarts) {
		return new ActorSettings(this.mailboxCapacity, this.maxEntities, newRestarts, this.onFailure, this.idleInterval,
				this.passivateAfter, this.stashCapacity, this.dispatcher, this.timings);
	}

	/**
	 * Changes what follows a failure.
	 * @param newOnFailure what follows
	 * @return a changed copy
	 */
	public ActorSettings withOnFailure(ActorFailureAction newOnFailure) {
		return new ActorSettings(this.mailboxCapacity, this.maxEntities, this.restarts, newOnFailure, this.idleInterval,
				this.passivateAfter, this.stashCapacity, this.dispatcher, this.timings);
	}

	/**
	 * Changes when an actor is told that no message comes.
	 * @param newIdleInterval how long none must have come; {@link Durations#MAX} for
	 * never
	 * @return a changed copy
	 */
	public ActorSettings withIdleInterval(Duration newIdleInterval) {
		return new ActorSettings(this.mailboxCapacity, this.maxEntities, this.restarts, this.onFailure, newIdleInterval,
				this.passivateAfter, this.stashCapacity, this.dispatcher, this.timings);
	}

	/**
	 * Changes when an actor of a group goes.
	 * @param newPassivateAfter how long no message must have come; {@link Durations#MAX}
	 * for never
	 * @return a changed copy
	 */
	public ActorSettings withPassivateAfter(Duration newPassivateAfter) {
		return new ActorSettings(this.mailboxCapacity, this.maxEntities, this.restarts, this.onFailure,
				this.idleInterval, newPassivateAfter, this.stashCapacity, this.dispatcher, this.timings);
	}

	/**
	 * Changes how many messages may be put aside.
	 * @param newStashCapacity how many
	 * @return a changed copy
	 */
	public ActorSettings withStashCapacity(int newStashCapacity) {
		return new ActorSettings(this.mailboxCapacity, this.maxEntities, this.restarts, this.onFailure,
				this.idleInterval, this.passivateAfter, newStashCapacity, this.dispatcher, this.timings);
	}

	/**
	 * Changes where messages are handled.
	 * @param newDispatcher on what threads
	 * @return a changed copy
	 */
	public ActorSettings withDispatcher(ActorDispatcher newDispatcher) {
		return new ActorSettings(this.mailboxCapacity, this.maxEntities, this.restarts, this.onFailure,
				this.idleInterval, this.passivateAfter, this.stashCapacity, newDispatcher, this.timings);
	}

	/**
	 * Changes whether each message is timed.
	 * @param newTimings whether it is
	 * @return a changed copy
	 */
	public ActorSettings withTimings(boolean newTimings) {
		return new ActorSettings(this.mailboxCapacity, this.maxEntities, this.restarts, this.onFailure,
				this.idleInterval, this.passivateAfter, this.stashCapacity, this.dispatcher, newTimings);
	}

	@Override
	public List<FixedSetting> fixedSince(ActorSettings running) {
		return FixedSetting.of("actor")
			.same("restarts", this.restarts.equals(running.restarts))
			.compare("idle-interval", this.idleInterval, running.idleInterval)
			.compare("passivate-after", this.passivateAfter, running.passivateAfter)
			.compare("dispatcher", this.dispatcher, running.dispatcher)
			.differences();
	}

	@Override
	public ActorSettings onBuildOf(ActorSettings running) {
		return new ActorSettings(this.mailboxCapacity, this.maxEntities, running.restarts, this.onFailure,
				running.idleInterval, running.passivateAfter, this.stashCapacity, running.dispatcher, this.timings);
	}

}
