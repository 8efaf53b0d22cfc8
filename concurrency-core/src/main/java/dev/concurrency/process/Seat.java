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

	private final AtomicReference<@Nullable Stretch> taken = new AtomicReference<>();

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
	boolean take(Stretch stretch) {
		return this.taken.get() == null && this.taken.compareAndSet(null, stretch);
	}

	/** The thread shows no calls any more. */
	public void leave() {
		if (this != NONE) {
			// Whoever looks a little later sees it; nobody waits for it.
			this.taken.setRelease(null);
		}
	}

	private Stretch.@Nullable Call call() {
		Stretch stretch = this.taken.get();
		return (stretch != null) ? stretch.call() : null;
	}

	/** Interrupts the call of somebody's code here. Answers false if there is none. */
	boolean interrupt(Callee callee) {
		Stretch stretch = this.taken.get();
		return stretch != null && stretch.interrupt(callee);
	}

	/** Where the call of somebody's code here is, null if there is none. */
	@Nullable String stack(Callee callee) {
		Stretch stretch = this.taken.get();
		return (stretch != null) ? stretch.stack(callee) : null;
	}

	/** Answers whether somebody sits there. */
	boolean look(Sighting.Look look) {
		Stretch stretch = this.taken.get();
		Stretch.Call call = (stretch != null) ? stretch.call() : null;
		if (stretch == null || call == null) {
			this.sighting.none(look);
			return stretch != null;
		}
		return this.sighting.look(look, call, call.callee, stretch.thread(), stretch.isShared());
	}

}
