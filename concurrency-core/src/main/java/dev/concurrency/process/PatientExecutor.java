package dev.concurrency.process;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

import dev.concurrency.time.TimeSource;
import dev.concurrency.time.Timer;

/**
 * Hands work to a bounded executor and, when that has no room, keeps it until there is
 * some instead of losing it. Thread-safe. Meant for the few steps of a process that must
 * happen, such as its start and its end; how many can wait is bounded by the number of
 * processes. A million of them may come at once: they wait in a queue of their own, of
 * which a number of runners take some each time they have a thread. A runner takes as
 * much as it can do in a moment: to come back to the pool wakes another thread, which is
 * dearer than much of the work.
 * <p>
 * Where the pool cannot make a thread, which the JVM reports, there is no room either.
 * <p>
 * No work is forgotten: who adds it then looks whether as many runners are on their way
 * as there is work, or there are as many as may be; a runner that finds nothing says that
 * it is gone and then looks again. The work is counted before it is added, and that count
 * is read before that of the runners: so many as were seen on their way come after that,
 * and each takes the first work that it finds. One that has a thread already may be held
 * up by what it does and is not reckoned with. That it often takes the work all the same
 * leaves no more runners with the pool than there was work at once.
 */
public final class PatientExecutor implements Executor {

	private static final long PAUSE_NANOS = Duration.ofMillis(5).toNanos();

	/** A runner goes on for so long, then others have the thread. */
	private static final long SLICE_NANOS = Duration.ofMillis(1).toNanos();

	private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

	// What waits, or is about to.
	private final AtomicInteger pending = new AtomicInteger();

	private final AtomicInteger runners = new AtomicInteger();

	// Of these those that have no thread yet.
	private final AtomicInteger coming = new AtomicInteger();

	private final BoundedPool pool;

	private final int width;

	private final TimeSource time;

	private final Timer timer;

	/**
	 * An executor that never rejects while its timer runs.
	 * @param pool does the work
	 * @param width how many runners there may be, each of which has or awaits a thread;
	 * more than the pool has threads are of no use
	 * @param time says how long a runner has had its thread
	 * @param timer waits between offers
	 */
	public PatientExecutor(BoundedPool pool, int width, TimeSource time, Timer timer) {
		this.pool = pool;
		this.width = width;
		this.time = time;
		this.timer = timer;
	}

	@Override
	public void execute(Runnable work) {
		this.pending.incrementAndGet();
		this.waiting.add(work);
		try {
			addRunner();
		}
		catch (RejectedExecutionException ex) {
			if (this.waiting.remove(work)) {
				this.pending.decrementAndGet();
				throw ex;
			}
		}
	}

	private void addRunner() {
		int current = this.runners.get();
		while (current < this.width && this.pending.get() > this.coming.get()) {
			if (this.runners.compareAndSet(current, current + 1)) {
				this.coming.incrementAndGet();
				offerRunner();
				return;
			}
			current = this.runners.get();
		}
	}

	private void offerRunner() {
		try {
			this.pool.offer(this::runSome);
		}
		catch (RejectedExecutionException | OutOfMemoryError ex) {
			try {
				this.timer.schedule(PAUSE_NANOS, this::offerRunner);
			}
			catch (RejectedExecutionException closed) {
				this.coming.decrementAndGet();
				this.runners.decrementAndGet();
				throw closed;
			}
		}
	}

	private void runSome() {
		this.coming.decrementAndGet();
		long begun = this.time.nanoTime();
		for (Runnable work = this.waiting.poll(); work != null; work = this.waiting.poll()) {
			this.pending.decrementAndGet();
			Guarded.run(work);
			if (this.time.nanoTime() - begun >= SLICE_NANOS && !this.waiting.isEmpty() && isHandedOn()) {
				return;
			}
		}
		this.runners.decrementAndGet();
		if (!this.waiting.isEmpty()) {
			addRunner();
		}
	}

	/** Answers false if all is closed: then this thread does what is left. */
	private boolean isHandedOn() {
		this.coming.incrementAndGet();
		try {
			offerRunner();
			return true;
		}
		catch (RejectedExecutionException closed) {
			this.runners.incrementAndGet();
			return false;
		}
	}

}
