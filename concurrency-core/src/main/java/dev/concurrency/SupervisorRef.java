package dev.concurrency;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import dev.concurrency.actor.Actor;
import dev.concurrency.actor.ActorClient;
import dev.concurrency.actor.ActorGroup;
import dev.concurrency.actor.ActorInstance;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.boundary.BoundaryRuntime;
import dev.concurrency.boundary.BoundarySettings;
import dev.concurrency.process.BackgroundProcess;
import dev.concurrency.process.ChildSpec;
import dev.concurrency.process.InstanceSource;
import dev.concurrency.process.ProcessView;
import dev.concurrency.process.Spawned;
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
 * A supervisor: where processes are declared and spawned, and what operators do to them.
 * <p>
 * What is declared is started with its supervisor, in the order of the declarations, or
 * at once if that runs; by default it is permanent. Names are unique among the children;
 * a second one is refused with
 * {@link dev.concurrency.supervision.SupervisionException.DuplicateChild}. Thread-safe.
 */
public interface SupervisorRef extends BackgroundProcess {

	/**
	 * The same supervisor, which treats what is declared and spawned through this
	 * reference in another way.
	 * @param change changes the defaults of a child; for a group, whose own shutdown has
	 * no limit, the shutdown is that of its actors
	 * @return a reference to the same supervisor
	 */
	SupervisorRef with(UnaryOperator<ChildSpec> change);

	/**
	 * Declares a sink whose drain lives as long as the runtime.
	 * @param name unique among the children
	 * @param drain writes the batches
	 * @param settings how the sink behaves
	 * @param <T> the type of an item
	 * @return the sink, closed until it is started
	 */
	default <T> BackgroundSink<T> sink(String name, SinkDrain<T> drain, SinkSettings settings) {
		return sink(name, InstanceSource.of(drain), settings, SinkHandlers.none());
	}

	/**
	 * Declares a sink.
	 * @param name unique among the children
	 * @param drains gives each incarnation its drain
	 * @param settings how the sink behaves
	 * @param handlers what the sink calls besides the drain
	 * @param <T> the type of an item
	 * @return the sink, closed until it is started
	 */
	<T> BackgroundSink<T> sink(String name, InstanceSource<? extends SinkDrain<T>> drains, SinkSettings settings,
			SinkHandlers<T> handlers);

	/**
	 * Declares a boundary.
	 * @param name unique among the children
	 * @param settings how it runs
	 * @return the boundary, closed until it is started
	 */
	BoundaryRuntime boundary(String name, BoundarySettings settings);

	/**
	 * Declares a worker whose task lives as long as the runtime.
	 * @param name unique among the children
	 * @param task what to do again and again
	 * @param settings how the worker behaves
	 * @return the worker
	 */
	default PeriodicWorker worker(String name, PeriodicTask task, WorkerSettings settings) {
		return worker(name, InstanceSource.of(task), settings);
	}

	/**
	 * Declares a worker.
	 * @param name unique among the children
	 * @param tasks gives each incarnation its task
	 * @param settings how the worker behaves
	 * @return the worker
	 */
	PeriodicWorker worker(String name, InstanceSource<? extends PeriodicTask> tasks, WorkerSettings settings);

	/**
	 * Declares an actor.
	 * @param name unique among the children
	 * @param actors gives each incarnation a fresh actor
	 * @param settings how the actor behaves
	 * @param <M> the type of a message
	 * @return the actor's reference, closed until it is started
	 */
	<M> ActorRef<M> actor(String name, InstanceSource<? extends Actor<M>> actors, ActorSettings settings);

	/**
	 * Declares a group of actors, one per key.
	 * @param name unique among the children
	 * @param actors gives each incarnation of each key a fresh actor, which finds its key
	 * in its context
	 * @param settings how the actors behave
	 * @param <K> the type of a key
	 * @param <M> the type of a message
	 * @return the group, closed until it is started
	 */
	<K, M> ActorGroup<K, M> group(String name, InstanceSource<? extends Actor<M>> actors, ActorSettings settings);

	/**
	 * Declares a loop of the user's own.
	 * @param name unique among the children
	 * @param bodies gives each incarnation its body
	 * @return the process
	 */
	BackgroundProcess process(String name, InstanceSource<? extends Supervisable> bodies);

	/**
	 * Declares a loop of the user's own under its own name.
	 * @param body what it does in each incarnation
	 * @return the process
	 */
	default BackgroundProcess process(Supervisable body) {
		return process(body.name(), InstanceSource.of(body));
	}

	/**
	 * Declares a supervisor below this one; by default it is transient if it ends
	 * automatically.
	 * @param name unique among the children
	 * @param settings how it behaves
	 * @return the supervisor, without children
	 */
	SupervisorRef supervisor(String name, SupervisorSettings settings);

