package dev.concurrency.worker;

import dev.concurrency.time.wheel.Lap;
import dev.concurrency.time.wheel.LapEntry;

/**
 * The next tick of a worker, for which the timer does not hold the {@link TickTurn}
 * itself: it comes on a thread of the pool, or not soon, or that waits already.
 */
final class NextTick extends LapEntry {

	private final long id;

	private final TickTurn loop;

	/**
	 * Waits for its turn.
	 * @param loop whose tick it is
	 * @param id tells it from the others of that loop
	 */
	NextTick(TickTurn loop, long id) {
		this.loop = loop;
		this.id = id;
	}

	@Override
	public long prefetch(int depth) {
		return this.loop.prefetch(depth);
	}

	@Override
	public void run(Lap lap) {
		this.loop.over(this.id, lap);
	}

}
