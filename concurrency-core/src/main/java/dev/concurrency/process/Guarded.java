package dev.concurrency.process;

import dev.concurrency.time.wheel.Lap;
import dev.concurrency.time.wheel.LapTask;
import dev.concurrency.time.wheel.Uncaught;

/** Runs what others have handed over. Stateless. */
final class Guarded {

	private Guarded() {
	}

	/**
	 * Runs work that must not end its thread, or what else the thread is to do: what it
	 * throws goes to the thread's handler, and a context class loader that it sets does
	 * not stay.
	 */
	static void run(Runnable work) {
		Thread current = Thread.currentThread();
		ClassLoader loader = current.getContextClassLoader();
		try {
			work.run();
		}
		catch (Throwable ex) {
			Uncaught.report(ex);
		}
		if (current.getContextClassLoader() != loader) {
			current.setContextClassLoader(loader);
		}
	}

	/**
	 * The same for one task of many, but for the class loader: it stays until the last of
	 * them is done.
	 * @param task may be a {@link LapTask}
	 * @param lap what its thread knows of the time
	 */
	static void run(Runnable task, Lap lap) {
		try {
			LapTask.run(task, lap);
		}
		catch (Throwable ex) {
			Uncaught.report(ex);
		}
	}

}