	/**
	 * Declares a supervisor of many children of one kind, which come at run time
	 * ({@code simple_one_for_one}).
	 * @param name unique among the children
	 * @param settings how it behaves; its strategy is dynamic whatever they say
	 * @param spec changes the defaults of each of its children, which are temporary
	 * @param template makes the body of a child
	 * @param <A> what the bodies are made of
	 * @return the supervisor, without children
	 */
	<A> DynamicSupervisor<A> dynamic(String name, SupervisorSettings settings, UnaryOperator<ChildSpec> spec,
			Function<? super A, ? extends Supervisable> template);

	/**
	 * Starts a loop of the user's own after those that are there. By default it is
	 * temporary. If it fails to start, only the caller is told; siblings are left alone.
	 * @param body what it does
	 * @return its id at once, and a stage for its start; rejected there if the supervisor
	 * does not run or is stopping
	 */
	Spawned spawn(Supervisable body);

	/**
	 * Starts an actor after those that are there. By default it is transient: it is
	 * restarted when it fails, and gone when it has ended. If it fails to start at first,
	 * it is gone too and its termination fails; siblings are left alone. Where this
	 * supervisor does not run, it ends at once, and what it has accepted is reported.
	 * @param name unique among the living children
	 * @param actors gives each incarnation a fresh actor
	 * @param settings how the actor behaves
	 * @param <M> the type of a message
	 * @return the actor, which accepts messages at once and is a child of this supervisor
	 * already
	 * @throws dev.concurrency.supervision.SupervisionException.DuplicateChild if there is
	 * a child of that name
	 */
	<M> ActorRef<M> spawn(String name, InstanceSource<? extends Actor<M>> actors, ActorSettings settings);

	/**
	 * Starts an actor under a name that no other has, as in {@code worker[3]}.
	 * @param label the name but for the number; what a name may not hold is replaced
	 * @param actors gives each incarnation a fresh actor
	 * @param settings how the actor behaves
	 * @param <M> the type of a message
	 * @return the actor, as {@link #spawn(String, InstanceSource, ActorSettings) spawn}
	 * gives it
	 */
	<M> ActorRef<M> spawnFresh(String label, InstanceSource<? extends Actor<M>> actors, ActorSettings settings);

	/**
	 * Starts an actor without a loop, which somebody asks for what comes next. It is
	 * never restarted, and gone when it is closed or this supervisor ends, which is one
	 * of the things that come: a stop waits for who reads it as for any actor.
	 * @param name unique among the living children
	 * @param type the type of a message
	 * @param settings how the actor behaves
	 * @param <M> the type of a message
	 * @return the actor, which accepts messages at once
	 * @throws dev.concurrency.supervision.SupervisionException.DuplicateChild if there is
	 * a child of that name
	 */
	<M> ActorInstance<M> actorInstance(String name, Class<M> type, ActorSettings settings);

	/**
	 * Starts a mailbox for code that is no actor. It is never restarted, and gone when it
	 * is closed or this supervisor ends, which waits for nobody to read what is left.
	 * @param name unique among the living children
	 * @param type the type of a message
	 * @param <M> the type of a message
	 * @return the client, which accepts messages at once
	 * @throws dev.concurrency.supervision.SupervisionException.DuplicateChild if there is
	 * a child of that name
	 */
	<M> ActorClient<M> client(String name, Class<M> type);

	/**
	 * Ends a child as its specification says: a sink writes what it has accepted, an
	 * actor handles it, and both refuse new work. A child that waits for its restart has
	 * nothing that could do so: what it has accepted is reported as undelivered. Of a
	 * supervisor all children end, last first. Siblings are left alone. It is started
	 * again only by {@link #restart} or a restart of its group. Idempotent; the
	 * specification is kept unless the child is temporary.
	 * @param name the child
	 * @return completes when it has ended; fails if there is no such child
	 */
	CompletionStage<@Nullable Void> terminate(String name);

	/**
	 * Replaces the incarnation of a child, or starts one that has ended. What a sink or
	 * an actor has accepted and not begun waits for the new incarnation, and it goes on
	 * accepting; the actors of a group handle what they have and are created anew. A
	 * supervisor is stopped with all that is below it, which finishes what it has, and
	 * starts with its declared children. Siblings are left alone, no budget is charged.
	 * @param name the child
	 * @return completes when the new incarnation is ready; fails if there is no such
	 * child, if it fails to start, or if this supervisor does not run
	 */
	CompletionStage<@Nullable Void> restart(String name);

	/**
	 * Forgets a child that does not run; one that waits for its restart is not restarted.
	 * What it has accepted is reported as undelivered. With a supervisor goes all that
	 * was declared below it. Siblings are left alone.
	 * @param name the child
	 * @return completes when it is gone; fails if there is no such child or if it is
	 * alive
	 */
	CompletionStage<@Nullable Void> delete(String name);

	/**
	 * The children in the order of their start. Declared ones that have ended stay,
	 * spawned ones leave.
	 * @return an unmodifiable list
	 */
	List<ProcessView> list();

	/**
	 * How many children there are, and of what kind.
	 * @return the counts at this moment
	 */
	ChildCounts count();

}
