package dev.concurrency.boundary;

import java.util.List;

import dev.concurrency.process.FixedSetting;
import dev.concurrency.process.ProcessSettings;

/**
 * How a boundary runs. Immutable; the {@code with} methods return changed copies.
 *
 * @param boundary its limits
 * @param pool where its tasks run
 * @param history how many tasks that are over are kept, to be tried again or looked at;
 * as long, their keys are taken; older ones are forgotten
 * @param onStop what a stop does with the tasks that wait
 */
public record BoundarySettings(Boundary boundary, BoundaryPool pool, int history,
		BoundaryStopAction onStop) implements ProcessSettings<BoundarySettings> {

	/** The default of {@link #history()}. */
	public static final int DEFAULT_HISTORY = 1000;

	private static final BoundarySettings DEFAULTS = new BoundarySettings(Boundary.defaults(), BoundaryPool.BLOCKING,
			DEFAULT_HISTORY, BoundaryStopAction.DRAIN);

	/**
	 * Checks the values.
	 * @throws IllegalArgumentException if the length of the history is negative
	 */
	public BoundarySettings {
		if (history < 0) {
			throw new IllegalArgumentException("history must not be negative but is " + history);
		}
	}

	/**
	 * The defaults.
	 * @return those of {@link Boundary#defaults()}, the pool for what may block, a
	 * history of 1000 tasks; a stop runs what waits to the end
	 */
	public static BoundarySettings defaults() {
		return DEFAULTS;
	}

	/**
	 * Changes the limits.
	 * @param newBoundary the limits
	 * @return a changed copy
	 */
	public BoundarySettings withBoundary(Boundary newBoundary) {
		return new BoundarySettings(newBoundary, this.pool, this.history, this.onStop);
	}

	/**
	 * Changes where the tasks run.
	 * @param newPool the pool
	 * @return a changed copy
	 */
	public BoundarySettings withPool(BoundaryPool newPool) {
		return new BoundarySettings(this.boundary, newPool, this.history, this.onStop);
	}

	/**
	 * Changes how many tasks that are over are kept.
	 * @param newHistory how many; zero forgets each at once
	 * @return a changed copy
	 */
	public BoundarySettings withHistory(int newHistory) {
		return new BoundarySettings(this.boundary, this.pool, newHistory, this.onStop);
	}

	/**
	 * Changes what a stop does with the tasks that wait.
	 * @param newOnStop what it does
	 * @return a changed copy
	 */
	public BoundarySettings withOnStop(BoundaryStopAction newOnStop) {
		return new BoundarySettings(this.boundary, this.pool, this.history, newOnStop);
	}

	@Override
	public List<FixedSetting> fixedSince(BoundarySettings running) {
		return FixedSetting.of("boundary")
			.compare("mode", this.boundary.mode(), running.boundary.mode())
			.compare("pool", this.pool, running.pool)
			.differences();
	}

	@Override
	public BoundarySettings onBuildOf(BoundarySettings running) {
		return new BoundarySettings(this.boundary.withMode(running.boundary.mode()), running.pool, this.history,
				this.onStop);
	}

}
