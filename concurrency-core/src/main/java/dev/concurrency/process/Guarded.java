package dev.concurrency.process;

import dev.concurrency.time.wheel.Lap;
import dev.concurrency.time.wheel.LapTask;

/** Runs what others have handed over. Stateless. */
final class Guarded {

	private Guarded() {
	}

	/**
	 * Runs work that must not end its thread, or what else the thread is to do: what it
	 * throws goes to the thread's handler.
	 */
	static void run(Runnable work) {
		try {
			work.run();
		}
		catch (Throwable ex) {
			report(ex);
		}
	}

	/**
	 * The same for one task of many.
	 * @param task may be a {@link LapTask}
	 * @param lap what its thread knows of the time
	 */
	static void run(Runnable task, Lap lap) {
		try {
			LapTask.run(task, lap);
		}
		catch (Throwable ex) {
			report(ex);
		}
	}

	private static void report(Throwable failure) {
		Thread current = Thread.currentThread();
		current.getUncaughtExceptionHandler().uncaughtException(current, failure);
	}

}
