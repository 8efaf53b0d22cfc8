package dev.concurrency;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.concurrency.process.Incarnation;
import dev.concurrency.process.Nursery;
import dev.concurrency.process.ProcessId;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ProcessStatus;
import dev.concurrency.process.ProcessView;
import dev.concurrency.process.RestartPolicy;
import dev.concurrency.process.Supervised;
import dev.concurrency.process.Terminated;
import dev.concurrency.supervision.ChildOrder;
import dev.concurrency.supervision.SupervisionException;
import dev.concurrency.supervision.Supervisor;
import dev.concurrency.supervision.SupervisorSettings;
import dev.concurrency.supervision.SupervisorSettings.Escalation;
import dev.concurrency.time.Durations;

/**
 * The root supervisor, the supervisors of the kinds below it and the gate through which
 * the whole tree is started and stopped. Thread-safe: the lock admits one start or stop
 * at a time; nothing else is done under it that takes a lock.
 */
final class ProcessTree {

	private static final Logger logger = LoggerFactory.getLogger(ConcurrencyRuntime.class);

	/**
	 * After the last interrupt the supervisors need this long to leave behind what hangs.
	 */
	static final Duration ABORT_GRACE = Duration.ofSeconds(10);

	/** The supervisor of actors that nobody puts elsewhere. */
	static final ProcessPath ACTORS = ProcessPath.ROOT.child("actors");

	private final ReentrantLock gate = new ReentrantLock();

	private final ProcessMaker maker;

	private final UndeliveredTally undelivered;

	private final Duration shutdownTimeout;

	private final Duration abortGrace;

	private final Supervisor root;

	private final Map<ProcessKind, SupervisorRef> kinds = new EnumMap<>(ProcessKind.class);

	private final SupervisorRef top;

	private volatile @Nullable Run run;

	private boolean closed;

	/**
	 * A tree without processes.
	 * @param undelivered counts what the processes do not deliver
	 * @param restarts limits the restarts of the supervisors of the kinds
	 * @param rootRestarts limits those of the root
	 * @param shutdownTimeout bounds the stop at the close
	 * @param abortGrace how long a stop waits after the last interrupt
	 */
	ProcessTree(ProcessMaker maker, UndeliveredTally undelivered, RestartPolicy restarts, RestartPolicy rootRestarts,
			Duration shutdownTimeout, Duration abortGrace) {
		this.maker = maker;
		this.undelivered = undelivered;
		this.shutdownTimeout = shutdownTimeout;
		this.abortGrace = abortGrace;
		this.root = maker.supervisor(ProcessPath.ROOT,
				SupervisorSettings.defaults().withRestarts(rootRestarts).withOnExceeded(Escalation.LEAVE_DOWN));
		SupervisorSettings independent = SupervisorSettings.defaults()
			.withRestarts(restarts)
			.withStopOrder(ChildOrder.CONCURRENT);
		// Started in this order and stopped in the reverse: who feeds others ends first.
		this.kinds.put(ProcessKind.SINK, branch(0).supervisor("sinks", independent));
		this.kinds.put(ProcessKind.BOUNDARY, branch(1).supervisor("boundaries", independent));
		this.top = branch(2);
		this.kinds.put(ProcessKind.PROCESS, branch(3).supervisor("processes", independent));
		SupervisorRef actors = branch(4).supervisor(ACTORS.name(), independent);
		this.kinds.put(ProcessKind.ACTOR, actors);
		this.kinds.put(ProcessKind.GROUP, actors);
		this.kinds.put(ProcessKind.WORKER, branch(5).supervisor("workers", independent));
	}

	private SupervisorRef branch(int rank) {
		return new Branch(this.maker, this.root, rank);
	}

	/** Where processes of a kind belong that nobody puts elsewhere. */
	SupervisorRef home(ProcessKind kind) {
		return Objects.requireNonNull(this.kinds.get(kind), kind::label);
	}

	/** The root, with the supervisors that users declare between those of the kinds. */
	SupervisorRef top() {
		return this.top;
	}

	Supervised root() {
		return this.root;
	}

	/** The declared processes but for the supervisors. */
	List<ProcessView> processes() {
		return declared().filter((process) -> !(process instanceof Supervisor)).toList();
	}

