package dev.concurrency.actor;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.concurrency.process.Admission;
import dev.concurrency.process.ChildSpec;
import dev.concurrency.process.IncarnationContext;
import dev.concurrency.process.InstanceSource;
import dev.concurrency.process.ProcessContext;
import dev.concurrency.process.ProcessEnvironment;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ProcessRecord;
import dev.concurrency.process.ProcessStatus;
import dev.concurrency.process.Processes;
import dev.concurrency.process.SharedPool;
import dev.concurrency.process.SharedThread;
import dev.concurrency.process.Spawned;
import dev.concurrency.process.Supervisable;

/**
 * An actor: its mailbox and what runs it, the hooks on the blocking pool, the messages on
 * the shared dispatcher, a bounded number in a row. Thread-safe.
 * <p>
 * Ownership: whoever holds the {@link Mailbox} reads letters, calls the actor and writes
 * the counts: the current turn, a hook, or the supervisor's event once no turn is left or
 * it was revoked. A turn that fails keeps the mailbox, so that letters wait for the next
 * incarnation.
 * <p>
 * An actor of a group runs without a supervisor until it needs one: because it failed,
 * because somebody follows it, because it hangs while its group stops. {@code side} is
 * null until then, an {@link ActorProcess} from then on; or {@link #ENDED}, if it ended
 * before. Each change is a CAS from null. The phase is written before {@code side} is
 * read by who runs the actor, and read after {@code side} was written by who has it
 * supervised: one of the two tells the supervisor that it is ready.
 *
 * @param <M> the type of a message
 */
@SuppressWarnings("serial")
final class ActorCell<M> extends Mailbox<M> {

	/** So many messages in a row, then other actors have their turn. */
	private static final int THROUGHPUT = 64;

	private static final Object ENDED = new Object();

	private static final VarHandle SIDE;

	private static final VarHandle HANDLED;

