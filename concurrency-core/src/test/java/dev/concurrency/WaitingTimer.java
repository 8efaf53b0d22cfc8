package dev.concurrency;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.concurrency.time.Timer;

/** Runs what the test says. Thread-safe. */
final class WaitingTimer implements Timer {

	private final List<Task> tasks = new ArrayList<>();

	@Override
	public Timeout schedule(long delayNanos, Runnable work) {
		Task task = new Task(delayNanos, work);
		synchronized (this.tasks) {
			this.tasks.add(task);
		}
		return () -> remove(task);
	}

	private boolean remove(Task task) {
		synchronized (this.tasks) {
			return this.tasks.remove(task);
		}
	}

	/** Runs what waits for exactly so long. */
	void elapse(Duration delay) {
		List<Task> due;
		synchronized (this.tasks) {
			due = this.tasks.stream().filter((task) -> task.delayNanos == delay.toNanos()).toList();
			this.tasks.removeAll(due);
		}
		due.forEach((task) -> task.work.run());
	}

	@Override
	public void close() {
	}

	private record Task(long delayNanos, Runnable work) {
	}

}
