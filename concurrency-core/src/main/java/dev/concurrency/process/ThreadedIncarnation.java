package dev.concurrency.process;

import org.jspecify.annotations.Nullable;

/**
 * One incarnation that owns a thread: initializes a {@link Supervisable}, runs it and
 * reports how it ended. Thread-safe.
 */
public final class ThreadedIncarnation {

	private final ProcessEnvironment environment;

	private final ShutdownHandle shutdown;

	private final InterruptibleSection section;

	private ThreadedIncarnation(ProcessEnvironment environment, ShutdownHandle shutdown, InterruptibleSection section) {
		this.environment = environment;
		this.shutdown = shutdown;
		this.section = section;
	}

	/**
	 * Starts the thread, which is named after the path of the process.
	 * @param environment makes the thread
	 * @param record the process
	 * @param body what to run
	 * @param section where the body says when its last hooks begin
	 * @param incarnation told when the body is ready and when it ended
	 * @return the running incarnation
	 */
	public static ThreadedIncarnation start(ProcessEnvironment environment, ProcessRecord record, Supervisable body,
			InterruptibleSection section, Incarnation incarnation) {
		return start(environment, record, record.path().value(), body, section, incarnation);
	}

	/**
	 * Starts the thread, one of several of the process.
	 * @param environment makes the thread
	 * @param record the process
	 * @param name the name of the thread
	 * @param body what to run
	 * @param section where the body says when its last hooks begin
	 * @param incarnation told when the body is ready and when it ended
	 * @return the running incarnation
	 */
	public static ThreadedIncarnation start(ProcessEnvironment environment, ProcessRecord record, String name,
			Supervisable body, InterruptibleSection section, Incarnation incarnation) {
		ShutdownSignal.Pair pair = environment.shutdown(record);
		IncarnationContext context = new IncarnationContext(environment, record, incarnation, pair.signal());
		Thread thread = environment.threads().newThread(() -> {
			Throwable failure = run(body, context, incarnation);
			section.leave();
			incarnation.exited(failure);
		});
		thread.setName(name);
		section.enter(thread);
		thread.start();
		return new ThreadedIncarnation(environment, pair.handle(), section);
	}

	// Whatever the body throws belongs to the supervisor: this is the end of the thread.
	private static @Nullable Throwable run(Supervisable body, IncarnationContext context, Incarnation incarnation) {
		ProcessContext before = context.enter();
		try {
			Supervisable.Run run = body.initialize(context.shutdown());
			incarnation.ready();
			run.run();
			if (Thread.interrupted() && !context.shutdown().isRequested()) {
				throw new InterruptedException("interrupted although nobody asked it to stop");
			}
			return null;
		}
		catch (Throwable ex) {
			return ex;
		}
		finally {
			IncarnationContext.leave(before);
		}
	}

	/** Asks the body to end. */
	public void stop() {
		this.shutdown.trigger();
	}

	/** Asks the body to end and interrupts its thread; its last hooks a second later. */
	public void abort() {
		this.shutdown.trigger();
		this.section.abort(this.environment.timer());
	}

	/** Interrupts the thread whatever it does. */
	public void interrupt() {
		this.section.interrupt();
	}

	/**
	 * Where the thread is.
	 * @return its frames, one a line; empty if it has ended
	 */
	public String stack() {
		return this.section.stack();
	}

}
