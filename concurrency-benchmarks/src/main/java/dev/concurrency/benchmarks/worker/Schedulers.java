package dev.concurrency.benchmarks.worker;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.netty.util.HashedWheelTimer;

import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.concurrent.SimpleAsyncTaskScheduler;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.time.Timer;
import dev.concurrency.worker.WorkerSettings;

/**
 * What runs many tasks, each every 100 ms. They begin spread over one period. They run as
 * long as the JVM.
 */
@FunctionalInterface
interface Schedulers {

	/** Starts so many tasks. */
	void start(Lags lags, int tasks) throws Exception;

	/** The peers by the names they have in the tables. */
	static Map<String, Schedulers> all() {
		Map<String, Schedulers> all = new LinkedHashMap<>();
		all.put(Scenario.REFERENCE, (lags, tasks) -> workers(lags, tasks, true));
		all.put("workers on the pool", (lags, tasks) -> workers(lags, tasks, false));
		all.put("the timer under them, alone", Schedulers::timer);
		all.put("ScheduledThreadPoolExecutor", Schedulers::executor);
		all.put("Netty's HashedWheelTimer", Schedulers::netty);
		all.put("Spring's ThreadPoolTaskScheduler", Schedulers::springPool);
		all.put("Spring's SimpleAsyncTaskScheduler", Schedulers::springThreads);
		all.put("a thread that wakes every 4 ms, for nothing", (lags, tasks) -> wakings());
		if (Runtime.version().feature() >= 21) {
			all.put("virtual threads that sleep", Schedulers::virtualThreads);
		}
		return all;
	}

	private static Duration spread(int task, int tasks) {
		return Duration.ofNanos(1 + Lags.PERIOD_NANOS * task / tasks);
	}

	private static void workers(Lags lags, int tasks, boolean nonBlocking) {
		ConcurrencyRuntime runtime = ConcurrencyRuntime.builder().build();
		WorkerSettings every = WorkerSettings.every(Duration.ofNanos(Lags.PERIOD_NANOS)).withNonBlocking(nonBlocking);
		for (int i = 0; i < tasks; i++) {
			int task = i;
			runtime.worker("worker-" + i, (tick) -> lags.tick(task), every.withInitialDelay(spread(i, tasks)));
		}
		runtime.start();
	}

	private static void timer(Lags lags, int tasks) {
		Timer timer = Timer.create(Thread::new);
		for (int i = 0; i < tasks; i++) {
			int task = i;
			timer.schedule(spread(i, tasks).toNanos(), new Runnable() {
				@Override
				public void run() {
					lags.tick(task);
					timer.schedule(Lags.PERIOD_NANOS, this);
				}
			});
		}
	}

	/**
	 * What no timer can save that looks so often: the price of waking on this machine.
	 */
	private static void wakings() {
		new Thread(() -> {
			while (true) {
				LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(4));
			}
		}).start();
	}

	private static void executor(Lags lags, int tasks) {
		ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1);
		for (int i = 0; i < tasks; i++) {
			int task = i;
			var unused = executor.scheduleAtFixedRate(() -> lags.tick(task), spread(i, tasks).toNanos(),
					Lags.PERIOD_NANOS, TimeUnit.NANOSECONDS);
		}
	}

	private static void netty(Lags lags, int tasks) {
		HashedWheelTimer timer = new HashedWheelTimer(1, TimeUnit.MILLISECONDS);
		for (int i = 0; i < tasks; i++) {
			int task = i;
			timer.newTimeout((timeout) -> {
				timer.newTimeout(timeout.task(), Lags.PERIOD_NANOS, TimeUnit.NANOSECONDS);
				lags.tick(task);
			}, spread(i, tasks).toNanos(), TimeUnit.NANOSECONDS);
		}
	}

	private static void springPool(Lags lags, int tasks) {
		ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
		scheduler.afterPropertiesSet();
		spring(scheduler, lags, tasks);
	}

	private static void springThreads(Lags lags, int tasks) {
		spring(new SimpleAsyncTaskScheduler(), lags, tasks);
	}

	private static void spring(TaskScheduler scheduler, Lags lags, int tasks) {
		Instant begun = Instant.now();
		for (int i = 0; i < tasks; i++) {
			int task = i;
			var unused = scheduler.scheduleAtFixedRate(() -> lags.tick(task), begun.plus(spread(i, tasks)),
					Duration.ofNanos(Lags.PERIOD_NANOS));
		}
	}

	private static void virtualThreads(Lags lags, int tasks) {
		SimpleAsyncTaskExecutor threads = new SimpleAsyncTaskExecutor();
		threads.setVirtualThreads(true);
		for (int i = 0; i < tasks; i++) {
			int task = i;
			threads.execute(() -> loop(lags, task, spread(task, tasks)));
		}
	}

	private static void loop(Lags lags, int task, Duration initialDelay) {
		try {
			TimeUnit.NANOSECONDS.sleep(initialDelay.toNanos());
			while (true) {
				lags.tick(task);
				TimeUnit.NANOSECONDS.sleep(Lags.PERIOD_NANOS);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
