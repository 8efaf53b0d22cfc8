package dev.concurrency.benchmarks.sink;

import org.springframework.core.task.TaskRejectedException;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

/**
 * What {@code @Async} does: a task for each item on a bounded
 * {@code ThreadPoolTaskExecutor}. The proxy around the method, which costs more, is left
 * out.
 */
final class AsyncPeer implements Peer {

	private final ThreadPoolTaskExecutor executor = new ThreadPoolTaskExecutor();

	private volatile long taken;

	AsyncPeer() {
		this.executor.setCorePoolSize(1);
		this.executor.setMaxPoolSize(1);
		this.executor.setQueueCapacity(CAPACITY);
		this.executor.setDaemon(true);
		this.executor.initialize();
	}

	@Override
	public boolean offer(Object item) {
		try {
			this.executor.execute(() -> took(item));
			return true;
		}
		catch (TaskRejectedException ex) {
			return false;
		}
	}

	// One thread.
	@SuppressWarnings("NonAtomicVolatileUpdate")
	private void took(Object item) {
		if (item != this) {
			this.taken++;
		}
	}

	@Override
	public long taken() {
		return this.taken;
	}

}
