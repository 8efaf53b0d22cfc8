package dev.concurrency.time.wheel;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

import dev.concurrency.time.TimeSource;
import dev.concurrency.time.Timer;

/**
 * A timer with one wheel of 1 ms and one driver, the only thread that touches the wheel.
 * <p>
 * Thread-safe. Others leave what they schedule, and what they cancel after the driver has
 * placed it, on stacks that the driver takes when it wakes; what is cancelled before that
 * never reaches the wheel. What a task schedules, on the driver's own thread, goes into
 * the wheel at once, unless it is due in the run that is under way: that must end.
 * <p>
 * The driver sleeps until the wheel has something to do and says until which tick, in
 * {@code wakeAt}. Who pushes what is due earlier wakes it. None of these is missed: the
 * driver writes {@code wakeAt} and then takes the stacks once more; the others push and
 * then read {@code wakeAt}; all four are sequentially consistent, so one of the two sees
 * the other. The winner of the CAS on {@code wakeAt} unparks: once for each sleep. While
 * {@code wakeAt} is {@code AWAKE} nobody does, since the driver will look before it
 * sleeps.
 * <p>
 * While many are due at each tick the driver naps ({@link Nap}), unless something is
 * scheduled for a millisecond that a nap would delay; what is scheduled meanwhile, and
 * due before the nap ends, ends it.
 * <p>
 * What is cancelled holds on to no task, and its entry does not stay for the rest of its
 * time either: the {@value #BURST}th entry on a stack wakes the driver, whenever it
 * wanted to wake, and so at most that many of each stack wait to be dropped. A million
 * asks a second that are answered at once therefore cost the driver a thousand looks, and
 * no memory that lasts.
 */
public final class WheelTimer implements Timer {

	private static final long TICK_NANOS = 1_000_000;

	private static final int BURST = 1024;

	/** A value of {@code wakeAt}: earlier than any tick. */
	private static final long AWAKE = Long.MIN_VALUE;

	private final ReentrantLock starting = new ReentrantLock();

	private final AtomicLong wakeAt = new AtomicLong(AWAKE);

	private final Driving driving = new Driving();

	private final EntryStacks intake;

	private final EntryStacks cancelled;

	private final TimeSource time;

	private final ThreadFactory threads;

	private final long origin;

	private volatile @Nullable Thread driver;

	private volatile boolean closed;

	/**
	 * A timer whose thread starts with the first task.
	 * @param time the clock
	 * @param threads makes the thread
	 */
	public WheelTimer(TimeSource time, ThreadFactory threads) {
		int processors = Runtime.getRuntime().availableProcessors();
		this.intake = new EntryStacks(processors);
		this.cancelled = new EntryStacks(processors);
		this.time = time;
		this.threads = threads;
		this.origin = time.nanoTime();
	}

	@Override
	public Timeout schedule(long delayNanos, Runnable task) {
		return scheduled(tickAfter(delayNanos), task, null);
	}

	@Override
	public Timeout schedule(long delayNanos, Runnable task, Crew crew) {
		return scheduled(tickAfter(delayNanos), task, crew);
	}

	/**
	 * Runs a task once by any timer, after another that has just ended. A timer that is
	 * none of these waits from now on, and so is later by what has passed since.
	 * @param timer the timer
	 * @param lap since when to wait, if it knows that by the clock of the timer; else
	 * from now on
	 * @param delayNanos how long to wait in nanoseconds; zero or less means as soon as
	 * possible
	 * @param task what to run
	 * @param crew who runs it, null for the timer's own thread
	 * @return cancels the task, until it is handed over
	 * @throws RejectedExecutionException if the timer is closed
	 */
	public static Timeout schedule(Timer timer, Lap lap, long delayNanos, Runnable task, @Nullable Crew crew) {
		if (timer instanceof WheelTimer wheel) {
			return wheel.scheduled(wheel.tickAfter(lap, delayNanos), task, crew);
		}
		return (crew != null) ? timer.schedule(delayNanos, task, crew) : timer.schedule(delayNanos, task);
	}

	/**
	 * Runs a task that nobody cancels. One that comes while the timer is being closed may
	 * be forgotten like all that waits then.
	 * @param timer the timer
	 * @param lap as above
	 * @param delayNanos as above
	 * @param task what to run; waits nowhere yet
	 * @param crew as above
	 * @throws RejectedExecutionException if the timer is closed
	 */
	public static void post(Timer timer, Lap lap, long delayNanos, LapEntry task, @Nullable Crew crew) {
		if (timer instanceof WheelTimer wheel) {
			wheel.requireOpen();
			task.due(wheel.tickAfter(lap, delayNanos), crew);
			wheel.add(task);
		}
		else {
			Timeout unused = schedule(timer, lap, delayNanos, task, crew);
		}
	}

