package dev.concurrency;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.concurrency.process.ProcessId;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ProcessStatus;
import dev.concurrency.process.ProcessView;
import dev.concurrency.process.RestartPolicy;
import dev.concurrency.process.Supervised;
import dev.concurrency.supervision.ChildOrder;
import dev.concurrency.supervision.Supervisor;
import dev.concurrency.supervision.SupervisorSettings;
import dev.concurrency.supervision.SupervisorSettings.Escalation;
import dev.concurrency.time.Durations;

/**
 * The root supervisor, the supervisors of the kinds below it and the gate through which
 * the whole tree is started and stopped. Thread-safe: the gate admits one start or stop
 * at a time, so that a stop never meets the next run. Under it the root is only told what
 * to do; nobody is waited for, and unless the supervisors decide on the calling thread no
 * listener is called.
 */
final class ProcessTree {

	private static final Logger logger = LoggerFactory.getLogger(ConcurrencyRuntime.class);

	/**
	 * By so much at most a stop takes longer than it may. After the last interrupt the
	 * supervisors need two seconds to leave behind what hangs, and two more if what
	 * waited for that hangs as well; the rest is for the users' handlers. The end of all
	 * actors waits so long after its interrupt too, and again after the coordinator's.
	 */
	static final Duration ABORT_GRACE = Duration.ofSeconds(5);

	/** The supervisor of actors that nobody puts elsewhere. */
	static final ProcessPath ACTORS = ProcessPath.ROOT.child(ProcessKind.ACTOR.plural());

	private final ReentrantLock gate = new ReentrantLock();

	private final ProcessMaker maker;

	private final UndeliveredTally undelivered;

	private final Duration shutdownTimeout;

	private final Duration abortGrace;

	private final Supervisor root;

	private final Map<ProcessKind, SupervisorRef> kinds = new EnumMap<>(ProcessKind.class);

	private final SupervisorRef top;

	// Filled by a start, under the gate; emptied by the end of that run.
	private volatile @Nullable TreeRun run;

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
		this.kinds.put(ProcessKind.SINK, branch(0).supervisor(ProcessKind.SINK.plural(), independent));
		this.kinds.put(ProcessKind.BOUNDARY, branch(1).supervisor(ProcessKind.BOUNDARY.plural(), independent));
		this.top = branch(2);
		this.kinds.put(ProcessKind.PROCESS, branch(3).supervisor(ProcessKind.PROCESS.plural(), independent));
		SupervisorRef actors = branch(4).supervisor(ACTORS.name(), independent);
		this.kinds.put(ProcessKind.ACTOR, actors);
		this.kinds.put(ProcessKind.GROUP, actors);
		this.kinds.put(ProcessKind.WORKER, branch(5).supervisor(ProcessKind.WORKER.plural(), independent));
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

	/** A declared process or supervisor, null if there is none at that place. */
	@Nullable Supervised declared(ProcessPath path) {
		ProcessPath above = path.parent();
		if (above == null) {
			return path.equals(ProcessPath.ROOT) ? this.root : null;
		}
		return (declared(above) instanceof Supervisor supervisor) ? supervisor.declared(path.name()) : null;
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
		TreeRun current = this.run;
		return current != null && !current.isLeftBehind();
	}

	void start() {
		ProcessId id = this.maker.ids().next();
		TreeRun starting = new TreeRun(id, this.root, this.maker.environment().time(), () -> makeRoom(id));
		this.gate.lock();
		try {
			requireStartable();
			this.run = starting;
			this.root.record().starting(starting.id(), false);
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
		finally {
			slow.end();
		}
	}

	private void makeRoom(ProcessId id) {
		TreeRun current = this.run;
		if (current != null && current.id().equals(id)) {
			this.run = null;
		}
	}

	/**
	 * Who interrupts a start wants it to end, as Spring does when the JVM is shut down:
	 * it ends as a stop does. From here on the thread waits with a timeout only, since
	 * Spring takes one that still waits without for stuck and closes nothing.
	 */
	private CancellationException interrupted(TreeRun starting, InterruptedException interrupt) {
		List<ProcessPath> awaited = paths((status) -> status instanceof ProcessStatus.Starting);
		StopReport report = stop(starting, this.shutdownTimeout);
		Thread.currentThread().interrupt();
		CancellationException cancelled = new CancellationException(
				"The start was interrupted" + (awaited.isEmpty() ? "" : " while it waited for " + awaited)
						+ "; stopped after " + report.took().toMillis() + " ms");
		cancelled.initCause(interrupt);
		return cancelled;
	}

	private void requireStartable() {
		if (this.closed) {
			throw new IllegalStateException("The runtime is closed");
		}
		this.maker.gate().requireOpen();
		TreeRun current = this.run;
		if (current != null) {
			throw new IllegalStateException(
					current.isLeftBehind() ? "The runtime cannot be started again before these have ended: " + alive()
							: "The runtime runs already");
		}
	}

	StopReport stop(Duration timeout) {
		TreeRun current = this.run;
		return (current != null) ? stop(current, timeout) : new StopReport(Duration.ZERO, 0, 0, 0, List.of());
	}

	private StopReport stop(TreeRun stopping, Duration timeout) {
		long begun = this.maker.environment().time().nanoTime();
		if (askToStop(stopping) || stopping.isLeftBehind()) {
			return report(stopping, Duration.ZERO);
		}
		boolean over = stopping.awaitEnd(timeout);
		if (!over) {
			logger.warn("The stop is not over after {}: what still runs is interrupted, and has {} to end: {}",
					Durations.text(timeout), Durations.text(this.abortGrace), alive());
			abort(stopping);
			over = stopping.awaitEnd(this.abortGrace);
		}
		Duration took = Duration.ofNanos(this.maker.environment().time().nanoTime() - begun);
		if (!over) {
			leaveBehind(stopping);
		}
		return report(stopping, took);
	}

	/**
	 * Something ignored even the interrupt, a handler of the user's perhaps: who waits is
	 * let go, and the tree is not started again before that has ended.
	 */
	private void leaveBehind(TreeRun hanging) {
		hanging.leaveBehind();
		logger.error("The runtime stopped waiting for {}", alive());
	}

	/** What has not ended, in words. */
	private String alive() {
		List<ProcessPath> alive = paths((status) -> !(status instanceof ProcessStatus.Created) && !status.isTerminal());
		return alive.isEmpty() ? "its supervisors, which a listener may hold up" : alive.toString();
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

	/**
	 * Asks a run to stop, once; a request that comes late must not meet the next run.
	 * Answers whether the run was over before: only its listeners are still told, and may
	 * be waiting for whoever asks.
	 */
	private boolean askToStop(TreeRun stopping) {
		this.gate.lock();
		try {
			// Of the run that has the place: a start takes it and changes the status at
			// once.
			boolean over = this.root.status().isTerminal();
			if (this.run == stopping && stopping.askToStop()) {
				this.undelivered.reset();
				this.root.record().stopping();
				this.root.stop();
			}
			return over;
		}
		finally {
			this.gate.unlock();
		}
	}

	private void abort(TreeRun stopping) {
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

	private StopReport report(TreeRun stopping, Duration took) {
		return stopping.beforeStop().report(this.root.process(), this.undelivered, stopping.aborted(), took);
	}

}
