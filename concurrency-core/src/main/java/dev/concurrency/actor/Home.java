package dev.concurrency.actor;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.Nursery;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ProcessRecord;

/**
 * Where an actor lives: alone, or among others of a group. Thread-safe.
 *
 * @param <M> the type of a message
 */
interface Home<M> {

	/** What the actor shares with others. */
	ActorType<M> type();

	/** The actor's place in the tree. */
	ProcessPath path(ActorCell<M> cell);

	/** How others address it. */
	ActorRef<M> ref(ActorCell<M> cell);

	/** Where it counts what an actor goes through that may have no supervisor. */
	ProcessRecord record(ActorCell<M> cell);

	/** Who looks after an actor that has run without a supervisor. */
	Nursery nursery();

	/** Has that supervisor look after it. */
	void adopt(ActorProcess<M> process);

	/** That supervisor does not run any more, and the actor does. */
	void rejected(ActorProcess<M> process);

	/**
	 * An incarnation is ready. The holder's.
	 * @param cell the actor
	 * @param actor its instance
	 */
	void started(ActorCell<M> cell, Actor<M> actor);

	/** A message was handled that is timed. */
	void worked(ActorCell<M> cell, Duration took, @Nullable Throwable failure);

	/** How often it was looked for idle actors. */
	int looks();

	/** Whether all who live here are to handle nothing for now. */
	boolean isPaused();

	/** An actor has gone because no message came. */
	void passivated(ActorCell<M> cell);

	/** An actor has ended for good. */
	void report(ChildEvent event);

	/** An actor that had ended begins again. */
	void returned(ActorCell<M> cell);

	/**
	 * No incarnation runs and none follows for now; the mailbox is closed and empty.
	 * @param cell the actor
	 * @param hangs whether its last incarnation does not come back, and may be followed
	 * once it does
	 */
	void ended(ActorCell<M> cell, boolean hangs);

}
