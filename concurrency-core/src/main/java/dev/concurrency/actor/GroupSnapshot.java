package dev.concurrency.actor;

import java.util.Map;

import dev.concurrency.process.KindSnapshot;

/**
 * The counts of a group at one moment, summed over its actors. Immutable.
 *
 * @param live how many actors it has
 * @param created how many it ever had
 * @param passivated how many have gone because no message came
 * @param restarts how often one of them was started again
 * @param queued how many messages wait in all mailboxes
 * @param handled how many messages were handled
 * @param asks how many of them were questions
 * @param failures how many of them failed
 * @param deadLetters how many were accepted and not handled, or failed
 * @param full how many were refused for want of room
 * @param deadLettersByReason how many messages were not handled, by the label of the
 * reason, those among them that were never accepted
 */
public record GroupSnapshot(int live, long created, long passivated, long restarts, long queued, long handled,
		long asks, long failures, long deadLetters, long full,
		Map<String, Long> deadLettersByReason) implements KindSnapshot {

	/** Makes the map unmodifiable. */
	public GroupSnapshot {
		deadLettersByReason = Map.copyOf(deadLettersByReason);
	}

	@Override
	public long waiting() {
		return this.queued;
	}

	@Override
	public long hiddenRestarts() {
		return this.restarts;
	}

}
