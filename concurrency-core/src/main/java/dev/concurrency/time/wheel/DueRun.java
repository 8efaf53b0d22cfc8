package dev.concurrency.time.wheel;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

import dev.concurrency.time.Timer;

/**
 * Runs what is due, or hands it to whoever is to run it. Belongs to the timer's thread.
 */
final class DueRun {

	/** So many tasks look at their memory together. */
	private static final int GROUP = 32;

	private final BooleanSupplier closed;

	private final Lap lap = new Lap();

	// What is due and whose it is, if it is somebody else's.
	private List<Runnable> due = new ArrayList<>();

	private Timer.@Nullable Crew crew;

	// Since the thread waited.
	private int handedOver;

	// Written so that the compiler does not leave the reads out.
	@SuppressWarnings("UnusedVariable")
	private volatile long prefetched;

	DueRun(BooleanSupplier closed) {
		this.closed = closed;
	}

	/**
	 * Group by group; once the timer is closed the rest leaves without being run. What a
	 * crew is to run may wait until {@link #end}.
	 */
	void runAll(Slot slot) {
		for (int from = 0; from < slot.end(); from += GROUP) {
			int first = from;
			int end = Math.min(slot.end(), from + GROUP);
			guarded(() -> prefetch(slot, first, end));
			this.lap.forget();
			runGroup(slot, first, end);
		}
	}

	private void runGroup(Slot slot, int from, int end) {
		boolean ran = false;
		for (int i = from; i < end; i++) {
			WheelEntry entry = slot.get(i);
			if (entry != null) {
				entry.leave();
				Runnable task = this.closed.getAsBoolean() ? null : entry.begin();
				ran |= task != null && isRun(task, entry.crew);
			}
		}
		if (ran) {
			// What a crew is to run does not wait for all that is run here.
			handOver();
		}
	}

	private void prefetch(Slot slot, int from, int end) {
		long seen = 0;
		for (int depth = 0; depth < LapTask.DEPTH; depth++) {
			for (int i = from; i < end; i++) {
				WheelEntry entry = slot.get(i);
				// Not what a crew will run, whose threads are on other cores.
				seen += (entry != null && entry.crew == null) ? entry.prefetch(depth) : 0;
			}
		}
		this.prefetched = seen;
	}

	/** Answers false for what a crew will run. */
	private boolean isRun(Runnable task, Timer.@Nullable Crew other) {
		if (other == null) {
			runGuarded(task);
			return true;
		}
		if (this.crew != other) {
			handOver();
			this.crew = other;
		}
		this.due.add(task);
		return false;
	}

	/**
	 * All that was due has run or is with its crew, and the thread is about to wait.
	 * @return how many are with a crew
	 */
	int end() {
		handOver();
		guarded(this.lap::close);
		int count = this.handedOver;
		this.handedOver = 0;
		return count;
	}

	private void handOver() {
		Timer.Crew current = this.crew;
		if (current != null) {
			List<Runnable> tasks = this.due;
			this.crew = null;
			this.due = new ArrayList<>();
			this.handedOver += tasks.size();
			guarded(() -> handOver(current, tasks));
			this.lap.forget();
		}
	}

	private void handOver(Timer.Crew current, List<Runnable> tasks) {
		try {
			current.executeAll(tasks);
		}
		catch (RejectedExecutionException ex) {
			// Else they are forgotten with all that was scheduled.
			if (!this.closed.getAsBoolean()) {
				throw ex;
			}
		}
	}

	/** A task that throws concerns no other. */
	private void runGuarded(Runnable task) {
		try {
			LapTask.run(task, this.lap);
		}
		catch (Throwable ex) {
			Uncaught.report(ex);
		}
	}

	private void guarded(Runnable work) {
		try {
			work.run();
		}
		catch (Throwable ex) {
			Uncaught.report(ex);
		}
	}

}
