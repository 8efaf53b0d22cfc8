package dev.concurrency.supervision;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.concurrency.process.Incarnation;
import dev.concurrency.process.KindSnapshot;
import dev.concurrency.process.Nursery;
import dev.concurrency.process.ProcessEnvironment;
import dev.concurrency.process.ProcessId;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ProcessRecord;
import dev.concurrency.process.ProcessSnapshot;
import dev.concurrency.process.ProcessView;
import dev.concurrency.process.Supervised;
import dev.concurrency.time.Durations;

/**
 * Starts, watches, restarts and stops its children, one-for-one. The shell around
 * {@link SupervisorMachine}: events reach the machine one at a time, its commands are
 * carried out in order on the same thread; nothing here blocks or sleeps.
 * <p>
 * Thread-safe. The machine and the notes on the children are touched only by the events'
 * consumer; snapshots read the children's own records.
 */
public final class Supervisor implements Nursery {

	private static final Logger logger = LoggerFactory.getLogger(Supervisor.class);

	private final ProcessRecord record;

	private final ProcessEnvironment environment;

	private final ProcessId.Source ids;

	private final SupervisorSettings settings;

	private final SupervisorMachine machine;

	private final SerialQueue<SupervisorEvent> events;

	private final ConcurrentMap<String, Child> names = new ConcurrentHashMap<>();

	private final List<Supervised> order = new CopyOnWriteArrayList<>();

	private volatile @Nullable Incarnation self;

	/**
	 * A supervisor without children.
	 * @param environment the runtime's time and listener
	 * @param executor runs the decisions
	 * @param ids names the incarnations of the children
	 * @param path its place in the tree
	 * @param settings how it behaves
	 */
	public Supervisor(ProcessEnvironment environment, Executor executor, ProcessId.Source ids, ProcessPath path,
			SupervisorSettings settings) {
		this.environment = environment;
		this.ids = ids;
		this.settings = settings;
		this.record = environment.record(ProcessKind.SUPERVISOR, path);
		this.machine = new SupervisorMachine(path, settings, () -> ThreadLocalRandom.current().nextDouble());
		this.events = new SerialQueue<>(executor, this::handle);
	}

	/**
	 * Declares a child; it is started with the others, or at once if they run.
	 * @param process the child, whose path lies directly below this supervisor's
	 * @throws SupervisionException.DuplicateChild if there is a child of that name
	 */
	public void declare(Supervised process) {
		Child child = new Child(process);
		if (this.names.putIfAbsent(process.path().name(), child) != null) {
			throw new SupervisionException.DuplicateChild(process.path());
		}
		this.order.add(process);
		this.events.add(new SupervisorEvent.Declare(child));
	}

	@Override
	public void spawn(Supervised process) {
		this.events.add(new SupervisorEvent.Spawn(new Child(process)));
	}

	/**
	 * The children, each before its first event.
	 * @return an unmodifiable list in the order of their declaration
	 */
	public List<ProcessView> declared() {
		return List.copyOf(this.order);
	}

	@Override
	public ProcessRecord record() {
		return this.record;
	}

	@Override
	public Duration shutdownTimeout() {
		return Durations.MAX;
	}

	@Override
	public void start(Incarnation incarnation) {
		this.self = incarnation;
		this.events.add(new SupervisorEvent.Start());
	}

	@Override
	public void stop() {
		this.events.add(new SupervisorEvent.Stop());
	}

	@Override
	public void abort() {
		this.events.add(new SupervisorEvent.Abort());
	}

	@Override
	public String abandon() {
		return "";
	}

	@Override
	public void terminated(@Nullable Throwable cause) {
		// Its children have ended before it: there is nothing left to report.
	}

	@Override
	public KindSnapshot details() {
		return new SupervisorSnapshot("one-for-one", this.settings.restarts().maxRestarts(),
				this.settings.restarts().period(), this.machine.windowUse(this.environment.time().nanoTime()));
	}

