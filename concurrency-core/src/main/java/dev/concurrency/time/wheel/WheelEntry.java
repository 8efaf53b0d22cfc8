package dev.concurrency.time.wheel;

import org.jspecify.annotations.Nullable;

import dev.concurrency.time.Timer;

/**
 * What a {@link WheelTimer} runs once: a link of its stacks and of its wheel at the same
 * time.
 * <p>
 * {@code link} and {@code depth} belong to the stack that the entry is on, the other
 * fields to the wheel; an entry that is in no slot is a ring by itself.
 */
abstract sealed class WheelEntry permits TimerEntry, LapEntry {

	long tick;

	Timer.@Nullable Crew crew;

	@Nullable WheelEntry link;

	int depth;

	WheelEntry next = this;

	WheelEntry previous = this;

	int slot = TimerWheel.NOWHERE;

	/** Said before anybody else knows the entry. */
	final void due(long newTick, Timer.@Nullable Crew newCrew) {
		this.tick = newTick;
		this.crew = newCrew;
	}

	/** Leaves its ring. */
	final void leave() {
		this.previous.next = this.next;
		this.next.previous = this.previous;
		becomeSingle();
	}

	/** Makes a chain of its ring, of which it is the first: the last is its own next. */
	final void openRing() {
		WheelEntry last = this.previous;
		last.next = last;
	}

	/** The one after it in a chain, null if it is the last. */
	final @Nullable WheelEntry following() {
		return (this.next != this) ? this.next : null;
	}

	/** Leaves a chain whose entries all leave it one after the other. */
	final @Nullable WheelEntry letGo() {
		WheelEntry following = following();
		becomeSingle();
		return following;
	}

	private void becomeSingle() {
		this.next = this;
		this.previous = this;
		this.slot = TimerWheel.NOWHERE;
	}

	/** See {@link LapTask}. */
	abstract long prefetch(int depth);

	/** The driver has just made it, and nobody else knows it. */
	abstract void placeUnseen();

	/** The driver takes it over. Answers false for what was cancelled before. */
	abstract boolean place();

	/**
	 * The driver is about to run it.
	 * @return the task, null if it was cancelled
	 */
	abstract @Nullable Runnable begin();

}
