package dev.concurrency.actor;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.concurrency.process.Incarnation;
import dev.concurrency.process.IncarnationContext;
import dev.concurrency.process.InstanceSource;
import dev.concurrency.process.InterruptibleSection;
import dev.concurrency.process.ProcessContext;
import dev.concurrency.process.ProcessEnvironment;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ProcessSnapshot;
import dev.concurrency.process.ShutdownSignal;

/**
 * One incarnation of an actor: its hooks on the blocking pool, its messages on the shared
 * dispatcher, a bounded number in a row. The only place that calls the actor.
 * <p>
 * It holds the mailbox from its creation until it lets go after the last message, and
 * again whenever it is scheduled; a failed one never lets go, so that letters wait for
 * its successor. The {@code turn} is lent to the user's code around each callback: a
 * supervisor that gives up on a hanging callback replaces {@code CALLBACK} by
 * {@code REVOKED}, so it wins exactly while the activation is inside; the activation then
 * fails to take its turn back, runs its last hook and touches mailbox and counts no more.
 *
 * @param <M> the type of a message
 */
final class Activation<M> implements Runnable, ActorContext<M> {

	/** So many messages in a row, then other actors have their turn. */
	private static final int THROUGHPUT = 64;

	private static final Logger logger = LoggerFactory.getLogger(ActorRef.class);

	private final AtomicReference<Turn> turn = new AtomicReference<>(Turn.OWN);

	private final InterruptibleSection section = new InterruptibleSection();

	private final InterruptibleSection initialization = new InterruptibleSection();

	private final ActorCell<M> cell;

	private final ProcessEnvironment environment;

	private final ShutdownSignal.Pair shutdown;

	private final Incarnation incarnation;

	private final IncarnationContext context;

	private volatile boolean aborted;

	private volatile boolean suspended;

	private volatile boolean waiting;

	// Made by the actor's own code at most once; read by the supervisor's events too.
	private volatile @Nullable Brood brood;

	private volatile @Nullable Throwable failureBelow;

	// Belongs to the holder of the mailbox.
	private @Nullable Actor<M> actor;

	// Written before the turn is lent; read by who has revoked it.
	private @Nullable Letter<M> inHand;

	// Written and read by the supervisor's events only.
	private @Nullable Letter<M> hanging;

	Activation(ActorCell<M> cell, ProcessEnvironment environment, Incarnation incarnation) {
		this.cell = cell;
		this.environment = environment;
		this.shutdown = environment.shutdown(cell.record());
		this.incarnation = incarnation;
		this.context = new IncarnationContext(environment, cell.record(), incarnation, this.shutdown.signal());
	}

	void start() {
		this.environment.patient().execute(this::open);
	}

	void schedule() {
		this.environment.shared().execute(this);
	}

	void stop() {
		this.shutdown.handle().trigger();
	}

	/** Handles nothing more; the next incarnation goes on with the mailbox. */
	void suspend() {
		this.suspended = true;
		stop();
	}

	/** Ends because the children cannot be saved, and keeps the mailbox. */
	private void failedBelow(@Nullable Throwable cause) {
		this.failureBelow = cause;
		this.cell.suspend(this);
	}

	boolean isSuspended() {
		return this.suspended;
	}

	/** Handles nothing more. Takes effect with the next message, if not before. */
	void abort() {
		this.aborted = true;
		stop();
	}

	void interrupt() {
		this.section.abort(this.environment.timer());
		Brood children = this.brood;
		if (children != null) {
			children.abort();
		}
	}

	/** Whether its own code is through and its children are not. */
	boolean waitsForOthers() {
		return this.waiting;
	}

	/** The children of this incarnation. */
	List<ProcessSnapshot> children() {
		Brood children = this.brood;
		return (children != null) ? children.snapshots() : List.of();
	}

	String revoke() {
		String stack = this.section.stack();
		if (this.turn.compareAndSet(Turn.CALLBACK, Turn.REVOKED)) {
			this.hanging = this.inHand;
		}
		// A hook that began after the first interrupt has not seen it.
		this.section.interrupt();
		return stack;
	}

