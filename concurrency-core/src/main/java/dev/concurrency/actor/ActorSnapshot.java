package dev.concurrency.actor;

import dev.concurrency.process.KindSnapshot;

/**
 * The counts of an actor at one moment. They survive restarts. Immutable.
 *
 * @param mailboxCapacity how many messages may wait
 * @param mailboxSize how many wait, the one being handled not included
 * @param handled how many were handled
 * @param failures how many of them failed
 * @param deadLetters how many were accepted and not handled, or failed
 * @param full how many were refused for want of room
 */
public record ActorSnapshot(int mailboxCapacity, int mailboxSize, long handled, long failures, long deadLetters,
		long full) implements KindSnapshot {

	@Override
	public long waiting() {
		return this.mailboxSize;
	}

}
