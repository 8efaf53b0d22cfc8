package dev.concurrency;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

import dev.concurrency.actor.Actor;
import dev.concurrency.actor.ActorClient;
import dev.concurrency.actor.ActorGroup;
import dev.concurrency.actor.ActorInstance;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.actor.Actors;
import dev.concurrency.actor.DeadLetterListener;
import dev.concurrency.actor.Envelope;
import dev.concurrency.boundary.BoundaryRuntime;
import dev.concurrency.boundary.BoundarySettings;
import dev.concurrency.dataspace.Dataspace;
import dev.concurrency.process.BackgroundProcess;
import dev.concurrency.process.EndMode;
import dev.concurrency.process.InstanceSource;
import dev.concurrency.process.ProcessAddress;
import dev.concurrency.process.ProcessFailure;
import dev.concurrency.process.ProcessId;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ProcessSnapshot;
import dev.concurrency.process.ProcessView;
import dev.concurrency.process.RuntimeId;
import dev.concurrency.process.StatusObserver;
import dev.concurrency.process.Supervisable;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.sink.SinkDrain;
import dev.concurrency.sink.SinkHandlers;
import dev.concurrency.sink.SinkSettings;
import dev.concurrency.supervision.SupervisorSettings;
import dev.concurrency.worker.PeriodicTask;
import dev.concurrency.worker.PeriodicWorker;
import dev.concurrency.worker.WorkerSettings;

/**
 * Owns one supervision tree in one JVM. Processes are declared by name, before or after
 * the start; {@link #start()} starts them in the order sinks, boundaries, actors,
 * workers, and {@link #stop} stops them in the reverse order: workers first, so that
 * nothing new comes, sinks last, so that everything is written. Can be started again
 * after a stop: counters are kept.
 * <p>
 * Thread-safe.
 */
public final class ConcurrencyRuntime implements AutoCloseable {

	private final RuntimePools pools;

	private final ProcessTree tree;

	private final ProcessDirectory directory;

	private final ActorControl actors;

	private final Coordination coordination;

	private final PostOffice post;

	private final DeadLetterListener deadLetters;

	private final Dataspace dataspace;

	private final BlockingTasks blocking;

	private final CpuTasks cpu;

	ConcurrencyRuntime(RuntimePools pools, ProcessTree tree, ProcessDirectory directory, ActorControl actors,
			Coordination coordination, PostOffice post, DeadLetterListener deadLetters, Dataspace dataspace,
			BlockingTasks blocking, CpuTasks cpu) {
		this.post = post;
		this.deadLetters = deadLetters;
		this.pools = pools;
		this.tree = tree;
		this.directory = directory;
		this.actors = actors;
		this.coordination = coordination;
		this.dataspace = dataspace;
		this.blocking = blocking;
		this.cpu = cpu;
	}

	/**
	 * A runtime with the defaults, which knows no other one.
	 * @return a new runtime, to be started and closed
	 */
	public static ConcurrencyRuntime local() {
		return builder().build();
	}

	/**
	 * Configures a runtime.
	 * @return a builder with the defaults
	 */
	public static ConcurrencyRuntimeBuilder builder() {
		return new ConcurrencyRuntimeBuilder();
	}

	/**
	 * Declares a sink whose drain lives as long as the runtime.
	 * @param name unique among the sinks
	 * @param drain writes the batches
	 * @param settings how the sink behaves
	 * @param <T> the type of an item
	 * @return the sink, closed until it is started
	 * @throws dev.concurrency.supervision.SupervisionException.DuplicateChild if there is
	 * a sink of that name
	 */
	public <T> BackgroundSink<T> sink(String name, SinkDrain<T> drain, SinkSettings settings) {
		return sink(name, InstanceSource.of(drain), settings, SinkHandlers.none());
	}

	/**
	 * Declares a sink.
	 * @param name unique among the sinks
	 * @param drains gives each incarnation its drain
	 * @param settings how the sink behaves
	 * @param handlers what the sink calls besides the drain
	 * @param <T> the type of an item
	 * @return the sink, closed until it is started
	 * @throws dev.concurrency.supervision.SupervisionException.DuplicateChild if there is
	 * a sink of that name
	 */
	public <T> BackgroundSink<T> sink(String name, InstanceSource<? extends SinkDrain<T>> drains, SinkSettings settings,
			SinkHandlers<T> handlers) {
		return this.tree.home(ProcessKind.SINK).sink(name, drains, settings, handlers);
	}

