package dev.concurrency.time;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import org.jspecify.annotations.Nullable;

import dev.concurrency.time.batch.LapTask;

/**
 * One task of a {@link WheelTimer}: a link of its stacks and of its wheel at the same
 * time, so that scheduling allocates nothing else.
 * <p>
 * The state says who may do what. {@code NEW}: waits in the intake. {@code PLACED}: the
 * driver has taken it over into the wheel. {@code CANCELLED} and {@code BEGUN} are final.
 * Each change is a CAS, so a task either runs or is cancelled, and only the winner
 * touches {@code task} afterwards. {@code link} and {@code depth} belong to the stack
 * that the entry is on: the driver has done with the intake's when it sets
 * {@code PLACED}, and who cancels then uses them for the stack of the cancelled. The
 * other fields are the wheel's; an entry that is in no slot is a ring by itself.
 */
final class TimerEntry implements Timer.Timeout {

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

	final long tick;

	private final WheelTimer timer;

	final Timer.@Nullable Crew crew;

	private @Nullable Runnable task;

	private volatile int state;

	@Nullable TimerEntry link;

	int depth;

	TimerEntry next = this;

	TimerEntry previous = this;

	int slot = TimerWheel.NOWHERE;

	TimerEntry(WheelTimer timer, long tick, Runnable task, Timer.@Nullable Crew crew) {
		this.timer = timer;
		this.tick = tick;
		this.task = task;
		this.crew = crew;
	}

	/** Leaves its ring. */
	void leave() {
		this.previous.next = this.next;
		this.next.previous = this.previous;
		becomeSingle();
	}

	/** Makes a chain of its ring, of which it is the first: the last is its own next. */
	void openRing() {
		TimerEntry last = this.previous;
		last.next = last;
	}

	/** The one after it in a chain, null if it is the last. */
	@Nullable TimerEntry following() {
		return (this.next != this) ? this.next : null;
	}

	/** Leaves a chain whose entries all leave it one after the other. */
	@Nullable TimerEntry letGo() {
		TimerEntry following = following();
		becomeSingle();
		return following;
	}

	private void becomeSingle() {
		this.next = this;
		this.previous = this;
		this.slot = TimerWheel.NOWHERE;
	}

	/** See {@link LapTask}. */
	long prefetch(int depth) {
		return LapTask.prefetch(this.task, depth);
	}

	/** The driver has just made it, and nobody else knows it. */
	void placeUnseen() {
		STATE.set(this, PLACED);
		// Whoever is shown it without more ado and cancels it finds it placed.
		VarHandle.storeStoreFence();
	}

	/** The driver takes it over. Answers false for what was cancelled before. */
	boolean place() {
		return change(NEW, PLACED);
	}

	/**
	 * The driver is about to run it.
	 * @return the task, null if it was cancelled
	 */
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
