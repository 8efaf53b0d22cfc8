package dev.concurrency.actor;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * Says which stretch is at an actor. Thread-safe.
 * <p>
 * {@code turn} is null while nobody is at it, and {@link #WITHDRAWN} once the supervisor
 * has taken the actor away from an incarnation that does not end. It does so only while
 * nobody is at it, by a CAS, or while the user's code runs, whose turn is revoked then:
 * so it never reads the mailbox together with a turn. Who comes late finds that out when
 * it wants to enter, or comes back from the user's code, and only ends the instance.
 *
 * @param <T> what runs an actor
 */
@SuppressWarnings("serial")
abstract class Custody<T extends Stretch> extends ForkJoinTask<@Nullable Void> {

	private static final Object WITHDRAWN = new Object();

	/** So often is looked whether a turn leaves our own code: a matter of moments. */
	private static final int PATIENCE = 2_000;

	/** After so many looks its thread may need this processor. */
	private static final int AT_ONCE = 100;

	/** After so many it seems to have none. */
	private static final int SOON = 1_000;

	private static final long PAUSE = TimeUnit.MICROSECONDS.toNanos(100);

	private static final VarHandle TURN;

	static {
		try {
			TURN = MethodHandles.lookup().findVarHandle(Custody.class, "turn", Object.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private volatile @Nullable Object turn;

	/** An incarnation begins: nobody is at it. */
	void vacate() {
		this.turn = null;
	}

	/**
	 * Goes to the actor, as soon as who was there before has left.
	 * @return false if the supervisor has taken it away
	 */
	boolean enter(T mine) {
		int looks = 0;
		while (!TURN.compareAndSet(this, null, mine)) {
			if (this.turn == WITHDRAWN) {
				return false;
			}
			rest(looks);
			looks = Math.min(looks + 1, SOON);
		}
		return true;
	}

	/** Leaves the processor to who is there, the longer the more. */
	@SuppressWarnings("ThreadPriorityCheck")
	private void rest(int looks) {
		if (looks < AT_ONCE) {
			Thread.onSpinWait();
		}
		else if (looks < SOON) {
			Thread.yield();
		}
		else {
			LockSupport.parkNanos(this, PAUSE);
		}
	}

	/** Has a turn write down what it has counted: nobody looks at it any more. */
	void keep(T turn) {
		// Not every turn counts.
	}

	/** The last that a turn does with the actor. */
	void leave(T mine) {
		keep(mine);
		TURN.compareAndSet(this, mine, null);
	}

	/** Whether a turn is at it. */
	boolean isAt(T mine) {
		return this.turn == mine;
	}

	/** Who is at it, if anybody is. */
	@SuppressWarnings("unchecked")
	@Nullable T turn() {
		return (this.turn instanceof Stretch current) ? (T) current : null;
	}

	/** Takes the actor away for good from the incarnation that does not end. */
	Withdrawn<T> withdraw() {
		for (int i = 0; i < PATIENCE; i++) {
			T current = turn();
			if (current == null) {
				if (TURN.compareAndSet(this, null, WITHDRAWN) || this.turn == WITHDRAWN) {
					return new Withdrawn<>("", null);
				}
			}
			else {
				String stack = current.revoke();
				if (current.isRevoked()) {
					keep(current);
					this.turn = WITHDRAWN;
					return new Withdrawn<>(stack, current);
				}
			}
			rest(i);
		}
		// A listener of the user's hangs.
		this.turn = WITHDRAWN;
		return new Withdrawn<>("", null);
	}

	/**
	 * From whom it was taken away.
	 *
	 * @param stack where that hangs, one frame a line; empty if that is not known
	 * @param turn what hangs, null if nothing does
	 * @param <T> what runs an actor
	 */
	record Withdrawn<T>(String stack, @Nullable T turn) {
	}

}
