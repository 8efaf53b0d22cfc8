package dev.concurrency;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;

import org.jspecify.annotations.Nullable;

import dev.concurrency.actor.DeadLetterListener;
import dev.concurrency.actor.Forwarder;
import dev.concurrency.dataspace.Dataspace;
import dev.concurrency.process.ContextCarrier;
import dev.concurrency.process.ProcessEnvironment;
import dev.concurrency.process.ProcessId;
import dev.concurrency.process.ProcessListener;
import dev.concurrency.process.Repeats;
import dev.concurrency.process.RestartPolicy;
import dev.concurrency.process.RuntimeId;
import dev.concurrency.process.SharedPool;
import dev.concurrency.process.UndeliveredHandler;
import dev.concurrency.process.Watchdog;
import dev.concurrency.process.WatchdogSettings;
import dev.concurrency.time.TimeSource;
import dev.concurrency.time.Timer;

/**
 * Configures a {@link ConcurrencyRuntime}. What is not set has a default. Not
 * thread-safe.
 */
public final class ConcurrencyRuntimeBuilder {

	/** The default of {@link #shutdownTimeout}. */
	public static final Duration DEFAULT_SHUTDOWN_TIMEOUT = Duration.ofSeconds(30);

	/** By so much at most a stop takes longer than its timeout. */
	public static final Duration SHUTDOWN_GRACE = ProcessTree.ABORT_GRACE;

	/** The default width of the pool for code that may block. */
	public static final int DEFAULT_BLOCKING_SIZE = 32;

	/** The default bound of the queue in front of the pool for code that may block. */
	public static final int DEFAULT_BLOCKING_QUEUE_CAPACITY = 1000;

	/** The default bound of the queue in front of the pool for computations. */
	public static final int DEFAULT_CPU_QUEUE_CAPACITY = 1000;

	private final List<ProcessListener> listeners = new ArrayList<>();

	private final List<DeadLetterListener> deadLetterListeners = new ArrayList<>();

	private TimeSource time = TimeSource.system();

	private RestartPolicy restarts = RestartPolicy.DEFAULT;

	private RestartPolicy rootRestarts = RestartPolicy.NEVER;

	private Duration shutdownTimeout = DEFAULT_SHUTDOWN_TIMEOUT;

	private Duration abortGrace = SHUTDOWN_GRACE;

	private WatchdogSettings watchdog = WatchdogSettings.defaults();

	private int blockingSize = DEFAULT_BLOCKING_SIZE;

	private int blockingQueueCapacity = DEFAULT_BLOCKING_QUEUE_CAPACITY;

	private int cpuSize = defaultCpuSize();

	private int cpuQueueCapacity = DEFAULT_CPU_QUEUE_CAPACITY;

	private @Nullable RuntimeId id;

	private @Nullable Timer timer;

	private @Nullable ThreadFactory threads;

	private @Nullable ThreadFactory blockingThreads;

	private @Nullable Executor shared;

	private @Nullable Executor blocking;

	private Forwarder forwarder = Forwarder.NONE;

	private @Nullable Executor cpu;

	private @Nullable Executor virtual;

	private @Nullable Executor supervision;

	private @Nullable UndeliveredHandler undelivered;

	private @Nullable GiveUpHandler giveUp;

	private @Nullable ContextCarrier contexts;

	ConcurrencyRuntimeBuilder() {
	}

	/**
	 * Names the runtime among others. Default: something random.
	 * @param newId its name
	 * @return this builder
	 */
	public ConcurrencyRuntimeBuilder id(RuntimeId newId) {
		this.id = newId;
		return this;
	}

	/**
	 * Drives time, for tests; give a {@link #timer} of the same time too.
	 * @param newTime the clocks
	 * @return this builder
	 */
	public ConcurrencyRuntimeBuilder timeSource(TimeSource newTime) {
		this.time = newTime;
		return this;
	}

	/**
	 * Uses another timer, which the runtime closes with itself. The watchdog uses it too:
	 * that a tick holds the timer's own thread is not seen then.
	 * @param newTimer runs things later
	 * @return this builder
	 */
	public ConcurrencyRuntimeBuilder timer(Timer newTimer) {
		this.timer = newTimer;
		return this;
	}

	/**
	 * Makes the threads that processes own and those of the runtime's pools; they are
	 * named by the runtime. Default: daemon threads with the context class loader of the
	 * thread that builds the runtime.
	 * @param newThreads makes threads
	 * @return this builder
	 */
	public ConcurrencyRuntimeBuilder threadFactory(ThreadFactory newThreads) {
		this.threads = newThreads;
		return this;
	}

	/**
	 * Runs the actors on another executor, which the runtime does not close.
	 * @param executor runs short tasks
	 * @return this builder
	 */
	public ConcurrencyRuntimeBuilder sharedExecutor(Executor executor) {
		this.shared = executor;
		return this;
	}

