package dev.concurrency;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.Declared;
import dev.concurrency.process.Incarnation;
import dev.concurrency.process.ProcessEnvironment;
import dev.concurrency.process.BackgroundProcess;
import dev.concurrency.process.ProcessId;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ProcessSnapshot;
import dev.concurrency.process.ProcessStatus;
import dev.concurrency.process.ProcessView;
import dev.concurrency.process.RestartPolicy;
import dev.concurrency.process.Supervised;
import dev.concurrency.supervision.StopOrder;
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

	/**
	 * After the last interrupt the supervisors need this long to leave behind what hangs.
	 */
	private static final Duration ABORT_GRACE = Duration.ofSeconds(10);

	private final ReentrantLock gate = new ReentrantLock();

	private final ProcessEnvironment environment;

	private final Executor supervision;

	private final ProcessId.Source ids = ProcessId.source();

	private final Duration shutdownTimeout;

	private final Supervisor root;

	private final Supervisor sinks;

	private final Supervisor actors;

	private final Supervisor workers;

	private volatile @Nullable Run run;

	private boolean closed;

	ProcessTree(ProcessEnvironment environment, Executor supervision, RestartPolicy restarts,
			Duration shutdownTimeout) {
		this.environment = environment;
		this.supervision = supervision;
		this.shutdownTimeout = shutdownTimeout;
		this.root = new Supervisor(environment, supervision, this.ids, ProcessPath.ROOT,
				new SupervisorSettings(RestartPolicy.NEVER, StopOrder.SEQUENTIAL, Escalation.LEAVE_DOWN));
		this.sinks = supervisor(ProcessPath.ROOT.child("sinks"), restarts);
		this.actors = supervisor(ProcessPath.ROOT.child("actors"), restarts);
		this.workers = supervisor(ProcessPath.ROOT.child("workers"), restarts);
		// Started in this order and stopped in the reverse: who feeds others ends first.
		this.root.declare(this.sinks);
		this.root.declare(this.actors);
		this.root.declare(this.workers);
	}

	<H extends BackgroundProcess> H declare(ProcessKind kind, String name, Function<ProcessPath, Declared<H>> factory) {
		Supervisor parent = parentOf(kind);
		Declared<H> declared = factory.apply(parent.path().child(name));
		parent.declare(declared.process());
		return declared.handle();
	}

	/** A supervisor of processes that do not depend on each other. */
	Supervisor supervisor(ProcessPath path, RestartPolicy restarts) {
		return new Supervisor(this.environment, this.supervision, this.ids, path,
				new SupervisorSettings(restarts, StopOrder.CONCURRENT, Escalation.FAIL));
	}

	private Supervisor parentOf(ProcessKind kind) {
		return switch (kind) {
			case SINK -> this.sinks;
			case ACTOR, GROUP -> this.actors;
			case WORKER -> this.workers;
			case SUPERVISOR, PROCESS -> throw new IllegalArgumentException("No place for a " + kind.label());
		};
	}

	Supervised root() {
		return this.root;
	}

	List<ProcessView> processes() {
		return Stream.of(this.sinks, this.actors, this.workers)
			.flatMap((parent) -> parent.declared().stream())
			.toList();
	}

	boolean isRunning() {
		return this.run != null;
	}

	void start() {
		Run starting = new Run();
		this.gate.lock();
		try {
			if (this.closed || this.run != null) {
				throw new IllegalStateException(this.closed ? "The runtime is closed" : "The runtime runs already");
			}
			this.run = starting;
			this.root.record().starting(this.ids.next(), false);
			this.root.start(starting);
		}
		finally {
			this.gate.unlock();
		}
		try {
			starting.awaitReady();
		}
		catch (RuntimeException ex) {
			ended(starting, Duration.ZERO);
			throw ex;
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

	StopReport stop(Duration timeout) {
		long begun = this.environment.time().nanoTime();
		Run stopping = askToStop();
		if (stopping == null) {
			return new StopReport(Duration.ZERO, List.of());
		}
		if (!stopping.awaitEnd(timeout)) {
			abort(stopping);
			stopping.awaitEnd(ABORT_GRACE);
		}
		Duration took = Duration.ofNanos(this.environment.time().nanoTime() - begun);
		ended(stopping, took);
		return new StopReport(took, unclean());
	}

	/**
	 * Asks the current run to stop, once; a request that came late would meet the next
	 * run.
	 */
	private @Nullable Run askToStop() {
		this.gate.lock();
		try {
			Run current = this.run;
			if (current != null && !current.askedToStop) {
				current.askedToStop = true;
				this.root.record().stopping();
				this.root.stop();
			}
			return current;
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
				this.root.record().stopped(over.failure, took, this.root.summary());
				this.run = null;
			}
		}
		finally {
			this.gate.unlock();
		}
	}

	private List<ProcessPath> unclean() {
		List<ProcessPath> paths = new ArrayList<>();
		this.root.process().traverse((process) -> {
			if (isUnclean(process)) {
				paths.add(process.process().path());
			}
		});
		return paths;
	}

	private static boolean isUnclean(ProcessSnapshot process) {
		return process.process().kind() != ProcessKind.SUPERVISOR && !(process.status() instanceof ProcessStatus.Stopped
				|| process.status() instanceof ProcessStatus.Created);
	}

	/** One run of the tree, from start to stop. */
	private static final class Run implements Incarnation {

		private final CompletableFuture<@Nullable Void> ready = new CompletableFuture<>();

		private final CompletableFuture<@Nullable Void> end = new CompletableFuture<>();

		private volatile @Nullable Throwable failure;

		// Under the gate.
		private boolean askedToStop;

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

		void awaitReady() {
			try {
				this.ready.join();
			}
			catch (CompletionException ex) {
				throw (ex.getCause() instanceof RuntimeException cause) ? cause : ex;
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
