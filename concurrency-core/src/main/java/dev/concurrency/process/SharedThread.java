package dev.concurrency.process;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.ForkJoinPool;

import org.jspecify.annotations.Nullable;

/** A thread that many actors share: nothing that it runs may wait. */
public final class SharedThread extends KeepingThread {

	private static final VarHandle CONTEXT;

	static {
		try {
			CONTEXT = MethodHandles.lookup().findVarHandle(SharedThread.class, "context", ProcessContext.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private final SharedPool shared;

	private final Gathering gathering = new Gathering();

	// What it runs; written by the thread itself.
	private @Nullable ProcessContext context;

	// How deep it is in turns; the thread's own.
	private boolean inside;

	// The watchdog's.
	private final Sighting sighting = new Sighting(() -> CONTEXT.getOpaque(this));

	SharedThread(ForkJoinPool pool, SharedPool shared, String name, ClassLoader loader) {
		super(pool);
		this.shared = shared;
		setName(name);
		setContextClassLoader(loader);
	}

	/**
	 * Refuses to wait on such a thread.
	 * @param operation what would wait
	 * @param instead what to use instead
	 * @throws IllegalStateException on a shared thread
	 */
	public static void refuse(String operation, String instead) {
		if (Thread.currentThread() instanceof SharedThread) {
			throw new IllegalStateException(
					operation + " may wait and this thread is shared by many actors: use " + instead);
		}
	}

	/** What it runs; the thread's own. */
	@Nullable ProcessContext context() {
		return this.context;
	}

	/** It runs something else; in time seen by who looks. */
	void context(@Nullable ProcessContext newContext) {
		CONTEXT.setOpaque(this, newContext);
		if (newContext != null) {
			// Shown before the look whether the watchdog is awake.
			this.shared.stirred();
		}
	}

	/** Answers whether it runs anything. Any thread. */
	boolean look(Sighting.Look look) {
		Object running = CONTEXT.getOpaque(this);
		return (running instanceof Callee callee) ? this.sighting.look(look, running, callee, this, true)
				: this.sighting.none(look);
	}

	/**
	 * Whether it belongs to a pool and runs a turn, after which it looks for the next.
	 */
	boolean isInsideOf(SharedPool pool) {
		return this.inside && this.shared == pool;
	}

	/** The pool that it belongs to. */
	SharedPool owner() {
		return this.shared;
	}

	boolean enter() {
		boolean outermost = !this.inside;
		this.inside = true;
		return outermost;
	}

	void leave() {
		this.inside = false;
	}

	/** For what runs here and reads what others write. The thread's own. */
	public Gathering gathering() {
		return this.gathering;
	}

	@Override
	protected void onTermination(@Nullable Throwable failure) {
		this.shared.left(this);
		super.onTermination(failure);
	}

}
