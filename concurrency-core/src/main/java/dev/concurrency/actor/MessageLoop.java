package dev.concurrency.actor;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Deque;
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
 * What a turn needs for each message it holds itself ({@link Turn}, {@link Taken}), and
 * the counts come back here when it leaves: while it reads, senders change this object
 * with each message, and each look at it would wait for their core.
 *
 * @param <M> the type of a message
 */
@SuppressWarnings("serial")
abstract class MessageLoop<M> extends Addressee<M> {

	/** When to offer a turn again for which its executor had no room. */
	private static final long RETRY_NANOS = Duration.ofMillis(5).toNanos();

	/**
	 * After so many messages a turn looks how many wait, what has come beside them, and
	 * whether its group is paused.
	 */
	private static final int LOOK = 16;

	private static final VarHandle HANDLED;

	private static final VarHandle LAST_LOOK;

	static {
		try {
			MethodHandles.Lookup lookup = MethodHandles.lookup();
			HANDLED = lookup.findVarHandle(MessageLoop.class, "handled", long.class);
			LAST_LOOK = lookup.findVarHandle(MessageLoop.class, "lastLook", int.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	// Belong to the holder of the mailbox.

	private @Nullable Actor<M> actor;

	@SuppressWarnings("UnusedVariable")
	private long handled;

	// How often its group had been looked at when the last message came.
	@SuppressWarnings("UnusedVariable")
	private int lastLook;

	MessageLoop(Home<M> home, @Nullable Object key) {
		super(home, key);
		this.lastLook = home.looks();
	}

	/** The incarnation is over: its last hooks follow. On a thread that may block. */
	abstract void finish(@Nullable Throwable cause);

	/** The same for one that its supervisor has given up: it has no mailbox. */
	abstract void depart(@Nullable Throwable cause);

	/** Whether more than the message that it is at may be left to do. */
	boolean isBusy() {
		return size() > 0 || turn() != null || kept() != null;
	}

	/** When its group was looked at for the last time before the last message. */
	int lastLook() {
		return (int) LAST_LOOK.getOpaque(this);
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

	Executor hooks() {
		return type().hooks();
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

	@Override
	void keep(Turn<M> turn) {
		if (turn.hasRead()) {
			HANDLED.setOpaque(this, turn.handled());
			LAST_LOOK.setOpaque(this, home().looks());
		}
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
			if (current != null && current.isSuspended()) {
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
	 * Answers for the turn that it does not go on. The mailbox is kept, so that nothing
	 * is handled until the supervisor has decided.
	 */
	private boolean over(Turn<M> mine, @Nullable Activity activity, @Nullable Throwable cause) {
		endActivity(activity);
		leave(mine);
		hooks().execute(() -> finish(cause));
		return false;
	}

	private static void endActivity(@Nullable Activity activity) {
		if (activity != null) {
			activity.end();
		}
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

	/** Handles one message. Answers whether the incarnation goes on. */
	private boolean handle(Turn<M> mine, Letter<M> letter, @Nullable Activity activity) {
		Actor<M> current = mine.instance();
		if (activity != null) {
			activity.next(letter.message.getClass());
		}
		mine.take(letter);
		Stretch.Callback handler = () -> current.handle(letter.message, mine);
		if (letter instanceof CarriedLetter<M> carried) {
			handler = type().carried(cell(), carried, handler);
		}
		return settled(mine, call(mine, handler), activity);
	}

	/** The same for what is no message, or becomes one only now. */
	private boolean serve(Turn<M> mine, Arrival<M> arrival, @Nullable Activity activity) {
		Actor<M> current = instance();
		mine.receive(arrival);
		Stretch.Outcome outcome = call(mine, () -> arrival.serve(current, mine));
		if (outcome.skipped()) {
			arrival.refuse();
		}
		if (outcome.failure() != null && !outcome.revoked() && mine.inHand() == null
				&& !(arrival instanceof ChildEnded)) {
			// It was about to become a message.
			return failed(mine, null, outcome.failure(), activity);
		}
		return settled(mine, outcome, activity);
	}

	private Stretch.Outcome call(Turn<M> mine, Stretch.Callback callback) {
		if (!mine.isTimed()) {
			return mine.call(Stretch.HANDLER, callback);
		}
		long begun = environment().time().nanoTime();
		Stretch.Outcome outcome = mine.call(Stretch.HANDLER, callback);
		if (!outcome.revoked() && !outcome.skipped()) {
			home().worked(cell(), Duration.ofNanos(environment().time().nanoTime() - begun), outcome.failure());
		}
		return outcome;
	}

	/** What follows from how a message, or something else, was handled. */
	private boolean settled(Turn<M> mine, Stretch.Outcome outcome, @Nullable Activity activity) {
		if (outcome.revoked()) {
			endActivity(activity);
			hooks().execute(() -> depart(outcome.failure()));
			return false;
		}
		Letter<M> letter = mine.inHand();
		boolean aside = mine.isStashed();
		mine.take(null);
		Throwable failure = outcome.failure();
		if (letter == null) {
			return failure == null || over(mine, activity, failure);
		}
		if (outcome.skipped()) {
			putBack(letter);
			return true;
		}
		mine.count(!aside);
		if (failure != null) {
			return failed(mine, aside ? null : letter, failure, activity);
		}
		if (!aside) {
			expectAnswer(letter.reply());
		}
		return true;
	}

	/**
	 * Answers whether the incarnation goes on after a message on which it failed.
	 * @param lost the message, null if it was put aside, or was none yet
	 */
	private boolean failed(Turn<M> mine, @Nullable Letter<M> lost, Throwable failure, @Nullable Activity activity) {
		ActorProcess<M> process = supervised();
		process.failed();
		if (lost != null) {
			process.deadLetter(lost, new DeadLetterReason.Failed(failure), new AskException.Failed(path(), failure));
		}
		ActorFailureAction action = type().settings().onFailure();
		if (action == ActorFailureAction.RESUME && failure instanceof Exception) {
			if (!mine.isTimed()) {
				// Otherwise that is told already.
				process.record().worked(1, Duration.ZERO, failure);
			}
			return true;
		}
		if (action == ActorFailureAction.STOP) {
			process.activation().endsForGood();
		}
		return over(mine, activity, failure);
	}

	/** The actor of the user's. The holder's. */
	Actor<M> instance() {
		Actor<M> current = this.actor;
		if (current == null) {
			throw new IllegalStateException(path() + " was scheduled before it was started");
		}
		return current;
	}

	/** The class of the actor, whose own code asks. */
	Class<?> actorClass() {
		Actor<M> current = this.actor;
		return (current != null) ? current.getClass() : ActorRef.class;
	}

	/**
	 * A question whose port was kept is answered at the end of the actor at the latest.
	 */
	private void expectAnswer(@Nullable Reply<?> reply) {
		if (reply != null && !reply.isAnswered()) {
			holdings().questions().add(reply);
		}
	}

	/** Puts what was put aside before what waits. The holder's. */
	void unstashAll() {
		Holdings<M> kept = kept();
		if (kept != null) {
			Deque<Letter<M>> stash = kept.stash();
			for (Letter<M> last = stash.pollLast(); last != null; last = stash.pollLast()) {
				putBack(last);
			}
		}
	}

	/** How many messages it has handled. */
	long handled() {
		Turn<M> current = turn();
		// One of the two is behind. A turn counts on from what it finds.
		return Math.max((long) HANDLED.getOpaque(this), (current != null) ? current.handled() : 0);
	}

	/** The same, null while there is none. */
	@Nullable Actor<M> instanceIfAny() {
		return this.actor;
	}

	/** Another actor of the user's, or none. The holder's. */
	void instance(@Nullable Actor<M> current) {
		this.actor = current;
	}

}
