package dev.concurrency.actor;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.KindSnapshot;

/**
 * The counts of an actor at one moment. They survive restarts. Immutable.
 *
 * @param mailboxCapacity how many messages may wait
 * @param mailboxSize how many wait, the one being handled not included
 * @param mailboxHigh the most that ever waited, as seen every few messages and whenever
 * one was refused
 * @param handled how many were handled
 * @param asks how many were questions; of an actor of a group, those to the whole group
 * @param failures how many of them failed
 * @param deadLetters how many were accepted and not handled, or failed
 * @param full how many were refused for want of room
 * @param busy for how long it has handled messages
 * @param lastBusy when it last handled messages, the time of the snapshot if it does;
 * null if it never has
 * @param lastMessageType the class of the last message, null before the first
 * @param deadLettersByReason how many messages were not handled, by the label of the
 * reason, those among them that were never accepted; of an actor of a group, those of the
 * whole group
 * @param attributes what the actor's own code has said of its current incarnation, or of
 * its last one: texts, numbers and truth values by name
 */
public record ActorSnapshot(int mailboxCapacity, int mailboxSize, int mailboxHigh, long handled, long asks,
		long failures, long deadLetters, long full, Duration busy, @Nullable Instant lastBusy,
		@Nullable String lastMessageType, Map<String, Long> deadLettersByReason,
		SortedMap<String, Object> attributes) implements KindSnapshot {

	/** Makes the maps unmodifiable. */
	public ActorSnapshot {
		deadLettersByReason = Map.copyOf(deadLettersByReason);
		attributes = Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
	}

	@Override
	public long highWater() {
		return Math.max(this.mailboxHigh, this.mailboxSize);
	}

	@Override
	public long waiting() {
		return this.mailboxSize;
	}

}
