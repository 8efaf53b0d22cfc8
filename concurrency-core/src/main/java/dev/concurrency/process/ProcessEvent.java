package dev.concurrency.process;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/** What happened to a process. Immutable; payloads never appear in it. */
public sealed interface ProcessEvent {

	/**
	 * Which process.
	 * @return the process and its incarnation
	 */
	ProcessRef process();

	/**
	 * When.
	 * @return the wall-clock time
	 */
	Instant at();

	/**
	 * An incarnation is initialized and at work.
	 *
	 * @param process which process
	 * @param at when
	 * @param restarts how often it was started again so far after it or a sibling failed
	 */
	record Started(ProcessRef process, Instant at, long restarts) implements ProcessEvent {
	}

	/**
	 * A callback of the user's ended: a batch was drained, a task or a tick ran.
	 *
	 * @param process which process
	 * @param at when
	 * @param items how many items were passed to it
	 * @param took how long it ran
	 * @param failure what it threw, or null
	 */
	record Worked(ProcessRef process, Instant at, int items, Duration took,
			@Nullable Throwable failure) implements ProcessEvent {

		/**
		 * What it worked on, for the middle of a sentence.
		 * @return as in {@code 3 items} of a sink, or {@code a tick} of a worker
		 */
		public String work() {
			return switch (this.process.kind()) {
				case WORKER -> "a tick";
				case BOUNDARY -> "a task";
				case ACTOR, GROUP -> "a message";
				case SINK, SUPERVISOR, PROCESS -> (this.items == 1) ? "1 item" : this.items + " items";
			};
		}

	}

	/**
	 * An incarnation ended abnormally.
	 *
	 * @param process which process
	 * @param at when
	 * @param cause why
	 */
	record Failed(ProcessRef process, Instant at, Throwable cause) implements ProcessEvent {
	}

	/**
	 * A new incarnation is due.
	 *
	 * @param process which process
	 * @param at when
	 * @param attempt 1 for the first restart in a row, 0 for one that an operator wants
	 * @param delay how long until it starts
	 * @param cause how the incarnation before ended, null when the process is restarted
	 * along with a sibling or by an operator
	 */
	record Restarting(ProcessRef process, Instant at, int attempt, Duration delay,
			@Nullable Throwable cause) implements ProcessEvent {
	}

	/**
	 * No further restart is allowed; told after the process has ended.
	 *
	 * @param process which process
	 * @param at when
	 * @param cause why
	 */
	record GaveUp(ProcessRef process, Instant at, Throwable cause) implements ProcessEvent {
	}

	/**
	 * A process ended and will not be started again by its supervisor.
	 *
	 * @param process which process
	 * @param at when
	 * @param took how long the stop took, zero when none was asked for
	 * @param summary what it did and what is left, in words
	 * @param cause the failure, or null after a clean end
	 */
	record Stopped(ProcessRef process, Instant at, Duration took, String summary,
			@Nullable Throwable cause) implements ProcessEvent {
	}

	/**
	 * A call of the user's code takes too long; told once for each such call.
	 *
	 * @param process which process; of an actor of a group the actor
	 * @param at when
	 * @param took how long so far
	 * @param stack where its thread is, one frame a line
	 */
	record Stalled(ProcessRef process, Instant at, Duration took, String stack) implements ProcessEvent {
	}

	/**
	 * A thread ignored every request to end.
	 *
	 * @param process which process
	 * @param at when
	 * @param stack where the thread is, one frame a line; empty when it is not known
	 */
	record Abandoned(ProcessRef process, Instant at, String stack) implements ProcessEvent {
	}

}
