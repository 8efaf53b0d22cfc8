package dev.concurrency.time.wheel;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import org.jspecify.annotations.Nullable;

import dev.concurrency.time.Timer;

/**
 * One task of a {@link WheelTimer} that can be cancelled. Scheduling allocates nothing
 * else but room in the wheel.
 * <p>
 * The state says who may do what. {@code NEW}: waits in the intake. {@code PLACED}: the
 * driver has taken it over into the wheel. {@code CANCELLED} and {@code BEGUN} are final.
 * Each change is a CAS, so a task either runs or is cancelled, and only the winner
 * touches {@code task} afterwards. The driver has done with the stack of the intake when
 * it sets {@code PLACED}, and who cancels then pushes the entry onto that of the
 * cancelled.
 */
final class TimerEntry extends WheelEntry implements Timer.Timeout {

	private static final int NEW = 0;

	private static final int PLACED = 1;

	private static final int CANCELLED = 2;

	private static final int BEGUN = 3;

	private static final VarHandle STATE;

	static {
		try {
			STATE = MethodHandles.lookup().findVarHandle(TimerEntry.class, "state", int.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private final WheelTimer timer;

	private @Nullable Runnable task;

	private volatile int state;

	// The wheel's.

	private int slot = TimerWheel.NOWHERE;

	private int index;

	TimerEntry(WheelTimer timer, long tick, Runnable task, Timer.@Nullable Crew crew) {
		due(tick, crew);
		this.timer = timer;
		this.task = task;
	}

	@Override
	long prefetch(int depth) {
		return LapTask.prefetch(this.task, depth);
	}

	@Override
	void placeUnseen() {
		STATE.set(this, PLACED);
		// Whoever is shown it without more ado and cancels it finds it placed.
		VarHandle.storeStoreFence();
	}

	@Override
	boolean place() {
		return change(NEW, PLACED);
	}

	@Override
	void lies(int newSlot, int newIndex) {
		this.slot = newSlot;
		this.index = newIndex;
	}

	@Override
	void leave() {
		this.slot = TimerWheel.NOWHERE;
	}

	/** In which slot it lies. */
	int slot() {
		return this.slot;
	}

	/** And where there. */
	int index() {
		return this.index;
	}

	@Override
	@Nullable Runnable begin() {
		return change(PLACED, BEGUN) ? take() : null;
	}

	@Override
	public boolean cancel() {
		// What the driver takes over between the two can be cancelled all the same.
		if (change(NEW, CANCELLED)) {
			take();
			return true;
		}
		if (change(PLACED, CANCELLED)) {
			take();
			this.timer.cancelled(this);
			return true;
		}
		return false;
	}

	private boolean change(int from, int to) {
		return this.state == from && STATE.compareAndSet(this, from, to);
	}

	/** Who keeps the entry does not keep what the task holds. */
	private @Nullable Runnable take() {
		Runnable taken = this.task;
		this.task = null;
		return taken;
	}

}