	/**
	 * Declares a boundary: keyed tasks behind limits on how many run and how many wait.
	 * @param name unique among the boundaries
	 * @param settings how it runs
	 * @return the boundary, closed until it is started
	 * @throws dev.concurrency.supervision.SupervisionException.DuplicateChild if there is
	 * a boundary of that name
	 */
	public BoundaryRuntime boundary(String name, BoundarySettings settings) {
		return this.tree.home(ProcessKind.BOUNDARY).boundary(name, settings);
	}

	/**
	 * Declares a worker whose task lives as long as the runtime.
	 * @param name unique among the workers
	 * @param task what to do again and again
	 * @param settings how the worker behaves
	 * @return the worker
	 * @throws dev.concurrency.supervision.SupervisionException.DuplicateChild if there is
	 * a worker of that name
	 */
	public PeriodicWorker worker(String name, PeriodicTask task, WorkerSettings settings) {
		return worker(name, InstanceSource.of(task), settings);
	}

	/**
	 * Declares a worker.
	 * @param name unique among the workers
	 * @param tasks gives each incarnation its task
	 * @param settings how the worker behaves
	 * @return the worker
	 * @throws dev.concurrency.supervision.SupervisionException.DuplicateChild if there is
	 * a worker of that name
	 */
	public PeriodicWorker worker(String name, InstanceSource<? extends PeriodicTask> tasks, WorkerSettings settings) {
		return this.tree.home(ProcessKind.WORKER).worker(name, tasks, settings);
	}

	/**
	 * Declares an actor.
	 * @param name unique among the actors and groups
	 * @param actors gives each incarnation a fresh actor
	 * @param settings how the actor behaves
	 * @param <M> the type of a message
	 * @return the actor's reference, closed until it is started
	 * @throws dev.concurrency.supervision.SupervisionException.DuplicateChild if there is
	 * an actor or group of that name
	 */
	public <M> ActorRef<M> actor(String name, InstanceSource<? extends Actor<M>> actors, ActorSettings settings) {
		return this.tree.home(ProcessKind.ACTOR).actor(name, actors, settings);
	}

	/**
	 * Starts an actor below the supervisor of actors, at run time.
	 * @param name unique among the living actors and groups
	 * @param actors gives each incarnation a fresh actor
	 * @param settings how the actor behaves
	 * @param <M> the type of a message
	 * @return the actor, as
	 * {@link SupervisorRef#spawn(String, InstanceSource, ActorSettings)} gives it
	 * @throws dev.concurrency.supervision.SupervisionException.DuplicateChild if there is
	 * an actor or group of that name
	 */
	public <M> ActorRef<M> spawn(String name, InstanceSource<? extends Actor<M>> actors, ActorSettings settings) {
		return this.tree.home(ProcessKind.ACTOR).spawn(name, actors, settings);
	}

	/**
	 * Starts an actor below the supervisor of actors, at run time, under a name that no
	 * other has, as in {@code worker[3]}.
	 * @param label the name but for the number; what a name may not hold is replaced
	 * @param actors gives each incarnation a fresh actor
	 * @param settings how the actor behaves
	 * @param <M> the type of a message
	 * @return the actor, as
	 * {@link SupervisorRef#spawn(String, InstanceSource, ActorSettings)} gives it
	 */
	public <M> ActorRef<M> spawnFresh(String label, InstanceSource<? extends Actor<M>> actors, ActorSettings settings) {
		return this.tree.home(ProcessKind.ACTOR).spawnFresh(label, actors, settings);
	}

	/**
	 * Starts an actor without a loop below the supervisor of actors, which somebody asks
	 * for what comes next: an event loop of the user's own, or a test.
	 * @param name unique among the living actors and groups
	 * @param type the type of a message
	 * @param settings how the actor behaves
	 * @param <M> the type of a message
	 * @return the actor, as {@link SupervisorRef#actorInstance} gives it
	 * @throws dev.concurrency.supervision.SupervisionException.DuplicateChild if there is
	 * an actor or group of that name
	 */
	public <M> ActorInstance<M> actorInstance(String name, Class<M> type, ActorSettings settings) {
		return this.tree.home(ProcessKind.ACTOR).actorInstance(name, type, settings);
	}