	/**
	 * Runs ticks, hooks and the tasks of boundaries on another executor, which the
	 * runtime does not close. Since nobody knows how wide it is, at most 64 hooks and 64
	 * ticks are handed to it at once; the tasks of a boundary are bounded by what may be
	 * in flight.
	 * @param executor runs tasks that may block; may reject when it has no room, but not
	 * drop in silence: what it has taken is waited for. Nor, but in a test, run them on
	 * the calling thread: it would do the work of others
	 * @return this builder
	 */
	public ConcurrencyRuntimeBuilder blockingExecutor(Executor executor) {
		this.blocking = executor;
		return this;
	}

	/**
	 * Runs computations on another executor, which the runtime does not close.
	 * @param executor runs tasks that do not block; may reject when it has no room
	 * @return this builder
	 */
	public ConcurrencyRuntimeBuilder cpuExecutor(Executor executor) {
		this.cpu = executor;
		return this;
	}

	/**
	 * Runs actors whose dispatcher is virtual; the runtime does not close it. Default:
	 * there are none, and such an actor is refused.
	 * @param executor runs each task on a virtual thread of its own
	 * @return this builder
	 */
	public ConcurrencyRuntimeBuilder virtualExecutor(Executor executor) {
		this.virtual = executor;
		return this;
	}

	/**
	 * Takes the supervisors' decisions on another executor, which the runtime does not
	 * close.
	 * @param executor runs short tasks, in order; may run them on the calling thread
	 * @return this builder
	 */
	public ConcurrencyRuntimeBuilder supervisionExecutor(Executor executor) {
		this.supervision = executor;
		return this;
	}

	/**
	 * Sizes the runtime's own pool for ticks, hooks and the tasks of boundaries.
	 * @param size how many threads at most
	 * @param queueCapacity how many tasks may wait
	 * @return this builder
	 * @throws IllegalArgumentException if a number is not positive
	 */
	public ConcurrencyRuntimeBuilder blockingPool(int size, int queueCapacity) {
		requirePositive("executors.blocking", size, queueCapacity);
		this.blockingSize = size;
		this.blockingQueueCapacity = queueCapacity;
		return this;
	}

	/**
	 * Makes the threads of the runtime's own pool for ticks, hooks and the tasks of
	 * boundaries, virtual ones for example; it stays bounded, and names them. Default:
	 * those of the {@link #threadFactory}.
	 * @param newThreads makes threads
	 * @return this builder
	 */
	public ConcurrencyRuntimeBuilder blockingThreads(ThreadFactory newThreads) {
		this.blockingThreads = newThreads;
		return this;
	}

	/**
	 * Sizes the runtime's own pool for computations.
	 * @param size how many threads at most
	 * @param queueCapacity how many tasks may wait
	 * @return this builder
	 * @throws IllegalArgumentException if a number is not positive
	 */
	public ConcurrencyRuntimeBuilder cpuPool(int size, int queueCapacity) {
		requirePositive("executors.cpu", size, queueCapacity);
		this.cpuSize = size;
		this.cpuQueueCapacity = queueCapacity;
		return this;
	}

	/**
	 * The default width of the pool for computations.
	 * @return as many threads as there are cores
	 */
	public static int defaultCpuSize() {
		return Runtime.getRuntime().availableProcessors();
	}

	private static void requirePositive(String pool, int size, int queueCapacity) {
		if (size < 1 || queueCapacity < 1) {
			throw new IllegalArgumentException(
					pool + " needs a positive size and queue-capacity but has " + size + " and " + queueCapacity);
		}
	}

	/**
	 * Says how long a call of the user's code may take. Default: 1 s, and 100 ms on a
	 * thread that others wait for.
	 * @param newWatchdog its thresholds, or that there is none
	 * @return this builder
	 */
	public ConcurrencyRuntimeBuilder watchdog(WatchdogSettings newWatchdog) {
		this.watchdog = newWatchdog;
		return this;
	}

	/**
	 * Limits the restarts of the supervisors of the kinds of process.
	 * @param newRestarts how many in how long, and the waits between
	 * @return this builder
	 */
	public ConcurrencyRuntimeBuilder restarts(RestartPolicy newRestarts) {
		this.restarts = newRestarts;
		return this;
	}

	/**
	 * Limits the restarts of the root: how often a supervisor below it that has used up
	 * its own restarts is started anew. Default: never; it stays down and the
	 * {@link #giveUpHandler} is told.
	 * @param newRestarts how many in how long, and the waits between
	 * @return this builder
	 */
	public ConcurrencyRuntimeBuilder rootRestarts(RestartPolicy newRestarts) {
		this.rootRestarts = newRestarts;
		return this;
	}

	/**
	 * Bounds the stop that {@link ConcurrencyRuntime#close()} makes.
	 * @param newShutdownTimeout how long it may take before what is left is interrupted,
	 * which may take up to {@link #SHUTDOWN_GRACE} more
	 * @return this builder
	 */
	public ConcurrencyRuntimeBuilder shutdownTimeout(Duration newShutdownTimeout) {
		this.shutdownTimeout = newShutdownTimeout;
		return this;
	}

	/** For tests: how long a stop waits for what ignores its interrupt. */
	ConcurrencyRuntimeBuilder abortGrace(Duration newAbortGrace) {
		this.abortGrace = newAbortGrace;
		return this;
	}

