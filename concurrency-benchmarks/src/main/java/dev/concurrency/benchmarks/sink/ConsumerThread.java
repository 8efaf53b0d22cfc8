package dev.concurrency.benchmarks.sink;

import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * The consumer of a peer that has none itself. Its count is the work that every peer
 * does.
 */
final class ConsumerThread {

	private final Thread thread;

	private volatile long taken;

	/** Starts a thread that repeats the step. */
	ConsumerThread(Step step) {
		this.thread = new Thread(() -> {
			while (true) {
				try {
					step.run(this);
				}
				catch (InterruptedException ex) {
					return;
				}
			}
		}, "consumer");
		this.thread.setDaemon(true);
		this.thread.start();
	}

	/** Called by the consumer for each batch. */
	void took(List<?> batch) {
		took(batch.size());
	}

	/** Called by the consumer for each batch. */
	@SuppressWarnings("NonAtomicVolatileUpdate")
	void took(int items) {
		this.taken += items;
	}

	long taken() {
		return this.taken;
	}

	void unpark() {
		LockSupport.unpark(this.thread);
	}

	/** What the consumer repeats. */
	interface Step {

		void run(ConsumerThread consumer) throws InterruptedException;

	}

}
