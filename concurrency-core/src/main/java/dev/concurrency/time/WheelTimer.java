package dev.concurrency.time;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

import dev.concurrency.time.batch.BatchTimer;
import dev.concurrency.time.batch.Lap;
import dev.concurrency.time.batch.LapTask;

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
 * To wake costs as much as a hundred short tasks and more. So while many are due at each
 * tick the driver naps: what is in the wheel is run up to {@value #NAP} ms late then, and
 * not up to one. It does not where something is scheduled for less than that, and what is
 * scheduled meanwhile, and due before the nap ends, ends it.
 * <p>
 * What is cancelled holds on to no task, and its entry does not stay for the rest of its
 * time either: the {@value #BURST}th entry on a stack wakes the driver, whenever it
 * wanted to wake, and so at most that many of each stack wait to be dropped. A million
 * asks a second that are answered at once therefore cost the driver a thousand looks, and
 * no memory that lasts.
 */
final class WheelTimer implements BatchTimer {

	private static final long TICK_NANOS = 1_000_000;

	private static final int BURST = 1024;

	/** So many tasks look at their memory together. */
	private static final int GROUP = 32;

	/** So many that are due at each tick are worth a nap, in the mean. */
	private static final int MANY = 50;

	/** Of so many ticks, the later of which count for more. */
	private static final int MEMORY = 8;

	/** How many ticks a nap lasts at least. */
	private static final int NAP = 4;

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

	WheelTimer(TimeSource time, ThreadFactory threads) {
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

	@Override
	public Timeout schedule(Lap lap, long delayNanos, Runnable task, @Nullable Crew crew) {
		return scheduled((delayNanos > 0) ? tickAfter(lap.now(this.time), delayNanos) : 0, task, crew);
	}

	private Timeout scheduled(long tick, Runnable task, @Nullable Crew crew) {
		requireOpen();
		TimerEntry entry = new TimerEntry(this, tick, task, crew);
		if (Thread.currentThread() != this.driver || !this.driving.takes(entry)) {
			if (this.driver == null) {
				startDriver();
			}
			pushed(this.intake.push(entry), entry.tick);
		}
		// Closed meanwhile: the driver may have looked for the last time.
		if (this.closed && entry.cancel()) {
			requireOpen();
		}
		return entry;
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

		// Up to here the current run goes.
		private long now;

		// How many were due in it.
		private int count;

		// And in the latest ticks: as many as in MEMORY ticks that are like them.
		private long recent;

		// The last tick for which something was scheduled that no nap may delay.
		private long prompt;

		// What is due in it and whose it is, if it is somebody else's.
		private List<Runnable> due = new ArrayList<>();

		private @Nullable Crew crew;

		private final Lap lap = new Lap();

		// Written so that the compiler does not leave the reads out.
		@SuppressWarnings("UnusedVariable")
		private volatile long prefetched;

		@Override
		public void run() {
			// A close may want to wake it before who started it has gone on.
			WheelTimer.this.driver = Thread.currentThread();
			while (!WheelTimer.this.closed) {
				long before = this.now;
				// First: what is taken over is compared with it.
				this.now = now() / TICK_NANOS;
				takeOver();
				runDue();
				remember(this.now - before);
				sleepUnlessDue();
			}
			takeOver();
		}

		/**
		 * What the task that runs now has scheduled. Answers false for what is due in
		 * this run.
		 */
		boolean takes(TimerEntry entry) {
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
			WheelTimer.this.cancelled.take(this.wheel::remove);
		}

		private void place(TimerEntry entry) {
			if (entry.tick < this.now + NAP) {
				this.prompt = Math.max(this.prompt, entry.tick);
			}
			this.wheel.place(entry);
		}

		private void runDue() {
			this.count = 0;
			TimerEntry chain = this.wheel.poll(this.now);
			while (chain != null) {
				runAll(chain);
				chain = this.wheel.poll(this.now);
			}
			handOver();
		}

		private void remember(long ticks) {
			this.recent = (ticks < MEMORY) ? this.recent - this.recent * ticks / MEMORY + this.count
					: (long) MEMORY * this.count / ticks;
		}

		/** Group by group; once the timer is closed the rest leaves without being run. */
		private void runAll(TimerEntry chain) {
			TimerEntry entry = chain;
			while (entry != null) {
				TimerEntry next = entry;
				guarded(() -> prefetch(next));
				this.lap.forget();
				entry = runGroup(entry);
				guarded(this.lap::close);
			}
		}

		/** Answers the first of the next group, null if there is none. */
		private @Nullable TimerEntry runGroup(TimerEntry group) {
			TimerEntry entry = group;
			boolean ran = false;
			for (int i = 0; i < GROUP && entry != null; i++) {
				TimerEntry following = entry.letGo();
				Runnable task = WheelTimer.this.closed ? null : entry.begin();
				ran |= task != null && isRun(task, entry.crew);
				entry = following;
				this.count++;
			}
			if (ran) {
				// What a crew is to run does not wait for all that is run here.
				handOver();
			}
			return entry;
		}

		private void prefetch(TimerEntry group) {
			long seen = 0;
			for (int depth = 0; depth < LapTask.DEPTH; depth++) {
				TimerEntry entry = group;
				for (int i = 0; i < GROUP && entry != null; i++) {
					// Not what a crew will run, whose threads are on other cores.
					seen += (entry.crew == null) ? entry.prefetch(depth) : 0;
					entry = entry.following();
				}
			}
			this.prefetched = seen;
		}

		/** Answers false for what a crew will run. */
		private boolean isRun(Runnable task, @Nullable Crew other) {
			if (other == null) {
				runGuarded(task);
				return true;
			}
			if (this.crew != other) {
				handOver();
				this.crew = other;
			}
			this.due.add(task);
			return false;
		}

		private void handOver() {
			Crew current = this.crew;
			if (current != null) {
				List<Runnable> tasks = this.due;
				this.crew = null;
				this.due = new ArrayList<>();
				guarded(() -> handOver(current, tasks));
				this.lap.forget();
			}
		}

		private void handOver(Crew current, List<Runnable> tasks) {
			try {
				current.executeAll(tasks);
			}
			catch (RejectedExecutionException ex) {
				// Else they are forgotten with all that was scheduled.
				if (!WheelTimer.this.closed) {
					throw ex;
				}
			}
		}

		/** A task that throws concerns no other. */
		private void runGuarded(Runnable task) {
			try {
				LapTask.run(task, this.lap);
			}
			catch (Throwable ex) {
				report(ex);
			}
		}

		private void guarded(Runnable work) {
			try {
				work.run();
			}
			catch (Throwable ex) {
				report(ex);
			}
		}

		private void report(Throwable failure) {
			Thread current = Thread.currentThread();
			current.getUncaughtExceptionHandler().uncaughtException(current, failure);
		}

		private void sleepUnlessDue() {
			long next = this.wheel.next();
			boolean nap = this.recent >= MEMORY * MANY && this.prompt <= this.now;
			long look = nap ? Math.max(next, this.now + NAP) : next;
			WheelTimer.this.wakeAt.set(look);
			takeOver();
			boolean sooner = this.wheel.next() < next || (nap && this.prompt > this.now);
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
