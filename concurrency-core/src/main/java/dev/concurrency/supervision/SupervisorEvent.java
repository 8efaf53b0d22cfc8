package dev.concurrency.supervision;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.EndMode;

/** What a supervisor reacts to. Immutable. */
sealed interface SupervisorEvent {

	/**
	 * What is served first when several events wait: shutdown outranks exits, exits
	 * outrank commands.
	 */
	default Rank rank() {
		return Rank.EXIT;
	}

	/** Start all children. Runs are numbered from 1. */
	record Start(long run) implements SupervisorEvent {

		@Override
		public Rank rank() {
			// With the declarations that come before it.
			return Rank.COMMAND;
		}

	}

	/** Stop all children of a run, gracefully; whether only what is begun is finished. */
	record Stop(long run, boolean halt) implements SupervisorEvent {

		Stop(long run) {
			this(run, false);
		}

		@Override
		public Rank rank() {
			return Rank.SHUTDOWN;
		}

	}

	/** Stop all children of a run at once, whatever is unfinished. */
	record Abort(long run) implements SupervisorEvent {

		@Override
		public Rank rank() {
			return Rank.SHUTDOWN;
		}

	}

	/** A child was declared: it is started whenever the supervisor is. */
	record Declare(Child child) implements SupervisorEvent {

		@Override
		public Rank rank() {
			return Rank.COMMAND;
		}

	}

	/** A child came at run time: it is started now or never. */
	record Spawn(Child child, @Nullable Request ready) implements SupervisorEvent {

		@Override
		public Rank rank() {
			return Rank.COMMAND;
		}

	}

	/** An operator ends a child, which is not started again by itself. */
	record Terminate(Child child, Request request) implements SupervisorEvent {

		@Override
		public Rank rank() {
			return Rank.COMMAND;
		}

	}

	/** A child is ended for good; one that came at run time is forgotten. */
	record End(Child child, EndMode mode, String reason, Request request) implements SupervisorEvent {

		@Override
		public Rank rank() {
			return Rank.COMMAND;
		}

	}

	/** An operator replaces a child's incarnation, or starts one that has ended. */
	record Restart(Child child, Request request) implements SupervisorEvent {

		@Override
		public Rank rank() {
			return Rank.COMMAND;
		}

	}

	/** An operator removes a child that does not run. */
	record Delete(Child child, Request request) implements SupervisorEvent {

		@Override
		public Rank rank() {
			return Rank.COMMAND;
		}

	}

	/** An incarnation is initialized. */
	record Ready(Child child, long incarnation) implements OfIncarnation {
	}

	/** An incarnation is over; whether another may follow. */
	record Exited(Child child, long incarnation, @Nullable Throwable cause, boolean last) implements OfIncarnation {

		Exited(Child child, long incarnation, @Nullable Throwable cause) {
			this(child, incarnation, cause, false);
		}

	}

	/** An incarnation that is at work does not come back from a call. */
	record Hangs(Child child, long incarnation, Throwable cause) implements OfIncarnation {
	}

	/** What a child has left behind is reported. */
	record Settled(Child child, long incarnation) implements OfIncarnation {
	}

	/** The backoff before a restart is over. */
	record RestartDue(Child child, long incarnation) implements OfIncarnation {
	}

	/** The backoff before a restart of several children is over. */
	record GroupDue(long group) implements SupervisorEvent {
	}

	/** The time for an initialization is over. */
	record InitDue(Child child, long incarnation) implements OfIncarnation {
	}

	/** The time for a graceful stop is over. */
	record AbortDue(Child child, long incarnation) implements OfIncarnation {
	}

	/** The time to react to an abort is over. */
	record AbandonDue(Child child, long incarnation) implements OfIncarnation {
	}

	/** The time for the stop of a whole run is over. */
	record BudgetDue(long run) implements SupervisorEvent {
	}

	/** What concerns one incarnation of a child, and nobody if that is over. */
	sealed interface OfIncarnation extends SupervisorEvent {

		Child child();

		long incarnation();

	}

	/** First things first. */
	enum Rank {

		SHUTDOWN, EXIT, COMMAND

	}

}
