package dev.concurrency.worker;

import dev.concurrency.time.batch.Lap;
import dev.concurrency.time.batch.LapTask;

/**
 * Until the next tick is due, or the calendar is to be looked at.
 *
 * @param loop whose wait it is
 * @param id tells it from its other waits
 */
record Wait(TickLoop loop, long id) implements LapTask {

	@Override
	public long prefetch(int depth) {
		return this.loop.prefetch(depth);
	}

	@Override
	public void run(Lap lap) {
		this.loop.over(this.id, lap);
	}

}
