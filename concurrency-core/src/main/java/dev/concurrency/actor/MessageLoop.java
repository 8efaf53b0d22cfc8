package dev.concurrency.actor;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.Gathering;
import dev.concurrency.process.IncarnationContext;
import dev.concurrency.process.ProcessContext;
import dev.concurrency.process.SharedPool;
import dev.concurrency.process.SharedThread;

/**
 * Runs an actor on its dispatcher, a bounded number of messages in a row. Thread-safe.
 * <p>
 * Ownership: whoever holds the {@link Mailbox} reads letters, calls the actor and writes
 * the counts: the current turn, a hook, or the supervisor's event once no turn is left or
 * it was revoked. A turn that fails keeps the mailbox, so that letters wait for the next
 * incarnation.
 * <p>
 * What a turn needs for each message it holds itself ({@link Turn}, {@link Taken}):
 * senders change this object with each message, and each look at it would wait for their
 * core.
 *
 * @param <M> the type of a message
 */
@SuppressWarnings("serial")
abstract class MessageLoop<M> extends Handling<M> {

	/** When to offer a turn again for which its executor had no room. */
	private static final long RETRY_NANOS = Duration.ofMillis(5).toNanos();

	/**
	 * After so many messages a turn looks how many wait, what has come beside them, and
	 * whether its group is paused.
	 */
	private static final int LOOK = 16;

	MessageLoop(Home<M> home, @Nullable Object key) {
		super(home, key);
	}

	/** Whether more than the message that it is at may be left to do. */
	boolean isBusy() {
		return size() > 0 || turn() != null || kept() != null;
	}

	@Override
	void schedule() {
		Executor turns = type().turns();
		if (turns instanceof SharedPool pool) {
			pool.executeNext(this);
			return;
		}
		try {
			turns.execute(this);
		}
		catch (RejectedExecutionException ex) {
			// Who holds the mailbox must run, if not now then later.
			environment().timer().schedule(RETRY_NANOS, this::schedule);
		}
	}

	/** A turn: some messages. */
	@Override
	public void run() {
		ActorProcess<M> known = process();
		Activity activity = (known != null) ? known.activity() : null;
		if (activity != null) {
			activity.begin();
		}
		Turn<M> mine = enter();
		if (mine == null) {
			hooks().execute(() -> depart(null));
			return;
		}
		ProcessContext before = IncarnationContext.enter(mine);
		boolean more;
		try {
			more = handleSome(mine, activity);
		}
		catch (Throwable ex) {
			if (!isAt(mine)) {
				throw ex;
			}
			// What is none of the actor's code has failed: it must not keep the mailbox.
			more = over(mine, activity, ex);
		}
		finally {
			IncarnationContext.leave(before);
		}
		type().waiters().signal(this);
		if (more) {
			schedule();
		}
	}

	/** Goes to the actor. Answers null if the supervisor has taken it away. */
	@Nullable Turn<M> enter() {
		Turn<M> mine = newTurn();
		return enter(mine) ? mine : null;
	}

	Turn<M> newTurn() {
		return new Turn<>(cell(), Thread.currentThread(), activation(), handled());
	}

	/**
	 * Handles messages. Answers whether to go on later; otherwise the mailbox is let go.
	 */
	private boolean handleSome(Turn<M> mine, @Nullable Activity activity) {
		int throughput = type().throughput();
		Taken<M> batch = taken();
		Holdings<M> kept = null;
		int takenAt = 0;
		boolean rests = false;
		for (int i = 0; i < throughput; i++) {
			Activation<M> current = mine.incarnation();
			if (current != null && current.isAborted()) {
				return over(mine, activity, current.isEnding() ? null : new InterruptedException("aborted"));
			}
			if (current != null && current.endsSuspended()) {
				if (!endAfterChildren(mine, current, activity)) {
					return false;
				}
				continue;
			}
			boolean look = i % LOOK == 0;
			// That of the group is not looked at for each message.
			rests = look ? home().isPaused() : rests;
			if ((rests || (current != null && current.isPaused())) && isToRest(current)) {
				if (park(mine, () -> !isToRest(current), activity)) {
					return false;
				}
				continue;
			}
			if (activity != null && look) {
				activity.depth(size());
			}
			boolean halted = current != null && current.isHalted();
			if (kept == null && (halted || look || batch.isEmpty())) {
				kept = kept();
			}
			Arrival<M> arrival = (kept != null) ? kept.next() : null;
			if (arrival != null) {
				if (halted && !(arrival instanceof ChildEnded)) {
					// Only how those below have ended is of interest still.
					arrival.refuse();
				}
				else if (!serve(mine, arrival, activity)) {
					return false;
				}
				batch = taken();
				continue;
			}
			if (halted) {
				if (!endAfterChildren(mine, current, activity)) {
					return false;
				}
				continue;
			}
			Letter<M> letter = batch.next();
			if (letter == null) {
				letter = takeMore(i - takenAt, activity);
				batch = taken();
				takenAt = i;
			}
			if (letter != null) {
				// There is room already while it is handled.
				mine.type().waiters().signal(this);
				if (!handle(mine, letter, activity)) {
					return false;
				}
			}
			else if (isClosed()) {
				boolean goesOn = size() > 0 || ((kept != null && kept.isAwaiting())
						? !park(mine, this::isWanted, activity) : endAfterChildren(mine, current, activity));
				if (!goesOn) {
					return false;
				}
				batch = taken();
			}
			else if (letGo(mine, activity)) {
				return false;
			}
		}
		endActivity(activity);
		leave(mine);
		return true;
	}

