package dev.concurrency.time.wheel;

import org.jspecify.annotations.Nullable;

import dev.concurrency.time.Timer;

/**
 * What a {@link WheelTimer} runs: an entry of its stacks and of its wheel, never of both
 * at the same time unless it was cancelled. {@code link} and {@code depth} belong to the
 * stack that it is on.
 */
abstract sealed class WheelEntry permits TimerEntry, LapEntry {

	long tick;

	Timer.@Nullable Crew crew;

	@Nullable WheelEntry link;

	int depth;

	/** Said before anybody else knows the entry, or knows it again. */
	final void due(long newTick, Timer.@Nullable Crew newCrew) {
		this.tick = newTick;
		// As good as always the same, and a reference written costs the collector.
		if (this.crew != newCrew) {
			this.crew = newCrew;
		}
	}

	/** See {@link LapTask}. */
	abstract long prefetch(int depth);

	/** The driver has just made it, and nobody else knows it. */
	abstract void placeUnseen();

	/** The driver takes it over. Answers false for what was cancelled before. */
	abstract boolean place();

	/** The wheel says where it lies now. */
	abstract void lies(int slot, int index);

	/** It lies in the wheel no more. */
	abstract void leave();

	/**
	 * The driver is about to run it.
	 * @return the task, null if it was cancelled
	 */
	abstract @Nullable Runnable begin();

}