	/** The message whose handler never came back, once the activation is revoked. */
	@Nullable Letter<M> hanging() {
		return this.hanging;
	}

	@Override
	public ActorRef<M> self() {
		return this.cell.self();
	}

	@Override
	public ProcessPath path() {
		return this.cell.path();
	}

	@Override
	public <K> K key(Class<K> type) {
		Object key = this.cell.key();
		if (key == null) {
			throw new IllegalStateException(path() + " does not belong to a group and has no key");
		}
		return type.cast(key);
	}

	@Override
	public <N> ActorRef<N> spawn(String name, InstanceSource<? extends Actor<N>> actors, ActorSettings settings) {
		if (ProcessContext.current().orElse(null) != this.context) {
			throw new IllegalStateException("Only the code of " + path() + " itself can spawn its children");
		}
		Brood children = this.brood;
		if (children == null) {
			children = new Brood(this.incarnation, this.cell.newNursery(), this::failedBelow);
			this.brood = children;
			children.open();
		}
		ActorCell<N> child = this.cell.child(path().child(name), actors, settings);
		child.open();
		children.add(child, Actors.MEMBER);
		return child;
	}

	@Override
	public ShutdownSignal shutdown() {
		return this.shutdown.signal();
	}

	private void open() {
		if (this.aborted) {
			this.incarnation.exited(new InterruptedException("aborted"));
			return;
		}
		ProcessContext before = enter();
		Outcome outcome = guarded(this::initialize);
		leave(before);
		Throwable failure = outcome.failure;
		if (failure instanceof Exception && isNeedless()) {
			// The interrupt may come back in many forms.
			close(this.failureBelow);
		}
		else if (failure != null || outcome.revoked) {
			close(failure);
		}
		else {
			this.incarnation.ready();
			schedule();
		}
	}

	private void initialize() throws Exception {
		this.initialization.enter();
		try {
			// Looked at inside: a request that comes later interrupts.
			if (isNeedless()) {
				throw new InterruptedException("asked to stop before there was anything to do");
			}
			create();
		}
		finally {
			this.initialization.leave();
		}
	}

	/** Ends an initialization for which there is no work. */
	void interruptNeedlessInitialization() {
		if (isNeedless()) {
			this.initialization.interrupt();
		}
	}

	/** Whether the incarnation is to end and nothing waits for it. */
	private boolean isNeedless() {
		return this.suspended
				|| (shutdown().isRequested() && this.cell.mailbox().isClosed() && this.cell.mailbox().size() == 0);
	}

	private void create() throws Exception {
		Actor<M> created = this.cell.actors().create();
		Throwable previous = this.incarnation.previousFailure();
		try {
			if (previous != null) {
				restarted(created, previous);
			}
			created.onStart(this);
		}
		catch (Throwable ex) {
			destroy(created, ex);
			throw ex;
		}
		this.actor = created;
	}

	private void restarted(Actor<M> created, Throwable previous) {
		try {
			created.onRestart(previous);
		}
		catch (Throwable ex) {
			this.cell.record().recordFailure(ex);
			logger.warn("{} failed in onRestart and goes on", this.cell.record().ref(), ex);
		}
	}

	/** After a failed start, which matters more than what the destruction may throw. */
	private void destroy(Actor<M> created, Throwable failure) {
		// What interrupts the start is not meant for the destruction.
		this.initialization.leave();
		this.section.beginHooks();
		try {
			this.cell.actors().destroy(created);
		}
		catch (Throwable ex) {
			failure.addSuppressed(ex);
		}
	}

	@Override
	public void run() {
		ProcessContext before = enter();
		boolean more;
		try {
			more = handleSome();
		}
		finally {
			leave(before);
		}
		this.cell.waiters().signal();
		if (more) {
			schedule();
		}
	}

