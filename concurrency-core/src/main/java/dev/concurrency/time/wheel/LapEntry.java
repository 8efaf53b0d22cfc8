package dev.concurrency.time.wheel;

/**
 * A short task that is its own entry of the timer, and so one object less to fetch and to
 * make. It waits there once at a time: when it is run it may be scheduled again. Nobody
 * can cancel it, so it needs neither a state nor to know where it lies: it finds out for
 * itself whether there is anything left to do.
 */
public abstract non-sealed class LapEntry extends WheelEntry implements LapTask {

	/** Of a task that is to be scheduled. */
	protected LapEntry() {
	}

	@Override
	public abstract long prefetch(int depth);

	@Override
	final void placeUnseen() {
	}

	@Override
	final boolean place() {
		return true;
	}

	@Override
	final void lies(int slot, int index) {
	}

	@Override
	final void leave() {
	}

	@Override
	final Runnable begin() {
		return this;
	}

}
