package dev.concurrency.process;

import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * Where a thread shows that it is in a call. Thread-safe; a seat belongs to one thread
 * from {@link Watchdog#enter} to {@link #leave}.
 * <p>
 * A thread that may be interrupted there leaves by CAS. Whoever interrupts it puts a call
 * that is held in the place of its own meanwhile: so the thread has not gone before the
 * interrupt has come, and clears it when it goes. The threads are kept here and not by
 * the processes: ten thousand that remember a thread for each short call keep the
 * collector busy.
 */
public final class Seat {

	/** For calls that nobody looks at, and for those that find no seat. */
	public static final Seat NONE = new Seat();

	private final AtomicReference<@Nullable Call> call = new AtomicReference<>();

	// The watchdog's own.
	private final Sighting sighting = new Sighting(this.call::get);

	Seat() {
	}

	/** Answers false if somebody sits there. */
	boolean take(Call newCall) {
		return this.call.get() == null && this.call.compareAndSet(null, newCall);
	}

	/** The call is over. */
	public void leave() {
		if (this != NONE) {
			// Whoever looks a little later sees it; nobody waits for it.
			this.call.setRelease(null);
		}
	}

	/** A call that could be interrupted is over, and its thread is not interrupted. */
	@SuppressWarnings("ThreadPriorityCheck")
	public void leaveUninterrupted() {
		if (this != NONE) {
			Call current = this.call.get();
			while (current != null && (current.leaving == Leaving.HELD || !this.call.compareAndSet(current, null))) {
				// Not for long, unless who interrupts it has lost its core.
				Thread.yield();
				current = this.call.get();
			}
		}
		Thread.interrupted();
	}

	/** Interrupts the call of somebody's code here. Answers false if there is none. */
	boolean interrupt(Callee callee) {
		Call current = this.call.get();
		if (current == null || current.callee != callee || current.leaving != Leaving.BY_CAS
				|| !this.call.compareAndSet(current, current.held())) {
			return false;
		}
		current.thread.interrupt();
		this.call.set(current);
		return true;
	}

	/** Where the call of somebody's code here is, null if there is none. */
	@SuppressWarnings("ReferenceEquality")
	@Nullable String stack(Callee callee) {
		Call current = this.call.get();
		if (current == null || current.callee != callee) {
			return null;
		}
		String stack = Stacks.of(current.thread);
		return (this.call.get() == current) ? stack : null;
	}

	/** Answers whether somebody sits there. */
	boolean look(Sighting.Look look) {
		Call current = this.call.get();
		if (current == null) {
			return this.sighting.none(look);
		}
		if (current.leaving == Leaving.HELD) {
			// The same call, for a moment.
			return true;
		}
		return this.sighting.look(look, current, current.callee, current.thread, current.shared);
	}

	/**
	 * Who sits there.
	 *
	 * @param thread the thread
	 * @param callee whose code it runs
	 * @param shared whether others wait for the thread
	 * @param leaving how the thread leaves
	 */
	record Call(Thread thread, Callee callee, boolean shared, Leaving leaving) {

		/** One that cannot be interrupted. */
		Call(Thread thread, Callee callee, boolean shared) {
			this(thread, callee, shared, Leaving.FREELY);
		}

		Call held() {
			return new Call(this.thread, this.callee, this.shared, Leaving.HELD);
		}

	}

	/** How a thread leaves. */
	enum Leaving {

		/** At any time, so it cannot be interrupted. */
		FREELY,

		/** Unless it is held. */
		BY_CAS,

		/** Not yet: it is about to be interrupted. */
		HELD

	}

}
