package dev.concurrency.test;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;

/** An executor that runs nothing until the test says so, on the test's thread. */
final class StepQueue implements Executor {

	private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

	@Override
	public void execute(Runnable task) {
		this.tasks.add(task);
	}

	/** Runs the oldest task. Answers whether there was one. */
	boolean step() {
		Runnable task = this.tasks.poll();
		if (task != null) {
			task.run();
		}
		return task != null;
	}

	/** Runs tasks until none is left. */
	void drain() {
		boolean more = true;
		while (more) {
			more = step();
		}
	}

	int size() {
		return this.tasks.size();
	}

}
