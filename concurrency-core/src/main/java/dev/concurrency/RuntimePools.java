package dev.concurrency;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.SharedPool;
import dev.concurrency.time.Timer;

/**
 * The threads that a runtime owns: made on demand, gone when idle but for the timer's,
 * closed with the runtime.
 */
final class RuntimePools implements AutoCloseable {

	private static final int MIN_SHARED_WIDTH = 8;

	private static final Duration KEEP_ALIVE = Duration.ofSeconds(10);

	private final List<Runnable> closing = new CopyOnWriteArrayList<>();

	private final ThreadFactory threads;

	private final Timer timer;

	private final Timer watchdogTimer;

	RuntimePools(ThreadFactory threads, @Nullable Timer timer) {
		this.threads = threads;
		this.timer = (timer != null) ? timer : Timer.create(named("concurrency-timer-"));
		this.watchdogTimer = (timer != null) ? timer : Timer.create(named("concurrency-watchdog-"));
	}

	/** Not the thread that is looked at, unless time is somebody else's. */
	Timer watchdogTimer() {
		return this.watchdogTimer;
	}

	ThreadFactory threads() {
		return this.threads;
	}

	Timer timer() {
		return this.timer;
	}

	/** For handlers, which do not block; wide enough to survive the few that do. */
	Executor newSharedPool() {
		int width = Math.max(MIN_SHARED_WIDTH, Runtime.getRuntime().availableProcessors());
		SharedPool pool = new SharedPool(width, "concurrency-shared-", Thread.currentThread().getContextClassLoader(),
				this.timer);
		// What was handed to it before, answers above all, is still delivered.
		this.closing.add(pool::close);
		return pool;
	}

	/** For ticks and hooks, which may block; rejects what exceeds its bounds. */
	Executor newBlockingPool(int size, int queueCapacity, ThreadFactory makes) {
		return newPool(size, queueCapacity, named("concurrency-blocking-", makes));
	}

	/** For computations, which do not block; rejects what exceeds its bounds. */
	Executor newCpuPool(int size, int queueCapacity) {
		return newPool(size, queueCapacity, named("concurrency-cpu-"));
	}

	/**
	 * For decisions: each supervisor has at most one task in the queue. Once it is closed
	 * they are taken by the thread that asks for them, so that nobody waits in vain.
	 */
	Executor newSupervisionThread() {
		ThreadPoolExecutor pool = new ThreadPoolExecutor(1, 1, KEEP_ALIVE.toSeconds(), TimeUnit.SECONDS,
				new LinkedBlockingQueue<>(), named("concurrency-supervision-"));
		pool.allowCoreThreadTimeOut(true);
		pool.setRejectedExecutionHandler((decisions, closed) -> decisions.run());
		// What waits for a decision is still answered.
		this.closing.add(pool::shutdown);
		return pool;
	}

	private Executor newPool(int size, int queueCapacity, ThreadFactory makes) {
		ThreadPool pool = new ThreadPool(size, queueCapacity, KEEP_ALIVE, makes);
		this.closing.add(() -> pool.close().forEach(RuntimePools::drop));
		return pool;
	}

	private ThreadFactory named(String prefix) {
		return named(prefix, this.threads);
	}

	private static ThreadFactory named(String prefix, ThreadFactory makes) {
		AtomicInteger number = new AtomicInteger();
		return (task) -> {
			Thread thread = makes.newThread(task);
			thread.setName(prefix + number.incrementAndGet());
			return thread;
		};
	}

	/** Whoever waits for it hears that it is not done. */
	private static void drop(Runnable left) {
		if (left instanceof MeasuredExecutor.Droppable droppable) {
			droppable.drop();
		}
	}

	@Override
	public void close() {
		this.timer.close();
		this.watchdogTimer.close();
		this.closing.forEach(Runnable::run);
	}

}
