package dev.concurrency.dataspace;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** Runs what it was given when the test says so, on the test's thread. */
final class SteppedExecutor implements Executor {

	final Deque<Runnable> tasks = new ArrayDeque<>();

	boolean closed;

	@Override
	public void execute(Runnable task) {
		if (this.closed) {
			throw new RejectedExecutionException("closed");
		}
		this.tasks.addLast(task);
	}

	/** Runs the oldest task. */
	void step() {
		this.tasks.removeFirst().run();
	}

	/** Runs until nothing is left. */
	void drain() {
		while (!this.tasks.isEmpty()) {
			step();
		}
	}

}
