package dev.concurrency.time.wheel;

import org.jspecify.annotations.Nullable;

import dev.concurrency.time.TimeSource;

/**
 * What a thread that runs one short task after the other knows of the time: where one
 * ends the next begins, so the clock is read once for each and not twice. A reading costs
 * more than it seems: the processor first waits for all memory that it has asked for. Not
 * thread-safe.
 * <p>
 * Whoever lets a thread do anything else between two tasks, or wait for the next, has it
 * forget the time. So a task never begins before it was due. What counts for the second
 * is what the thread itself does between the two: it notes how the first went and has the
 * timer wait for the next, whose thread one of a pool has to wake now and then. And what
 * befalls the thread just there, a pause of the collector for one, makes a task longer
 * and not later. That is the price.
 * <p>
 * And what a task has begun for itself that others can go on with stays with the lap
 * until that is closed.
 */
public final class Lap implements AutoCloseable {

	private @Nullable TimeSource clock;

	private long at;

	private boolean known;

	private @Nullable Object companion;

	private @Nullable Runnable end;

	/** Knows no time. */
	public Lap() {
	}

	/**
	 * A task begins, and the time is forgotten until it ends.
	 * @param time the clock by which it counts
	 * @return what that shows, or has shown when the task before ended
	 */
	public long begin(TimeSource time) {
		long begun = now(time);
		forget();
		return begun;
	}

	/**
	 * A task has ended.
	 * @param time the clock by which it counts
	 * @return what that shows
	 */
	public long end(TimeSource time) {
		this.at = time.nanoTime();
		// As good as always the same, and a reference written costs the collector.
		if (this.clock != time) {
			this.clock = time;
		}
		this.known = true;
		return this.at;
	}

	/**
	 * The time, as exactly as the next task will have it.
	 * @param time a clock
	 * @return what that shows, or has shown when the task before ended
	 */
	public long now(TimeSource time) {
		return (this.known && this.clock == time) ? this.at : time.nanoTime();
	}

	/** Time has passed since the task before ended. */
	public void forget() {
		this.known = false;
	}

	/**
	 * What a task has begun here.
	 * @return null if none has
	 */
	public @Nullable Object companion() {
		return this.companion;
	}

	/**
	 * A task has begun what the next can go on with. Nothing else was begun before, or
	 * that was closed.
	 * @param newCompanion what it has begun
	 * @param newEnd ends that when the lap is closed
	 */
	public void accompany(Object newCompanion, Runnable newEnd) {
		this.companion = newCompanion;
		this.end = newEnd;
	}

	/** The thread waits, or needs what was begun for itself, before the next task. */
	@Override
	public void close() {
		forget();
		Runnable current = this.end;
		this.companion = null;
		this.end = null;
		if (current != null) {
			current.run();
		}
	}

}
