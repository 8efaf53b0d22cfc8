package dev.concurrency.sink;

import java.time.Duration;
import java.util.List;

import dev.concurrency.process.FixedSetting;
import dev.concurrency.process.ProcessSettings;
import dev.concurrency.time.Durations;

/**
 * How a sink behaves. Immutable; the {@code with} methods return changed copies.
 *
 * @param capacity how many items may wait in all; each lane has an equal share
 * @param stripes in how many rings they wait: one keeps the order of all items, several
 * that of each pushing thread and disturb many such threads less
 * @param lanes how many drains write side by side
 * @param batchSize how many items at most are passed to one drain; can be changed at run
 * time
 * @param linger how long the first item of a batch waits for company; can be changed at
 * run time
 * @param overflow what becomes of an item for which there is no room
 * @param maxWeight how much the items that wait may weigh in all, zero for no bound
 * @param drainTimeout how long one call of the drain, or of the handler of dead letters,
 * may take before it is interrupted, the longest duration for no limit; can be changed at
 * run time. A call that ignores the interrupt is left behind: its batch is undelivered,
 * what is queued waits for the end of that thread
 * @param retry how often a batch is tried; can be changed at run time
 * @param onFailure what becomes of a batch that has failed for good; can be changed at
 * run time
 * @param maxAge how old the oldest item may be before the sink is not well, the longest
 * duration for no limit; can be changed at run time
 */
