package dev.concurrency.actor;

import dev.concurrency.process.SharedPool;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

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
 * be too high (the reader goes on reading) but never too low. So the bound is exact. What
 * the reader has left is in its cache: a writer looks there only if the count that came
 * with the newest letter, which is never too low either, leaves no room. Only what is put
 * back may come on top of the bound: it had its place before, and is bounded itself.
 * <p>
 * Memory order: the CAS on {@code head} publishes a letter, the reader's CAS acquires it;
 * a reader's last CAS to {@code IDLE} and the writer's CAS from it order one activation
 * before the next.
 *
 * @param <M> the type of a message
 */
@SuppressWarnings("serial")
abstract class Mailbox<M> extends Custody<Turn<M>> implements Runnable {

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

	private static final Taken<?> NOTHING = new Taken<>(0);

	/** Closed while it was empty and idle, for good. */
	private static final Closed GONE = new Closed(null, NOTHING);

	// Closed until it is opened, and held by who opens it.
	private volatile Object head = new Closed(null, NOTHING);

	// Reader only.
	private Taken<M> taken = nothing();

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
			int most = most(current, capacity);
			if (most >= capacity) {
				return Offer.FULL;
			}
			letter.putOnto(chainOf(current), baseOf(current), most);
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
			if (HEAD.compareAndSet(this, current, new Closed(chainOf(current), baseOf(current)))) {
				return current == IDLE;
			}
		}
	}

	/**
	 * Takes hold of the actor although there is no letter.
	 * @return true if the actor was idle: the caller holds it now and must schedule it
	 */
	boolean claim() {
		Taken<M> none = new Taken<>(0);
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
				this.taken = new Taken<>(0);
			}
			this.head = (closed.chain != null) ? closed.chain : this.taken;
		}
	}

	/** The oldest letter, or null. Reader only. */
	@Nullable Letter<M> poll() {
		Letter<M> letter = this.taken.next();
		return (letter != null || !take()) ? letter : this.taken.next();
	}

	/**
	 * What the reader has taken from the senders, the same until all of it is read.
	 * Reader only.
	 */
	Taken<M> taken() {
		return this.taken;
	}

	/** Puts a letter before all others. Reader only. */
	void putBack(Letter<M> letter) {
		if (this.taken == NOTHING) {
			takeHold();
		}
		this.taken.putBack(letter);
	}

	/**
	 * Lets go of the actor if no letter is left. Reader only, after {@link #poll}
	 * answered null.
	 * @return true if the caller does not hold the actor any more
	 */
	boolean release() {
		Taken<M> read = this.taken;
		// The next reader may be here right after the CAS.
		this.taken = nothing();
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

	/**
	 * Whether there is no room at the moment.
	 * @param capacity how many letters may wait
	 */
	boolean isFull(int capacity) {
		Object current = this.head;
		return !(current instanceof Closed) && most(current, capacity) >= capacity;
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

	/** How many letters wait: exactly, unless there is room even for more than that. */
	private static int most(Object open, int capacity) {
		return (open instanceof Letter<?> chain && chain.most < capacity) ? chain.most : depth(open);
	}

	private static int depth(Object open) {
		Letter<?> chain = chainOf(open);
		Taken<?> base = baseOf(open);
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
		if (!take()) {
			this.taken = new Taken<>(0);
			// Closed: nobody else writes.
			this.head = new Closed(null, this.taken);
		}
	}

	/** Takes the chain and turns it round. Answers whether there was one. */
	private boolean take() {
		while (true) {
			Object current = this.head;
			Letter<M> chain = (current instanceof Closed closed) ? cast(closed.chain) : chainOf(current);
			if (chain == null) {
				return false;
			}
			Taken<M> newTaken = new Taken<>(chain.depth);
			Object newHead = (current instanceof Closed) ? new Closed(null, newTaken) : newTaken;
			if (HEAD.compareAndSet(this, current, newHead)) {
				newTaken.fill(reverse(chain));
				this.taken = newTaken;
				return true;
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

	/** What the reader had when the chain began, or has if there is none. */
	private static <M> @Nullable Taken<M> baseOf(Object current) {
		Letter<M> chain = chainOf(current);
		return (chain != null) ? chain.taken : (current instanceof Taken<?> busy) ? cast(busy) : null;
	}

	private static <M> Taken<M> nothing() {
		return cast(NOTHING);
	}

	@SuppressWarnings("unchecked")
	private static <M> Taken<M> cast(Taken<?> taken) {
		return (Taken<M>) taken;
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

	/** No further letter. */
	private static final class Closed {

		private final @Nullable Letter<?> chain;

		private final @Nullable Taken<?> taken;

		Closed(@Nullable Letter<?> chain, @Nullable Taken<?> taken) {
			this.chain = chain;
			this.taken = taken;
		}

	}

}
