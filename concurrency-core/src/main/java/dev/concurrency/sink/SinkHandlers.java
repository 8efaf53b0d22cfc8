package dev.concurrency.sink;

import org.jspecify.annotations.Nullable;

/**
 * What a sink calls besides its drain. Immutable; the {@code with} methods return changed
 * copies.
 *
 * @param deadLetters takes batches that could not be written, null to log them
 * @param laneKey routes items to lanes, needed if there are several
 * @param weigher weighs items, needed if their weight is bounded
 * @param advice what the log says to who has lost batches that nobody takes, null for the
 * usual: to declare a handler of dead letters
 * @param <T> the type of an item
 */
public record SinkHandlers<T>(@Nullable DeadLetterHandler<? super T> deadLetters, @Nullable LaneKey<? super T> laneKey,
		@Nullable Weigher<? super T> weigher, @Nullable String advice) {

	/**
	 * Nothing is called.
	 * @param <T> the type of an item
	 * @return no handlers
	 */
	public static <T> SinkHandlers<T> none() {
		return new SinkHandlers<>(null, null, null, null);
	}

	/**
	 * Sets the handler of dead letters.
	 * @param newDeadLetters takes batches that could not be written
	 * @return a changed copy
	 */
	public SinkHandlers<T> withDeadLetters(DeadLetterHandler<? super T> newDeadLetters) {
		return new SinkHandlers<>(newDeadLetters, this.laneKey, this.weigher, this.advice);
	}

	/**
	 * Sets the key of the lanes.
	 * @param newLaneKey routes items to lanes
	 * @return a changed copy
	 */
	public SinkHandlers<T> withLaneKey(LaneKey<? super T> newLaneKey) {
		return new SinkHandlers<>(this.deadLetters, newLaneKey, this.weigher, this.advice);
	}

	/**
	 * Sets the weigher.
	 * @param newWeigher weighs items
	 * @return a changed copy
	 */
	public SinkHandlers<T> withWeigher(Weigher<? super T> newWeigher) {
		return new SinkHandlers<>(this.deadLetters, this.laneKey, newWeigher, this.advice);
	}

	/**
	 * Checks that what the settings need is there.
	 * @throws IllegalArgumentException if it is not
	 */
	void requireFor(SinkSettings settings) {
		if (settings.lanes() > 1 && this.laneKey == null) {
			throw new IllegalArgumentException("lanes is " + settings.lanes()
					+ ", but nothing says which items must keep their order: give the sink a LaneKey");
		}
		if (settings.maxWeight() > 0 && this.weigher == null) {
			throw new IllegalArgumentException("max-weight is " + settings.maxWeight()
					+ ", but nothing says what an item weighs: give the sink a Weigher");
		}
	}

}
