package dev.concurrency.supervision;

import java.time.Duration;
import java.util.List;
import java.util.NavigableMap;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.concurrency.process.BackgroundProcess;
import dev.concurrency.process.ChildSpec;
import dev.concurrency.process.EndMode;
import dev.concurrency.process.Failures;
import dev.concurrency.process.Incarnation;
import dev.concurrency.process.KindSnapshot;
import dev.concurrency.process.Nursery;
import dev.concurrency.process.ProcessEnvironment;
import dev.concurrency.process.ProcessId;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ProcessRecord;
import dev.concurrency.process.ProcessSnapshot;
import dev.concurrency.process.ProcessStatus;
import dev.concurrency.process.RecordedProcess;
import dev.concurrency.process.Spawned;
import dev.concurrency.process.Supervised;
import dev.concurrency.process.Terminated;

/**
 * Starts, watches, restarts and stops its children. The shell around
 * {@link SupervisorMachine}: events reach the machine one at a time, its commands are
 * carried out in order on the same thread; nothing here blocks or sleeps, and the user's
 * handlers are called elsewhere.
 * <p>
 * Thread-safe. The machine and the notes on the children are touched only by the events'
 * consumer; snapshots read the children's own records and never wait.
 */
public final class Supervisor extends RecordedProcess implements Nursery {

	private static final Logger logger = LoggerFactory.getLogger(Supervisor.class);

	/** Children of a lower rank come before all of a higher one. */
	private static final int RANK_SHIFT = 40;

	private final ProcessEnvironment environment;

	private final ProcessId.Source ids;

	private final SupervisorSettings settings;

	private final SupervisorMachine machine;

	private final SerialQueue<SupervisorEvent, SupervisorEvent.Rank> events;

	private final ConcurrentMap<String, Child> names = new ConcurrentHashMap<>();

	private final NavigableMap<Long, Child> listed = new ConcurrentSkipListMap<>();

	private final ConcurrentMap<Child, ProcessId> promisedIds = new ConcurrentHashMap<>();

	// Touched only by the consumer of the events.
	private final Timers timers = new Timers();

	private final Queue<SupervisorEvent.Spawn> adopted = new ConcurrentLinkedQueue<>();

	private final AtomicLong places = new AtomicLong();