	@Override
	public List<ProcessSnapshot> children() {
		return this.order.stream().map(Supervised::process).toList();
	}

	@Override
	public String summary() {
		return this.order.size() + " children";
	}

	private void handle(SupervisorEvent event) {
		long now = this.environment.time().nanoTime();
		List<SupervisorCommand> commands = this.machine.on(event, now);
		for (SupervisorCommand command : commands) {
			try {
				execute(command, now);
			}
			catch (Throwable ex) {
				// A process that breaks the contract of its seam must not wedge its
				// siblings.
				logger.error("{} could not carry out {}", this.record.ref(), command, ex);
				if (command instanceof SupervisorCommand.StartChild start) {
					this.events.add(new SupervisorEvent.Exited(start.child(), start.incarnation(), ex));
				}
			}
		}
	}

	private void execute(SupervisorCommand command, long now) {
		if (command instanceof SupervisorCommand.StartChild start) {
			start.child().process().record().starting(this.ids.next(), start.restart());
			start.child()
				.process()
				.start(new ChildIncarnation(start.child(), start.incarnation(), start.previousFailure()));
		}
		else if (command instanceof SupervisorCommand.ReportReady ready) {
			ready.child().process().record().running();
		}
		else if (command instanceof SupervisorCommand.StopChild stop) {
			stop.child().stopRequestedAt = now;
			stop.child().process().record().stopping();
			stop.child().process().stop();
		}
		else if (command instanceof SupervisorCommand.AbortChild abort) {
			abort.child().process().record().stopping();
			abort.child().process().abort();
		}
		else if (command instanceof SupervisorCommand.AbandonChild abandon) {
			abandon.child().process().record().abandoned(abandon.child().process().abandon());
		}
		else if (command instanceof SupervisorCommand.ReportFailure failure) {
			failure.child().process().record().failed(failure.cause());
		}
		else if (command instanceof SupervisorCommand.ReportRestart restart) {
			restart.child().process().record().restarting(restart.attempt(), Duration.ofNanos(restart.delayNanos()));
		}
		else if (command instanceof SupervisorCommand.ReportGaveUp gaveUp) {
			gaveUp.child().process().record().gaveUp(gaveUp.cause());
		}
		else if (command instanceof SupervisorCommand.EndChild end) {
			end(end.child(), end.cause(), now);
		}
		else if (command instanceof SupervisorCommand.Schedule schedule) {
			this.environment.timer().schedule(schedule.delayNanos(), () -> this.events.add(schedule.event()));
		}
		else {
			executeSelf(command);
		}
	}

	private void executeSelf(SupervisorCommand command) {
		Incarnation incarnation = this.self;
		if (incarnation == null) {
			return;
		}
		if (command instanceof SupervisorCommand.SelfReady) {
			incarnation.ready();
		}
		else if (command instanceof SupervisorCommand.SelfEnded ended) {
			incarnation.exited(ended.cause());
		}
	}

	private void end(Child child, @Nullable Throwable cause, long now) {
		Supervised process = child.process();
		process.terminated(cause);
		long took = (child.stopRequestedAt != 0) ? now - child.stopRequestedAt : 0;
		child.stopRequestedAt = 0;
		process.record().stopped(cause, Duration.ofNanos(took), process.summary());
	}

	/** What a child says, dated with its incarnation. */
	private final class ChildIncarnation implements Incarnation {

		private final Child child;

		private final long number;

		private final @Nullable Throwable previousFailure;

		ChildIncarnation(Child child, long number, @Nullable Throwable previousFailure) {
			this.child = child;
			this.number = number;
			this.previousFailure = previousFailure;
		}

		@Override
		public @Nullable Throwable previousFailure() {
			return this.previousFailure;
		}

		@Override
		public void ready() {
			Supervisor.this.events.add(new SupervisorEvent.Ready(this.child, this.number));
		}

		@Override
		public void exited(@Nullable Throwable cause) {
			Supervisor.this.events.add(new SupervisorEvent.Exited(this.child, this.number, cause));
		}

	}

}