	private Timeout scheduled(long tick, Runnable task, @Nullable Crew crew) {
		requireOpen();
		TimerEntry entry = new TimerEntry(this, tick, task, crew);
		add(entry);
		// Closed meanwhile: the driver may have looked for the last time.
		if (this.closed && entry.cancel()) {
			requireOpen();
		}
		return entry;
	}

	private void add(WheelEntry entry) {
		if (Thread.currentThread() != this.driver || !this.driving.takes(entry)) {
			if (this.driver == null) {
				startDriver();
			}
			pushed(this.intake.push(entry), entry.tick);
		}
	}

	private void requireOpen() {
		if (this.closed) {
			throw new RejectedExecutionException("the timer is closed");
		}
	}

	/** Of one that the driver has placed. */
	void cancelled(TimerEntry entry) {
		if (!this.closed) {
			pushed(this.cancelled.push(entry), TimerWheel.NEVER);
		}
	}

	private void pushed(int depth, long tick) {
		if (tick < this.wakeAt.get() || depth % BURST == 0) {
			wake();
		}
	}

	private void wake() {
		long sleeping = this.wakeAt.get();
		if (sleeping != AWAKE && this.wakeAt.compareAndSet(sleeping, AWAKE)) {
			LockSupport.unpark(this.driver);
		}
	}

	private long tickAfter(Lap lap, long delayNanos) {
		return (delayNanos > 0) ? tickAfter(lap.now(this.time), delayNanos) : 0;
	}

	private long tickAfter(long delayNanos) {
		return (delayNanos > 0) ? tickAfter(this.time.nanoTime(), delayNanos) : 0;
	}

	/** The first tick that does not begin before the delay is over. */
	private long tickAfter(long now, long delayNanos) {
		long due = now - this.origin + delayNanos;
		return (due < 0) ? Long.MAX_VALUE / TICK_NANOS : (due - 1) / TICK_NANOS + 1;
	}

	private long now() {
		return this.time.nanoTime() - this.origin;
	}

	private void startDriver() {
		this.starting.lock();
		try {
			if (this.driver == null) {
				Thread thread = this.threads.newThread(this.driving);
				thread.start();
				this.driver = thread;
			}
		}
		finally {
			this.starting.unlock();
		}
	}

	@Override
	public void close() {
		this.closed = true;
		wake();
	}

	/** What the timer's thread does; the wheel goes with it. */
	private final class Driving implements Runnable {

		private final TimerWheel wheel = new TimerWheel();

		private final Nap nap = new Nap(this.wheel);

		private final DueRun due = new DueRun(() -> WheelTimer.this.closed);

		// Up to here the current run goes.
		private long now;

		// The last tick for which something was scheduled that no nap may delay.
		private long prompt;

		@Override
		public void run() {
			// A close may want to wake it before who started it has gone on.
			WheelTimer.this.driver = Thread.currentThread();
			while (!WheelTimer.this.closed) {
				long before = this.now;
				// First: what is taken over is compared with it.
				this.now = now() / TICK_NANOS;
				takeOver();
				runDue(this.now - before);
				sleepUnlessDue();
			}
			takeOver();
		}

		/**
		 * What the task that runs now has scheduled. Answers false for what is due in
		 * this run.
		 */
		boolean takes(WheelEntry entry) {
			if (entry.tick <= this.now) {
				return false;
			}
			entry.placeUnseen();
			place(entry);
			return true;
		}

		private void takeOver() {
			WheelTimer.this.intake.take((entry) -> {
				if (entry.place()) {
					place(entry);
				}
			});
			// Nothing else can be.
			WheelTimer.this.cancelled.take((entry) -> this.wheel.remove((TimerEntry) entry));
		}

		private void place(WheelEntry entry) {
			if (entry.tick <= this.now + Nap.SPAN) {
				this.prompt = Math.max(this.prompt, entry.tick);
			}
			this.wheel.place(entry);
		}

		private void runDue(long ticks) {
			long begun = now();
			int count = 0;
			Slot slot = this.wheel.poll(this.now);
			while (slot != null) {
				count += slot.count();
				this.due.runAll(slot);
				slot = this.wheel.poll(this.now);
			}
			int handedOver = this.due.end();
			this.nap.ran(count, handedOver, now() - begun, ticks);
		}

		private void sleepUnlessDue() {
			long next = this.wheel.next();
			boolean naps = this.nap.isWorthIt() && this.prompt <= this.now;
			long look = naps ? this.nap.until(next) : next;
			WheelTimer.this.wakeAt.set(look);
			takeOver();
			boolean sooner = this.wheel.next() < next || (naps && this.prompt > this.now);
			if (!sooner && !WheelTimer.this.closed) {
				WheelTimer.this.time.park(WheelTimer.this, nanosUntil(look));
			}
			WheelTimer.this.wakeAt.set(AWAKE);
			// Only the close ends it; a flag that stays would keep it from sleeping.
			Thread.interrupted();
		}

		private long nanosUntil(long tick) {
			return (tick != TimerWheel.NEVER) ? tick * TICK_NANOS - now() : Long.MAX_VALUE;
		}

	}

}
