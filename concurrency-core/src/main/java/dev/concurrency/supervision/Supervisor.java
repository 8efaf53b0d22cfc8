package dev.concurrency.supervision;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.BackgroundProcess;
import dev.concurrency.process.ChildSpec;
import dev.concurrency.process.EndMode;
import dev.concurrency.process.Incarnation;
import dev.concurrency.process.KindSnapshot;
import dev.concurrency.process.Nursery;
import dev.concurrency.process.ProcessEnvironment;
import dev.concurrency.process.ProcessId;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ProcessSnapshot;
import dev.concurrency.process.RecordedProcess;
import dev.concurrency.process.Spawned;
import dev.concurrency.process.Supervised;

/**
 * Starts, watches, restarts and stops its children. The shell around
 * {@link SupervisorMachine}: events reach the machine one at a time, and
 * {@link CommandRunner} carries out its commands on the same thread; nothing here blocks
 * or sleeps, and the user's handlers are called elsewhere.
 * <p>
 * Thread-safe. The machine, the commands and the notes on the children are touched only
 * by the events' consumer; snapshots read the children's own records and never wait.
 */
public final class Supervisor extends RecordedProcess implements Nursery {

	/** Children of a lower rank come before all of a higher one. */
	private static final int RANK_SHIFT = 40;

	private final ProcessEnvironment environment;

	private final ProcessId.Source ids;

	private final SupervisorSettings settings;

	private final SupervisorMachine machine;

	private final SerialQueue<SupervisorEvent, SupervisorEvent.Rank> events;

	private final CommandRunner commands;

	private final Roster roster = new Roster();

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
		this.commands = new CommandRunner(this, environment, ids, this.roster, this.events::add);
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
		this.roster.add(child);
		this.events.add(new SupervisorEvent.Declare(child));
	}

	@Override
	public void adopt(Supervised process, ChildSpec spec, ProcessId id) {
		Child child = child(process, spec, 0, true);
		child.promise(id);
		adopt(child);
	}

	@Override
	public ProcessId nextId() {
		return this.ids.next();
	}

	@Override
	public void enlist(Supervised process, ChildSpec spec) {
		Child child = child(process, spec, 0, true);
		this.roster.add(child);
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
		ProcessId id = this.ids.next();
		child.promise(id);
		this.roster.add(child);
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
		Child child = this.roster.find(name);
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
		return this.roster.all().stream().map(Child::process).toList();
	}

	@Override
	public @Nullable Supervised child(String name) {
		Child child = this.roster.find(name);
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
		return this.roster.all().stream().filter((child) -> !child.isSpawned()).map(Child::process).toList();
	}

	/**
	 * A declared child.
	 * @param name its name
	 * @return null if there is none of that name, or if it was spawned
	 */
	public @Nullable Supervised declared(String name) {
		Child child = this.roster.find(name);
		return (child != null && !child.isSpawned()) ? child.process() : null;
	}

	/**
	 * How the supervisor behaves.
	 * @return its settings
	 */
	public SupervisorSettings settings() {
		return this.settings;
	}

	/** Who is told what becomes of this supervisor, null before it was started. */
	@Nullable Incarnation self() {
		return this.self;
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
		return this.roster.all().size() + " children";
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

	private void decide(SupervisorEvent event) {
		this.commands.run(this.machine.on(event, this.environment.time().nanoTime()), event);
	}

}