	/**
	 * Adds a listener to those already there.
	 * @param listener told of all events
	 * @return this builder
	 */
	public ConcurrencyRuntimeBuilder listener(ProcessListener listener) {
		this.listeners.add(listener);
		return this;
	}

	/**
	 * Adds a listener to those already there.
	 * @param listener told of messages that were not handled
	 * @return this builder
	 */
	public ConcurrencyRuntimeBuilder deadLetterListener(DeadLetterListener listener) {
		this.deadLetterListeners.add(listener);
		return this;
	}

	/**
	 * Passes on envelopes for other runtimes. Default: there is no way to any.
	 * @param newForwarder knows the way
	 * @return this builder
	 */
	public ConcurrencyRuntimeBuilder forwarder(Forwarder newForwarder) {
		this.forwarder = newForwarder;
		return this;
	}

	/**
	 * Takes what was accepted and is not delivered. Default: it is counted in the log.
	 * @param handler takes the items
	 * @return this builder
	 */
	public ConcurrencyRuntimeBuilder undeliveredHandler(UndeliveredHandler handler) {
		this.undelivered = handler;
		return this;
	}

	/**
	 * Takes the context of the thread that pushes, tells or submits to the thread that
	 * drains, handles or runs. Default: none is taken, which costs nothing.
	 * @param carrier carries the contexts
	 * @return this builder
	 */
	public ConcurrencyRuntimeBuilder contextCarrier(ContextCarrier carrier) {
		this.contexts = carrier;
		return this;
	}

	/**
	 * Decides what follows when a part of the tree directly below the root is given up,
	 * or an actor without an actor above it ends by a failure and is not restarted: what
	 * else fails is the business of the supervisors above it. Default: nothing but the
	 * log; the status of the tree shows it.
	 * @param handler told of it
	 * @return this builder
	 */
	public ConcurrencyRuntimeBuilder giveUpHandler(GiveUpHandler handler) {
		this.giveUp = handler;
		return this;
	}

	/**
	 * Makes the runtime; no thread is started yet.
	 * @return a new runtime
	 */
	public ConcurrencyRuntime build() {
		RuntimePools pools = new RuntimePools((this.threads != null) ? this.threads : new ContextThreads(), this.timer);
		UndeliveredTally tally = new UndeliveredTally(
				(this.undelivered != null) ? this.undelivered : new LoggingUndeliveredHandler(this.time));
		Coordination coordination = new Coordination(this.giveUp, pools.threads(), ProcessTree.ACTORS);
		Watchdog looking = new Watchdog(this.time, pools.watchdogTimer(), this.watchdog);
		Executor sharedPool = (this.shared != null) ? this.shared : pools.newSharedPool();
		if (sharedPool instanceof SharedPool own) {
			looking.watch(own);
		}
		MeasuredExecutor blockingPool = blockingPool(pools);
		MeasuredExecutor cpuPool = cpuPool(pools);
		ProcessEnvironment plain = new ProcessEnvironment(this.time, pools.timer(), pools.threads(), sharedPool,
				blockingPool, cpuPool, this.virtual, new Listeners(this.listeners, coordination, this.time), tally,
				looking);
		ProcessEnvironment environment = (this.contexts != null) ? plain.carrying(this.contexts) : plain;
		ActorGate gate = new ActorGate();
		ProcessMaker maker = new ProcessMaker(environment,
				(this.supervision != null) ? this.supervision : pools.newSupervisionThread(), ProcessId.source(),
				new DeadLetterListeners(this.deadLetterListeners), gate);
		ProcessTree tree = new ProcessTree(maker, tally, this.restarts, this.rootRestarts, this.shutdownTimeout,
				this.abortGrace);
		ProcessDirectory directory = new ProcessDirectory((this.id != null) ? this.id : RuntimeId.of("runtime"), maker,
				tree.root());
		coordination.lookUpIn(directory);
		return new ConcurrencyRuntime(pools, tree, directory,
				new ActorControl(directory, gate, coordination, this.abortGrace), coordination,
				new PostOffice(directory, this.forwarder), maker.deadLetters(),
				new Dataspace(environment.completions(), new Repeats(this.time)), new TaskPools.Blocking(blockingPool),
				new TaskPools.Cpu(cpuPool));
	}

	private MeasuredExecutor blockingPool(RuntimePools pools) {
		if (this.blocking != null) {
			return new MeasuredExecutor(this.blocking, this.time);
		}
		ThreadFactory makes = (this.blockingThreads != null) ? this.blockingThreads : pools.threads();
		return new MeasuredExecutor(pools.newBlockingPool(this.blockingSize, this.blockingQueueCapacity, makes),
				this.blockingSize, this.time);
	}

	private MeasuredExecutor cpuPool(RuntimePools pools) {
		if (this.cpu != null) {
			return new MeasuredExecutor(this.cpu, this.time);
		}
		return new MeasuredExecutor(pools.newCpuPool(this.cpuSize, this.cpuQueueCapacity), this.cpuSize, this.time);
	}

}