	/**
	 * Handles messages. Answers whether to go on later; otherwise the mailbox is let go.
	 */
	private boolean handleSome() {
		for (int i = 0; i < THROUGHPUT; i++) {
			if (this.aborted) {
				end(new InterruptedException("aborted"));
				return false;
			}
			if (this.suspended) {
				end(this.failureBelow);
				return false;
			}
			Letter<M> letter = this.cell.mailbox().poll();
			if (letter != null) {
				if (!handle(letter)) {
					return false;
				}
				// Early news for those who wait; run() makes up for what this one may
				// miss.
				this.cell.waiters().signal();
			}
			else if (this.cell.mailbox().isClosed()) {
				if (this.cell.mailbox().size() == 0) {
					end(null);
					return false;
				}
			}
			else if (this.cell.mailbox().release() && !heldAgain()) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Whoever suspends writes that and then claims the mailbox; here it is released and
	 * then read: one of the two sees the other, and the claim lets only one go on.
	 */
	private boolean heldAgain() {
		return this.suspended && this.cell.mailbox().claim();
	}

	/** Handles one message. Answers whether the incarnation goes on. */
	private boolean handle(Letter<M> letter) {
		Actor<M> current = this.actor;
		if (current == null) {
			throw new IllegalStateException(path() + " was scheduled before it was started");
		}
		this.inHand = letter;
		Outcome outcome = guarded(() -> current.handle(letter.message, this));
		if (outcome.revoked) {
			end(outcome.failure);
			return false;
		}
		this.inHand = null;
		this.cell.ledger().handled(1);
		Throwable failure = outcome.failure;
		if (failure == null) {
			return true;
		}
		this.cell.ledger().failed();
		this.cell.deadLetter(letter, new StopReason.Failed(failure), new AskException.Failed(path(), failure));
		end(failure);
		return false;
	}

	/** Keeps the mailbox, so that nothing is handled until the supervisor has decided. */
	private void end(@Nullable Throwable cause) {
		this.environment.patient().execute(() -> close(cause));
	}

	private void close(@Nullable Throwable cause) {
		Actor<M> closing = this.actor;
		if (closing != null) {
			this.actor = null;
			StopReason reason = (cause != null) ? new StopReason.Failed(cause) : new StopReason.Stopped();
			ProcessContext before = enter();
			this.section.beginHooks();
			logHook(guarded(() -> closing.onStop(reason)));
			logHook(guarded(() -> this.cell.actors().destroy(closing)));
			leave(before);
		}
		Brood children = this.brood;
		if (children == null) {
			this.incarnation.exited(cause);
		}
		else {
			if (this.aborted) {
				// They may have come after it.
				children.abort();
			}
			// Its own work first, then that of its children.
			this.waiting = true;
			children.close((below) -> this.incarnation.exited(joined(cause, below)));
		}
	}

	/** What interrupted the children is counted from what is suppressed, too. */
	private static @Nullable Throwable joined(@Nullable Throwable cause, @Nullable Throwable below) {
		if (cause == null) {
			return below;
		}
		if (below != null && below != cause) {
			cause.addSuppressed(below);
		}
		return cause;
	}

	private @Nullable ProcessContext enter() {
		this.section.enter();
		return this.context.enter();
	}

	private void leave(@Nullable ProcessContext before) {
		IncarnationContext.leave(before);
		this.section.leave();
	}

	private void logHook(Outcome outcome) {
		Throwable failure = outcome.failure;
		if (failure != null) {
			this.cell.record().recordFailure(failure);
			logger.warn("{} failed while it stopped", this.cell.record().ref(), failure);
		}
	}

	/** The one place that calls the user's code. */
	private Outcome guarded(Callback callback) {
		this.turn.set(Turn.CALLBACK);
		Throwable failure = null;
		try {
			callback.call();
		}
		catch (Throwable ex) {
			failure = ex;
		}
		// Whoever left the flag behind, the next message has nothing to do with it.
		Thread.interrupted();
		boolean revoked = !this.turn.compareAndSet(Turn.CALLBACK, Turn.OWN);
		return (failure == null && !revoked) ? Outcome.DONE : new Outcome(failure, revoked);
	}

	/** Code of the user's. */
	@FunctionalInterface
	private interface Callback {

		void call() throws Exception;

	}

	/** How a callback ended. */
	private record Outcome(@Nullable Throwable failure, boolean revoked) {

		static final Outcome DONE = new Outcome(null, false);

	}

	private enum Turn {

		OWN, CALLBACK, REVOKED

	}

}
