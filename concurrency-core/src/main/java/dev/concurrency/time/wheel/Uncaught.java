package dev.concurrency.time.wheel;

/** Tells of what a task has thrown whose thread goes on. Stateless. */
public final class Uncaught {

	// This package needs no library: the platform's own.
	private static final System.Logger logger = System.getLogger(Uncaught.class.getName());

	private Uncaught() {
	}

	/**
	 * Tells the handler of the current thread. What that throws ends the thread no more
	 * than the task did: the JVM would ignore it, too, but for a line in the log.
	 * @param failure what the task has thrown
	 */
	public static void report(Throwable failure) {
		Thread current = Thread.currentThread();
		try {
			current.getUncaughtExceptionHandler().uncaughtException(current, failure);
		}
		catch (Throwable ex) {
			logger.log(System.Logger.Level.ERROR,
					"The handler of uncaught exceptions failed in " + current.getName() + ", which goes on", ex);
		}
	}

}
