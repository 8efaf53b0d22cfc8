package dev.concurrency.process;

import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * The seats of all threads that show calls now: as many as there ever were at once, not
 * one for each process. Thread-safe.
 * <p>
 * A thread begins to look for a free one where its own hash says, so it mostly finds the
 * one that it had before, and then goes here and there. When it finds none after a few
 * steps, most are taken, and there are made twice as many; those that are taken stay
 * where they are.
 */
final class Seats {

	private static final int FEWEST = 64;

	private static final int MOST = 1 << 16;

	/** So many are looked at for a free one. */
	private static final int STEPS = 16;

	private final ReentrantLock growing = new ReentrantLock();

	private volatile Seat[] all = more(new Seat[0], FEWEST);

	private Seat[] more(Seat[] before, int count) {
		Seat[] after = Arrays.copyOf(before, count);
		for (int i = before.length; i < count; i++) {
			after[i] = new Seat(this);
		}
		return after;
	}

	/** A seat that is taken; {@link Seat#NONE} if there are too many. */
	Seat take(CallRow row) {
		Seat[] current = this.all;
		while (true) {
			int at = System.identityHashCode(row.thread());
			for (int i = 0; i < STEPS; i++) {
				Seat seat = current[at & (current.length - 1)];
				if (seat.take(row)) {
					return seat;
				}
				at = next(at);
			}
			if (current.length == MOST) {
				return Seat.NONE;
			}
			current = grown(current);
		}
	}

	/** Marsaglia's xorshift. */
	private static int next(int at) {
		int shifted = at ^ (at << 13);
		shifted ^= shifted >>> 17;
		return shifted ^ (shifted << 5);
	}

	private Seat[] grown(Seat[] tooFew) {
		this.growing.lock();
		try {
			if (this.all.length == tooFew.length) {
				this.all = more(tooFew, 2 * tooFew.length);
			}
			return this.all;
		}
		finally {
			this.growing.unlock();
		}
	}

	/** Interrupts the call of somebody's code. Answers false if there is none. */
	boolean interrupt(Callee callee) {
		for (Seat seat : this.all) {
			if (seat.interrupt(callee)) {
				return true;
			}
		}
		return false;
	}

	/** Where the call of somebody's code is, null if there is none. */
	@Nullable String stack(Callee callee) {
		for (Seat seat : this.all) {
			String stack = seat.stack(callee);
			if (stack != null) {
				return stack;
			}
		}
		return null;
	}

	/** Answers whether anybody sits anywhere. */
	boolean look(Sighting.Look look) {
		boolean any = false;
		for (Seat seat : this.all) {
			any |= seat.look(look);
		}
		return any;
	}

}
