package dev.concurrency.time.wheel;

import java.util.SplittableRandom;

/**
 * Has those that are due at about the same time wait for each other, so that the timer's
 * thread wakes once for all of them: to wake costs as much as two hundred short tasks.
 * Belongs to that thread.
 * <p>
 * That is worth it while many are due at each tick. Then what is in the wheel is run up
 * to {@value #SPAN} ms late, and not up to one. Those that are run together and count
 * from their latest run are due together the next time. So they become clusters, which
 * stay, and one that finds another within that time waits for it and joins it.
 * <p>
 * Clusters further apart than that would keep their distance for ever, since each is as
 * late as the others. So one that has another not far behind may wait as long as it may
 * although nothing comes, to be nearer to it the next time. Whether it does is left to
 * chance, for if all did none would come nearer to the next. What does not count from its
 * latest run but keeps to a grid comes no nearer by that, and is no later than said.
 */
final class Nap {

	/** How many ticks what is due waits at most, its own included. */
	static final int SPAN = 4;

	/** How many ticks the next cluster may be away to be neared, at most. */
	private static final int REACH = 12;

	/** So many tasks are worth a wake, and wait for no others to be run with them. */
	private static final int CLUSTER = 4000;

	/** Nor do those that take so long: others wait for them. */
	private static final long CLUSTER_NANOS = 1_000_000;

	/** What a task takes that somebody else runs, and that is not known here. */
	private static final long HANDED_OVER_NANOS = 1_000;

	/** So many that are due at each tick are worth a nap, in the mean. */
	private static final int MANY = 50;

	/** Of so many ticks, the later of which count for more. */
	private static final int MEMORY = 32;

	/** Always the same: what goes by manual time is to go the same way each time. */
	private static final long SEED = 1;

	private final TimerWheel wheel;

	private final SplittableRandom random = new SplittableRandom(SEED);

	// How many were due in the latest ticks: as many as in MEMORY ticks that are like
	// them. And how long they took.
	private long recent;

	private long recentNanos;

	Nap(TimerWheel wheel) {
		this.wheel = wheel;
	}

	/**
	 * Some have been run.
	 * @param count how many
	 * @param handedOver how many of them a crew runs
	 * @param nanos how long it took
	 * @param ticks how long it was since the last ones were run
	 */
	void ran(int count, int handedOver, long nanos, long ticks) {
		this.recent = mean(this.recent, count, ticks);
		this.recentNanos = mean(this.recentNanos, nanos + handedOver * HANDED_OVER_NANOS, ticks);
	}

	private long mean(long before, long latest, long ticks) {
		return (ticks < MEMORY) ? before - before * ticks / MEMORY + latest : MEMORY * latest / ticks;
	}

	boolean isWorthIt() {
		return this.recent >= MEMORY * MANY;
	}

	private long most() {
		return Math.min(CLUSTER, this.recent * CLUSTER_NANOS / Math.max(1, this.recentNanos));
	}

	/**
	 * Until when to wait for others.
	 * @param next when the first are due
	 * @return less than {@link #SPAN} ticks later
	 */
	long until(long next) {
		long last = next;
		long room = most();
		for (long tick = next; tick < next + SPAN; tick++) {
			int due = this.wheel.dueAt(tick);
			room -= due;
			if (room < 0) {
				return last;
			}
			last = (due > 0) ? tick : last;
		}
		boolean nears = isFollowed(next, room) && this.random.nextBoolean();
		return nears ? next + SPAN - 1 : last;
	}

	/** Whether a cluster that is not too large for one comes soon after those. */
	private boolean isFollowed(long next, long room) {
		for (long tick = next + SPAN; tick < next + REACH; tick++) {
			if (this.wheel.dueAt(tick) > 0) {
				return dueWithin(tick) <= room;
			}
		}
		return false;
	}

	private int dueWithin(long first) {
		int count = 0;
		for (long tick = first; tick < first + SPAN; tick++) {
			count += this.wheel.dueAt(tick);
		}
		return count;
	}

}
