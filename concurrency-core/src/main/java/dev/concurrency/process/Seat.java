package dev.concurrency.process;

import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * Where a thread shows that it is in a call. Thread-safe; a seat belongs to one thread
 * from {@link Watchdog#enter} to {@link #leave}.
 */
public final class Seat {

	/** For calls that nobody looks at. */
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

	/** Answers whether somebody sits there. */
	boolean look(Sighting.Look look) {
		Call current = this.call.get();
		if (current == null) {
			return this.sighting.none(look);
		}
		return this.sighting.look(look, current, current.callee, current.thread, current.shared);
	}

	/**
	 * Who sits there.
	 *
	 * @param thread the thread
	 * @param callee whose code it runs
	 * @param shared whether others wait for the thread
	 */
	record Call(Thread thread, Callee callee, boolean shared) {
	}

}
