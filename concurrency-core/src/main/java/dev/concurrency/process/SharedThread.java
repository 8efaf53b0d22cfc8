package dev.concurrency.process;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;

import org.jspecify.annotations.Nullable;

/** A thread that many actors share: nothing that it runs may wait. */
public final class SharedThread extends ForkJoinWorkerThread {

	private static final VarHandle NEXT;

	private static final VarHandle AFTER;

	private static final VarHandle REST;

	private static final VarHandle CONTEXT;

	static {
		try {
			MethodHandles.Lookup lookup = MethodHandles.lookup();
			NEXT = lookup.findVarHandle(SharedThread.class, "next", Runnable.class);
			AFTER = lookup.findVarHandle(SharedThread.class, "after", AfterTurn.class);
			REST = lookup.findVarHandle(SharedThread.class, "rest", AfterTurn.class);
			CONTEXT = lookup.findVarHandle(SharedThread.class, "context", ProcessContext.class);
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

	// Filled by the thread itself, emptied by it or by the pool's watch.
	private volatile @Nullable Runnable next;

	// The newest of a chain; the thread itself adds to it, it or the watch takes all.
	private volatile @Nullable AfterTurn after;

	// The oldest of a chain that it is at; it takes one by one, the watch takes all.
	private volatile @Nullable AfterTurn rest;

	// The watch's: what it has seen the last time.
	@Nullable Runnable seen;

	boolean hadAfter;

	boolean hadRest;

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

	/** Keeps a turn for later. Answers whether there was room. The thread's own. */
	boolean keep(Runnable turn) {
		if (this.next != null) {
			return false;
		}
		NEXT.setRelease(this, turn);
		return true;
	}

	/** What was kept, null if nothing was or somebody else has taken it. */
	@Nullable Runnable take() {
		return (this.next != null) ? (Runnable) NEXT.getAndSet(this, null) : null;
	}

	/** What is kept at the moment. */
	@Nullable Runnable kept() {
		return this.next;
	}

	/** Takes away what is kept if it is still that. Any thread. */
	boolean steal(Runnable turn) {
		return NEXT.compareAndSet(this, turn, null);
	}

	/** Adds what is to run after the current turn. The thread's own. */
	void addAfter(AfterTurn work) {
		AfterTurn newest;
		do {
			newest = this.after;
			work.link = newest;
		}
		while (!AFTER.compareAndSet(this, newest, work));
	}

	/** Whether anything is to run after the current turn. */
	boolean hasAfter() {
		return this.after != null;
	}

	/** Takes all of that. Any thread. */
	@Nullable AfterTurn takeAfter() {
		return (this.after != null) ? (AfterTurn) AFTER.getAndSet(this, null) : null;
	}

	/**
	 * Begins with a chain. Answers false if it is in the midst of another. The thread's
	 * own.
	 * @param oldest the first that is to run
	 */
	boolean begin(AfterTurn oldest) {
		if (this.rest != null) {
			return false;
		}
		REST.setRelease(this, oldest);
		return true;
	}

	/** The next of the chain; none if it is over or was taken away. The thread's own. */
	@Nullable AfterTurn takeNext() {
		AfterTurn oldest = this.rest;
		if (oldest == null || !REST.compareAndSet(this, oldest, oldest.link)) {
			return null;
		}
		oldest.link = null;
		return oldest;
	}

	/** What is next of the chain. */
	@Nullable AfterTurn rest() {
		return this.rest;
	}

	/** Takes the rest of the chain away if it is still that. Any thread. */
	boolean stealRest(AfterTurn oldest) {
		return REST.compareAndSet(this, oldest, null);
	}

	@Override
	protected void onTermination(@Nullable Throwable failure) {
		this.shared.left(this);
		super.onTermination(failure);
	}

}
