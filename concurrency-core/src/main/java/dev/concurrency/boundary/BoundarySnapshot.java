package dev.concurrency.boundary;

import java.time.Duration;

import dev.concurrency.process.KindSnapshot;

/**
 * The counts of a boundary at one moment. They survive restarts, and they add up: what
 * was accepted or retried is queued, in flight, or has succeeded, failed or been
 * cancelled. Immutable.
 *
 * @param boundary its limits
 * @param queued how many tasks wait
 * @param inFlight how many are in flight
 * @param accepted how many were submitted and taken
 * @param retried how many were tried once more
 * @param rejected how many were submitted or to be tried again, and refused
 * @param succeeded how many did their work
 * @param failed how many threw
 * @param cancelled how many were cancelled, those left behind included
 * @param abandoned how many ignored their cancellation and were left behind
 * @param hanging how many of these still hold a thread
 * @param untold how many did not end by themselves and are over, while those who wait for
 * them are not all told yet: what follows a stage may block, and holds up those after it
 * @param begun how many began to run
 * @param waited how long these waited in all
 * @param ran how long those that succeeded or failed ran in all
 */
public record BoundarySnapshot(Boundary boundary, int queued, int inFlight, long accepted, long retried, long rejected,
		long succeeded, long failed, long cancelled, long abandoned, int hanging, int untold, long begun,
		Duration waited, Duration ran) implements KindSnapshot {

	/**
	 * For how many more tasks there is room in the queue.
	 * @return zero or more, also where more wait than a lowered limit allows
	 */
	public int remaining() {
		return Math.max(0, this.boundary.maxQueued() - this.queued);
	}

	@Override
	public long waiting() {
		return this.queued;
	}

}
