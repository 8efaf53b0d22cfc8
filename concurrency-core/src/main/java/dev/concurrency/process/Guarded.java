package dev.concurrency.process;

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
			Thread current = Thread.currentThread();
			current.getUncaughtExceptionHandler().uncaughtException(current, ex);
		}
	}

}
