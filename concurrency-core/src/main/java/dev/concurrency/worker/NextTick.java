package dev.concurrency.worker;

import dev.concurrency.process.Call;
import dev.concurrency.process.Callee;
import dev.concurrency.time.wheel.Lap;
import dev.concurrency.time.wheel.LapEntry;

/**
 * The next tick of a worker: what the timer holds until it is due, or until the calendar
 * is to be looked at, and what the watchdog sees while it runs. One object for both,
 * since with so many ticks each costs as much as the memory that it lies in.
 */
final class NextTick extends LapEntry implements Call {

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

	long id() {
		return this.id;
	}

	@Override
	public Callee callee() {
		return this.loop.callee();
	}

	@Override
	public long prefetch(int depth) {
		return this.loop.prefetch(depth);
	}

	@Override
	public void run(Lap lap) {
		this.loop.over(this, lap);
	}

}
