package dev.concurrency.test;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

import dev.concurrency.time.Durations;
import dev.concurrency.time.TimeSource;
import dev.concurrency.time.Timer;

/**
 * Time that stands still until a test moves it. Give it to a runtime as its time source
 * and as its timer:
 *
 * <pre>{@code
 * ManualTime time = new ManualTime();
 * ConcurrencyRuntime runtime = ConcurrencyRuntime.builder().timeSource(time).timer(time).build();
 * }</pre>
 *
 * {@link #advance} runs what becomes due, in order and on the calling thread, and wakes
 * the threads whose wait is over.
 * <p>
 * Thread-safe. No task runs and no thread is woken under the lock.
 */
public final class ManualTime implements TimeSource, Timer {

	private static final Instant EPOCH = Instant.parse("2001-01-01T00:00:00Z");

	private final ReentrantLock lock;

	private final PriorityQueue<Task> tasks = new PriorityQueue<>(
			Comparator.comparingLong(Task::due).thenComparingLong(Task::number));

	private final Map<Thread, Parked> parked = new HashMap<>();

	private long now;

	private long numbers;

	private boolean closed;

	/** Time that begins at zero. */
	public ManualTime() {
		this(new ReentrantLock());
	}

	ManualTime(ReentrantLock lock) {
		this.lock = lock;
	}

	@Override
	public long nanoTime() {
		this.lock.lock();
		try {
			return this.now;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * The wall clock, which begins at the start of 2001 and goes with
	 * {@link #nanoTime()}.
	 * @return the current instant
	 */
	@Override
	public Instant instant() {
		return EPOCH.plusNanos(nanoTime());
	}

	@Override
	public void park(Object blocker, long nanos) {
		if (nanos <= 0) {
			return;
		}
		lockKeepingThePermit();
		try {
			this.parked.put(Thread.currentThread(), new Parked(saturatedSum(this.now, nanos), this.numbers++));
		}
		finally {
			this.lock.unlock();
		}
		try {
			// An advance between the two leaves a permit, so this returns at once.
			LockSupport.park(blocker);
		}
		finally {
			lockKeepingThePermit();
			try {
				this.parked.remove(Thread.currentThread());
			}
			finally {
				this.lock.unlock();
			}
		}
	}

	/** Who waits for a lock may use up the permit that is to end the wait for time. */
	private void lockKeepingThePermit() {
		while (!this.lock.tryLock()) {
			Thread.onSpinWait();
		}
	}

	@Override
	public Timeout schedule(long delayNanos, Runnable work) {
		this.lock.lock();
		try {
			if (this.closed) {
				throw new RejectedExecutionException("the timer is closed");
			}
			Task task = new Task(saturatedSum(this.now, Math.max(0, delayNanos)), this.numbers++, work);
			this.tasks.add(task);
			return () -> cancel(task);
		}
		finally {
			this.lock.unlock();
		}
	}

	private boolean cancel(Task task) {
		this.lock.lock();
		try {
			return this.tasks.remove(task);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Moves time: runs the tasks that become due, each at its own time and including
	 * those that they schedule, then wakes the threads whose wait is over.
	 * @param duration how far, zero runs what is due already
	 * @throws IllegalArgumentException if the duration is negative
	 */
	public void advance(Duration duration) {
		long target = saturatedSum(nanoTime(), Durations.toNanos(Durations.requireNotNegative("duration", duration)));
		for (Task task = nextUntil(target); task != null; task = nextUntil(target)) {
			task.work().run();
		}
		wake(target);
	}

	/**
	 * How many tasks are scheduled and have not run.
	 * @return zero or more
	 */
	public int scheduled() {
		this.lock.lock();
		try {
			return this.tasks.size();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * When something is due next, on the scale of {@link #nanoTime()}.
	 * @return the time of the first task or of the first wait that ends after now,
	 * {@link Long#MAX_VALUE} if there is none
	 */
	long nextDue() {
		this.lock.lock();
		try {
			Task first = this.tasks.peek();
			long due = (first != null) ? first.due() : Long.MAX_VALUE;
			for (Parked wait : this.parked.values()) {
				due = (wait.until() > this.now) ? Math.min(due, wait.until()) : due;
			}
			return due;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * The wait of a thread.
	 * @param thread which thread
	 * @return another number for each wait, -1 while the thread does not wait for time
	 */
	long waitOf(Thread thread) {
		this.lock.lock();
		try {
			Parked wait = this.parked.get(thread);
			return (wait != null) ? wait.number() : -1;
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Forgets the scheduled tasks and refuses new ones; the clock goes on. */
	@Override
	public void close() {
		this.lock.lock();
		try {
			this.closed = true;
			this.tasks.clear();
		}
		finally {
			this.lock.unlock();
		}
	}

	private @Nullable Task nextUntil(long target) {
		this.lock.lock();
		try {
			Task first = this.tasks.peek();
			if (first == null || first.due() > target) {
				return null;
			}
			this.tasks.remove();
			this.now = Math.max(this.now, first.due());
			return first;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void wake(long target) {
		Map<Thread, Parked> waiting;
		this.lock.lock();
		try {
			this.now = Math.max(this.now, target);
			waiting = new HashMap<>(this.parked);
		}
		finally {
			this.lock.unlock();
		}
		waiting.forEach((thread, wait) -> {
			if (wait.until() <= target) {
				LockSupport.unpark(thread);
			}
		});
	}

	private static long saturatedSum(long start, long nanos) {
		long sum = start + nanos;
		return (sum < start) ? Long.MAX_VALUE : sum;
	}

	private record Parked(long until, long number) {
	}

	private record Task(long due, long number, Runnable work) {
	}

}
