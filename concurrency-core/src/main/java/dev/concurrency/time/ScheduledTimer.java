package dev.concurrency.time;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/** A timer on the JDK's scheduler. */
final class ScheduledTimer implements Timer {

	private final ScheduledThreadPoolExecutor scheduler;

	ScheduledTimer(ThreadFactory threads) {
		this.scheduler = new ScheduledThreadPoolExecutor(1, threads);
		this.scheduler.setRemoveOnCancelPolicy(true);
		this.scheduler.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
	}

	@Override
	public Timeout schedule(long delayNanos, Runnable task) {
		if (this.scheduler.isShutdown()) {
			throw new RejectedExecutionException("the timer is closed");
		}
		ScheduledFuture<?> future = this.scheduler.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
		return () -> future.cancel(false);
	}

	@Override
	public void close() {
		this.scheduler.shutdownNow();
	}

}