public record SinkSettings(int capacity, int stripes, int lanes, int batchSize, Duration linger, SinkOverflow overflow,
		long maxWeight, Duration drainTimeout, SinkRetry retry, SinkFailureAction onFailure,
		Duration maxAge) implements ProcessSettings<SinkSettings> {

	/** The largest {@link #capacity()}. */
	public static final int MAX_CAPACITY = 1 << 30;

	/** The largest {@link #stripes()}. */
	public static final int MAX_STRIPES = 16;

	/** The largest {@link #lanes()}. */
	public static final int MAX_LANES = 64;

	/** The default of {@link #capacity()}. */
	public static final int DEFAULT_CAPACITY = 10_000;

	/** The default of {@link #batchSize()}. */
	public static final int DEFAULT_BATCH_SIZE = 256;

	/** The default of {@link #linger()}. */
	public static final Duration DEFAULT_LINGER = Duration.ofMillis(100);

	private static final SinkSettings DEFAULTS = new SinkSettings(DEFAULT_CAPACITY, 1, 1, DEFAULT_BATCH_SIZE,
			DEFAULT_LINGER, SinkOverflow.REJECT, 0, Durations.MAX, SinkRetry.NEVER, SinkFailureAction.DEAD_LETTER,
			Durations.MAX);

	/**
	 * Checks the values and their relations.
	 * @throws IllegalArgumentException if a number or duration is out of its range,
	 * {@code batchSize} exceeds what a lane holds, or what drops its oldest item has
	 * several stripes
	 */
	public SinkSettings {
		requireBetween("capacity", capacity, 1, MAX_CAPACITY);
		requireBetween("stripes", stripes, 1, MAX_STRIPES);
		if (Integer.bitCount(stripes) != 1) {
			throw new IllegalArgumentException("stripes must be a power of two but is " + stripes);
		}
		requireBetween("lanes", lanes, 1, MAX_LANES);
		if (lanes > capacity) {
			throw new IllegalArgumentException(
					"lanes (" + lanes + ") must not exceed capacity (" + capacity + "), of which each has a share");
		}
		requireBetween("batch-size", batchSize, 1, Integer.MAX_VALUE);
		if (batchSize > capacity / lanes) {
			throw new IllegalArgumentException("batch-size (" + batchSize + ") must not exceed "
					+ ((lanes == 1) ? "capacity (" + capacity + ")"
							: "the share of a lane (capacity " + capacity + " / lanes " + lanes + ")")
					+ ": a batch that large would never come together");
		}
		Durations.requireNotNegative("linger", linger);
		if (overflow == SinkOverflow.DROP_OLDEST && stripes > 1) {
			throw new IllegalArgumentException(
					"overflow drop-oldest goes with one of the stripes only: several have no oldest item");
		}
		if (maxWeight < 0) {
			throw new IllegalArgumentException("max-weight must not be negative but is " + maxWeight);
		}
		Durations.requirePositive("drain-timeout", drainTimeout);
		Durations.requirePositive("max-age", maxAge);
	}

	private static void requireBetween(String name, int value, int min, int max) {
		if (value < min) {
			throw new IllegalArgumentException(name + " must be at least " + min + " but is " + value);
		}
		if (value > max) {
			throw new IllegalArgumentException(name + " must be at most " + max + " but is " + value);
		}
	}

	/**
	 * The defaults.
	 * @return capacity 10 000 in one stripe and lane, batches of 256, linger 100 ms,
	 * reject, no bound of weight, no drain timeout, no retry, dead letters
	 */
	public static SinkSettings defaults() {
		return DEFAULTS;
	}

	/**
	 * Changes capacity and batch size together, since they depend on each other.
	 * @param newCapacity how many items may wait
	 * @param newBatchSize how many items at most are passed to one drain
	 * @return a changed copy
	 */
	public SinkSettings withSizes(int newCapacity, int newBatchSize) {
		return new SinkSettings(newCapacity, this.stripes, this.lanes, newBatchSize, this.linger, this.overflow,
				this.maxWeight, this.drainTimeout, this.retry, this.onFailure, this.maxAge);
	}

	/**
	 * Changes the stripes.
	 * @param newStripes in how many rings items wait, a power of two
	 * @return a changed copy
	 */
	public SinkSettings withStripes(int newStripes) {
		return new SinkSettings(this.capacity, newStripes, this.lanes, this.batchSize, this.linger, this.overflow,
				this.maxWeight, this.drainTimeout, this.retry, this.onFailure, this.maxAge);
	}

	/**
	 * Changes the lanes.
	 * @param newLanes how many drains write side by side
	 * @return a changed copy
	 */
	public SinkSettings withLanes(int newLanes) {
		return new SinkSettings(this.capacity, this.stripes, newLanes, this.batchSize, this.linger, this.overflow,
				this.maxWeight, this.drainTimeout, this.retry, this.onFailure, this.maxAge);
	}

	/**
	 * Changes the batch size.
	 * @param newBatchSize how many items at most are passed to one drain
	 * @return a changed copy
	 */
	public SinkSettings withBatchSize(int newBatchSize) {
		return withSizes(this.capacity, newBatchSize);
	}

	/**
	 * Changes the linger.
	 * @param newLinger how long the first item of a batch waits for company
	 * @return a changed copy
	 */
	public SinkSettings withLinger(Duration newLinger) {
		return new SinkSettings(this.capacity, this.stripes, this.lanes, this.batchSize, newLinger, this.overflow,
				this.maxWeight, this.drainTimeout, this.retry, this.onFailure, this.maxAge);
	}

	/**
	 * Changes what becomes of an item for which there is no room.
	 * @param newOverflow what becomes of it
	 * @return a changed copy
	 */
	public SinkSettings withOverflow(SinkOverflow newOverflow) {
		return new SinkSettings(this.capacity, this.stripes, this.lanes, this.batchSize, this.linger, newOverflow,
				this.maxWeight, this.drainTimeout, this.retry, this.onFailure, this.maxAge);
	}

	/**
	 * Bounds the weight.
	 * @param newMaxWeight how much the items that wait may weigh, zero for no bound
	 * @return a changed copy
	 */
	public SinkSettings withMaxWeight(long newMaxWeight) {
		return new SinkSettings(this.capacity, this.stripes, this.lanes, this.batchSize, this.linger, this.overflow,
				newMaxWeight, this.drainTimeout, this.retry, this.onFailure, this.maxAge);
	}

	/**
	 * Limits the calls of the drain.
	 * @param newDrainTimeout how long one may take, the longest duration for no limit
	 * @return a changed copy
	 */
	public SinkSettings withDrainTimeout(Duration newDrainTimeout) {
		return new SinkSettings(this.capacity, this.stripes, this.lanes, this.batchSize, this.linger, this.overflow,
				this.maxWeight, newDrainTimeout, this.retry, this.onFailure, this.maxAge);
	}

	/**
	 * Changes how often a batch is tried.
	 * @param newRetry how often, and when
	 * @return a changed copy
	 */
	public SinkSettings withRetry(SinkRetry newRetry) {
		return new SinkSettings(this.capacity, this.stripes, this.lanes, this.batchSize, this.linger, this.overflow,
				this.maxWeight, this.drainTimeout, newRetry, this.onFailure, this.maxAge);
	}

	/**
	 * Changes what becomes of a batch that has failed for good.
	 * @param newOnFailure what becomes of it
	 * @return a changed copy
	 */
	public SinkSettings withOnFailure(SinkFailureAction newOnFailure) {
		return new SinkSettings(this.capacity, this.stripes, this.lanes, this.batchSize, this.linger, this.overflow,
				this.maxWeight, this.drainTimeout, this.retry, newOnFailure, this.maxAge);
	}

	/**
	 * Changes when a sink is not well any more.
	 * @param newMaxAge how old its oldest item may be, the longest duration for no limit
	 * @return a changed copy
	 */
	public SinkSettings withMaxAge(Duration newMaxAge) {
		return new SinkSettings(this.capacity, this.stripes, this.lanes, this.batchSize, this.linger, this.overflow,
				this.maxWeight, this.drainTimeout, this.retry, this.onFailure, newMaxAge);
	}

	/**
	 * How many items one of the lanes holds: an equal share, and the first ones what is
	 * left over.
	 */
	int laneCapacity(int lane) {
		return this.capacity / this.lanes + ((lane < this.capacity % this.lanes) ? 1 : 0);
	}

	@Override
	public List<FixedSetting> fixedSince(SinkSettings running) {
		return FixedSetting.of("sink")
			.compare("capacity", this.capacity, running.capacity)
			.compare("stripes", this.stripes, running.stripes)
			.compare("lanes", this.lanes, running.lanes)
			.compare("overflow", this.overflow, running.overflow)
			.compare("max-weight", this.maxWeight, running.maxWeight)
			.differences();
	}

	@Override
	public SinkSettings onBuildOf(SinkSettings running) {
		return new SinkSettings(running.capacity, running.stripes, running.lanes, this.batchSize, this.linger,
				running.overflow, running.maxWeight, this.drainTimeout, this.retry, this.onFailure, this.maxAge);
	}

}
