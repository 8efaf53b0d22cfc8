package dev.concurrency.process;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

import dev.concurrency.time.TimeSource;
import dev.concurrency.time.Timer;
import dev.concurrency.time.wheel.Lap;
import dev.concurrency.time.wheel.LapTask;

/**
 * Runs ticks on threads of a pool. Many are due at once and most are short, so one thread
 * is quicker through a batch of them than others are awake, and each thread more is a
 * waste. Thread-safe.
 * <p>
 * So it begins with one member for a batch and has few in all. Whenever the batch that is
 * first has not been taken up entirely within a millisecond, because its members wait for
 * something or have much to do, there may be twice as many members. While they are quick
 * enough, time after time, the first look comes a little later, so that it seldom needs a
 * waking of its own. A member has its thread for a millisecond, then others of the pool
 * are before it.
 * <p>
 * No batch is forgotten: who adds it then looks whether there are as many members as may
 * be; a member that finds nothing says that it is gone and then looks again. Which task
 * of a batch is next is an atomic count, so each is run once, whoever is at it.
 */
final class TickCrew implements Timer.Crew {

	private static final long PATIENCE_NANOS = Duration.ofMillis(1).toNanos();

	/**
	 * The same for a crew that has been quick enough at so many looks in a row: no sooner
	 * than a nap of the timer ends.
	 */
	private static final long CALM_NANOS = Duration.ofMillis(4).toNanos();

	private static final int CALM = 8;

	private static final long SLICE_NANOS = Duration.ofMillis(1).toNanos();

	/** So many tasks look at their memory together. */
	private static final int GROUP = 32;

	private final Queue<Batch> waiting = new ConcurrentLinkedQueue<>();

	private final AtomicInteger members = new AtomicInteger();

	private final AtomicBoolean watched = new AtomicBoolean();

	private final Executor pool;

	private final TimeSource time;

	private final Timer timer;

	private final int fewest;

	private final int most;

	private volatile int width;

	// Written by looks, which come one at a time.
	private volatile int calm;

	/**
	 * A crew without members.
	 * @param pool where they run; rejects only when all is closed
	 * @param time says how long a member has had its thread
	 * @param timer has an eye on what takes long
	 * @param fewest how many members are used as long as that is enough
	 * @param most how many there may be
	 */
	TickCrew(Executor pool, TimeSource time, Timer timer, int fewest, int most) {
		this.pool = pool;
		this.time = time;
		this.timer = timer;
		this.fewest = Math.min(fewest, most);
		this.most = most;
		this.width = this.fewest;
	}

	@Override
	public void executeAll(List<Runnable> tasks) {
		Batch batch = new Batch(tasks);
		this.waiting.add(batch);
		try {
			boolean alone = hire() && tasks.size() == 1;
			if (!alone) {
				watch();
			}
		}
		catch (RejectedExecutionException ex) {
			if (this.waiting.remove(batch)) {
				throw ex;
			}
		}
	}

	/** Answers false if there are enough. */
	private boolean hire() {
		int current = this.members.get();
		while (current < this.width) {
			if (this.members.compareAndSet(current, current + 1)) {
				begin();
				return true;
			}
			current = this.members.get();
		}
		return false;
	}

	private void begin() {
		try {
			this.pool.execute(this::work);
		}
		catch (RejectedExecutionException closed) {
			this.members.decrementAndGet();
			throw closed;
		}
	}

	private void watch() {
		if (this.watched.compareAndSet(false, true)) {
			lookLater(first(), (this.calm < CALM) ? PATIENCE_NANOS : CALM_NANOS);
		}
	}

	private void lookLater(@Nullable Batch first, long nanos) {
		try {
			this.timer.schedule(nanos, () -> look(first));
		}
		catch (RejectedExecutionException closed) {
			// The runtime has ended, and who is at work may go on alone.
			this.watched.set(false);
		}
	}

	/** Answers false if there are enough, or there will be none any more. */
	private boolean hiredIfOpen() {
		try {
			return hire();
		}
		catch (RejectedExecutionException closed) {
			return false;
		}
	}

	/** On the timer's thread, while watched. */
	private void look(@Nullable Batch before) {
		Batch first = first();
		if (first != null) {
			if (first == before) {
				this.calm = 0;
				this.width = Math.min(this.most, 2 * this.width);
				while (first() != null && hiredIfOpen()) {
					// Until there are as many as may be.
				}
			}
			lookLater(first, PATIENCE_NANOS);
		}
		else {
			this.calm = Math.min(CALM, this.calm + 1);
			// Those that wait in a task do not count.
			this.width = Math.min(this.most, this.members.get() + this.fewest);
			this.watched.set(false);
			// What came before it was said that nobody watches.
			if (first() != null) {
				watch();
			}
		}
	}

	private void work() {
		try (Lap lap = new Lap()) {
			work(lap);
		}
	}

	private void work(Lap lap) {
		long begun = this.time.nanoTime();
		Batch batch = first();
		while (batch != null) {
			batch.runNext(lap);
			if (lap.now(this.time) - begun >= SLICE_NANOS && first() != null && isHandedOn()) {
				return;
			}
			Batch before = batch;
			batch = first();
			if (batch != before) {
				// It may have become due since.
				lap.forget();
			}
		}
		this.members.decrementAndGet();
		if (first() != null) {
			boolean unused = hiredIfOpen();
		}
	}

	/** Answers false if all is closed: then this thread does what is left. */
	private boolean isHandedOn() {
		try {
			this.pool.execute(this::work);
			return true;
		}
		catch (RejectedExecutionException closed) {
			return false;
		}
	}

	/** The first batch with tasks that nobody has taken; drops those without. */
	private @Nullable Batch first() {
		Batch first = this.waiting.peek();
		while (first != null && first.isTaken()) {
			this.waiting.remove(first);
			first = this.waiting.peek();
		}
		return first;
	}

	/** What was handed over together. */
	private static final class Batch {

		private final AtomicInteger taken = new AtomicInteger();

		private final List<Runnable> tasks;

		// Written so that the compiler does not leave the reads out.
		@SuppressWarnings("UnusedVariable")
		private volatile long prefetched;

		Batch(List<Runnable> tasks) {
			this.tasks = tasks;
		}

		boolean isTaken() {
			return this.taken.get() >= this.tasks.size();
		}

		/** Runs the next task, unless others were quicker. */
		void runNext(Lap lap) {
			int next = this.taken.getAndIncrement();
			if (next >= this.tasks.size()) {
				return;
			}
			if (next % GROUP == 0) {
				Guarded.run(() -> prefetch(next));
				lap.forget();
			}
			Guarded.run(this.tasks.get(next), lap);
		}

		private void prefetch(int from) {
			int end = Math.min(this.tasks.size(), from + GROUP);
			long seen = 0;
			for (int depth = 0; depth < LapTask.DEPTH; depth++) {
				for (int i = from; i < end; i++) {
					seen += LapTask.prefetch(this.tasks.get(i), depth);
				}
			}
			this.prefetched = seen;
		}

	}

}
