package dev.concurrency.sink;

import java.time.Duration;

import dev.concurrency.time.Durations;

/**
 * How a sink behaves. Immutable; the {@code with} methods return changed copies.
 *
 * @param capacity how many items may wait
 * @param batchSize how many items at most are passed to one drain
 * @param linger how long the first item of a batch waits for company
 * @param onFailure what becomes of a batch whose drain failed
 */
public record SinkSettings(int capacity, int batchSize, Duration linger, SinkFailureAction onFailure) {

	/** The largest {@link #capacity()}. */
	public static final int MAX_CAPACITY = 1 << 30;

	/** The default of {@link #capacity()}. */
	public static final int DEFAULT_CAPACITY = 10_000;

	/** The default of {@link #batchSize()}. */
	public static final int DEFAULT_BATCH_SIZE = 256;

	/** The default of {@link #linger()}. */
	public static final Duration DEFAULT_LINGER = Duration.ofMillis(100);

	/** The default of {@link #onFailure()}. */
	public static final SinkFailureAction DEFAULT_ON_FAILURE = SinkFailureAction.DEAD_LETTER;

	/**
	 * Checks the values and their relations.
	 * @throws IllegalArgumentException if a number is not positive, a duration negative,
	 * or {@code batchSize} exceeds {@code capacity}
	 */
	public SinkSettings {
		if (capacity < 1) {
			throw new IllegalArgumentException("capacity must be at least 1 but is " + capacity);
		}
		if (capacity > MAX_CAPACITY) {
			throw new IllegalArgumentException("capacity must be at most " + MAX_CAPACITY + " but is " + capacity);
		}
		if (batchSize < 1) {
			throw new IllegalArgumentException("batch-size must be at least 1 but is " + batchSize);
		}
		if (batchSize > capacity) {
			throw new IllegalArgumentException("batch-size (" + batchSize + ") must not exceed capacity (" + capacity
					+ "): a batch that large would never come together");
		}
		Durations.requireNotNegative("linger", linger);
	}

	/**
	 * The defaults.
	 * @return capacity 10 000, batches of 256, linger 100 ms, dead letters
	 */
	public static SinkSettings defaults() {
		return new SinkSettings(DEFAULT_CAPACITY, DEFAULT_BATCH_SIZE, DEFAULT_LINGER, DEFAULT_ON_FAILURE);
	}

	/**
	 * Changes capacity and batch size together, since they depend on each other.
	 * @param newCapacity how many items may wait
	 * @param newBatchSize how many items at most are passed to one drain
	 * @return a changed copy
	 */
	public SinkSettings withSizes(int newCapacity, int newBatchSize) {
		return new SinkSettings(newCapacity, newBatchSize, this.linger, this.onFailure);
	}

	/**
	 * Changes the linger.
	 * @param newLinger how long the first item of a batch waits for company
	 * @return a changed copy
	 */
	public SinkSettings withLinger(Duration newLinger) {
		return new SinkSettings(this.capacity, this.batchSize, newLinger, this.onFailure);
	}

	/**
	 * Changes what becomes of a failed batch.
	 * @param newOnFailure what becomes of it
	 * @return a changed copy
	 */
	public SinkSettings withOnFailure(SinkFailureAction newOnFailure) {
		return new SinkSettings(this.capacity, this.batchSize, this.linger, newOnFailure);
	}

}
