package dev.concurrency.actor;

import dev.concurrency.process.KindSnapshot;

/**
 * The counts of a group at one moment, summed over its actors. Immutable.
 *
 * @param live how many actors it has
 * @param created how many it ever had
 * @param restarts how often one of them was started again
 * @param queued how many messages wait in all mailboxes
 * @param handled how many messages were handled
 * @param failures how many of them failed
 * @param deadLetters how many were accepted and not handled, or failed
 * @param full how many were refused for want of room
 */
public record GroupSnapshot(int live, long created, long restarts, long queued, long handled, long failures,
		long deadLetters, long full) implements KindSnapshot {

	@Override
	public long waiting() {
		return this.queued;
	}

	@Override
	public long hiddenRestarts() {
		return this.restarts;
	}

}