	/**
	 * Starts a mailbox for code that is no actor, below the supervisor of actors.
	 * @param name unique among the living actors and groups
	 * @param type the type of a message
	 * @param <M> the type of a message
	 * @return the client, as {@link SupervisorRef#client} gives it
	 * @throws dev.concurrency.supervision.SupervisionException.DuplicateChild if there is
	 * an actor or group of that name
	 */
	public <M> ActorClient<M> client(String name, Class<M> type) {
		return this.tree.home(ProcessKind.ACTOR).client(name, type);
	}

	/**
	 * Starts a mailbox for code that is no actor, below an actor: it is one of the
	 * children of that actor's incarnation and is closed with it. The actor is not told
	 * of its end.
	 * @param name unique among the living children of the actor
	 * @param type the type of a message
	 * @param parent the actor above it
	 * @param <M> the type of a message
	 * @return the client, which accepts messages at once; one that is closed if the actor
	 * has ended, or waits for its next incarnation
	 * @throws IllegalStateException if there is no such actor, or if it was not started
	 * @throws dev.concurrency.supervision.SupervisionException.DuplicateChild if the
	 * actor has a child of that name
	 */
	public <M> ActorClient<M> client(String name, Class<M> type, ActorRef<?> parent) {
		return Actors.clientBelow(parent, name, type);
	}

	/**
	 * Delivers an envelope from elsewhere, or passes it on. That counts as one hop; one
	 * that has no hop left has expired.
	 * @param envelope where to and what
	 * @param returnTo told if it cannot be delivered or is not handled to its end; at
	 * most once, perhaps on this thread
	 */
	public void post(Envelope envelope, DeadLetterListener returnTo) {
		this.post.post(envelope, returnTo);
	}

	/**
	 * The same for who does not want it back: then it goes to the listeners of the
	 * runtime.
	 * @param envelope where to and what
	 */
	public void post(Envelope envelope) {
		this.post.post(envelope, this.deadLetters);
	}

	/**
	 * How many envelopes were not delivered, or not handled to their end.
	 * @return the counts by the label of the reason
	 */
	public Map<String, Long> returnedEnvelopes() {
		return this.post.returned();
	}

	/**
	 * Declares a group of actors, one per key.
	 * @param name unique among the actors and groups
	 * @param actors gives each incarnation of each key a fresh actor, which finds its key
	 * in its context
	 * @param settings how the actors behave
	 * @param <K> the type of a key
	 * @param <M> the type of a message
	 * @return the group, closed until it is started
	 * @throws dev.concurrency.supervision.SupervisionException.DuplicateChild if there is
	 * an actor or group of that name
	 */
	public <K, M> ActorGroup<K, M> group(String name, InstanceSource<? extends Actor<M>> actors,
			ActorSettings settings) {
		return this.tree.home(ProcessKind.GROUP).group(name, actors, settings);
	}

	/**
	 * Declares a loop of the user's own.
	 * @param name unique among the plain processes
	 * @param bodies gives each incarnation its body
	 * @return the process
	 * @throws dev.concurrency.supervision.SupervisionException.DuplicateChild if there is
	 * a plain process of that name
	 */
	public BackgroundProcess process(String name, InstanceSource<? extends Supervisable> bodies) {
		return this.tree.home(ProcessKind.PROCESS).process(name, bodies);
	}

	/**
	 * Declares a loop of the user's own under its own name.
	 * @param body what it does in each incarnation
	 * @return the process
	 * @throws dev.concurrency.supervision.SupervisionException.DuplicateChild if there is
	 * a plain process of that name
	 */
	public BackgroundProcess process(Supervisable body) {
		return this.tree.home(ProcessKind.PROCESS).process(body);
	}

	/**
	 * Declares a supervisor directly below the root, which may hold processes of all
	 * kinds. It is started after sinks and boundaries and before the actors.
	 * @param name unique below the root
	 * @param settings how it behaves
	 * @return the supervisor, without children
	 * @throws dev.concurrency.supervision.SupervisionException.DuplicateChild if there is
	 * a supervisor of that name
	 */
	public SupervisorRef supervisor(String name, SupervisorSettings settings) {
		return root().supervisor(name, settings);
	}

	/**
	 * The root of the tree. What is declared directly below it is started after sinks and
	 * boundaries and before the actors; it restarts nothing unless told otherwise, and
	 * leaves down what has failed.
	 * @return the top supervisor
	 */
	public SupervisorRef root() {
		return this.tree.top();
	}

	/**
	 * The supervisor of the processes of a kind that are declared with the runtime.
	 * @param kind any kind but that of supervisors
	 * @return the supervisor, as in {@code root/sinks}
	 * @throws NullPointerException for the kind of supervisors
	 */
	public SupervisorRef supervisorOf(ProcessKind kind) {
		return this.tree.home(kind);
	}

