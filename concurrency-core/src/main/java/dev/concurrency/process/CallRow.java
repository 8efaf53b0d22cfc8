package dev.concurrency.process;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import org.jspecify.annotations.Nullable;

/**
 * What a thread shows of its calls of the user's code: one call, or many short ones that
 * come one after the other while it keeps its {@link Seat}. Shown by its thread, looked
 * at by any.
 * <p>
 * Who interrupts a call writes {@code holding} and then reads {@code callee}; who leaves
 * a call writes {@code callee} and then reads {@code holding}. Both fields are volatile,
 * so either the interrupt finds that the call is over, or the thread waits until it has
 * come and clears it: nothing reaches what follows the call. In the same way who enters
 * writes {@code callee} before it reads whether it was to be interrupted before, and who
 * wants that writes so before it reads {@code callee}.
 * <p>
 * The calls of a row are counted, and the count is written before {@code callee}. So who
 * reads the same callee and then the same count twice has seen one call.
 * <p>
 * So a call costs two such writes, and neither an object nor a search for a seat, nor a
 * write into an old object, which the collector would have to look at: a row is
 * short-lived, as its calls are.
 */
public final class CallRow {

	private static final VarHandle HOLDING;

	private static final VarHandle CALLS;

	static {
		try {
			MethodHandles.Lookup lookup = MethodHandles.lookup();
			HOLDING = lookup.findVarHandle(CallRow.class, "holding", int.class);
			CALLS = lookup.findVarHandle(CallRow.class, "calls", long.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private final Thread thread;

	private final boolean shared;

	private final boolean interruptible;

	private volatile @Nullable Callee callee;

	private volatile int holding;

	private long calls;

	// The thread's own.

	private Seat seat = Seat.NONE;

	private @Nullable Object boundBefore;

	private @Nullable ProcessContext context;

	private CallRow(Thread thread, boolean shared, @Nullable Callee callee) {
		this.thread = thread;
		this.shared = shared;
		this.callee = callee;
		// What is there from the start is interrupted elsewhere.
		this.interruptible = callee == null;
	}

	/** Of one call, which cannot be interrupted. */
	static CallRow of(Thread thread, Callee callee, boolean shared) {
		return new CallRow(thread, shared, callee);
	}

	/** Of calls to come. */
	static CallRow open(Thread thread, boolean shared) {
		return new CallRow(thread, shared, null);
	}

	/** Its thread runs what is called here. */
	void begin(Seat newSeat) {
		this.seat = newSeat;
		this.context = IncarnationContext.current();
		this.boundBefore = IncarnationContext.bind(this);
	}

	/** Its thread makes no more calls for now. */
	public void end() {
		IncarnationContext.unbind(this.boundBefore);
		this.seat.leave();
	}

	boolean isAt(Seats seats, boolean sharedToo) {
		return this.shared == sharedToo && this.seat.isOneOf(seats);
	}

	/**
	 * A call begins, which may be interrupted.
	 * @param newCallee whose code is called
	 * @param newContext what that code knows about its process
	 * @return what its thread ran before, for {@link #leave}
	 */
	public @Nullable ProcessContext enter(Callee newCallee, ProcessContext newContext) {
		ProcessContext before = this.context;
		this.context = newContext;
		CALLS.setOpaque(this, this.calls + 1);
		this.callee = newCallee;
		return before;
	}

	/**
	 * The call is over, and its thread is not interrupted.
	 * @param before what {@link #enter} answered
	 */
	@SuppressWarnings("ThreadPriorityCheck")
	public void leave(@Nullable ProcessContext before) {
		this.callee = null;
		while (this.holding != 0) {
			// Not for long, unless who interrupts it has lost its core.
			Thread.yield();
		}
		Thread.interrupted();
		this.context = before;
	}

	/** What its thread runs; the thread's own. */
	@Nullable ProcessContext context() {
		return this.context;
	}

	void context(@Nullable ProcessContext newContext) {
		this.context = newContext;
	}

	/** Whose code is called, null between two calls. */
	@Nullable Callee callee() {
		return this.callee;
	}

	/** The call that is under way, equal to itself alone; null between two. */
	@Nullable Object call() {
		return (this.callee != null) ? new OneOf(this, (long) CALLS.getOpaque(this)) : null;
	}

	Thread thread() {
		return this.thread;
	}

	/** Whether others wait for the thread. */
	boolean isShared() {
		return this.shared;
	}

	/** Interrupts the call of somebody's code. Answers false if there is none. */
	boolean interrupt(Callee some) {
		// Else whoever is about to leave another call would have to wait.
		if (!isIn(some)) {
			return false;
		}
		int unused = (int) HOLDING.getAndAdd(this, 1);
		try {
			boolean found = isIn(some);
			if (found) {
				this.thread.interrupt();
			}
			return found;
		}
		finally {
			unused = (int) HOLDING.getAndAdd(this, -1);
		}
	}

	private boolean isIn(Callee some) {
		return this.interruptible && this.callee == some;
	}

	/** Where the call of somebody's code is, null if there is none. */
	@Nullable String stack(Callee some) {
		if (this.callee != some) {
			return null;
		}
		Object before = call();
		if (before == null) {
			return null;
		}
		String stack = Stacks.of(this.thread);
		return (this.callee == some && before.equals(call())) ? stack : null;
	}

	/** One call of a row. Rows are never equal. */
	private record OneOf(CallRow row, long number) {
	}

}
