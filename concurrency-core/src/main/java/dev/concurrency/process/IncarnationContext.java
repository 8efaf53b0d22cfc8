package dev.concurrency.process;

import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

/**
 * The context of one incarnation, which each kind of process binds to the thread around
 * the user's code. Thread-safe.
 */
public final class IncarnationContext implements ProcessContext {

	/** A context, or a row of calls, which knows that of the current one. */
	private static final ThreadLocal<@Nullable Object> BOUND = new ThreadLocal<>();

	private final ProcessEnvironment environment;

	private final ProcessPath path;

	private final Incarnation incarnation;

	private final ShutdownSignal shutdown;

	/**
	 * A context that is bound to no thread.
	 * @param environment the runtime's
	 * @param record the process
	 * @param incarnation its current incarnation
	 * @param shutdown tells that incarnation to end
	 */
	public IncarnationContext(ProcessEnvironment environment, ProcessRecord record, Incarnation incarnation,
			ShutdownSignal shutdown) {
		this.environment = environment;
		this.path = record.path();
		this.incarnation = incarnation;
		this.shutdown = shutdown;
	}

	/**
	 * The context of the code that the current thread runs.
	 * @return null if that is no code of a process
	 */
	public static @Nullable ProcessContext current() {
		if (Thread.currentThread() instanceof SharedThread shared) {
			return shared.context();
		}
		Object bound = BOUND.get();
		return (bound instanceof CallRow row) ? row.context() : (ProcessContext) bound;
	}

	/**
	 * The current thread, which is no shared one, begins a row.
	 * @return what was bound to it before, for {@link #unbind}
	 */
	static @Nullable Object bind(CallRow row) {
		Object before = BOUND.get();
		BOUND.set(row);
		return before;
	}

	/** The row is over. */
	static void unbind(@Nullable Object before) {
		BOUND.set(before);
	}

	/**
	 * The current thread begins to run code of this incarnation.
	 * @return what it ran before, for {@link #leave}
	 */
	public @Nullable ProcessContext enter() {
		return enter(this);
	}

	/**
	 * The current thread begins to run code of an incarnation.
	 * @param context what that code knows about its process
	 * @return what it ran before, for {@link #leave}
	 */
	public static @Nullable ProcessContext enter(ProcessContext context) {
		ProcessContext before = current();
		set(context);
		return before;
	}

	private static void set(@Nullable ProcessContext context) {
		if (Thread.currentThread() instanceof SharedThread shared) {
			shared.context(context);
		}
		else if (BOUND.get() instanceof CallRow row) {
			row.context(context);
		}
		else {
			BOUND.set(context);
		}
	}

	/**
	 * The current thread has left the code of an incarnation.
	 * @param before what {@link #enter} answered
	 */
	public static void leave(@Nullable ProcessContext before) {
		set(before);
	}

	@Override
	public ProcessPath path() {
		return this.path;
	}

	@Override
	public ProcessId id() {
		return this.incarnation.id();
	}

	@Override
	public ShutdownSignal shutdown() {
		return this.shutdown;
	}

	@Override
	public CompletionStage<Terminated> ended() {
		return this.incarnation.ended();
	}

	@Override
	public Spawned spawn(Supervisable body, ChildSpec spec) {
		return Processes.spawn(this.environment, this.incarnation.parent(), body, spec);
	}

	@Override
	public String toString() {
		return this.path + "#" + id();
	}

}
