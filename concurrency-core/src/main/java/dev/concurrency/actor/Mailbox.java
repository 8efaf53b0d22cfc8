package dev.concurrency.actor;

import dev.concurrency.process.SharedPool;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.ForkJoinTask;

import org.jspecify.annotations.Nullable;

/**
 * The bounded queue of one actor, which also says whether the actor is scheduled.
 * {@link #offer}, {@link #close} and {@link #size} may be called by any thread; the other
 * methods belong to the reader: the one turn, hook or supervisor's event that holds the
 * actor at the moment.
 * <p>
 * It is the base of the actor instead of a part, and a task of the fork-join pool, so
 * that an idle actor is one small object and scheduling it makes none.
 * <p>
 * One field, {@code head}, holds everything:
 * <ul>
 * <li>{@link #IDLE}: empty, no reader. Who puts a letter here must schedule the
 * actor.</li>
 * <li>{@link Taken}: a reader holds the actor and has so many letters left to read.</li>
 * <li>{@link Letter}: the newest of a chain of letters that the reader has not taken
 * yet.</li>
 * <li>{@link Closed}: no further letter; the chain that came before, if any. It may be
 * opened again, but for {@link #GONE}.</li>
 * </ul>
 * Invariants: only the reader replaces a chain by a {@code Taken} and a {@code Taken} by
 * {@code IDLE}; everything else only adds. Each {@code Taken} is a new object, so a CAS
 * that expects it, or a letter, fails whenever the reader has been active since it was
 * read: the depth that a writer adds up from the chain and what the reader has left can
 * be too high (the reader goes on reading) but never too low. So the bound is exact.
 * <p>
 * Memory order: the CAS on {@code head} publishes a letter, the reader's CAS acquires it;
 * a reader's last CAS to {@code IDLE} and the writer's CAS from it order one activation
 * before the next.
 *
 * @param <M> the type of a message
 */
@SuppressWarnings("serial")
abstract class Mailbox<M> extends ForkJoinTask<@Nullable Void> implements Runnable {

	private static final VarHandle HEAD;

