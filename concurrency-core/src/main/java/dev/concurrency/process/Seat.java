package dev.concurrency.process;

import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * Where a thread shows its calls. Thread-safe; a seat belongs to one thread from
 * {@link Seats#take} to {@link #leave}. The threads are kept here and not by the
 * processes: ten thousand that remember a thread for each short call keep the collector
 * busy.
 */
public final class Seat {

	/** For calls that nobody looks at, and for those that find no seat. */
	public static final Seat NONE = new Seat(null);

	private final AtomicReference<@Nullable CallRow> taken = new AtomicReference<>();

	// The watchdog's own.
	private final Sighting sighting = new Sighting(this::call);

	private final @Nullable Seats seats;

	Seat(@Nullable Seats seats) {
		this.seats = seats;
	}

	boolean isOneOf(Seats some) {
		return this.seats == some;
	}

	/** Answers false if somebody sits there. */
	boolean take(CallRow row) {
		return this.taken.get() == null && this.taken.compareAndSet(null, row);
	}

	/** The thread shows no calls any more. */
	public void leave() {
		if (this != NONE) {
			// Whoever looks a little later sees it; nobody waits for it.
			this.taken.setRelease(null);
		}
	}

	private @Nullable Object call() {
		CallRow row = this.taken.get();
		return (row != null) ? row.call() : null;
	}

	/** Interrupts the call of somebody's code here. Answers false if there is none. */
	boolean interrupt(Callee callee) {
		CallRow row = this.taken.get();
		return row != null && row.interrupt(callee);
	}

	/** Where the call of somebody's code here is, null if there is none. */
	@Nullable String stack(Callee callee) {
		CallRow row = this.taken.get();
		return (row != null) ? row.stack(callee) : null;
	}

	/** Answers whether somebody sits there. */
	boolean look(Sighting.Look look) {
		CallRow row = this.taken.get();
		Callee callee = (row != null) ? row.callee() : null;
		Object call = (row != null) ? row.call() : null;
		if (row == null || callee == null || call == null) {
			this.sighting.none(look);
			return row != null;
		}
		return this.sighting.look(look, call, callee, row.thread(), row.isShared());
	}

}
