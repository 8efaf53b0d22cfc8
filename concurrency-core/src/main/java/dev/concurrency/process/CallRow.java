package dev.concurrency.process;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import org.jspecify.annotations.Nullable;

/**
 * What a thread shows of its calls of the user's code: one call, or many short ones that
 * come one after the other while it keeps its {@link Seat}. Shown by its thread, looked
 * at by any.
 * <p>
 * Who interrupts a call writes {@code holding} and then reads {@code call}; who leaves a
 * call writes {@code call} and then reads {@code holding}. Both fields are volatile, so
 * either the interrupt finds that the call is over, or the thread waits until it has come
 * and clears it: nothing reaches what follows the call. In the same way who enters writes
 * {@code call} before it reads whether it was to be interrupted before, and who wants
 * that writes so before it reads {@code call}.
 * <p>
 * So a call costs two such writes, and neither a search for a seat nor a write into an
 * old object, which the collector would have to look at: a row is short-lived, as its
 * calls are. Nor an object, if the caller has one at hand that no other call has.
 */
public final class CallRow {

	private static final VarHandle HOLDING;

	static {
		try {
			HOLDING = MethodHandles.lookup().findVarHandle(CallRow.class, "holding", int.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private final Thread thread;

	private final boolean shared;

	private final boolean interruptible;

	private volatile @Nullable Call call;

	private volatile int holding;

	// The thread's own.

	private Seat seat = Seat.NONE;

	private @Nullable Object boundBefore;

	private @Nullable ProcessContext context;

	private CallRow(Thread thread, boolean shared, @Nullable Call call) {
		this.thread = thread;
		this.shared = shared;
		this.call = call;
		// What is there from the start is interrupted elsewhere.
		this.interruptible = call == null;
	}

	/** Of one call, which cannot be interrupted. */
	static CallRow of(Thread thread, Callee callee, boolean shared) {
		return new CallRow(thread, shared, new OneCall(callee));
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
	 * @param newCall the only one of its callee
	 * @param newContext what that code knows about its process
	 * @return what its thread ran before, for {@link #leave}
	 */
	public @Nullable ProcessContext enter(Call newCall, ProcessContext newContext) {
		ProcessContext before = this.context;
		this.context = newContext;
		this.call = newCall;
		return before;
	}

	/**
	 * The call is over, and its thread is not interrupted.
	 * @param before what {@link #enter} answered
	 */
	@SuppressWarnings("ThreadPriorityCheck")
	public void leave(@Nullable ProcessContext before) {
		this.call = null;
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

	/** The call that is under way, null between two. */
	@Nullable Call call() {
		return this.call;
	}

	Thread thread() {
		return this.thread;
	}

	/** Whether others wait for the thread. */
	boolean isShared() {
		return this.shared;
	}

	/** Interrupts the call of somebody's code. Answers false if there is none. */
	boolean interrupt(Callee callee) {
		// Else whoever is about to leave another call would have to wait.
		if (!isIn(callee)) {
			return false;
		}
		int unused = (int) HOLDING.getAndAdd(this, 1);
		try {
			boolean found = isIn(callee);
			if (found) {
				this.thread.interrupt();
			}
			return found;
		}
		finally {
			unused = (int) HOLDING.getAndAdd(this, -1);
		}
	}

	private boolean isIn(Callee callee) {
		Call current = this.call;
		return current != null && this.interruptible && current.callee() == callee;
	}

	/** Where the call of somebody's code is, null if there is none. */
	@SuppressWarnings("ReferenceEquality")
	@Nullable String stack(Callee callee) {
		Call current = this.call;
		if (current == null || current.callee() != callee) {
			return null;
		}
		String stack = Stacks.of(this.thread);
		return (this.call == current) ? stack : null;
	}

	/**
	 * The call of a row that has but one.
	 */
	private static final class OneCall implements Call {

		private final Callee callee;

		OneCall(Callee callee) {
			this.callee = callee;
		}

		@Override
		public Callee callee() {
			return this.callee;
		}

	}

}