	static {
		try {
			MethodHandles.Lookup lookup = MethodHandles.lookup();
			SIDE = lookup.findVarHandle(ActorCell.class, "side", Object.class);
			HANDLED = lookup.findVarHandle(ActorCell.class, "handled", long.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private static final Logger logger = LoggerFactory.getLogger(ActorRef.class);

	private final Home<M> home;

	private final @Nullable Object key;

	private volatile @Nullable Object side;

	private volatile @Nullable Turn<M> turn;

	private volatile Phase phase = Phase.NEW;

	// Belong to the holder of the mailbox.

	private @Nullable Actor<M> actor;

	private @Nullable OpenQuestions questions;

	@SuppressWarnings("UnusedVariable")
	private long handled;

	/**
	 * An actor that is closed until it begins.
	 * @param home where it lives
	 * @param key its key, null if it does not belong to a group
	 */
	ActorCell(Home<M> home, @Nullable Object key) {
		this.home = home;
		this.key = key;
	}

	// The senders' side

	Admission tryTell(M message) {
		return counted(attempt(message));
	}

	private Admission attempt(M message) {
		Objects.requireNonNull(message, "message");
		// A refusal makes no garbage.
		return isFull(capacity()) ? Admission.FULL : send(new Letter<>(message, null));
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

	<R> CompletionStage<R> ask(Function<OncePort<R>, M> message, Duration timeout) {
		Reply<R> reply = new Reply<>(this::path, environment().shared());
		M question = question(message, reply);
		switch (counted(send(new Letter<>(question, reply)))) {
			case FULL -> reply.fail(new AskException.MailboxFull(path(), capacity()));
			case CLOSED -> reply.fail(new AskException.Ended(path(), null));
			case ACCEPTED -> expect(reply, timeout);
		}
		return reply.stage();
	}

	private <R> M question(Function<OncePort<R>, M> message, Reply<R> reply) {
		try {
			return Objects.requireNonNull(message.apply(reply), "message");
		}
		catch (RuntimeException ex) {
			reply.fail(ex);
			throw ex;
		}
	}

	private void expect(Reply<?> reply, Duration timeout) {
		try {
			reply.expectWithin(timeout, environment().timer());
		}
		catch (RejectedExecutionException ex) {
			reply.fail(new AskException.Ended(path(), ex));
		}
	}

	private Admission send(Letter<M> letter) {
		return switch (offer(letter, capacity())) {
			case ACCEPTED -> Admission.ACCEPTED;
			case ACCEPTED_IDLE -> {
				schedule();
				yield Admission.ACCEPTED;
			}
			case FULL -> Admission.FULL;
			case CLOSED -> Admission.CLOSED;
		};
	}

	// The side of who starts and ends it

	/** Begins an incarnation; accepts messages from now on. */
	void begin() {
		if (this.phase == Phase.OVER) {
			this.home.returned(this);
		}
		this.phase = Phase.STARTING;
		open();
		environment().patient().execute(this::initialize);
	}

	/** Accepts nothing more, handles what was accepted and ends. */
	void drain() {
		if (close()) {
			schedule();
		}
		type().waiters().signal(this);
		interruptNeedlessStart();
	}

	/** Has the holder look whether it is to go on. */
	void wake() {
		if (claim()) {
			schedule();
		}
		interruptNeedlessStart();
	}

	/** Ends a start for which there is no work. */
	private void interruptNeedlessStart() {
		Turn<M> current = this.turn;
		if (current != null && isNeedless()) {
			current.interruptAt(Turn.START);
		}
	}

	/** Whether the incarnation is to end and nothing waits for it. */
	private boolean isNeedless() {
		Activation<M> current = activation();
		return (current != null && current.isSuspended()) || (isClosed() && size() == 0);
	}

	boolean isAborted() {
		Activation<M> current = activation();
		return current != null && current.isAborted();
	}

	@Nullable Turn<M> turn() {
		return this.turn;
	}

	/**
	 * The actor's side for its supervisor, which is told of the actor if it does not know
	 * it yet.
	 */
	ActorProcess<M> supervised() {
		Object known = this.side;
		if (known != null) {
			return (known == ENDED) ? over() : process(known);
		}
		ActorProcess<M> fresh = unsupervised();
		if (!SIDE.compareAndSet(this, null, fresh)) {
			return supervised();
		}
		if (this.phase == Phase.RUNNING) {
			fresh.first().ready();
		}
		this.home.adopt(fresh);
		return fresh;
	}

	private ActorProcess<M> unsupervised() {
		ProcessRecord record = new ProcessRecord(ProcessKind.ACTOR, path(), environment().time(),
				new MemberListener(environment().listener(), type().recorder()), environment().completions(), null);
		return new ActorProcess<>(this, record, this.home.nursery().nextId());
	}

	/** For who asks after the end: nobody looks after it. */
	private ActorProcess<M> over() {
		ActorProcess<M> process = unsupervised();
		process.first().stop();
		return process;
	}

	/** The actor's side for its supervisor if there is one. */
	@Nullable ActorProcess<M> process() {
		Object known = this.side;
		return (known == null || known == ENDED) ? null : process(known);
	}

	/** An actor that a supervisor looks after from the beginning. */
	ActorProcess<M> supervisedFromTheStart() {
		ActorProcess<M> process = new ActorProcess<>(this, environment().record(ProcessKind.ACTOR, path()));
		this.side = process;
		return process;
	}

	@SuppressWarnings("unchecked")
	private ActorProcess<M> process(Object known) {
		return (ActorProcess<M>) known;
	}

	private @Nullable Activation<M> activation() {
		ActorProcess<M> process = process();
		return (process != null) ? process.activationIfStarted() : null;
	}

	/** What the actor is doing. */
	ProcessStatus status() {
		ActorProcess<M> process = process();
		return (process != null) ? process.status() : statusAlone();
	}

	private ProcessStatus statusAlone() {
		return switch (this.phase) {
			case NEW -> new ProcessStatus.Created();
			case STARTING -> new ProcessStatus.Starting();
			case RUNNING -> isClosed() ? new ProcessStatus.Stopping() : new ProcessStatus.Running();
			case OVER -> new ProcessStatus.Stopped("its group ended");
		};
	}

	// What runs it

	void schedule() {
		Executor shared = environment().shared();
		if (shared instanceof SharedPool pool) {
			pool.executeNext(this);
		}
		else {
			shared.execute(this);
		}
	}

	private void initialize() {
		if (isAborted()) {
			exited(new InterruptedException("aborted"));
			return;
		}
		Turn<M> mine = enter();
		ProcessContext before = IncarnationContext.enter(mine);
		Turn.Outcome outcome = mine.call(Turn.START, () -> create(mine));
		IncarnationContext.leave(before);
		Throwable failure = outcome.failure();
		if (failure != null) {
			destroyAfter(failure);
		}
		if (failure instanceof Exception && isNeedless()) {
			// The interrupt may come back in many forms.
			finish(failureBelow());
		}
		else if (failure != null || outcome.revoked()) {
			finish(failure);
		}
		else {
			this.turn = null;
			this.phase = Phase.RUNNING;
			Activation<M> current = activation();
			if (current != null) {
				current.ready();
			}
			schedule();
		}
	}

	/** The failed start matters more than what the destruction may throw. */
	private void destroyAfter(Throwable failure) {
		Actor<M> made = this.actor;
		if (made != null) {
			this.actor = null;
			Throwable second = inTurn((mine) -> mine.call(Turn.HOOK, () -> type().actors().destroy(made))).failure();
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
			supervised().record().recordFailure(ex);
			logger.warn("{} failed in onRestart and goes on", supervised().record().ref(), ex);
		}
	}

	/** A turn: some messages. */
	@Override
	public void run() {
		Turn<M> mine = enter();
		ProcessContext before = IncarnationContext.enter(mine);
		boolean more;
		try {
			more = handleSome(mine);
		}
		finally {
			IncarnationContext.leave(before);
		}
		type().waiters().signal(this);
		if (more) {
			schedule();
		}
	}

	private Turn<M> enter() {
		Turn<M> mine = new Turn<>(this, Thread.currentThread(), activation());
		this.turn = mine;
		return mine;
	}

	/**
	 * Handles messages. Answers whether to go on later; otherwise the mailbox is let go.
	 */
	private boolean handleSome(Turn<M> mine) {
		for (int i = 0; i < THROUGHPUT; i++) {
			Activation<M> current = activation();
			if (current != null && current.isAborted()) {
				end(new InterruptedException("aborted"));
				return false;
			}
			if (current != null && current.isSuspended()) {
				end(current.failureBelow());
				return false;
			}
			Letter<M> letter = poll();
			if (letter != null) {
				if (!handle(mine, letter)) {
					return false;
				}
				// Early news for those who wait; run() makes up for what this one may
				// miss.
				type().waiters().signal(this);
			}
			else if (isClosed()) {
				if (size() == 0) {
					end(null);
					return false;
				}
			}
			else if (letGo(mine)) {
				return false;
			}
		}
		this.turn = null;
		return true;
	}

	/**
	 * Lets go of the mailbox unless there is something to do. Whoever suspends writes
	 * that and then claims the mailbox; here it is released and then read: one of the two
	 * sees the other, and the claim lets only one go on.
	 */
	private boolean letGo(Turn<M> mine) {
		this.turn = null;
		if (release()) {
			Activation<M> current = activation();
			if (current == null || !current.isSuspended() || !claim()) {
				return true;
			}
		}
		this.turn = mine;
		return false;
	}

	/** Handles one message. Answers whether the incarnation goes on. */
	private boolean handle(Turn<M> mine, Letter<M> letter) {
		Actor<M> current = this.actor;
		if (current == null) {
			throw new IllegalStateException(path() + " was scheduled before it was started");
		}
		mine.take(letter);
		Turn.Outcome outcome = mine.call(Turn.HANDLER, () -> current.handle(letter.message, mine));
		if (outcome.revoked()) {
			end(outcome.failure());
			return false;
		}
		mine.take(null);
		if (outcome.skipped()) {
			putBack(letter);
			return true;
		}
		HANDLED.setOpaque(this, (long) HANDLED.getOpaque(this) + 1);
		Throwable failure = outcome.failure();
		if (failure == null) {
			expectAnswer(letter.reply);
			return true;
		}
		ActorProcess<M> process = supervised();
		process.failed();
		process.deadLetter(letter, new StopReason.Failed(failure), new AskException.Failed(path(), failure));
		end(failure);
		return false;
	}

	/**
	 * A question whose port was kept is answered at the end of the actor at the latest.
	 */
	private void expectAnswer(@Nullable Reply<?> reply) {
		if (reply != null && !reply.isAnswered()) {
			OpenQuestions open = this.questions;
			if (open == null) {
				open = new OpenQuestions();
				this.questions = open;
			}
			open.add(reply);
		}
	}

	/** Keeps the mailbox, so that nothing is handled until the supervisor has decided. */
	private void end(@Nullable Throwable cause) {
		environment().patient().execute(() -> finish(cause));
	}

	/** The last hooks of an incarnation, and its end. */
	private void finish(@Nullable Throwable cause) {
		Actor<M> closing = this.actor;
		if (closing != null) {
			this.actor = null;
			StopReason reason = (cause != null) ? new StopReason.Failed(cause) : new StopReason.Stopped();
			logHook(inTurn((mine) -> mine.call(Turn.HOOK, () -> closing.onStop(reason))));
			logHook(inTurn((mine) -> mine.call(Turn.HOOK, () -> type().actors().destroy(closing))));
		}
		this.turn = null;
		exited(cause);
	}

	private Turn.Outcome inTurn(Function<Turn<M>, Turn.Outcome> work) {
		Turn<M> mine = enter();
		ProcessContext before = IncarnationContext.enter(mine);
		try {
			return work.apply(mine);
		}
		finally {
			IncarnationContext.leave(before);
		}
	}

	private void logHook(Turn.Outcome outcome) {
		Throwable failure = outcome.failure();
		if (failure != null) {
			supervised().record().recordFailure(failure);
			logger.warn("{} failed while it stopped", supervised().record().ref(), failure);
		}
	}

	private void exited(@Nullable Throwable cause) {
		if (cause == null && SIDE.compareAndSet(this, null, ENDED)) {
			this.phase = Phase.OVER;
			failQuestions(null);
			this.home.ended(this, false);
		}
		else {
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
		List<Letter<M>> left = new ArrayList<>();
		if (hanging != null) {
			left.add(hanging);
		}
		for (Letter<M> letter = poll(); letter != null; letter = poll()) {
			left.add(letter);
		}
		return left;
	}

	/** The same, once all is counted. */
	void over(boolean hangs) {
		this.phase = Phase.OVER;
		type().waiters().signal(this);
		this.home.ended(this, hangs);
	}

	/** Whoever asked and has no answer yet gets none. The holder's. */
	void failQuestions(@Nullable Throwable cause) {
		OpenQuestions open = this.questions;
		if (open != null) {
			open.fail(new AskException.Ended(path(), cause));
			this.questions = null;
		}
	}

	/** Puts an actor below this one. */
	<N> ActorRef<N> spawn(Activation<M> current, String name, InstanceSource<Actor<N>> actors, ActorSettings settings) {
		return supervised().spawn(current.brood(), name, type().with(actors, settings));
	}

	/** Puts a process beside this one. */
	Spawned spawnSibling(Activation<M> current, Supervisable body, ChildSpec spec) {
		return Processes.spawn(environment(), current.parent(), body, spec);
	}

	// What it is

	Home<M> home() {
		return this.home;
	}

	ActorType<M> type() {
		return this.home.type();
	}

	ActorRef<M> self() {
		return this.home.ref(this);
	}

	@Nullable Object key() {
		return this.key;
	}

	ProcessPath path() {
		return this.home.path(this);
	}

	int capacity() {
		return type().settings().mailboxCapacity();
	}

	long handled() {
		return (long) HANDLED.getOpaque(this);
	}

	private ProcessEnvironment environment() {
		return type().environment();
	}

	/** Where an incarnation is. */
	private enum Phase {

		NEW, STARTING, RUNNING, OVER

	}

}
