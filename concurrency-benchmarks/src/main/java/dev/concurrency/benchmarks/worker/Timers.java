package dev.concurrency.benchmarks.worker;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.netty.util.HashedWheelTimer;

import dev.concurrency.time.Timer;

/** A timer that is asked for timeouts which are not needed after all. Thread-safe. */
@FunctionalInterface
interface Timers {

	long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(5);

	/** Arms a timeout and cancels it. */
	void armAndCancel();

	/** The peers by the names they have in the tables. */
	static Map<String, Supplier<Timers>> all() {
		Map<String, Supplier<Timers>> all = new LinkedHashMap<>();
		all.put(Scenario.REFERENCE, Timers::wheel);
		all.put("ScheduledThreadPoolExecutor", Timers::executor);
		all.put("Netty's HashedWheelTimer", Timers::netty);
		return all;
	}

	private static Timers wheel() {
		Timer timer = Timer.create(Thread::new);
		return () -> timer.schedule(TIMEOUT_NANOS, Timers::nothing).cancel();
	}

	private static Timers executor() {
		ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1);
		executor.setRemoveOnCancelPolicy(true);
		return () -> executor.schedule(Timers::nothing, TIMEOUT_NANOS, TimeUnit.NANOSECONDS).cancel(false);
	}

	private static Timers netty() {
		HashedWheelTimer timer = new HashedWheelTimer(1, TimeUnit.MILLISECONDS);
		return () -> timer.newTimeout((timeout) -> nothing(), TIMEOUT_NANOS, TimeUnit.NANOSECONDS).cancel();
	}

	private static void nothing() {
		// It is cancelled before.
	}

}
