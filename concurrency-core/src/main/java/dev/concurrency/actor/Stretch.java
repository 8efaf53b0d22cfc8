package dev.concurrency.actor;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.Stacks;
import dev.concurrency.time.Timer;

/**
 * A stretch of time in which one thread runs an actor, and the only place that calls the
 * actor's code.
 * <p>
 * {@code place} says where the thread is. The thread itself goes from {@link #OUTSIDE}
 * into the user's code and back; another thread changes the place only while the user's
 * code runs, by a CAS: to {@link #HELD} for the moment in which it interrupts the thread,
 * or for good to {@link #REVOKED}. So an interrupt never reaches what the thread does
 * afterwards, and who revokes the turn wins exactly while the user's code runs: the
 * thread then finds, when it comes back, that it has lost its turn, and touches mailbox
 * and counts no more.
 * <p>
 * No interrupt is missed: who wants the actor to end writes that and then looks at the
 * place; the thread writes the place and then looks whether it is to end. Into a handler
 * it goes by a release store, which costs less than a volatile one and may be seen late:
 * so who finds the thread outside looks again {@link #SOON}, when that has long been
 * visible. Whoever is in a handler then has entered before the actor was to end.
 */
abstract class Stretch {

	/** The thread runs no code of the user's. */
	static final int OUTSIDE = 0;

	/** The instance is made and started. */
	static final int START = 1;

	/** A message is handled. */
	static final int HANDLER = 2;

	/** A last hook runs. */
	static final int HOOK = 3;

	/** Long after a store can be seen. */
	private static final long SOON = Duration.ofMillis(1).toNanos();

	private static final int HELD = 4;

	private static final int REVOKED = 5;

	private static final VarHandle PLACE;

	static {
		try {
			PLACE = MethodHandles.lookup().findVarHandle(Stretch.class, "place", int.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private final Thread thread;

	private volatile int place = OUTSIDE;

	Stretch(Thread thread) {
		this.thread = thread;
	}

	/** Whether the actor is to end now, whatever is unfinished. */
	abstract boolean isAborted();

	/** The thread comes out of the user's code. */
	abstract void left();

	/**
	 * Calls the user's code, unless that is a handler and the actor is to end now.
	 * @param where what kind of code that is
	 * @param callback calls it
	 * @return how it ended
	 */
	Outcome call(int where, Callback callback) {
		Throwable failure = null;
		if (where == HANDLER) {
			PLACE.setRelease(this, where);
		}
		else {
			this.place = where;
		}
		try {
			if (where == HANDLER && isAborted()) {
				return leave(where) ? Outcome.SKIPPED : new Outcome(null, true, false);
			}
			callback.call();
		}
		catch (Throwable ex) {
			failure = ex;
		}
		boolean revoked = !leave(where);
		return (failure == null && !revoked) ? Outcome.DONE : new Outcome(failure, revoked, false);
	}

	/** Comes back out of the user's code. Answers whether the turn goes on. */
	@SuppressWarnings("ThreadPriorityCheck")
	private boolean leave(int where) {
		boolean own = true;
		while (own && !PLACE.compareAndSet(this, where, OUTSIDE)) {
			Thread.yield();
			own = this.place != REVOKED;
		}
		// Whoever left the flag behind, what follows has nothing to do with it.
		Thread.interrupted();
		left();
		return own;
	}

	boolean isAt(int where) {
		return this.place == where;
	}

	/** Interrupts the thread if it is at this place. Answers whether it was. */
	boolean interruptAt(int where) {
		if (!PLACE.compareAndSet(this, where, HELD)) {
			return false;
		}
		this.thread.interrupt();
		this.place = where;
		return true;
	}

	/** Interrupts the user's code, a last hook only in a while. */
	void abort(Timer timer, long hookNanos) {
		if (!interruptAt(HANDLER) && !interruptAt(START)) {
			timer.schedule(SOON, () -> interruptAt(HANDLER));
			timer.schedule(hookNanos, () -> interruptAt(HOOK));
		}
	}

	/**
	 * Takes the turn away if the user's code runs, and interrupts it.
	 * @return the frames of the thread, one a line; empty if it does not run that code
	 */
	@SuppressWarnings("ThreadPriorityCheck")
	String revoke() {
		int where = this.place;
		while (where != OUTSIDE && where != REVOKED) {
			if (where != HELD && PLACE.compareAndSet(this, where, HELD)) {
				String stack = Stacks.of(this.thread);
				this.thread.interrupt();
				this.place = REVOKED;
				return stack;
			}
			Thread.yield();
			where = this.place;
		}
		return "";
	}

	/**
	 * Whether a message, or something like it, is handled, perhaps by a turn that has
	 * been revoked and does not come back.
	 */
	boolean isInHandler() {
		int where = this.place;
		return where == HANDLER || where == HELD || where == REVOKED;
	}

	boolean isRevoked() {
		return this.place == REVOKED;
	}

	/** Code of the user's. */
	@FunctionalInterface
	interface Callback {

		/** Runs it. */
		void call() throws Exception;

	}

	/**
	 * How the user's code ended.
	 *
	 * @param failure what it threw
	 * @param revoked whether the turn was taken away meanwhile
	 * @param skipped whether it was not called
	 */
	record Outcome(@Nullable Throwable failure, boolean revoked, boolean skipped) {

		static final Outcome DONE = new Outcome(null, false, false);

		static final Outcome SKIPPED = new Outcome(null, false, true);

	}

}
