package dev.concurrency.process;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Completes what the user's code waits for on a thread of a pool, and on the calling one
 * when the pool is closed: rather there than never. Thread-safe.
 */
record LastResortExecutor(Executor pool) implements Executor {

	@Override
	public void execute(Runnable completion) {
		try {
			this.pool.execute(completion);
		}
		catch (RejectedExecutionException ex) {
			completion.run();
		}
	}

}