	/**
	 * Starts every declared process and waits until all are ready.
	 * @throws dev.concurrency.supervision.SupervisionException.InitFailed if one failed
	 * to start; those that had started are stopped again
	 * @throws java.util.concurrent.CancellationException if the thread was interrupted
	 * meanwhile and still is; what had started was stopped as by {@link #close()}
	 * @throws IllegalStateException if the runtime runs already, is closed, or was
	 * stopped meanwhile
	 */
	public void start() {
		this.tree.start();
	}

	/**
	 * Stops every process and waits for that: each refuses new work, finishes what it
	 * accepted and ends; what is left when its own timeout or this one is over is
	 * reported as undelivered. Does nothing when the runtime does not run, and does not
	 * wait when only the listeners are still being told that the root has ended.
	 * @param timeout how long the whole stop may take before what is left is interrupted;
	 * what ignores that is waited for at most 5 s more, then this returns all the same
	 * @return how it went
	 */
	public StopReport stop(Duration timeout) {
		return this.tree.stop(timeout);
	}

	/**
	 * Whether the runtime was started and not stopped.
	 * @return true between start and stop
	 */
	public boolean isRunning() {
		return this.tree.isRunning();
	}

	/**
	 * Stops what runs, with the timeout given to the builder, and releases all threads.
	 * Final.
	 */
	@Override
	public void close() {
		this.tree.close();
		this.pools.close();
	}

	/**
	 * Ends an actor or group for good: it refuses new messages, handles what it has
	 * accepted, and is interrupted when the time of its shutdown is over. One that was
	 * spawned leaves the tree; one that was declared stays visible and starts again only
	 * with its supervisor or as an operator asks. Idempotent.
	 * @param path its place in the tree, also below another actor
	 * @param reason why, in words, for its status
	 * @return follows it to its end; empty if there is no such actor that was started,
	 * and for the actors of a group, which end with it
	 */
	public Optional<StatusObserver> stopActor(ProcessPath path, String reason) {
		return stopActor(path, EndMode.DRAIN, reason);
	}

	/**
	 * Ends an actor or group for good, as {@link #stopActor(ProcessPath, String)}, in
	 * another way. Itself first, then what is below it, in the same way. One that is
	 * ending already is hurried by a mode that leaves more undone: a stop turns a drain
	 * into a stop, an abort interrupts either.
	 * @param path its place in the tree, also below another actor
	 * @param mode how much of what it has accepted it handles; what it does not handle
	 * goes back to its sender as {@link dev.concurrency.actor.DeadLetterReason.Stopped}
	 * and is reported as undelivered
	 * @param reason why, in words, for its status
	 * @return follows it to its end; empty if there is no such actor that was started,
	 * and for the actors of a group, which end with it
	 */
	public Optional<StatusObserver> stopActor(ProcessPath path, EndMode mode, String reason) {
		return this.actors.stop(path, mode, reason);
	}

	/**
	 * Interrupts an actor or group that belongs to no other actor, with all that is below
	 * it, and ends it for good. What it has accepted is reported as undelivered.
	 * @param path its place in the tree
	 * @return completes with its last incarnation when it has ended, never if its thread
	 * ignores the interrupt; empty if there is no such actor that was started
	 */
	public Optional<CompletionStage<ProcessId>> abortRootActor(ProcessPath path) {
		return this.actors.abortRoot(path);
	}

	/**
	 * Ends all actors and groups of the runtime for good and waits for that: none is
	 * taken any more, and the runtime cannot be started again. All are asked at once to
	 * handle what they have accepted, the supervision coordinator when the others have
	 * ended; who is left when the time is over is interrupted. Sinks, boundaries, workers
	 * and loops of the user's own go on until {@link #stop} or {@link #close}, so that
	 * actors find them to the last.
	 * <p>
	 * Called from the code of an actor, or of what is below it, it does not wait for that
	 * one, nor for its group: it is asked to end when this method returns, and is not
	 * interrupted before its handler has returned.
	 * @param timeout how long to wait before what is left is interrupted; after that it
	 * waits at most 5 s more, and as long again if the coordinator is interrupted too
	 * @param reason why, in words, for their status
	 * @return who was seen to end, and who was not
	 * @throws InterruptedException if the thread is interrupted meanwhile; who was asked
	 * to end goes on doing so
	 */
	public DestroyReport destroyAndWait(Duration timeout, String reason) throws InterruptedException {
		return this.actors.destroy(timeout, reason, false);
	}

