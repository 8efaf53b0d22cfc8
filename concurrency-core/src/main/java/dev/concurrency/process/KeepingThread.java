package dev.concurrency.process;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * The work that a shared thread keeps for itself instead of handing it to its pool, in
 * three places:
 *
 * <pre>
 * next    the turn that it runs when the current one is over
 * after   what follows the current turn, a chain, the newest first
 * rest    what is left of such a chain while it is run, the oldest first
 * </pre>
 *
 * Invariant: only the thread itself fills a place; it and the watch of the pool empty it,
 * and what was in it goes to the one whose exchange was first. The thread takes a whole
 * turn, a whole {@code after} and one by one of {@code rest}; the watch takes whatever is
 * there, and only what it has found at two looks in a row: the same turn, since turns
 * come and go; a chain of whatever work, since one that goes on has another head each
 * time, and who is last in it must not wait for that.
 * <p>
 * Part of the thread, and no object beside it: it is touched with each turn, and next to
 * that of another thread it would be a cache line that two cores write.
 */
abstract class KeepingThread extends ForkJoinWorkerThread {

	private static final VarHandle NEXT;

	private static final VarHandle AFTER;

	private static final VarHandle REST;

	static {
		try {
			MethodHandles.Lookup lookup = MethodHandles.lookup();
			NEXT = lookup.findVarHandle(KeepingThread.class, "next", Runnable.class);
			AFTER = lookup.findVarHandle(KeepingThread.class, "after", AfterTurn.class);
			REST = lookup.findVarHandle(KeepingThread.class, "rest", AfterTurn.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private volatile @Nullable Runnable next;

	private volatile @Nullable AfterTurn after;

	private volatile @Nullable AfterTurn rest;

	// The watch's: what it has found at its last look.

	private @Nullable Runnable hadNext;

	private boolean hadAfter;

	private boolean hadRest;

	KeepingThread(ForkJoinPool pool) {
		super(pool);
	}

	/** Keeps a turn for later. Answers whether there was room. The thread's own. */
	boolean keep(Runnable turn) {
		if (this.next != null) {
			return false;
		}
		NEXT.setRelease(this, turn);
		return true;
	}

	/** The turn that was kept, null if there is none. The thread's own. */
	@Nullable Runnable take() {
		return (this.next != null) ? (Runnable) NEXT.getAndSet(this, null) : null;
	}

	/** Adds what is to run after the current turn. The thread's own. */
	void addAfter(AfterTurn work) {
		AfterTurn newest;
		do {
			newest = this.after;
			work.link = newest;
		}
		while (!AFTER.compareAndSet(this, newest, work));
	}

	/** All that is to run after the current turn, the newest first; null if none is. */
	@Nullable AfterTurn takeAfter() {
		return (this.after != null) ? (AfterTurn) AFTER.getAndSet(this, null) : null;
	}

	/**
	 * Begins with a chain. Answers false if it is in the midst of another. The thread's
	 * own.
	 * @param oldest the first that is to run
	 */
	boolean begin(AfterTurn oldest) {
		if (this.rest != null) {
			return false;
		}
		REST.setRelease(this, oldest);
		return true;
	}

	/** The next of the chain; none if it is over or was taken away. The thread's own. */
	@Nullable AfterTurn takeNext() {
		AfterTurn oldest = this.rest;
		if (oldest == null || !REST.compareAndSet(this, oldest, oldest.link)) {
			return null;
		}
		oldest.link = null;
		return oldest;
	}

	/**
	 * Hands over what was kept already at the last look. The watch's.
	 * @param all what was not, too
	 * @param turns takes a turn
	 * @param chains takes a chain, the oldest first
	 * @return whether anything was kept
	 */
	boolean handOver(boolean all, Consumer<Runnable> turns, Consumer<AfterTurn> chains) {
		boolean any = handOverNext(all, turns);
		any |= handOverRest(all, chains);
		any |= handOverAfter(all, chains);
		return any;
	}

	private boolean handOverNext(boolean all, Consumer<Runnable> turns) {
		Runnable kept = this.next;
		if (kept != null && (all || kept.equals(this.hadNext)) && NEXT.compareAndSet(this, kept, null)) {
			turns.accept(kept);
		}
		this.hadNext = kept;
		return kept != null;
	}

	private boolean handOverRest(boolean all, Consumer<AfterTurn> chains) {
		AfterTurn oldest = this.rest;
		boolean taken = oldest != null && (all || this.hadRest) && REST.compareAndSet(this, oldest, null);
		if (oldest != null && taken) {
			chains.accept(oldest);
		}
		this.hadRest = oldest != null && !taken;
		return oldest != null;
	}

	private boolean handOverAfter(boolean all, Consumer<AfterTurn> chains) {
		boolean any = this.after != null;
		AfterTurn newest = (any && (all || this.hadAfter)) ? takeAfter() : null;
		if (newest != null) {
			chains.accept(newest.reversed());
		}
		this.hadAfter = any && newest == null;
		return any;
	}

}
