package dev.concurrency.process;

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
	 * Starts the thread, which is named after the path of the process.
	 * @param environment makes the thread
	 * @param record the process
	 * @param body what to run
	 * @param incarnation told when the body is ready and when it ended
	 * @return the running incarnation
	 */
	public static ThreadedIncarnation start(ProcessEnvironment environment, ProcessRecord record, Supervisable body,
			Incarnation incarnation) {
		return start(environment, record, record.path().value(), body, incarnation);
	}

	/**
	 * Starts the thread, one of several of the process.
	 * @param environment makes the thread
	 * @param record the process
	 * @param name the name of the thread
	 * @param body what to run
	 * @param incarnation told when the body is ready and when it ended
	 * @return the running incarnation
	 */
	public static ThreadedIncarnation start(ProcessEnvironment environment, ProcessRecord record, String name,
			Supervisable body, Incarnation incarnation) {
		ShutdownSignal.Pair pair = ShutdownSignal.pair();
		IncarnationContext context = new IncarnationContext(environment, record, incarnation, pair.signal());
		Thread thread = environment.threads().newThread(() -> run(body, context, incarnation));
		thread.setName(name);
		thread.start();
		return new ThreadedIncarnation(pair.handle(), thread);
	}

	// Whatever the body throws belongs to the supervisor: this is the end of the thread.
	private static void run(Supervisable body, IncarnationContext context, Incarnation incarnation) {
		ProcessContext before = context.enter();
		try {
			Supervisable.Run run = body.initialize(context.shutdown());
			incarnation.ready();
			run.run();
			if (Thread.interrupted() && !context.shutdown().isRequested()) {
				throw new InterruptedException("interrupted although nobody asked it to stop");
			}
		}
		catch (Throwable ex) {
			incarnation.exited(ex);
			return;
		}
		finally {
			IncarnationContext.leave(before);
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
