package dev.concurrency.actor;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Deque;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

/**
 * How an actor handles one message, or what is none, and what follows from how that went:
 * for its sender, for its counts and for its incarnation. For the holder of the
 * {@link Mailbox} only, but for the counts.
 * <p>
 * The counts come here when a turn leaves: while it reads, senders change this object
 * with each message, and each look at it would wait for their core.
 *
 * @param <M> the type of a message
 */
@SuppressWarnings("serial")
abstract class Handling<M> extends Addressee<M> {

	private static final VarHandle HANDLED;

	private static final VarHandle LAST_LOOK;

	static {
		try {
			MethodHandles.Lookup lookup = MethodHandles.lookup();
			HANDLED = lookup.findVarHandle(Handling.class, "handled", long.class);
			LAST_LOOK = lookup.findVarHandle(Handling.class, "lastLook", int.class);
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

	Handling(Home<M> home, @Nullable Object key) {
		super(home, key);
		this.lastLook = home.looks();
	}

	/** The incarnation is over: its last hooks follow. On a thread that may block. */
	abstract void finish(@Nullable Throwable cause);

	/** The same for one that its supervisor has given up: it has no mailbox. */
	abstract void depart(@Nullable Throwable cause);

	Executor hooks() {
		return type().hooks();
	}

	/** The actor of the user's. The holder's. */
	Actor<M> instance() {
		Actor<M> current = this.actor;
		if (current == null) {
			throw new IllegalStateException(path() + " was scheduled before it was started");
		}
		return current;
	}

	/** The same, null while there is none. */
	@Nullable Actor<M> instanceIfAny() {
		return this.actor;
	}

	/** Another actor of the user's, or none. The holder's. */
	void instance(@Nullable Actor<M> current) {
		this.actor = current;
	}

	/** The class of the actor, whose own code asks. */
	Class<?> actorClass() {
		Actor<M> current = this.actor;
		return (current != null) ? current.getClass() : ActorRef.class;
	}

	/** How many messages it has handled. */
	long handled() {
		Turn<M> current = turn();
		// One of the two is behind. A turn counts on from what it finds.
		return Math.max((long) HANDLED.getOpaque(this), (current != null) ? current.handled() : 0);
	}

	/** When its group was looked at for the last time before the last message. */
	int lastLook() {
		return (int) LAST_LOOK.getOpaque(this);
	}

	@Override
	void keep(Turn<M> turn) {
		if (turn.hasRead()) {
			HANDLED.setOpaque(this, turn.handled());
			LAST_LOOK.setOpaque(this, home().looks());
		}
	}

	/** Handles one message. Answers whether the incarnation goes on. */
	boolean handle(Turn<M> mine, Letter<M> letter, @Nullable Activity activity) {
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
	boolean serve(Turn<M> mine, Arrival<M> arrival, @Nullable Activity activity) {
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

	/**
	 * Answers for the turn that it does not go on. The mailbox is kept, so that nothing
	 * is handled until the supervisor has decided.
	 */
	boolean over(Turn<M> mine, @Nullable Activity activity, @Nullable Throwable cause) {
		endActivity(activity);
		leave(mine);
		hooks().execute(() -> finish(cause));
		return false;
	}

	static void endActivity(@Nullable Activity activity) {
		if (activity != null) {
			activity.end();
		}
	}

}