	/**
	 * As {@link #destroyAndWait}, but leaves the root actor or group alone whose code
	 * calls: it goes on to its next message.
	 * @param timeout how long to wait before what is left is interrupted; after that it
	 * waits at most 5 s more, and as long again if the coordinator is interrupted too
	 * @param reason why, in words, for their status
	 * @return who was seen to end, and who was not; the calling one is in neither list
	 * @throws InterruptedException if the thread is interrupted meanwhile; who was asked
	 * to end goes on doing so
	 */
	public DestroyReport destroyAndWaitExceptCurrent(Duration timeout, String reason) throws InterruptedException {
		return this.actors.destroy(timeout, reason, true);
	}

	/**
	 * Has an actor told of the failures of actors that nobody else handles: an actor
	 * without an actor above it ended by itself, and no restart follows; or the
	 * supervisor of actors has used up its restarts. Without a coordinator, if it is full
	 * or has ended, and if the failure is its own or its supervisor's, the
	 * {@link GiveUpHandler} is told. Put it below a supervisor of its own, so that it
	 * does not end along with others.
	 * @param coordinator told of each failure
	 * @throws IllegalStateException if there is a coordinator already
	 */
	public void setSupervisionCoordinator(ActorRef<? super ProcessFailure> coordinator) {
		this.coordination.coordinator(coordinator);
	}

	/**
	 * Values that processes assert and others look up or follow; they go with the process
	 * that asserted them. Subscribers are called on the shared pool and must not block.
	 * @return the registry of this runtime
	 */
	public Dataspace dataspace() {
		return this.dataspace;
	}

	/**
	 * The pool for what may block.
	 * @return takes tasks of the user's until the runtime is closed
	 */
	public BlockingTasks blocking() {
		return this.blocking;
	}

	/**
	 * The pool for computations.
	 * @return takes tasks of the user's until the runtime is closed
	 */
	public CpuTasks cpu() {
		return this.cpu;
	}

	/**
	 * The tree as it is now. Never blocks.
	 * @return the root with everything below it
	 */
	public ProcessSnapshot snapshot() {
		return this.tree.root().process();
	}

	/**
	 * What operators do to a process or supervisor: pause, stop, restart, flush, trigger,
	 * and other settings while it exists.
	 * @param path its place in the tree
	 * @return empty if there is none, and for the actors of a group, which are treated
	 * with it
	 */
	public Optional<ProcessControl> control(ProcessPath path) {
		return this.directory.control(path);
	}

	/**
	 * The declared processes, without the supervisors and without what is spawned at run
	 * time, such as the actors of groups.
	 * @return an unmodifiable list in the order of the tree
	 */
	public List<ProcessView> processes() {
		return this.tree.processes();
	}

	/**
	 * The declared supervisors, the root first.
	 * @return an unmodifiable list in the order of the tree
	 */
	public List<ProcessView> supervisors() {
		return this.tree.supervisors();
	}

	/**
	 * A declared process or supervisor by its path.
	 * @param path its place in the tree
	 * @return empty if there is none, and for what was spawned at run time
	 */
	public Optional<ProcessView> declared(ProcessPath path) {
		return Optional.ofNullable(this.tree.declared(path));
	}

	/**
	 * Names this runtime among others.
	 * @return its id, the same over all starts
	 */
	public RuntimeId id() {
		return this.directory.runtime();
	}

	/**
	 * Names a process of this runtime among those of others.
	 * @param path its place in the tree; whether there is such a process does not matter
	 * @return its address
	 */
	public ProcessAddress address(ProcessPath path) {
		return new ProcessAddress(id(), path);
	}

	/**
	 * Finds processes, dead or alive, and lists actors.
	 * @return the directory of this runtime
	 */
	public ProcessDirectory directory() {
		return this.directory;
	}

	/**
	 * A process or supervisor by its path.
	 * @param path its place in the tree
	 * @return empty if there is none
	 */
	public Optional<ProcessSnapshot> find(ProcessPath path) {
		return this.directory.find(path);
	}

	/**
	 * A process or supervisor by its incarnation, also one that has ended and left the
	 * tree.
	 * @param id the current incarnation, or the last one of a process that has ended
	 * @return empty if that was another one, or is forgotten
	 */
	public Optional<ProcessSnapshot> find(ProcessId id) {
		return this.directory.find(id);
	}

}
