package dev.concurrency.actor;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.concurrency.process.Admission;
import dev.concurrency.process.Gathering;
import dev.concurrency.process.IncarnationContext;
import dev.concurrency.process.ProcessContext;
import dev.concurrency.process.SharedPool;
import dev.concurrency.process.SharedThread;

/**
 * An actor: its mailbox and what runs it, the hooks on the blocking pool, the messages on
 * its dispatcher, a bounded number in a row. Thread-safe.
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
final class ActorCell<M> extends Resident<M> implements ReturnAddress {

	/** When to offer a turn again for which its executor had no room. */
	private static final long RETRY_NANOS = Duration.ofMillis(5).toNanos();

	/**
	 * After so many messages a turn looks how many wait, and what has come beside them.
	 */
	private static final int LOOK = 16;

	private static final VarHandle HANDLED;

	private static final VarHandle HOLDINGS;

	private static final VarHandle LAST_LOOK;

	static {
		try {
			MethodHandles.Lookup lookup = MethodHandles.lookup();
			HANDLED = lookup.findVarHandle(ActorCell.class, "handled", long.class);
			HOLDINGS = lookup.findVarHandle(ActorCell.class, "holdings", Holdings.class);
			LAST_LOOK = lookup.findVarHandle(ActorCell.class, "lastLook", int.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private static final Logger logger = LoggerFactory.getLogger(ActorRef.class);

	// Made by whoever needs it first.
	private volatile @Nullable Holdings<M> holdings;

	// Belong to the holder of the mailbox.

	private @Nullable Actor<M> actor;

	@SuppressWarnings("UnusedVariable")
	private long handled;

	// How often its group had been looked at when the last message came.
	@SuppressWarnings("UnusedVariable")
	private int lastLook;

	/**
	 * An actor that is closed until it begins.
	 * @param home where it lives
	 * @param key its key, null if it does not belong to a group
	 */
	ActorCell(Home<M> home, @Nullable Object key) {
		super(home, key);
		this.lastLook = home.looks();
	}

	@Override
	ActorCell<M> cell() {
		return this;
	}

	// The senders' side

	Admission tryTell(M message) {
		return counted(attempt(message));
	}

	private Admission attempt(M message) {
		Objects.requireNonNull(message, "message");
		// A refusal makes no garbage.
		return isFull(capacity()) ? full() : post(type().letter(message, sender()));
	}

	private Admission full() {
		ActorProcess<M> known = process();
		if (known != null) {
			known.activity().full(capacity());
		}
		return Admission.FULL;
	}

	/** The actor whose code calls. */
	@Nullable ActorCell<?> sender() {
		return Turn.currentCell();
	}

	private Admission counted(Admission answer) {
		if (answer == Admission.FULL) {
			type().full().increment();
		}
		return answer;
	}

	Admission tell(M message, long timeoutNanos) throws InterruptedException {
		SharedThread.refuse("tell", "tryTell or ask");
		return counted(type().waiters().await(this, () -> attempt(message), timeoutNanos, environment().time()));
	}

	Admission send(Letter<M> letter) {
		return counted(post(letter));
	}

	private Admission post(Letter<M> letter) {
		return switch (offer(letter, capacity())) {
			case ACCEPTED -> Admission.ACCEPTED;
			case ACCEPTED_IDLE -> {
				schedule();
				yield Admission.ACCEPTED;
			}
			case FULL -> full();
			case CLOSED -> Admission.CLOSED;
		};
	}

	/** Counts and reports a letter that was accepted and not handled. */
	void dead(Letter<M> letter, DeadLetterReason reason) {
		if (letter.isBestEffort()) {
			type().counts().increment(reason);
		}
		else {
			report(letter.message, reason, letter.sender());
		}
	}

	/** A value came too late for a port. Not on the sender's thread. */
	void portGone(Object value) {
		ActorCell<?> from = sender();
		environment().completions().execute(() -> report(value, new DeadLetterReason.PortGone(), from));
	}

	/** There was no room for a letter that nobody holds. Not on the caller's thread. */
	void refused(Letter<M> letter) {
		environment().completions().execute(() -> dead(letter, new DeadLetterReason.Full(capacity())));
	}

	/** Gives an undeliverable message back, or to the listeners. */
	void report(Object message, DeadLetterReason reason, @Nullable ReturnAddress sender) {
		DeadLetterListener listeners = type().deadLetters();
		type().counts().increment(reason);
		DeadLetter dead = new DeadLetter(path(), message, reason);
		if (sender != null) {
			sender.giveBack(dead, listeners);
		}
		else {
			listeners.onDeadLetter(dead);
		}
	}

	@Override
	public void giveBack(DeadLetter letter, DeadLetterListener otherwise) {
		arrive(new Returned<>(letter, otherwise, environment().completions()));
	}

	/** Leaves something for the actor beside its mailbox. */
	void arrive(Arrival<M> arrival) {
		Holdings<M> mine = holdings();
		mine.add(arrival);
		if (phase() == Phase.OVER) {
			mine.refuseAll();
		}
		wake();
	}

	/** What it has besides its mailbox; made if need be. */
	Holdings<M> holdings() {
		Holdings<M> known = this.holdings;
		if (known == null) {
			known = new Holdings<>();
			if (!HOLDINGS.compareAndSet(this, null, known)) {
				return Objects.requireNonNull(this.holdings);
			}
		}
		return known;
	}

	/** What its own code has said of the incarnation. */
	SortedMap<String, Object> attributes() {
		Holdings<M> kept = this.holdings;
		return (kept != null) ? kept.attributes() : Collections.emptySortedMap();
	}

	// The side of who starts and ends it

	/** Begins an incarnation; accepts messages from now on. */
	void begin() {
		if (phase() == Phase.OVER) {
			home().returned(this);
		}
		phase(Phase.STARTING);
		vacate();
		Holdings<M> kept = this.holdings;
		if (kept != null) {
			kept.begin();
		}
		open();
		hooks().execute(this::initialize);
	}

	/** Accepts nothing more, handles what was accepted and ends. */
	void drain() {
		if (close()) {
			schedule();
		}
		else {
			unpark();
		}
		type().waiters().signal(this);
		interruptNeedlessStart();
	}

	/** Has the holder look whether it is to go on, or whether something has come. */
	void wake() {
		if (claim()) {
			schedule();
		}
		else {
			unpark();
		}
		interruptNeedlessStart();
	}

	private void unpark() {
		Holdings<M> mine = this.holdings;
		if (mine != null && mine.unpark()) {
			schedule();
		}
	}

	/** Ends a start for which there is no work. */
	private void interruptNeedlessStart() {
		Turn<M> current = turn();
		if (current != null && isNeedless()) {
			current.interruptAt(Stretch.START);
		}
	}

	/**
	 * Takes the actor away for good from the incarnation that does not end.
	 * @return what it hangs in
	 */
	Hanging<M> takeAway() {
		Withdrawn<Turn<M>> withdrawn = withdraw();
		Turn<M> turn = withdrawn.turn();
		if (turn == null) {
			return new Hanging<>("", null);
		}
		return new Hanging<>(withdrawn.stack(), turn.isStashed() ? null : turn.inHand());
	}

	/**
	 * What hangs.
	 *
	 * @param stack where, one frame a line; empty if that is not known
	 * @param letter the message, if it is one
	 * @param <M> the type of a message
	 */
	record Hanging<M>(String stack, @Nullable Letter<M> letter) {
	}

	/**
	 * No message came for long.
	 * @param passivate whether the actor is to go if nothing is under way
	 * @param tell whether it is to be told otherwise
	 */
	void idle(boolean passivate, boolean tell) {
		if (claim()) {
			Actor<M> current = this.actor;
			if (passivate && isPassivable()) {
				hooks().execute(this::passivate);
			}
			else if (tell && current != null && !isPaused() && ActorHooks.of(current).idle()) {
				hooks().execute(() -> tellIdle(current));
			}
			else if (!release() || (isWanted() && claim())) {
				schedule();
			}
		}
	}

	/** Whether more than the message that it is at may be left to do. */
	boolean isBusy() {
		return size() > 0 || turn() != null || this.holdings != null;
	}

	/** When its group was looked at for the last time before the last message. */
	int lastLook() {
		return (int) LAST_LOOK.getOpaque(this);
	}

	// What runs it

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

	private Executor hooks() {
		return type().hooks();
	}

	private void initialize() {
		Turn<M> mine = enter();
		if (mine == null) {
			depart(null);
		}
		else if (isAborted()) {
			leave(mine);
			exited(new InterruptedException("aborted"));
		}
		else {
			initialize(mine);
		}
	}

	private void initialize(Turn<M> mine) {
		ProcessContext before = IncarnationContext.enter(mine);
		Stretch.Outcome outcome = mine.call(Stretch.START, () -> create(mine));
		IncarnationContext.leave(before);
		Throwable failure = outcome.failure();
		if (failure != null) {
			destroyAfter(mine, failure);
		}
		if (outcome.revoked()) {
			depart(failure);
		}
		else if (failure instanceof Exception && isNeedless()) {
			// The interrupt may come back in many forms.
			finish(mine, failureBelow());
		}
		else if (failure != null) {
			finish(mine, failure);
		}
		else {
			phase(Phase.RUNNING);
			home().started(this, instance());
			Activation<M> current = activation();
			if (current != null) {
				current.ready();
			}
			leave(mine);
			schedule();
		}
	}

	/** The failed start matters more than what the destruction may throw. */
	private void destroyAfter(Turn<M> mine, Throwable failure) {
		Actor<M> made = this.actor;
		if (made != null) {
			this.actor = null;
			Throwable second = hook(mine, () -> type().actors().destroy(made)).failure();
			if (second != null) {
				failure.addSuppressed(second);
			}
		}
	}

	private void create(Turn<M> mine) throws Exception {
		// Looked at inside: a request that comes later interrupts.
		if (isAborted()) {
			throw new InterruptedException("aborted");
		}
		if (isNeedless()) {
			throw new InterruptedException("asked to stop before there was anything to do");
		}
		Holdings<M> kept = this.holdings;
		if (kept != null && !type().isByHand()) {
			// Who reads one by hand may have said something before.
			kept.forgetAttributes();
		}
		Actor<M> created = type().actors().create();
		this.actor = created;
		Activation<M> current = activation();
		Throwable previous = (current != null) ? current.previousFailure() : null;
		if (previous != null) {
			restarted(created, previous);
		}
		created.onStart(mine);
	}

	private void restarted(Actor<M> created, Throwable previous) {
		try {
			created.onRestart(previous);
		}
		catch (Throwable ex) {
			logHook("failed in onRestart and goes on", ex);
		}
	}

	private void tellIdle(Actor<M> current) {
		Turn<M> mine = enter();
		if (mine == null) {
			depart(null);
			return;
		}
		Stretch.Outcome outcome = inside(mine, Stretch.HANDLER, () -> current.onIdle(mine));
		if (outcome.revoked()) {
			depart(outcome.failure());
			return;
		}
		if (outcome.failure() != null) {
			logHook("failed in onIdle and goes on", outcome.failure());
		}
		leave(mine);
		schedule();
	}

	/**
	 * Goes, unless something is under way. A message that comes meanwhile finds the
	 * mailbox open, and is handled by a new instance.
	 */
	private void passivate() {
		Turn<M> mine = enter();
		if (mine == null) {
			depart(null);
		}
		else if (!isPassivable()) {
			leave(mine);
			schedule();
		}
		else if (!closeInstance(mine, new StopReason.Passivated())) {
			exited(null);
		}
		else if (closeIfEmpty()) {
			leave(mine);
			home().passivated(this);
			exited(null);
		}
		else if (isClosed() && size() == 0) {
			leave(mine);
			exited(null);
		}
		else {
			initialize(mine);
		}
	}

	private boolean isPassivable() {
		Holdings<M> mine = this.holdings;
		Activation<M> known = activation();
		return (mine == null || mine.isIdle()) && (known == null || known.isPassivable());
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
	private @Nullable Turn<M> enter() {
		Turn<M> mine = newTurn();
		return enter(mine) ? mine : null;
	}

	private Turn<M> newTurn() {
		return new Turn<>(this, Thread.currentThread(), activation(), handled());
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
		for (int i = 0; i < throughput; i++) {
			Activation<M> current = mine.incarnation();
			if (current != null && current.isAborted()) {
				return over(mine, activity, new InterruptedException("aborted"));
			}
			if (current != null && current.isSuspended()) {
				return over(mine, activity, current.failureBelow());
			}
			if (current != null && isToRest(current)) {
				if (rest(mine, current, activity)) {
					return false;
				}
				continue;
			}
			if (activity != null && i % LOOK == 0) {
				activity.depth(size());
			}
			boolean halted = current != null && current.isHalted();
			if (kept == null && (halted || i % LOOK == 0 || batch.isEmpty())) {
				kept = this.holdings;
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
				return over(mine, activity, null);
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
				if (size() == 0 && (kept == null || !kept.isAwaiting())) {
					return over(mine, activity, null);
				}
				if (size() == 0 && kept != null && park(mine, kept, activity)) {
					return false;
				}
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
	 * The same while the mailbox is closed and work of the actor is under way elsewhere.
	 */
	private boolean park(Turn<M> mine, Holdings<M> kept, @Nullable Activity activity) {
		endActivity(activity);
		kept.park();
		if (!isWanted() || !kept.unpark()) {
			leave(mine);
			return true;
		}
		if (activity != null) {
			activity.begin();
		}
		return false;
	}

	private boolean isPaused() {
		Activation<M> current = activation();
		return current != null && current.isPaused();
	}

	/** A stop handles what was accepted, paused or not. */
	private boolean isToRest(Activation<M> current) {
		return current.isPaused() && !isClosed() && !current.isSuspended() && !current.isAborted();
	}

	/**
	 * The same while the actor is paused: the mailbox is kept, so that no message
	 * schedules it.
	 */
	private boolean rest(Turn<M> mine, Activation<M> current, @Nullable Activity activity) {
		endActivity(activity);
		Holdings<M> kept = holdings();
		kept.park();
		if (isToRest(current) || !kept.unpark()) {
			leave(mine);
			return true;
		}
		if (activity != null) {
			activity.begin();
		}
		return false;
	}

	/** Whether there is something to do beside the mailbox. */
	private boolean isWanted() {
		Activation<M> current = activation();
		Holdings<M> kept = this.holdings;
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
			handler = type().carried(this, carried, handler);
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
			home().worked(this, Duration.ofNanos(environment().time().nanoTime() - begun), outcome.failure());
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
		Holdings<M> kept = this.holdings;
		if (kept != null) {
			Deque<Letter<M>> stash = kept.stash();
			for (Letter<M> last = stash.pollLast(); last != null; last = stash.pollLast()) {
				putBack(last);
			}
		}
	}

	private void finish(@Nullable Throwable cause) {
		Turn<M> mine = enter();
		if (mine == null) {
			depart(cause);
		}
		else {
			finish(mine, cause);
		}
	}

	/** The last hooks of an incarnation, and its end. */
	private void finish(Turn<M> mine, @Nullable Throwable cause) {
		Holdings<M> kept = this.holdings;
		// Continuations of the user's may hang on what is cut.
		if (kept != null && !hook(mine, kept::cutTied).revoked()) {
			unstashAll();
		}
		closeInstance(mine, reason(cause));
		leave(mine);
		exited(cause);
	}

	/**
	 * The same for an incarnation that its supervisor has given up: it has no mailbox.
	 */
	private void depart(@Nullable Throwable cause) {
		closeInstance(newTurn(), reason(cause));
		exited(cause);
	}

	private static StopReason reason(@Nullable Throwable cause) {
		return (cause != null) ? new StopReason.Failed(cause) : new StopReason.Stopped();
	}

	/** Answers false if the turn was taken away meanwhile. */
	private boolean closeInstance(Turn<M> mine, StopReason reason) {
		Actor<M> closing = this.actor;
		if (closing == null) {
			return true;
		}
		Stretch.Outcome stopped = hook(mine, () -> closing.onStop(reason));
		logStop(stopped);
		this.actor = null;
		Turn<M> last = stopped.revoked() ? newTurn() : mine;
		Stretch.Outcome destroyed = hook(last, () -> type().actors().destroy(closing));
		logStop(destroyed);
		return !stopped.revoked() && !destroyed.revoked();
	}

	private Stretch.Outcome hook(Turn<M> mine, Stretch.Callback callback) {
		return inside(mine, Stretch.HOOK, callback);
	}

	private static <M> Stretch.Outcome inside(Turn<M> mine, int where, Stretch.Callback callback) {
		ProcessContext before = IncarnationContext.enter(mine);
		try {
			return mine.call(where, callback);
		}
		finally {
			IncarnationContext.leave(before);
		}
	}

	private void logStop(Stretch.Outcome outcome) {
		if (outcome.failure() != null) {
			logHook("failed while it stopped", outcome.failure());
		}
	}

	private void logHook(String what, Throwable failure) {
		supervised().record().recordFailure(failure);
		logger.warn("{} {}", supervised().record().ref(), what, failure);
	}

	private void exited(@Nullable Throwable cause) {
		// What is left is reported by a supervisor.
		if (cause == null && size() == 0 && endUnsupervised()) {
			failQuestions(null);
			ended(false);
		}
		else {
			if (phase() == Phase.OVER) {
				// It was left behind and has come back: on a thread that nobody else
				// ends.
				type().letGo();
			}
			supervised().activation().exited(cause);
		}
	}

	private @Nullable Throwable failureBelow() {
		Activation<M> current = activation();
		return (current != null) ? current.failureBelow() : null;
	}

	/**
	 * No incarnation runs and none follows for now; nothing is accepted any more. The
	 * supervisor's, which holds the mailbox then.
	 * @param hanging whose handler never came back
	 * @return what nobody has handled, oldest first
	 */
	List<Letter<M>> takeAll(@Nullable Letter<M> hanging) {
		close();
		Holdings<M> kept = this.holdings;
		if (kept != null) {
			// The incarnation may have been given up with what it had begun.
			List<Tied> begun = kept.takeTied();
			if (!begun.isEmpty()) {
				environment().completions().execute(() -> begun.forEach(Tied::cut));
			}
		}
		List<Letter<M>> left = new ArrayList<>();
		if (hanging != null) {
			left.add(hanging);
		}
		unstashAll();
		for (Letter<M> letter = poll(); letter != null; letter = poll()) {
			left.add(letter);
		}
		return left;
	}

	/** The same, once all is counted. */
	void over(boolean hangs) {
		type().waiters().signal(this);
		ended(hangs);
	}

	private void ended(boolean hangs) {
		phase(Phase.OVER);
		Holdings<M> kept = this.holdings;
		if (kept != null) {
			kept.refuseAll();
		}
		home().ended(this, hangs);
	}

	/** Whoever asked and has no answer yet gets none. The holder's. */
	void failQuestions(@Nullable Throwable cause) {
		Holdings<M> kept = this.holdings;
		if (kept != null) {
			kept.questions().fail(new AskException.Ended(path(), cause));
		}
	}

	/** How many messages it has handled. */
	long handled() {
		Turn<M> current = turn();
		// One of the two is behind. A turn counts on from what it finds.
		return Math.max((long) HANDLED.getOpaque(this), (current != null) ? current.handled() : 0);
	}

}
