package dev.concurrency.sink;

import java.time.Duration;

import dev.concurrency.process.KindSnapshot;

/**
 * The counts of a sink at one moment. They survive restarts. At every moment
 * {@code accepted = written + deadLettered + undelivered + evicted + queued + inFlight}.
 * Immutable.
 *
 * @param capacity how many items may wait
 * @param queued how many wait
 * @param inFlight how many are with the drain or wait for their next attempt
 * @param accepted how many were taken
 * @param rejected how many were refused for want of room
 * @param written how many the drain wrote
 * @param deadLettered how many the drain could not write
 * @param undelivered how many were left over when the sink ended, or neither the drain
 * nor the handler of dead letters took
 * @param evicted how many had to make room for newer ones
 * @param weight what waits weighs in all, zero if that is not bounded
 * @param oldestAge how long the oldest of those queued or in flight has been there;
 * understated by at most the time between two batches, or looks at the sink, around its
 * arrival, or in a long stall by a small part of that
 * @param maxAge how old it may be before the sink is not well, the longest duration for
 * no limit
 */
public record SinkSnapshot(int capacity, int queued, int inFlight, long accepted, long rejected, long written,
		long deadLettered, long undelivered, long evicted, long weight, Duration oldestAge,
		Duration maxAge) implements KindSnapshot {

	/**
	 * Whether the sink writes too slowly, or not at all.
	 * @return true if its oldest item is older than it may be
	 */
	public boolean isLate() {
		return this.oldestAge.compareTo(this.maxAge) > 0;
	}

	@Override
	public long waiting() {
		return this.queued;
	}

}