	private final AtomicLong runs = new AtomicLong();

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
		super(environment.record(ProcessKind.SUPERVISOR, path));
		this.environment = environment;
		this.ids = ids;
		this.settings = settings;
		this.machine = new SupervisorMachine(path, settings, () -> ThreadLocalRandom.current().nextDouble());
		this.events = new SerialQueue<>(executor, SupervisorEvent.Rank.class, this::rank, this::handle);
	}

	/**
	 * Declares a child after those that are there; it is started with the others, or at
	 * once if they run. Siblings are left alone.
	 * @param process the child, whose path lies directly below this supervisor's
	 * @param spec how it is treated
	 * @throws SupervisionException.DuplicateChild if there is a child of that name
	 * @throws IllegalArgumentException if it is significant and this supervisor never
	 * ends automatically, or if this supervisor takes only spawned children
	 */
	public void declare(Supervised process, ChildSpec spec) {
		declare(process, spec, 0);
	}

	/**
	 * Declares a child after those of the same and of lower ranks.
	 * @param process the child, whose path lies directly below this supervisor's
	 * @param spec how it is treated
	 * @param rank orders the children, from 0 on
	 * @throws SupervisionException.DuplicateChild if there is a child of that name
	 * @throws IllegalArgumentException if it is significant and this supervisor never
	 * ends automatically, or if this supervisor takes only spawned children
	 */
	public void declare(Supervised process, ChildSpec spec, int rank) {
		if (this.settings.strategy() == RestartStrategy.DYNAMIC) {
			throw new IllegalArgumentException(path() + " is dynamic: its children are spawned, not declared");
		}
		Child child = child(process, spec, rank, false);
		list(child);
		this.events.add(new SupervisorEvent.Declare(child));
	}

	@Override
	public void adopt(Supervised process, ChildSpec spec, ProcessId id) {
		Child child = child(process, spec, 0, true);
		this.promisedIds.put(child, id);
		adopt(child);
	}

	@Override
	public ProcessId nextId() {
		return this.ids.next();
	}

	@Override
	public void enlist(Supervised process, ChildSpec spec) {
		Child child = child(process, spec, 0, true);
		list(child);
		adopt(child);
	}

	private void adopt(Child child) {
		SupervisorEvent.Spawn adoption = new SupervisorEvent.Spawn(child, null);
		this.adopted.add(adoption);
		this.events.add(adoption);
	}

	@Override
	public Spawned spawn(Supervised process, BackgroundProcess handle, ChildSpec spec) {
		Child child = child(process, spec, 0, true);
		list(child);
		ProcessId id = this.ids.next();
		this.promisedIds.put(child, id);
		Request request = new Request();
		CompletionStage<BackgroundProcess> ready = request.stage().thenApply((nothing) -> handle);
		this.events.add(new SupervisorEvent.Spawn(child, request));
		return new Spawned(id, process.path(), ready);
	}

	private Child child(Supervised process, ChildSpec spec, int rank, boolean spawned) {
		if (spec.significant() && this.settings.autoShutdown() == AutoShutdown.NEVER) {
			throw new IllegalArgumentException(process.path() + " is significant, but auto-shutdown of " + path()
					+ " is never: set it to any-significant or all-significant");
		}
		process.record().specified(spec);
		return new Child(process, spec, ((long) rank << RANK_SHIFT) + this.places.getAndIncrement(), spawned);
	}

	private void list(Child child) {
		String name = child.path().name();
		Child other = this.names.putIfAbsent(name, child);
		while (other != null) {
			if (!isGone(other)) {
				ProcessStatus status = other.process().record().status();
				throw new SupervisionException.DuplicateChild(child.path(),
						!status.isTerminal() && !(status instanceof ProcessStatus.Created));
			}
			// It may be forgotten at this moment.
			other = this.names.replace(name, other, child) ? null : this.names.putIfAbsent(name, child);
		}
		this.listed.put(child.place(), child);
	}

	/** Who follows its end may be here before this supervisor has forgotten it. */
	private static boolean isGone(Child child) {
		return child.isSpawned() && child.isTemporary() && child.process().record().isOver();
	}

	/**
	 * Ends a child as its specification says: what it has accepted is finished first.
	 * Siblings are left alone, and it is not started again before an operator or a
	 * restart of the group does so. Idempotent; the specification is kept unless the
	 * child is temporary.
	 * @param name the child
	 * @return completes when it has ended; fails if there is no such child
	 */
	public CompletionStage<@Nullable Void> terminate(String name) {
		return request(name, SupervisorEvent.Terminate::new);
	}

	/**
	 * Replaces the incarnation of a child, or starts one that has ended. What the child
	 * has accepted waits for the new incarnation, siblings are left alone, and no budget
	 * is charged.
	 * @param name the child
	 * @return completes when the new incarnation is ready; fails if there is no such
	 * child, if it fails to start, or if this supervisor does not run
	 */
	public CompletionStage<@Nullable Void> restart(String name) {
		return request(name, SupervisorEvent.Restart::new);
	}

	/**
	 * Forgets a child that does not run; one that waits for its restart is not restarted.
	 * What it has accepted is reported as undelivered; siblings are left alone.
	 * @param name the child
	 * @return completes when it is gone; fails if there is no such child or if it is
	 * alive
	 */
	public CompletionStage<@Nullable Void> delete(String name) {
		return request(name, SupervisorEvent.Delete::new);
	}

	@Override
	public CompletionStage<@Nullable Void> end(String name, EndMode mode, String reason) {
		return request(name, (child, request) -> new SupervisorEvent.End(child, mode, reason, request));
	}

	private CompletionStage<@Nullable Void> request(String name, BiFunction<Child, Request, SupervisorEvent> event) {
		Child child = this.names.get(name);
		if (child == null) {
			// Whatever was asked for: also what no child can be called.
			return CompletableFuture
				.failedStage(new SupervisionException.ChildNotFound(new ProcessPath(path().value() + '/' + name)));
		}
		Request request = new Request();
		this.events.add(event.apply(child, request));
		return request.stage();
	}

	@Override
	public List<Supervised> list() {
		return this.listed.values().stream().map(Child::process).toList();
	}

	@Override
	public @Nullable Supervised child(String name) {
		Child child = this.names.get(name);
		return (child != null) ? child.process() : null;
	}

	@Override
	public Nursery keeper() {
		return this;
	}

	/**
	 * The declared children, from their declaration on.
	 * @return an unmodifiable list in the order of their start
	 */
	public List<Supervised> declared() {
		return this.listed.values().stream().filter((child) -> !child.isSpawned()).map(Child::process).toList();
	}

	/**
	 * How the supervisor behaves.
	 * @return its settings
	 */
	public SupervisorSettings settings() {
		return this.settings;
	}

	@Override
	public void start(Incarnation incarnation) {
		this.self = incarnation;
		this.events.add(new SupervisorEvent.Start(this.runs.incrementAndGet()));
	}

	@Override
	public void stop() {
		this.events.add(new SupervisorEvent.Stop(this.runs.get()));
	}

	@Override
	public void halt() {
		this.events.add(new SupervisorEvent.Stop(this.runs.get(), true));
	}

	@Override
	public void abort() {
		this.events.add(new SupervisorEvent.Abort(this.runs.get()));
	}

	@Override
	public String abandon() {
		return "";
	}

	@Override
	public @Nullable Runnable terminated(@Nullable Throwable cause) {
		// Its children have ended before it: there is nothing left to report.
		return null;
	}

	@Override
	public KindSnapshot details() {
		return new SupervisorSnapshot(this.settings, this.machine.windowUse(this.environment.time().nanoTime()),
				this.machine.restartsPerformed(), this.machine.generation());
	}

	@Override
	public List<ProcessSnapshot> children() {
		return list().stream().map(Supervised::process).toList();
	}

	@Override
	public String summary() {
		return this.listed.size() + " children";
	}

	/** What is adopted does not overtake a start that has no declarations to wait for. */
	private SupervisorEvent.Rank rank(SupervisorEvent event) {
		boolean alone = event instanceof SupervisorEvent.Start && this.settings.strategy() == RestartStrategy.DYNAMIC;
		return alone ? SupervisorEvent.Rank.SHUTDOWN : event.rank();
	}

	/**
	 * A stop outranks an adoption but takes along who was adopted before it: that child
	 * may have accepted something, which it is to finish. Exits wait for neither.
	 */
	private void handle(SupervisorEvent event) {
		if (event instanceof SupervisorEvent.Stop) {
			for (SupervisorEvent next = this.adopted.poll(); next != null; next = this.adopted.poll()) {
				decide(next);
			}
			decide(event);
		}
		else if (!isAdoption(event) || this.adopted.remove(event)) {
			decide(event);
		}
	}

	private static boolean isAdoption(SupervisorEvent event) {
		return event instanceof SupervisorEvent.Spawn spawn && spawn.ready() == null;
	}

	/**
	 * Who is to be forgotten is so before its end is told, and answers come last: who
	 * hears of something finds everything done.
	 */
	private void decide(SupervisorEvent event) {
		List<SupervisorCommand> commands = this.machine.on(event, this.environment.time().nanoTime());
		carryOut(commands, SupervisorCommand.RemoveChild.class::isInstance);
		if (event instanceof SupervisorEvent.Settled settled) {
			publishEnd(settled.child());
		}
		carryOut(commands, (command) -> !(command instanceof SupervisorCommand.RemoveChild
				|| command instanceof SupervisorCommand.Answer));
		carryOut(commands, SupervisorCommand.Answer.class::isInstance);
	}

	private void carryOut(List<SupervisorCommand> commands, Predicate<SupervisorCommand> which) {
		commands.stream().filter(which).forEach(this::carryOut);
	}

	/**
	 * A process that breaks the contract of its seam must not wedge its siblings.
	 */
	private void carryOut(SupervisorCommand command) {
		try {
			if (!ofChild(command) && !report(command)) {
				ofSupervisor(command);
			}
		}
		catch (Throwable ex) {
			logger.error("{} could not carry out {}", record().ref(), command, Failures.loggable(ex));
			if (command instanceof SupervisorCommand.StartChild start) {
				this.events.add(new SupervisorEvent.Exited(start.child(), start.incarnation(), ex));
			}
			else if (command instanceof SupervisorCommand.EndChild end) {
				this.events.add(settled(end.child()));
			}
			else if (command instanceof SupervisorCommand.ReportEnded end) {
				this.events.add(settled(end.child()));
			}
		}
	}

	/** Carries out what a child has to do. Answers whether it was that. */
	private boolean ofChild(SupervisorCommand command) {
		if (command instanceof SupervisorCommand.StartChild start) {
			start(start);
		}
		else if (command instanceof SupervisorCommand.SuspendChild suspend) {
			suspend.child().process().suspend();
			stopping(suspend.child());
		}
		else if (command instanceof SupervisorCommand.StopChild stop) {
			stop.child().process().stop();
			stopping(stop.child());
		}
		else if (command instanceof SupervisorCommand.HaltChild halt) {
			halt.child().process().halt();
			stopping(halt.child());
		}
		else if (command instanceof SupervisorCommand.AbortChild abort) {
			interrupt(abort.child());
		}
		else if (command instanceof SupervisorCommand.AbandonChild abandon) {
			abandon.child().process().record().abandoned(abandon.child().process().abandon());
		}
		else if (command instanceof SupervisorCommand.EndChild end) {
			this.timers.cancel(end.child());
			end(end);
		}
		else if (command instanceof SupervisorCommand.RejectChild reject) {
			Child child = reject.child();
			forget(child);
			if (child.process().goesOnWithout()) {
				return true;
			}
			var unused = reported(child.process().terminated(null)).thenRun(() -> {
				over(child, null, "its supervisor did not run", Duration.ZERO);
				publishEnd(child);
			});
		}
		else {
			return false;
		}
		return true;
	}

	/** Passes on what is to be known of a child. Answers whether it was that. */
	private boolean report(SupervisorCommand command) {
		if (command instanceof SupervisorCommand.ReportReady ready) {
			this.timers.cancel(ready.child());
			ready.child().process().record().running();
		}
		else if (command instanceof SupervisorCommand.EndIncarnation end) {
			this.timers.cancel(end.child());
			end.child().process().record().ended(end.cause());
		}
		else if (command instanceof SupervisorCommand.ReportFailure failure) {
			failure.child().process().record().failed(failure.cause());
		}
		else if (command instanceof SupervisorCommand.ReportRestart restart) {
			restart.child()
				.process()
				.record()
				.restarting(restart.attempt(), Duration.ofNanos(restart.delayNanos()), restart.cause());
		}
		else if (command instanceof SupervisorCommand.ReportAwaiting awaiting) {
			awaiting.child().process().record().awaiting(awaiting.attempt(), Duration.ofNanos(awaiting.delayNanos()));
		}
		else if (command instanceof SupervisorCommand.ReportEnded end) {
			notFollowed(end);
		}
		else if (command instanceof SupervisorCommand.ReportGaveUp gaveUp) {
			ProcessRecord record = gaveUp.child().process().record();
			record.gaveUp(gaveUp.cause());
			this.environment.timer().schedule(Decisions.ABANDON_AFTER_NANOS, record::tellGaveUp);
		}
		else if (command instanceof SupervisorCommand.ReportReturned returned) {
			returned.child().process().record().returned(returned.cause());
			publishEnd(returned.child());
		}
		else {
			return false;
		}
		return true;
	}

	private void ofSupervisor(SupervisorCommand command) {
		Incarnation incarnation = this.self;
		if (command instanceof SupervisorCommand.Schedule schedule) {
			this.timers.add(schedule.event(),
					this.environment.timer().schedule(schedule.delayNanos(), () -> this.events.add(schedule.event())));
		}
		else if (command instanceof SupervisorCommand.RemoveChild remove) {
			Child child = remove.child();
			forget(child);
			if (!child.process().record().isEnding() && child.process().record().status().isTerminal()) {
				this.environment.terminated().add(child.process().lastSnapshot());
			}
		}
		else if (command instanceof SupervisorCommand.Answer answer) {
			this.environment.completions().execute(() -> answer.request().answer(answer.failure()));
		}
		else if (command instanceof SupervisorCommand.SelfReady && incarnation != null) {
			incarnation.ready();
		}
		else if (command instanceof SupervisorCommand.SelfEnded ended && incarnation != null) {
			this.timers.cancelAll();
			incarnation.exited(ended.cause());
		}
	}

	private void start(SupervisorCommand.StartChild start) {
		Child child = start.child();
		ProcessId promised = this.promisedIds.remove(child);
		ProcessId id = (promised != null) ? promised : this.ids.next();
		ProcessRecord record = child.process().record();
		record.starting(id, start.restart());
		child.process()
			.start(new ChildIncarnation(child, start.incarnation(), id, start.previousFailure(), record.watching()));
	}

	private void interrupt(Child child) {
		boolean timeOver = child.ownTimeOver || child.after == Child.After.SUPERVISOR_STOP;
		if (child.overdue && timeOver && !child.isSupervisor()) {
			logger.warn("{} is interrupted: {}", child.process().record().ref(),
					Overdue.of(child, path(), this.settings));
		}
		child.process().record().stopping();
		child.process().abort();
	}

	/** Told after it was asked: who sees the status finds that it refuses new work. */
	private void stopping(Child child) {
		child.stopRequestedAt = this.environment.time().nanoTime();
		child.process().record().stopping();
	}

	private void end(SupervisorCommand.EndChild end) {
		Child child = end.child();
		SupervisorEvent settled = settled(child);
		long requestedAt = child.stopRequestedAt;
		child.stopRequestedAt = 0;
		Runnable left = end.forGood() ? child.process().terminated(end.cause()) : child.process().parked(end.cause());
		var unused = reported(left).whenComplete((nothing, failure) -> {
			if (end.forGood()) {
				long took = (requestedAt != 0) ? this.environment.time().nanoTime() - requestedAt : 0;
				over(child, end.cause(), end.reason(), Duration.ofNanos(took));
			}
			this.events.add(settled);
		});
	}

	private void notFollowed(SupervisorCommand.ReportEnded end) {
		Child child = end.child();
		SupervisorEvent settled = settled(child);
		var unused = reported(child.process().notFollowed(end.cause())).whenComplete((nothing, failure) -> {
			over(child, end.cause(), end.reason(), Duration.ZERO);
			this.events.add(settled);
		});
	}

	private static void over(Child child, @Nullable Throwable cause, String reason, Duration took) {
		child.process().record().over(cause, reason, took, child.process().summary());
	}

	/** What has left the tree can still be asked for when its end is told. */
	private void publishEnd(Child child) {
		ProcessRecord record = child.process().record();
		boolean gone = !child.abandoned && !this.listed.containsKey(child.place());
		if (gone && record.isEnding()) {
			this.environment.terminated().add(child.process().lastSnapshot());
		}
		record.publishEnd();
	}

	/** Completes when what a process has left behind is reported, mostly at once. */
	private CompletionStage<?> reported(@Nullable Runnable report) {
		return (report == null) ? CompletableFuture.completedStage(null)
				: CompletableFuture.runAsync(report, this.environment.patient());
	}

	private static SupervisorEvent settled(Child child) {
		return new SupervisorEvent.Settled(child, child.incarnation);
	}

	private void forget(Child child) {
		this.promisedIds.remove(child);
		this.listed.remove(child.place(), child);
		this.names.remove(child.path().name(), child);
	}

	/** What a child says, dated with its incarnation. */
	private final class ChildIncarnation implements Incarnation {

		private final Child child;

		private final long number;

		private final ProcessId id;

		private final @Nullable Throwable previousFailure;

		private final Supplier<CompletionStage<Terminated>> ended;

		ChildIncarnation(Child child, long number, ProcessId id, @Nullable Throwable previousFailure,
				Supplier<CompletionStage<Terminated>> ended) {
			this.child = child;
			this.number = number;
			this.id = id;
			this.previousFailure = previousFailure;
			this.ended = ended;
		}

		@Override
		public ProcessId id() {
			return this.id;
		}

		@Override
		public CompletionStage<Terminated> ended() {
			return this.ended.get();
		}

		@Override
		public Nursery parent() {
			return Supervisor.this;
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
		public void hangs(Throwable cause) {
			Supervisor.this.events.add(new SupervisorEvent.Hangs(this.child, this.number, cause));
		}

		@Override
		public void exited(@Nullable Throwable cause) {
			Supervisor.this.events.add(new SupervisorEvent.Exited(this.child, this.number, cause));
		}

		@Override
		public void failedForGood(Throwable cause) {
			Supervisor.this.events.add(new SupervisorEvent.Exited(this.child, this.number, cause, true));
		}

	}

}
