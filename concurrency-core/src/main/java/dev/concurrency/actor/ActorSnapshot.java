package dev.concurrency.actor;

import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.KindSnapshot;

/**
 * The counts of an actor at one moment. They survive restarts. Immutable.
 *
 * @param mailboxCapacity how many messages may wait
 * @param mailboxSize how many wait, the one being handled not included
 * @param mailboxHigh the most that ever waited
 * @param handled how many were handled
 * @param asks how many were questions; of an actor of a group, those to the whole group
 * @param failures how many of them failed
 * @param deadLetters how many were accepted and not handled, or failed
 * @param full how many were refused for want of room
 * @param busy for how long it has handled messages
 * @param lastMessageType the class of the last message, null before the first
 * @param deadLettersByReason how many messages were not handled, by the label of the
 * reason, those among them that were never accepted; of an actor of a group, those of the
 * whole group
 */
public record ActorSnapshot(int mailboxCapacity, int mailboxSize, int mailboxHigh, long handled, long asks,
		long failures, long deadLetters, long full, Duration busy, @Nullable String lastMessageType,
		Map<String, Long> deadLettersByReason) implements KindSnapshot {

	/** Makes the map unmodifiable. */
	public ActorSnapshot {
		deadLettersByReason = Map.copyOf(deadLettersByReason);
	}

	@Override
	public long waiting() {
		return this.mailboxSize;
	}

}
