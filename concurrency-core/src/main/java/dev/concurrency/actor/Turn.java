package dev.concurrency.actor;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Deque;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

import dev.concurrency.process.BackgroundProcess;
import dev.concurrency.process.Callee;
import dev.concurrency.process.ChildSpec;
import dev.concurrency.process.IncarnationContext;
import dev.concurrency.process.InstanceSource;
import dev.concurrency.process.ProcessContext;
import dev.concurrency.process.ProcessEnvironment;
import dev.concurrency.process.ProcessId;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ProcessRecord;
import dev.concurrency.process.ProcessRef;
import dev.concurrency.process.ShutdownSignal;
import dev.concurrency.process.Spawned;
import dev.concurrency.process.Supervisable;
import dev.concurrency.process.Terminated;
import dev.concurrency.time.Timer;

/**
 * A number of messages in a row, or the hooks of a start or an end, as the actor's own
 * code sees them. What begins something belongs to that code alone: the thread of the
 * turn, while it runs it.
 *
 * @param <M> the type of a message
 */
final class Turn<M> extends Stretch implements ActorContext<M>, ProcessContext, Callee {

	private static final VarHandle HANDLED;

	static {
		try {
			HANDLED = MethodHandles.lookup().findVarHandle(Turn.class, "handled", long.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private final ActorCell<M> cell;

	private final ActorType<M> type;

	private final boolean timed;

	// Null until somebody asks for it, if nobody supervises the actor yet.
	private volatile @Nullable Activation<M> activation;

	// The turn's own: the instance once it is known.
	private @Nullable Actor<M> instance;

	// All that the actor has ever handled; written by the turn.
	@SuppressWarnings("UnusedVariable")
	private long handled;

	private boolean read;

	// Written before the thread goes inside; read by who has revoked the turn.
	private @Nullable Letter<M> inHand;

	private boolean stashed;

	// What is handled that is no message, or none yet.
	private @Nullable Arrival<M> arrival;

	// Who reads the actor by hand.
	private @Nullable Thread reader;

	// What the thread had for its log before this turn wrote there.
	private @Nullable Map<String, String> outerLog;

	/**
	 * A turn that has not begun.
	 * @param cell the actor
	 * @param thread runs it
	 * @param activation the incarnation, null if no supervisor knows it
	 * @param handled how many messages the actor has handled
	 */
	Turn(ActorCell<M> cell, Thread thread, @Nullable Activation<M> activation, long handled) {
		super(thread);
		this.cell = cell;
		this.type = cell.type();
		this.timed = cell.type().settings().timings();
		this.activation = activation;
		this.handled = handled;
	}

	/** Whether each message is timed. */
	boolean isTimed() {
		return this.timed;
	}

	/**
	 * For who reads an actor by hand: the current thread may begin things for it until
	 * the actor ends.
	 */
	static <M> Turn<M> standing(ActorCell<M> cell, @Nullable Activation<M> activation) {
		Turn<M> turn = new Turn<>(cell, Thread.currentThread(), activation, 0);
		turn.reader = Thread.currentThread();
		return turn;
	}

	/** The actor whose code the current thread runs, null if it runs none. */
	static @Nullable ActorCell<?> currentCell() {
		return (IncarnationContext.current() instanceof Turn<?> here) ? here.cell : null;
	}

	@Override
	boolean isAborted() {
		Activation<M> current = incarnation();
		return current != null && current.isAborted();
	}

	/** The current incarnation if a supervisor knows it. */
	@Nullable Activation<M> incarnation() {
		Activation<M> known = this.activation;
		return (known != null) ? known : this.cell.activation();
	}

	ActorType<M> type() {
		return this.type;
	}

	/** The actor of the user's. The turn's own. */
	Actor<M> instance() {
		Actor<M> known = this.instance;
		if (known == null) {
			known = this.cell.instance();
			this.instance = known;
		}
		return known;
	}

	/** One more message was read, and handled unless it was put aside. */
	void count(boolean done) {
		this.read = true;
		if (done) {
			HANDLED.setOpaque(this, handled() + 1);
		}
	}

	/** Whether there is something to write down. */
	boolean hasRead() {
		return this.read;
	}

	/** How many messages the actor has ever handled. */
	long handled() {
		return (long) HANDLED.getOpaque(this);
	}

	void take(@Nullable Letter<M> letter) {
		this.inHand = letter;
		this.stashed = false;
	}

	void receive(Arrival<M> next) {
		take(null);
		this.arrival = next;
	}

	/**
	 * What is handled. Any thread: whoever sees that something is sees at least what was
	 * taken before.
	 */
	@Override
	public @Nullable Object call() {
		if (!isInHandler()) {
			return null;
		}
		Letter<M> letter = this.inHand;
		return (letter != null) ? letter : this.arrival;
	}

	@Override
	public ProcessRef ref() {
		return this.cell.ref();
	}

	@Override
	public ProcessRecord record() {
		return this.cell.record();
	}

	/** Has an instance handle a message that was not in the mailbox. Inside of a call. */
	void handle(Actor<M> actor, M message) throws Exception {
		Letter<M> letter = new Letter<>(Objects.requireNonNull(message, "message"), null);
		take(letter);
		ActorProcess<M> process = this.cell.process();
		if (process != null) {
			process.activity().next(message.getClass());
		}
		actor.handle(message, this);
	}

	/**
	 * The message that is handled; once the turn is revoked, the one whose handler never
	 * came back.
	 */
	@Nullable Letter<M> inHand() {
		return this.inHand;
	}

	/** Whether the message was put aside. */
	boolean isStashed() {
		return this.stashed;
	}

	@Override
	void left() {
		Map<String, String> outer = this.outerLog;
		if (outer != null) {
			this.outerLog = null;
			MDC.setContextMap(outer);
		}
	}

	private Activation<M> activation() {
		Activation<M> current = this.activation;
		if (current == null) {
			current = this.cell.supervised().first();
			this.activation = current;
		}
		return current;
	}

	/** Whether it is a turn of that incarnation. */
	boolean isOf(Activation<M> incarnation) {
		return this.cell.activation() == incarnation;
	}

	private void requireOwnCode(String operation) {
		var unused = here(operation);
	}

	/** The turn that runs: the actor may have kept this one as its context. */
	@SuppressWarnings("unchecked")
	private Turn<M> here(String operation) {
		if (IncarnationContext.current() instanceof Turn<?> here && here.cell == this.cell && !here.isRevoked()) {
			return (Turn<M>) here;
		}
		if (this.reader == Thread.currentThread() && this.cell.phase() != Resident.Phase.OVER) {
			return this;
		}
		throw new IllegalStateException("Only the code of " + path() + " itself can " + operation);
	}

	private ProcessEnvironment environment() {
		return this.cell.type().environment();
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
		requireOwnCode("spawn its children");
		return this.cell.spawn(activation(), name, Actors.widen(actors), settings);
	}

	@Override
	public void attribute(String name, @Nullable Object value) {
		requireOwnCode("say something of itself");
		this.cell.holdings().attribute(name, value);
	}

	@Override
	public Timer.Timeout schedule(Duration delay, M message) {
		requireOwnCode("schedule messages to itself");
		return Reminder.start(this.cell, Objects.requireNonNull(message, "message"), delay, environment().timer());
	}

	@Override
	public <R> CompletionStage<R> blocking(Callable<? extends R> work) {
		requireOwnCode("send work out");
		return Errand.start(this.cell, work, environment().blocking());
	}

	@Override
	public <R> CompletionStage<R> cpu(Callable<? extends R> work) {
		requireOwnCode("send work out");
		return Errand.start(this.cell, work, environment().cpu());
	}

	@Override
	public void watch(BackgroundProcess process, Function<? super Terminated, ? extends M> message) {
		requireOwnCode("watch for itself");
		Watching.start(this.cell, process, message);
	}

	@Override
	public <T> Port<T> port(Class<T> type, Function<? super T, ? extends M> message) {
		requireOwnCode("open its ports");
		return new ActorPort<>(this.cell, type, message);
	}

	@Override
	public <T, S> AccumulatorPort<T, S> accumulatorPort(S initial, BiFunction<? super S, ? super T, ? extends S> step,
			Function<? super S, ? extends M> message) {
		requireOwnCode("open its ports");
		return new LatestPort<>(this.cell, initial, step, message);
	}

	@Override
	public void stash() {
		here("put messages aside").putAside();
	}

	private void putAside() {
		Letter<M> letter = this.inHand;
		if (letter == null || this.stashed) {
			throw new IllegalStateException(path() + (this.stashed ? " has put this message aside already"
					: " can put a message aside only while it handles it"));
		}
		int capacity = this.cell.type().settings().stashCapacity();
		Deque<Letter<M>> stash = this.cell.holdings().stash();
		if (stash.size() >= capacity) {
			throw new StashFullException(path(), capacity);
		}
		stash.addLast(letter);
		this.stashed = true;
	}

	@Override
	public void unstashAll() {
		requireOwnCode("take back what it has put aside");
		this.cell.unstashAll();
	}

	@Override
	public Logger log() {
		here("log for itself").markLog();
		return LoggerFactory.getLogger(this.cell.actorClass());
	}

	private void markLog() {
		if (this.outerLog == null) {
			Map<String, String> outer = MDC.getCopyOfContextMap();
			this.outerLog = (outer != null) ? outer : Map.of();
			Object key = this.cell.key();
			ProcessId incarnation = id();
			MDC.setContextMap((key != null)
					? Map.of("path", path().value(), "incarnation", incarnation.toString(), "key", key.toString())
					: Map.of("path", path().value(), "incarnation", incarnation.toString()));
		}
	}

	@Override
	public ShutdownSignal shutdown() {
		return activation().signal();
	}

	@Override
	public ProcessId id() {
		return activation().id();
	}

	@Override
	public CompletionStage<Terminated> ended() {
		return activation().ended();
	}

	@Override
	public Spawned spawn(Supervisable body, ChildSpec spec) {
		return this.cell.spawnSibling(activation(), body, spec);
	}

	@Override
	public String toString() {
		return path().toString();
	}

}
