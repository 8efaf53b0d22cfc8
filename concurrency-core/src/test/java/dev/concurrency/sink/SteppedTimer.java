package dev.concurrency.sink;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import dev.concurrency.time.Timer;

/** Runs what is due when the test moves the time. Not thread-safe. */
final class SteppedTimer implements Timer {

	private final List<Task> tasks = new ArrayList<>();

	private long now;

	@Override
	public Timeout schedule(long delayNanos, Runnable work) {
		Task task = new Task(this.now + delayNanos, work);
		this.tasks.add(task);
		return () -> this.tasks.remove(task);
	}

	/** Runs everything that is due up to a time, in order. */
	void advanceTo(long target) {
		for (Optional<Task> task = next(target); task.isPresent(); task = next(target)) {
			this.tasks.remove(task.get());
			this.now = task.get().due;
			task.get().work.run();
		}
		this.now = target;
	}

	private Optional<Task> next(long target) {
		return this.tasks.stream().filter((task) -> task.due <= target).min(Comparator.comparingLong(Task::due));
	}

	int scheduled() {
		return this.tasks.size();
	}

	@Override
	public void close() {
		this.tasks.clear();
	}

	private record Task(long due, Runnable work) {
	}

}
