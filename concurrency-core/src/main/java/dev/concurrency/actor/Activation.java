package dev.concurrency.actor;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.ChildSpec;
import dev.concurrency.process.EndMode;
import dev.concurrency.process.Failures;
import dev.concurrency.process.Incarnation;
import dev.concurrency.process.Nursery;
import dev.concurrency.process.ProcessId;
import dev.concurrency.process.ProcessSnapshot;
import dev.concurrency.process.ShutdownSignal;
import dev.concurrency.process.Supervised;
import dev.concurrency.process.Terminated;

/**
 * What an incarnation of an actor and its supervisor have to say to each other.
 * Thread-safe.
 * <p>
 * The supervisor of an actor of a group may come later than the incarnation. What the
 * incarnation has said until then is said again when it comes: each side writes its own
 * first and then reads the other's, and a supervisor does not mind hearing something
 * twice.
 *
 * @param <M> the type of a message
 */
final class Activation<M> {

	private static final VarHandle BROOD;

	private static final VarHandle SUSPENSION;

	static {
		try {
			MethodHandles.Lookup lookup = MethodHandles.lookup();
			BROOD = lookup.findVarHandle(Activation.class, "brood", Brood.class);
			SUSPENSION = lookup.findVarHandle(Activation.class, "suspension", Suspension.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private final ActorProcess<M> process;

	private final ProcessId id;

	private final ShutdownSignal.Pair shutdown;

	private volatile @Nullable Incarnation incarnation;

	private volatile boolean ready;

	private volatile @Nullable Exit exit;

	private volatile boolean aborted;

	private volatile Suspension suspension = Suspension.NONE;

	private volatile boolean halted;

	private volatile boolean ending;

	private volatile boolean waiting;

	private volatile boolean last;

	private volatile @Nullable Throwable failureBelow;

	// Made at most once, by the actor's own code or by who puts a client below it.
	@SuppressWarnings("FieldMayBeFinal")
	private volatile @Nullable Brood brood;

	/** An incarnation that has begun without a supervisor. */
	Activation(ActorProcess<M> process, ProcessId id) {
		this.process = process;
		this.id = id;
		this.shutdown = process.environment().shutdown(process.record());
	}

	/** An incarnation that its supervisor begins. */
	Activation(ActorProcess<M> process, Incarnation incarnation) {
		this(process, incarnation.id());
		this.incarnation = incarnation;
	}

	/** A supervisor looks after the incarnation from now on. */
	void attach(Incarnation supervised) {
		this.incarnation = supervised;
		if (this.ready) {
			supervised.ready();
		}
		Exit over = this.exit;
		if (over != null) {
			exited(supervised, over.cause);
		}
	}

	boolean isAttached() {
		return this.incarnation != null;
	}

	/** It is started and handles messages. */
	void ready() {
		this.ready = true;
		Incarnation supervised = this.incarnation;
		if (supervised != null) {
			supervised.ready();
		}
	}

	/**
	 * It handles nothing more, and its children are to finish what they have. Whoever
	 * runs the actor asks, and is woken when they have ended.
	 * @return whether they have, or there are none
	 */
	boolean endChildren() {
		Brood children = this.brood;
		if (children == null) {
			return true;
		}
		if (!this.ending) {
			// Who halts it looks at that afterwards.
			this.ending = true;
			children.close(this.halted, (below) -> this.process.wake());
		}
		return children.isOver();
	}

	/** Whether it handles nothing more and is told only how its children end. */
	boolean isEnding() {
		return this.ending;
	}

	/** Its own code is through; it ends when its children have. */
	void exited(@Nullable Throwable cause) {
		// Who halts it, or puts a client below it, looks at that afterwards.
		this.ending = true;
		this.waiting = true;
		Brood children = this.brood;
		if (children == null) {
			ended(cause);
			return;
		}
		if (this.aborted) {
			// They may have come after it.
			children.abort();
		}
		// They may be closed already.
		children.close(this.halted, (below) -> ended(joined(cause, below)));
	}

	private void ended(@Nullable Throwable cause) {
		this.exit = new Exit(cause);
		Incarnation supervised = this.incarnation;
		if (supervised != null) {
			exited(supervised, cause);
		}
	}

	private void exited(Incarnation supervised, @Nullable Throwable cause) {
		if (this.last && cause != null) {
			supervised.failedForGood(cause);
		}
		else {
			supervised.exited(cause);
		}
	}

	/** When it has ended with a failure none is to follow. */
	void endsForGood() {
		this.last = true;
	}

	/**
	 * An actor below it has ended for good. While it starts it cannot be asked what to do
	 * about a failure: the start fails. Once its own code is through nobody is left whom
	 * to ask: it has failed itself, or was aborted.
	 */
	void childEnded(ChildEvent event) {
		if (this.waiting) {
			return;
		}
		if (event.cause() != null && !this.ready) {
			failedBelow(new ChildFailedException(this.process.path(), event));
		}
		else {
			this.process.cell().arrive(new ChildEnded<>(event, this));
		}
	}

	/** Whether nothing keeps it from going. */
	boolean isPassivable() {
		return !isSuspended() && !this.aborted && children().isEmpty();
	}

	/** What interrupted the children is counted from what is suppressed, too. */
	private static @Nullable Throwable joined(@Nullable Throwable cause, @Nullable Throwable below) {
		if (cause == null) {
			return below;
		}
		if (below != null) {
			Failures.suppress(cause, below);
		}
		return cause;
	}

	/** Handles what it has accepted; takes a suspension back that is not acted on. */
	void stop() {
		SUSPENSION.compareAndSet(this, Suspension.ASKED, Suspension.NONE);
		request();
	}

	private void request() {
		this.shutdown.handle().trigger();
	}

	/** Handles nothing more; the next incarnation goes on with the mailbox. */
	void suspend() {
		SUSPENSION.compareAndSet(this, Suspension.NONE, Suspension.ASKED);
		request();
	}

	boolean isSuspended() {
		return this.suspension != Suspension.NONE;
	}

	/**
	 * The same for who acts on it: from then on no stop takes it back. So the actor does
	 * not handle one more message while its children end, or after its start was cut
	 * short.
	 */
	boolean endsSuspended() {
		return isSuspended() && (SUSPENSION.compareAndSet(this, Suspension.ASKED, Suspension.FINAL)
				|| this.suspension == Suspension.FINAL);
	}

	/** Whether it is to handle nothing for now. */
	boolean isPaused() {
		return this.process.record().isPaused();
	}

	/**
	 * Handles nothing more but the message that it is at, and ends; then its children.
	 */
	void halt() {
		this.halted = true;
		request();
		Brood children = this.brood;
		if (this.ending && children != null) {
			children.halt();
		}
	}

	boolean isHalted() {
		return this.halted;
	}

	/** Handles nothing more. Takes effect with the next message, if not before. */
	void abort() {
		this.aborted = true;
		request();
	}

	void abortChildren() {
		Brood children = this.brood;
		if (children != null) {
			children.abort();
		}
	}

	boolean isAborted() {
		return this.aborted;
	}

	/**
	 * Whether it only waits for its children, if it has any: its own code is through, or
	 * has nothing to do before they have ended.
	 */
	boolean isWaiting() {
		return this.waiting || (this.ending && this.process.cell().turn() == null);
	}

	/** Where its children live; the first to ask makes it. */
	Brood brood() {
		Brood known = this.brood;
		if (known != null) {
			return known;
		}
		Brood fresh = new Brood(this, this.process.newNursery(), this::failedBelow);
		// Before others find it, whose children would come too early.
		fresh.open();
		if (BROOD.compareAndSet(this, null, fresh)) {
			return fresh;
		}
		fresh.close(false, (nothing) -> {
		});
		return brood();
	}

	/**
	 * Puts a process below it that its own code has not spawned. Any thread. Its code may
	 * be through meanwhile, which then ends without having seen the children: who puts
	 * one there writes first where they live and then looks for that, and the end writes
	 * that first and then looks for children.
	 */
	void attachChild(Supervised child, ChildSpec spec) {
		Brood children = brood();
		try {
			children.add(child, spec);
		}
		finally {
			if (this.waiting) {
				children.close(this.halted, (nothing) -> {
				});
			}
		}
	}

	/** Ends such a process. */
	void endChild(String name) {
		Nursery keeper = keeper();
		if (keeper != null) {
			var unused = keeper.end(name, EndMode.ABORT, "closed");
		}
	}

	/** Ends because the children cannot be saved, and keeps the mailbox. */
	private void failedBelow(@Nullable Throwable cause) {
		this.failureBelow = cause;
		this.suspension = Suspension.FINAL;
		request();
		this.process.wake();
	}

	@Nullable Throwable failureBelow() {
		return this.failureBelow;
	}

	List<ProcessSnapshot> children() {
		Brood children = this.brood;
		return (children != null) ? children.snapshots() : List.of();
	}

	/** Who looks after its children, null if it never had any. */
	@Nullable Nursery keeper() {
		Brood children = this.brood;
		return (children != null) ? children.nursery() : null;
	}

	ProcessId id() {
		return this.id;
	}

	ShutdownSignal signal() {
		return this.shutdown.signal();
	}

	CompletionStage<Terminated> ended() {
		Incarnation supervised = this.incarnation;
		return (supervised != null) ? supervised.ended() : this.process.record().watch();
	}

	/** Who looks after it, or will. */
	Nursery parent() {
		Incarnation supervised = this.incarnation;
		return (supervised != null) ? supervised.parent() : this.process.nursery();
	}

	/** Why the incarnation before this one ended; null once this one has started. */
	@Nullable Throwable previousFailure() {
		Incarnation supervised = this.incarnation;
		return (supervised != null && !this.ready) ? supervised.previousFailure() : null;
	}

	private record Exit(@Nullable Throwable cause) {
	}

	/** Whether it ends and leaves its mailbox to another incarnation. */
	private enum Suspension {

		NONE,

		/** Its supervisor wants that. */
		ASKED,

		/** It does. */
		FINAL

	}

}