	/** The declared supervisors and the root. */
	List<ProcessView> supervisors() {
		return Stream.concat(Stream.of(this.root), declared().filter(Supervisor.class::isInstance)).toList();
	}

	private Stream<ProcessView> declared() {
		return below(this.root).map((process) -> process);
	}

	private static Stream<Supervised> below(Supervisor supervisor) {
		return supervisor.declared()
			.stream()
			.flatMap((child) -> Stream.concat(Stream.of(child),
					(child instanceof Supervisor below) ? below(below) : Stream.empty()));
	}

	boolean isRunning() {
		Run current = this.run;
		return current != null && !current.leftBehind;
	}

	void start() {
		Run starting = new Run(this.maker.ids().next());
		this.gate.lock();
		try {
			requireStartable();
			this.run = starting;
			this.root.record().starting(starting.id, false);
			this.root.start(starting);
		}
		finally {
			this.gate.unlock();
		}
		SlowStart slow = new SlowStart(this.maker.environment().timer(),
				() -> paths((status) -> status instanceof ProcessStatus.Starting));
		try {
			starting.awaitReady();
		}
		catch (InterruptedException ex) {
			throw interrupted(starting, ex);
		}
		catch (RuntimeException ex) {
			// One that was left behind keeps the place until it ends.
			if (starting.end.isDone()) {
				ended(starting, Duration.ZERO);
			}
			throw ex;
		}
		finally {
			slow.end();
		}
		this.gate.lock();
		try {
			if (!starting.askedToStop) {
				this.root.record().running();
			}
		}
		finally {
			this.gate.unlock();
		}
	}

	/**
	 * Who interrupts a start wants it to end, as Spring does when the JVM is shut down:
	 * it ends as a stop does. From here on the thread waits with a timeout only, since
	 * Spring takes one that still waits without for stuck and closes nothing.
	 */
	private CancellationException interrupted(Run starting, InterruptedException interrupt) {
		List<ProcessPath> awaited = paths((status) -> status instanceof ProcessStatus.Starting);
		StopReport report = stop(starting, this.shutdownTimeout);
		Thread.currentThread().interrupt();
		CancellationException cancelled = new CancellationException("The start was interrupted while it waited for "
				+ awaited + "; stopped after " + report.took().toMillis() + " ms");
		cancelled.initCause(interrupt);
		return cancelled;
	}

	private void requireStartable() {
		if (this.closed) {
			throw new IllegalStateException("The runtime is closed");
		}
		this.maker.gate().requireOpen();
		Run current = this.run;
		if (current != null) {
			throw new IllegalStateException(
					current.leftBehind ? "The runtime cannot be started again before these have ended: " + alive()
							: "The runtime runs already");
		}
	}

	StopReport stop(Duration timeout) {
		Run current = this.run;
		return (current != null) ? stop(current, timeout) : new StopReport(Duration.ZERO, 0, 0, 0, List.of());
	}

	private StopReport stop(Run stopping, Duration timeout) {
		long begun = this.maker.environment().time().nanoTime();
		askToStop(stopping);
		if (stopping.leftBehind) {
			return report(stopping, Duration.ZERO);
		}
		boolean over = stopping.awaitEnd(timeout);
		if (!over) {
			logger.warn("The stop is not over after {}: what still runs is interrupted: {}", Durations.text(timeout),
					alive());
			abort(stopping);
			over = stopping.awaitEnd(this.abortGrace);
		}
		Duration took = Duration.ofNanos(this.maker.environment().time().nanoTime() - begun);
		if (over) {
			ended(stopping, took);
		}
		else {
			leaveBehind(stopping);
		}
		return report(stopping, took);
	}

	/**
	 * Something ignored even the interrupt, a handler of the user's perhaps: who waits is
	 * let go, and the tree is not started again before that has ended.
	 */
	private void leaveBehind(Run hanging) {
		hanging.leftBehind = true;
		hanging.ready.completeExceptionally(new IllegalStateException("The runtime was stopped while it started"));
		logger.error("The runtime stopped waiting for {}", alive());
		// It may have ended just now.
		var unused = hanging.end.thenRun(() -> ended(hanging, Duration.ZERO));
	}

	private List<ProcessPath> alive() {
		return paths((status) -> !(status instanceof ProcessStatus.Created) && !status.isTerminal());
	}

