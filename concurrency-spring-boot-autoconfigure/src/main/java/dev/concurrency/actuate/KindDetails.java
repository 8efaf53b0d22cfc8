package dev.concurrency.actuate;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;

import org.jspecify.annotations.Nullable;

/**
 * The part of a {@link ProcessDescriptor} that only one kind of process has. Counts
 * survive restarts.
 */
public sealed interface KindDetails {

	/**
	 * A sink.
	 *
	 * @param capacity how many items may wait
	 * @param queued how many wait
	 * @param inFlight how many are with the drain or wait for their next attempt
	 * @param accepted how many were taken
	 * @param rejected how many were refused for want of room
	 * @param written how many the drain wrote
	 * @param deadLettered how many the drain could not write
	 * @param undelivered how many were left over when the sink ended
	 * @param evicted how many had to make room for newer ones
	 * @param weight what waits weighs in all, zero if that is not bounded
	 * @param oldestAge how long the oldest of those queued or in flight has been there
	 */
	record Sink(int capacity, int queued, int inFlight, long accepted, long rejected, long written, long deadLettered,
			long undelivered, long evicted, long weight, Duration oldestAge) implements KindDetails {
	}

	/**
	 * A boundary.
	 *
	 * @param mode what makes tasks start, as in {@code push-pull}
	 * @param maxInFlight how many tasks at most run at once
	 * @param maxQueued how many at most wait
	 * @param queued how many wait
	 * @param remaining for how many more there is room
	 * @param inFlight how many are in flight
	 * @param accepted how many were submitted and taken
	 * @param retried how many were tried once more
	 * @param rejected how many were refused
	 * @param succeeded how many did their work
	 * @param failed how many threw
	 * @param cancelled how many were cancelled, those left behind included
	 * @param abandoned how many ignored their cancellation and were left behind
	 * @param hanging how many of these still hold a thread
	 * @param untold how many did not end by themselves and are over, while those who wait
	 * for them are not all told yet
	 * @param begun how many began to run
	 * @param waited how long these waited in all
	 * @param ran how long those that succeeded or failed ran in all
	 */
	record Boundary(String mode, int maxInFlight, int maxQueued, int queued, int remaining, int inFlight, long accepted,
			long retried, long rejected, long succeeded, long failed, long cancelled, long abandoned, int hanging,
			int untold, long begun, Duration waited, Duration ran) implements KindDetails {
	}

	/**
	 * A worker.
	 *
	 * @param schedule when its ticks are due, as in {@code fixed-rate 10s}
	 * @param ticks how many ticks ended that ran
	 * @param failures how many of them failed
	 * @param skipped how many ticks a fixed rate left out because one took too long
	 * @param locked how many were left out because another instance held the lock
	 * @param overruns how many took longer than {@code max-run-time}
	 * @param overdue whether the tick that runs now takes longer than that
	 * @param next when the next tick is due, null while none is
	 * @param lag how much later than due the latest tick began
	 * @param last the tick that ended last, null before the first
	 */
	record Worker(String schedule, long ticks, long failures, long skipped, long locked, long overruns, boolean overdue,
			@Nullable Instant next, Duration lag, @Nullable Tick last) implements KindDetails {
	}

	/**
	 * A tick that has ended.
	 *
	 * @param due when it was due
	 * @param lag how much later it began
	 * @param took how long it ran
	 * @param outcome how it ended, as in {@code succeeded}
	 */
	record Tick(Instant due, Duration lag, Duration took, String outcome) {
	}

	/**
	 * An actor.
	 *
	 * @param capacity how many messages may wait
	 * @param queued how many wait, the one being handled not included
	 * @param highWater the most that ever waited
	 * @param handled how many were handled
	 * @param asks how many were questions
	 * @param failures how many of them failed
	 * @param deadLetters how many were accepted and not handled, or failed
	 * @param deadLettersByReason how many were not handled, those that were refused
	 * included
	 * @param rejected how many were refused for want of room
	 * @param busy for how long it has handled messages
	 * @param lastBusy when it last handled messages, null if it never has
	 * @param lastMessageType the class of the last message, null before the first
	 * @param attributes what the actor's own code says of it: texts, numbers and truth
	 * values
	 */
	record Actor(int capacity, int queued, int highWater, long handled, long asks, long failures, long deadLetters,
			Map<String, Long> deadLettersByReason, long rejected, Duration busy, @Nullable Instant lastBusy,
			@Nullable String lastMessageType, SortedMap<String, Object> attributes) implements KindDetails {
	}

	/**
	 * A group, summed over its actors.
	 *
	 * @param live how many actors it has
	 * @param created how many it ever had
	 * @param passivated how many have gone because no message came
	 * @param memberRestarts how often one of them was started again
	 * @param queued how many messages wait in all mailboxes
	 * @param handled how many messages were handled
	 * @param asks how many of them were questions
	 * @param failures how many of them failed
	 * @param deadLetters how many were accepted and not handled, or failed
	 * @param deadLettersByReason how many were not handled, those that were refused
	 * included
	 * @param rejected how many were refused for want of room
	 */
	record Group(int live, long created, long passivated, long memberRestarts, long queued, long handled, long asks,
			long failures, long deadLetters, Map<String, Long> deadLettersByReason,
			long rejected) implements KindDetails {
	}

	/**
	 * A supervisor.
	 *
	 * @param strategy which children it restarts when one has failed, as in
	 * {@code one-for-one}
	 * @param start how it starts its children, {@code sequential} or {@code concurrent}
	 * @param stop how it stops them
	 * @param autoShutdown whether it ends with its significant children, as in
	 * {@code never}
	 * @param shutdownBudget how long its whole stop may take, null for no limit
	 * @param maxRestarts how many restarts its children share
	 * @param period in how long
	 * @param windowUse how many of them are used at this moment
	 * @param backoff how long a child waits for its restart
	 * @param restartsPerformed how often it restarted a child, or a group of them
	 * @param generation how often it was started itself
	 */
	record Supervisor(String strategy, String start, String stop, String autoShutdown,
			@Nullable Duration shutdownBudget, int maxRestarts, Duration period, int windowUse, Wait backoff,
			long restartsPerformed, long generation) implements KindDetails {
	}

	/**
	 * How long to wait before a restart.
	 *
	 * @param min before the first in a row
	 * @param max at most
	 * @param factor by how much the wait grows
	 * @param jitter which share of it is left to chance
	 * @param resetAfter how long a process must run before its restarts count anew
	 */
	record Wait(Duration min, Duration max, double factor, double jitter, Duration resetAfter) {
	}

}
