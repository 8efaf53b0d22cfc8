package dev.concurrency.process;

import java.util.concurrent.ThreadFactory;

/**
 * One incarnation that owns a thread: initializes a {@link Supervisable}, runs it and
 * reports how it ended. Thread-safe.
 */
public final class ThreadedIncarnation {

	private final ShutdownHandle shutdown;

	private final Thread thread;

	private ThreadedIncarnation(ShutdownHandle shutdown, Thread thread) {
		this.shutdown = shutdown;
		this.thread = thread;
	}

	/**
	 * Starts the thread.
	 * @param threads makes the thread
	 * @param threadName names it
	 * @param body what to run
	 * @param incarnation told when the body is ready and when it ended
	 * @return the running incarnation
	 */
	public static ThreadedIncarnation start(ThreadFactory threads, String threadName, Supervisable body,
			Incarnation incarnation) {
		ShutdownSignal.Pair pair = ShutdownSignal.pair();
		Thread thread = threads.newThread(() -> run(body, pair.signal(), incarnation));
		thread.setName(threadName);
		thread.start();
		return new ThreadedIncarnation(pair.handle(), thread);
	}

	// Whatever the body throws belongs to the supervisor: this is the end of the thread.
	private static void run(Supervisable body, ShutdownSignal signal, Incarnation incarnation) {
		try {
			Supervisable.Run run = body.initialize(signal);
			incarnation.ready();
			run.run();
		}
		catch (Throwable ex) {
			incarnation.exited(ex);
			return;
		}
		incarnation.exited(null);
	}

	/** Asks the body to end. */
	public void stop() {
		this.shutdown.trigger();
	}

	/** Asks the body to end and interrupts its thread. */
	public void abort() {
		this.shutdown.trigger();
		this.thread.interrupt();
	}

	/**
	 * Where the thread is.
	 * @return its frames, one a line
	 */
	public String stack() {
		return Stacks.of(this.thread);
	}

}