	static {
		try {
			HEAD = MethodHandles.lookup().findVarHandle(Mailbox.class, "head", Object.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private static final Object IDLE = new Object();

	private static final Taken NOTHING = new Taken(0);

	/** Closed while it was empty and idle, for good. */
	private static final Closed GONE = new Closed(null, NOTHING);

	// Closed until it is opened, and held by who opens it.
	private volatile Object head = new Closed(null, NOTHING);

	// Reader only: what was taken, oldest first, and its count, which writers look at
	// too.

	private @Nullable Letter<M> local;

	private Taken taken = NOTHING;

	/**
	 * Adds a letter.
	 * @param letter a new letter
	 * @param capacity how many letters may wait
	 * @return whether it was taken and what follows
	 */
	Offer offer(Letter<M> letter, int capacity) {
		while (true) {
			Object current = this.head;
			if (current instanceof Closed) {
				return Offer.CLOSED;
			}
			Letter<M> chain = chainOf(current);
			Taken base = (chain != null) ? chain.taken : (current instanceof Taken busy) ? busy : null;
			int depth = (chain != null) ? chain.depth : 0;
			if (depth + ((base != null) ? base.left() : 0) >= capacity) {
				return Offer.FULL;
			}
			letter.next = chain;
			letter.depth = depth + 1;
			letter.taken = base;
			if (HEAD.compareAndSet(this, current, letter)) {
				return (current == IDLE) ? Offer.ACCEPTED_IDLE : Offer.ACCEPTED;
			}
		}
	}

	/**
	 * Refuses every further letter; what was accepted stays.
	 * @return true if the actor was idle: the caller holds it now and must schedule it
	 */
	boolean close() {
		while (true) {
			Object current = this.head;
			if (current instanceof Closed) {
				return false;
			}
			Letter<M> chain = chainOf(current);
			Taken base = (chain != null) ? chain.taken : (current instanceof Taken busy) ? busy : null;
			if (HEAD.compareAndSet(this, current, new Closed(chain, base))) {
				return current == IDLE;
			}
		}
	}

	/**
	 * Takes hold of the actor although there is no letter.
	 * @return true if the actor was idle: the caller holds it now and must schedule it
	 */
	boolean claim() {
		Taken none = new Taken(0);
		if (HEAD.compareAndSet(this, IDLE, none)) {
			this.taken = none;
			return true;
		}
		return false;
	}

	/**
	 * Accepts letters again; those that are left wait for the reader, as whom the caller
	 * acts.
	 */
	void open() {
		if (this.head instanceof Closed closed) {
			if (this.taken == NOTHING) {
				this.taken = new Taken(0);
			}
			this.head = (closed.chain != null) ? closed.chain : this.taken;
		}
	}

	/** The oldest letter, or null. Reader only. */
	@Nullable Letter<M> poll() {
		Letter<M> letter = this.local;
		if (letter == null) {
			letter = take();
			if (letter == null) {
				return null;
			}
		}
		this.local = letter.next;
		letter.next = null;
		this.taken.decrement();
		return letter;
	}

	/** Puts a letter before all others. Reader only. */
	void putBack(Letter<M> letter) {
		if (this.taken == NOTHING) {
			takeHold();
		}
		letter.next = this.local;
		this.local = letter;
		this.taken.increment();
	}

	/**
	 * Lets go of the actor if no letter is left. Reader only, after {@link #poll}
	 * answered null.
	 * @return true if the caller does not hold the actor any more
	 */
	boolean release() {
		Taken read = this.taken;
		// The next reader may be here right after the CAS.
		this.taken = NOTHING;
		if (HEAD.compareAndSet(this, read, IDLE)) {
			return true;
		}
		this.taken = read;
		return false;
	}

	/**
	 * Refuses every further letter, for good, if none is left. Reader only, after
	 * {@link #poll} answered null.
	 * @return false if there is a letter, or if the mailbox is closed already
	 */
	boolean closeIfEmpty() {
		return HEAD.compareAndSet(this, this.taken, GONE);
	}

	/** Whether it was closed by {@link #closeIfEmpty}. */
	boolean isGone() {
		return this.head == GONE;
	}

	/** Whether the next letter must be taken over from the senders. Reader only. */
	boolean isReadUp() {
		return this.local == null;
	}

	/**
	 * Whether there is no room at the moment.
	 * @param capacity how many letters may wait
	 */
	boolean isFull(int capacity) {
		Object current = this.head;
		return !(current instanceof Closed) && depth(current) >= capacity;
	}

	/** Whether no further letter is accepted. */
	boolean isClosed() {
		return this.head instanceof Closed;
	}

	/** How many letters wait. */
	int size() {
		Object current = this.head;
		if (current instanceof Closed closed) {
			Letter<?> rest = closed.chain;
			return ((rest != null) ? rest.depth : 0) + ((closed.taken != null) ? closed.taken.left() : 0);
		}
		return depth(current);
	}

	private static int depth(Object open) {
		Letter<?> chain = chainOf(open);
		Taken base = (chain != null) ? chain.taken : (open instanceof Taken busy) ? busy : null;
		return ((chain != null) ? chain.depth : 0) + ((base != null) ? base.left() : 0);
	}

	/** Runs on the fork-join pool; never completes, so that it can run again. */
	@Override
	protected final boolean exec() {
		SharedPool.run(this);
		return false;
	}

	@Override
	public final @Nullable Void getRawResult() {
		return null;
	}

	@Override
	protected final void setRawResult(@Nullable Void value) {
		// There is no result.
	}

	/**
	 * The first letter, or a close, has made the caller the reader and nothing was taken
	 * yet: there is no count that writers look at, and {@link #NOTHING} is everybody's.
	 */
	private void takeHold() {
		this.local = take();
		if (this.local == null) {
			this.taken = new Taken(0);
			// Closed: nobody else writes.
			this.head = new Closed(null, this.taken);
		}
	}

	/** Takes the chain and turns it round. */
	private @Nullable Letter<M> take() {
		while (true) {
			Object current = this.head;
			Letter<M> chain = (current instanceof Closed closed) ? cast(closed.chain) : chainOf(current);
			if (chain == null) {
				return null;
			}
			Taken newTaken = new Taken(chain.depth);
			Object newHead = (current instanceof Closed) ? new Closed(null, newTaken) : newTaken;
			if (HEAD.compareAndSet(this, current, newHead)) {
				this.taken = newTaken;
				return reverse(chain);
			}
		}
	}

	private static <M> Letter<M> reverse(Letter<M> newest) {
		Letter<M> oldest = newest;
		Letter<M> rest = newest.next;
		newest.next = null;
		while (rest != null) {
			Letter<M> after = rest.next;
			rest.next = oldest;
			oldest = rest;
			rest = after;
		}
		return oldest;
	}

	private static <M> @Nullable Letter<M> chainOf(Object current) {
		return (current instanceof Letter<?> letter) ? cast(letter) : null;
	}

	@SuppressWarnings("unchecked")
	private static <M> @Nullable Letter<M> cast(@Nullable Letter<?> letter) {
		return (Letter<M>) letter;
	}

	/** What became of an offer. */
	enum Offer {

		/** Taken; the reader will see it. */
		ACCEPTED,

		/** Taken; the caller must schedule the actor. */
		ACCEPTED_IDLE,

		/** Refused for want of room. */
		FULL,

		/** Refused for good. */
		CLOSED

	}

	/** How many letters the reader has taken and not read. Written by the reader only. */
	static final class Taken {

		private static final VarHandle LEFT;

		static {
			try {
				LEFT = MethodHandles.lookup().findVarHandle(Taken.class, "left", int.class);
			}
			catch (ReflectiveOperationException ex) {
				throw new ExceptionInInitializerError(ex);
			}
		}

		@SuppressWarnings("UnusedVariable")
		private int left;

		Taken(int left) {
			this.left = left;
		}

		int left() {
			return (int) LEFT.getOpaque(this);
		}

		void decrement() {
			LEFT.setOpaque(this, (int) LEFT.getOpaque(this) - 1);
		}

		void increment() {
			LEFT.setOpaque(this, (int) LEFT.getOpaque(this) + 1);
		}

	}

	/** No further letter. */
	private static final class Closed {

		private final @Nullable Letter<?> chain;

		private final @Nullable Taken taken;

		Closed(@Nullable Letter<?> chain, @Nullable Taken taken) {
			this.chain = chain;
			this.taken = taken;
		}

	}

}