	/** The processes, without the supervisors, whose status fits. */
	private List<ProcessPath> paths(Predicate<ProcessStatus> fits) {
		List<ProcessPath> paths = new ArrayList<>();
		this.root.process().traverse((process) -> {
			if (process.process().kind() != ProcessKind.SUPERVISOR && fits.test(process.status())) {
				paths.add(process.process().path());
			}
		});
		return paths;
	}

	/** Asks a run to stop, once; a request that comes late must not meet the next run. */
	private void askToStop(Run stopping) {
		this.gate.lock();
		try {
			if (this.run == stopping && !stopping.askedToStop) {
				stopping.askedToStop = true;
				stopping.before = BeforeStop.of(this.root.process());
				this.undelivered.reset();
				this.root.record().stopping();
				this.root.stop();
			}
		}
		finally {
			this.gate.unlock();
		}
	}

	private void abort(Run stopping) {
		this.gate.lock();
		try {
			if (this.run == stopping) {
				this.root.abort();
			}
		}
		finally {
			this.gate.unlock();
		}
	}

	void close() {
		this.gate.lock();
		try {
			this.closed = true;
		}
		finally {
			this.gate.unlock();
		}
		stop(this.shutdownTimeout);
	}

	/** Frees the place for the next run; of several who stop a run the first does it. */
	private void ended(Run over, Duration took) {
		this.gate.lock();
		try {
			if (this.run == over) {
				this.root.record().ended(over.failure);
				this.root.record().stopped(over.failure, "asked to stop", took, this.root.summary());
				this.run = null;
			}
		}
		finally {
			this.gate.unlock();
		}
	}

	private StopReport report(Run stopping, Duration took) {
		return stopping.before.report(this.root.process(), this.undelivered, stopping.aborted(), took);
	}

	/** One run of the tree, from start to stop. */
	private final class Run implements Incarnation {

		private final ProcessId id;

		private final CompletableFuture<@Nullable Void> ready = new CompletableFuture<>();

		private final CompletableFuture<@Nullable Void> end = new CompletableFuture<>();

		private volatile @Nullable Throwable failure;

		private volatile boolean leftBehind;

		// Written once, under the gate, before anyone waits for the end.
		private BeforeStop before = BeforeStop.NOTHING;

		// Under the gate.
		private boolean askedToStop;

		Run(ProcessId id) {
			this.id = id;
		}

		@Override
		public ProcessId id() {
			return this.id;
		}

		@Override
		public CompletionStage<Terminated> ended() {
			return ProcessTree.this.root.watch();
		}

		@Override
		public Nursery parent() {
			throw new IllegalStateException("The root has no supervisor");
		}

		int aborted() {
			return SupervisionException.ShutdownTimedOut.abortedIn(this.failure);
		}

		@Override
		public @Nullable Throwable previousFailure() {
			return null;
		}

		@Override
		public void ready() {
			this.ready.complete(null);
		}

		@Override
		public void exited(@Nullable Throwable cause) {
			this.failure = cause;
			this.end.complete(null);
			// Without effect when it was ready.
			this.ready.completeExceptionally(
					(cause != null) ? cause : new IllegalStateException("The runtime was stopped while it started"));
		}

		/** Without a timeout: only so Spring interrupts it when the JVM is shut down. */
		void awaitReady() throws InterruptedException {
			try {
				this.ready.get();
			}
			catch (ExecutionException ex) {
				throw (ex.getCause() instanceof RuntimeException cause) ? cause
						: new CompletionException(ex.getCause());
			}
		}

		/**
		 * Waits out the time even if the thread is interrupted: a stop is not to be cut
		 * short.
		 */
		boolean awaitEnd(Duration timeout) {
			boolean interrupted = false;
			long limit = Durations.toNanos(timeout);
			long begun = System.nanoTime();
			try {
				while (true) {
					try {
						this.end.get(limit - (System.nanoTime() - begun), TimeUnit.NANOSECONDS);
						return true;
					}
					catch (InterruptedException ex) {
						interrupted = true;
					}
					catch (TimeoutException ex) {
						return false;
					}
					catch (ExecutionException ex) {
						throw new IllegalStateException(ex);
					}
				}
			}
			finally {
				if (interrupted) {
					Thread.currentThread().interrupt();
				}
			}
		}

	}

}
