package dev.concurrency.process;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
 * No work is forgotten, and none waits behind other work while there may be one more
 * runner. {@code uncovered} is what waits less the runners that have no thread yet, each
 * of which takes the first work that it finds: who adds work raises it and then, if it is
 * above zero and there may be one more, adds a runner, which lowers it. Both numbers are
 * one field, so nobody sees one of them of before and the other of afterwards. A runner
 * that has its thread is not reckoned with, since it may be held up by what it does. That
 * it often takes the work all the same leaves no more runners with the pool than there
 * was work at once. And a runner that finds nothing says that it is gone and then looks
 * again, for who came while there were as many as may be.
 */
public final class PatientExecutor implements Executor {

	private static final long PAUSE_NANOS = Duration.ofMillis(5).toNanos();

	/** A runner goes on for so long, then others have the thread. */
	private static final long SLICE_NANOS = Duration.ofMillis(1).toNanos();

	private static final Logger logger = LoggerFactory.getLogger(PatientExecutor.class);

	private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

	private final AtomicInteger uncovered = new AtomicInteger();

	private final AtomicInteger runners = new AtomicInteger();

	private final BoundedPool pool;

	private final int width;

	private final TimeSource time;

	private final Timer timer;

	private final Repeats failures;

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
		this.failures = new Repeats(time);
	}

	@Override
	public void execute(Runnable work) {
		this.uncovered.incrementAndGet();
		this.waiting.add(work);
		try {
			addRunner();
		}
		catch (RejectedExecutionException ex) {
			if (this.waiting.remove(work)) {
				this.uncovered.decrementAndGet();
				throw ex;
			}
		}
	}

	private void addRunner() {
		int current = this.runners.get();
		while (current < this.width && this.uncovered.get() > 0) {
			if (this.runners.compareAndSet(current, current + 1)) {
				this.uncovered.decrementAndGet();
				offerRunner();
				return;
			}
			current = this.runners.get();
		}
	}

	private void offerRunner() {
		Runner runner = new Runner();
		try {
			this.pool.offer(runner);
		}
		catch (Throwable ex) {
			// An executor of the user's may fail in any way; the work waits all the same.
			boolean again = runner.isFirst();
			report(ex, again);
			if (again) {
				offerLater();
			}
		}
	}

	private void offerLater() {
		try {
			this.timer.schedule(PAUSE_NANOS, this::offerRunner);
		}
		catch (RejectedExecutionException closed) {
			this.uncovered.incrementAndGet();
			this.runners.decrementAndGet();
			throw closed;
		}
	}

	/** That there is no room, or no thread, is said elsewhere. */
	private void report(Throwable failure, boolean again) {
		if (!(failure instanceof RejectedExecutionException || failure instanceof OutOfMemoryError)) {
			Repeats.Line line = this.failures.next(failure.getClass().getName());
			if (line != null) {
				logger.error("The executor of a pool failed {}: what it was given {}", line.times(),
						again ? "is offered again" : "had begun all the same", Failures.loggable(failure));
			}
		}
	}

	private void runSome() {
		this.uncovered.incrementAndGet();
		long begun = this.time.nanoTime();
		for (Runnable work = this.waiting.poll(); work != null; work = this.waiting.poll()) {
			this.uncovered.decrementAndGet();
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
		this.uncovered.decrementAndGet();
		try {
			offerRunner();
			return true;
		}
		catch (RejectedExecutionException closed) {
			this.runners.incrementAndGet();
			return false;
		}
	}

	/**
	 * What the pool is given. An executor of the user's may run it, or keep it for later,
	 * and fail all the same: whoever comes first, its thread or who hears of the failure,
	 * decides whether this one counts or another is offered in its place.
	 */
	private final class Runner implements Runnable {

		private final AtomicBoolean decided = new AtomicBoolean();

		@Override
		public void run() {
			if (isFirst()) {
				runSome();
			}
		}

		boolean isFirst() {
			return this.decided.compareAndSet(false, true);
		}

	}

}
