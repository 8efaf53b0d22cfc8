package dev.concurrency.process;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import org.jspecify.annotations.Nullable;

import dev.concurrency.time.TimeSource;
import dev.concurrency.time.Timer;

/**
 * Hands work to a bounded executor and, when that has no room, keeps it until there is
 * some instead of losing it. Thread-safe. Meant for the few steps of a process that must
 * happen, such as its start and its end; how many can wait is bounded by the number of
 * processes. A million of them may come at once: they wait in a queue of their own, of
 * which a number of runners take some each time they have a thread.
 * <p>
 * Where the pool cannot make a thread, which the JVM reports, there is no room either.
 */
public final class PatientExecutor extends Squad implements Executor {

	private static final long PAUSE_NANOS = Duration.ofMillis(5).toNanos();

	private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

	private final BoundedPool pool;

	private final int width;

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
		super(time);
		this.pool = pool;
		this.width = width;
		this.timer = timer;
	}

	@Override
	public void execute(Runnable work) {
		this.waiting.add(work);
		try {
			boolean unused = hire();
		}
		catch (RejectedExecutionException ex) {
			if (this.waiting.remove(work)) {
				throw ex;
			}
		}
	}

	@Override
	int width() {
		return this.width;
	}

	@Override
	void offer() {
		try {
			this.pool.offer(this::work);
		}
		catch (RejectedExecutionException | OutOfMemoryError ex) {
			this.timer.schedule(PAUSE_NANOS, this::begin);
		}
	}

	@Override
	@Nullable Runnable take() {
		return this.waiting.poll();
	}

	@Override
	boolean hasMore() {
		return !this.waiting.isEmpty();
	}

}
