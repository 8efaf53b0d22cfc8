package dev.concurrency.sink;

import dev.concurrency.process.KindSnapshot;

/**
 * The counts of a sink at one moment. They survive restarts. At rest
 * {@code accepted = written + deadLettered + undelivered + queued + inFlight}. Immutable.
 *
 * @param capacity how many items may wait
 * @param queued how many wait
 * @param inFlight how many are with the drain
 * @param accepted how many were taken
 * @param rejected how many were refused for want of room
 * @param written how many the drain wrote
 * @param deadLettered how many the drain could not write
 * @param undelivered how many were left over when the sink ended
 */
public record SinkSnapshot(int capacity, int queued, int inFlight, long accepted, long rejected, long written,
		long deadLettered, long undelivered) implements KindSnapshot {

	@Override
	public long waiting() {
		return this.queued;
	}

}
