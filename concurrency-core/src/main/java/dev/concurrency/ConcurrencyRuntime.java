package dev.concurrency;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.concurrency.actor.Actor;
import dev.concurrency.actor.ActorGroup;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.actor.Actors;
import dev.concurrency.actor.DeadLetterListener;
import dev.concurrency.process.InstanceSource;
import dev.concurrency.process.ProcessEnvironment;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ProcessSnapshot;
import dev.concurrency.process.ProcessView;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.sink.DeadLetterHandler;
import dev.concurrency.sink.SinkDrain;
import dev.concurrency.sink.SinkSettings;
import dev.concurrency.sink.Sinks;
import dev.concurrency.worker.PeriodicTask;
import dev.concurrency.worker.PeriodicWorker;
import dev.concurrency.worker.WorkerSettings;
import dev.concurrency.worker.Workers;

/**
 * Owns one supervision tree in one JVM. Processes are declared by name, before or after
 * the start; {@link #start()} starts them in the order sinks, actors, workers, and
 * {@link #stop} stops them in the reverse order: workers first, so that nothing new
 * comes, sinks last, so that everything is written. Can be started again after a stop:
 * counters are kept.
 * <p>
 * Thread-safe.
 */
public final class ConcurrencyRuntime implements AutoCloseable {

	private final ProcessEnvironment environment;

	private final RuntimePools pools;

	private final ProcessTree tree;

	private final DeadLetterListener deadLetters;

	ConcurrencyRuntime(ProcessEnvironment environment, RuntimePools pools, ProcessTree tree,
			DeadLetterListener deadLetters) {
		this.environment = environment;
		this.pools = pools;
		this.tree = tree;
		this.deadLetters = deadLetters;
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
		return sink(name, InstanceSource.of(drain), settings, null);
	}

	/**
	 * Declares a sink.
	 * @param name unique among the sinks
	 * @param drains gives each incarnation its drain
	 * @param settings how the sink behaves
	 * @param deadLetters takes batches that could not be written, null to log them
	 * @param <T> the type of an item
	 * @return the sink, closed until it is started
	 * @throws dev.concurrency.supervision.SupervisionException.DuplicateChild if there is
	 * a sink of that name
	 */
	public <T> BackgroundSink<T> sink(String name, InstanceSource<? extends SinkDrain<T>> drains, SinkSettings settings,
			@Nullable DeadLetterHandler<? super T> deadLetters) {
		return this.tree.declare(ProcessKind.SINK, name,
				(path) -> Sinks.create(this.environment, path, drains, settings, deadLetters));
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
		return this.tree.declare(ProcessKind.WORKER, name,
				(path) -> Workers.create(this.environment, path, tasks, settings));
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
		return this.tree.declare(ProcessKind.ACTOR, name,
				(path) -> Actors.create(this.environment, path, actors, settings, this.deadLetters));
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
		return this.tree.declare(ProcessKind.GROUP, name, (path) -> Actors.createGroup(this.environment, path, actors,
				settings, this.deadLetters, this.tree::supervisor));
	}

	/**
	 * Starts every declared process and waits until all are ready.
	 * @throws dev.concurrency.supervision.SupervisionException.InitFailed if one failed
	 * to start; those that had started are stopped again
	 * @throws IllegalStateException if the runtime runs already or is closed
	 */
	public void start() {
		this.tree.start();
	}

	/**
	 * Stops every process and waits for that: each refuses new work, finishes what it
	 * accepted and ends; what is left when its own timeout or this one is over is
	 * reported as undelivered. Does nothing when the runtime does not run.
	 * @param timeout how long the whole stop may take before what is left is interrupted
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
	 * The tree as it is now. Never blocks.
	 * @return the root with everything below it
	 */
	public ProcessSnapshot snapshot() {
		return this.tree.root().process();
	}

	/**
	 * The declared processes, without the supervisors and without the actors of groups.
	 * @return an unmodifiable list
	 */
	public List<ProcessView> processes() {
		return this.tree.processes();
	}

	/**
	 * A process or supervisor by its path.
	 * @param path its place in the tree
	 * @return empty if there is none
	 */
	public Optional<ProcessSnapshot> find(ProcessPath path) {
		List<ProcessSnapshot> found = new ArrayList<>();
		snapshot().traverse((process) -> {
			if (process.process().path().equals(path)) {
				found.add(process);
			}
		});
		return found.stream().findFirst();
	}

}
