package dev.concurrency.actor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.concurrency.process.Failures;
import dev.concurrency.process.IncarnationContext;
import dev.concurrency.process.ProcessContext;

/**
 * An actor: how it begins, goes and ends, and its hooks, which run on the blocking pool.
 * Thread-safe.
 *
 * @param <M> the type of a message
 */
@SuppressWarnings("serial")
final class ActorCell<M> extends MessageLoop<M> {

	private static final Logger logger = LoggerFactory.getLogger(ActorRef.class);

	/**
	 * An actor that is closed until it begins.
	 * @param home where it lives
	 * @param key its key, null if it does not belong to a group
	 */
	ActorCell(Home<M> home, @Nullable Object key) {
		super(home, key);
	}

	@Override
	ActorCell<M> cell() {
		return this;
	}

	/** Begins an incarnation; accepts messages from now on. */
	void begin() {
		if (phase() == Phase.OVER) {
			home().returned(this);
		}
		phase(Phase.STARTING);
		vacate();
		Holdings<M> kept = kept();
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
	@Override
	void wake() {
		if (claim()) {
			schedule();
		}
		else {
			unpark();
		}
		interruptNeedlessStart();
	}

	/** Has it go on if it has let go of its thread to wait for something. */
	void unpark() {
		Holdings<M> mine = kept();
		if (mine != null && mine.unpark()) {
			schedule();
		}
	}

	/** Ends a start for which there is no work. */
	private void interruptNeedlessStart() {
		Turn<M> current = turn();
		if (current != null && current.isAt(Stretch.START) && isNeedless()) {
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
	 * @param still whether none has come meanwhile: asked again when none can
	 */
	void idle(boolean passivate, boolean tell, BooleanSupplier still) {
		if (claim()) {
			Actor<M> current = instanceIfAny();
			boolean rests = isPaused(activation());
			if (passivate && !rests && isPassivable()) {
				hooks().execute(() -> passivate(still));
			}
			else if (tell && current != null && !rests && ActorHooks.of(current).idle()) {
				hooks().execute(() -> tellIdle(current, still));
			}
			else if (!release() || (isWanted() && claim())) {
				schedule();
			}
		}
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
		Actor<M> made = instanceIfAny();
		if (made != null) {
			instance(null);
			Throwable second = hook(mine, () -> type().actors().destroy(made)).failure();
			if (second != null) {
				Failures.suppress(failure, second);
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
		Holdings<M> kept = kept();
		if (kept != null && !type().isByHand()) {
			// Who reads one by hand may have said something before.
			kept.forgetAttributes();
		}
		Actor<M> created = type().actors().create();
		instance(created);
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

	private void tellIdle(Actor<M> current, BooleanSupplier still) {
		Turn<M> mine = enter();
		if (mine == null) {
			depart(null);
			return;
		}
		// The turn before has written down by now when it has read something.
		if (!still.getAsBoolean()) {
			leave(mine);
			schedule();
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
	private void passivate(BooleanSupplier still) {
		Turn<M> mine = enter();
		if (mine == null) {
			depart(null);
		}
		else if (!still.getAsBoolean() || !isPassivable()) {
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
		Activation<M> known = activation();
		if (known != null && !known.isPassivable()) {
			return false;
		}
		// Afterwards: a child is told of before it leaves.
		Holdings<M> mine = kept();
		return mine == null || mine.isIdle();
	}

	@Override
	void finish(@Nullable Throwable cause) {
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
		Holdings<M> kept = kept();
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
	@Override
	void depart(@Nullable Throwable cause) {
		closeInstance(newTurn(), reason(cause));
		exited(cause);
	}

	private static StopReason reason(@Nullable Throwable cause) {
		return (cause != null) ? new StopReason.Failed(cause) : new StopReason.Stopped();
	}

	/** Answers false if the turn was taken away meanwhile. */
	private boolean closeInstance(Turn<M> mine, StopReason reason) {
		Actor<M> closing = instanceIfAny();
		if (closing == null) {
			return true;
		}
		Stretch.Outcome stopped = hook(mine, () -> closing.onStop(reason));
		logStop(stopped);
		instance(null);
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
		logger.warn("{} {}", supervised().record().ref(), what, Failures.loggable(failure));
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
		Holdings<M> kept = kept();
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
		Holdings<M> kept = kept();
		if (kept != null) {
			kept.refuseAll();
		}
		home().ended(this, hangs);
	}

	/** Whoever asked and has no answer yet gets none. The holder's. */
	void failQuestions(@Nullable Throwable cause) {
		Holdings<M> kept = kept();
		if (kept != null) {
			kept.questions().fail(new AskException.Ended(path(), cause));
		}
	}

}