	/**
	 * Takes over what the senders have written, the oldest first.
	 * @param read how many letters were read since that was done in this turn
	 */
	private @Nullable Letter<M> takeMore(int read, @Nullable Activity activity) {
		if (read > 1 && Thread.currentThread() instanceof SharedThread thread) {
			Gathering gathering = thread.gathering();
			boolean awaited = gathering.await();
			Letter<M> letter = takeMore(activity);
			if (awaited && letter == null) {
				gathering.inVain();
			}
			return letter;
		}
		return takeMore(activity);
	}

	private @Nullable Letter<M> takeMore(@Nullable Activity activity) {
		if (activity != null) {
			activity.depth(size());
		}
		return poll();
	}

	/**
	 * Lets go of the mailbox unless there is something to do. Whoever suspends, or brings
	 * something, writes that and then claims the mailbox; here it is released and then
	 * read: one of the two sees the other, and the claim lets only one go on.
	 */
	private boolean letGo(Turn<M> mine, @Nullable Activity activity) {
		if (size() > 0) {
			// One more has come: that needs no look at the clock.
			return false;
		}
		endActivity(activity);
		if (release() && (!isWanted() || !claim())) {
			leave(mine);
			return true;
		}
		if (activity != null) {
			activity.begin();
		}
		return false;
	}

	/**
	 * The same where the mailbox is kept, so that no message schedules the actor: whoever
	 * brings what is wanted writes that and then unparks; here it is parked and then
	 * read.
	 */
	private boolean park(Turn<M> mine, BooleanSupplier wanted, @Nullable Activity activity) {
		endActivity(activity);
		Holdings<M> kept = holdings();
		kept.park();
		if (!wanted.getAsBoolean() || !kept.unpark()) {
			leave(mine);
			return true;
		}
		if (activity != null) {
			activity.begin();
		}
		return false;
	}

	/**
	 * The actor handles nothing more and ends once its children have. Until then it is
	 * told of each that does. Answers whether the turn goes on.
	 */
	private boolean endAfterChildren(Turn<M> mine, @Nullable Activation<M> current, @Nullable Activity activity) {
		Throwable below = (current != null) ? current.failureBelow() : null;
		// Looked at first: the ends of all of them have come before that.
		boolean alone = current == null || below != null || current.endChildren();
		Holdings<M> kept = kept();
		Arrival<M> next = (kept != null && below == null) ? kept.nextChildEnded() : null;
		if (next != null) {
			return serve(mine, next, activity);
		}
		if (current == null || alone) {
			return over(mine, activity, below);
		}
		return !park(mine, () -> isWantedBeforeEnd(current), activity);
	}

	/** What has come for others is left to the incarnation that follows a suspension. */
	private boolean isWantedBeforeEnd(Activation<M> current) {
		Holdings<M> kept = holdings();
		return current.isAborted() || current.endChildren()
				|| (current.isSuspended() ? kept.hasChildEnded() : kept.hasArrivals());
	}

	/** A stop handles what was accepted, paused or not. */
	private boolean isToRest(@Nullable Activation<M> current) {
		return isPaused(current) && !isClosed()
				&& (current == null || (!current.isSuspended() && !current.isAborted()));
	}

	/** Whether it, or its group, is to handle nothing for now. */
	boolean isPaused(@Nullable Activation<M> current) {
		return home().isPaused() || (current != null && current.isPaused());
	}

	/** Whether there is something to do beside the mailbox. */
	boolean isWanted() {
		Activation<M> current = activation();
		Holdings<M> kept = kept();
		return (current != null && (current.isSuspended() || current.isHalted() || current.isAborted()))
				|| (kept != null && kept.hasArrivals());
	}

}
