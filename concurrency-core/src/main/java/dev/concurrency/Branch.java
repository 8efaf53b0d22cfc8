package dev.concurrency;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import dev.concurrency.actor.Actor;
import dev.concurrency.actor.ActorClient;
import dev.concurrency.actor.ActorInstance;
import dev.concurrency.actor.ByHandActor;
import dev.concurrency.actor.ActorGroup;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.actor.Actors;
import dev.concurrency.boundary.Boundaries;
import dev.concurrency.boundary.BoundaryRuntime;
import dev.concurrency.boundary.BoundarySettings;
import dev.concurrency.process.BackgroundProcess;
import dev.concurrency.process.ChildSpec;
import dev.concurrency.process.Declared;
import dev.concurrency.process.EndMode;
import dev.concurrency.process.InstanceSource;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ProcessRecord;
import dev.concurrency.process.ProcessStatus;
import dev.concurrency.process.ProcessView;
import dev.concurrency.process.Recorded;
import dev.concurrency.process.Processes;
import dev.concurrency.process.Spawned;
import dev.concurrency.process.Supervisable;
import dev.concurrency.process.Terminated;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.sink.SinkDrain;
import dev.concurrency.sink.SinkHandlers;
import dev.concurrency.sink.SinkSettings;
import dev.concurrency.sink.Sinks;
import dev.concurrency.supervision.RestartStrategy;
import dev.concurrency.supervision.Supervisor;
import dev.concurrency.supervision.SupervisorSettings;
import dev.concurrency.worker.PeriodicTask;
import dev.concurrency.worker.PeriodicWorker;
import dev.concurrency.worker.WorkerSettings;
import dev.concurrency.worker.Workers;

/**
 * A supervisor and how it treats the children that come through this reference.
 * Thread-safe.
 */
final class Branch implements SupervisorRef, Recorded {

	private final ProcessMaker maker;

	private final Supervisor supervisor;

	// Orders what is declared here among the siblings.
	private final int rank;

	private final UnaryOperator<ChildSpec> change;

	Branch(ProcessMaker maker, Supervisor supervisor, int rank) {
		this(maker, supervisor, rank, UnaryOperator.identity());
	}

	private Branch(ProcessMaker maker, Supervisor supervisor, int rank, UnaryOperator<ChildSpec> change) {
		this.maker = maker;
		this.supervisor = supervisor;
		this.rank = rank;
		this.change = change;
	}

	@Override
	public SupervisorRef with(UnaryOperator<ChildSpec> further) {
		return new Branch(this.maker, this.supervisor, this.rank, (spec) -> further.apply(this.change.apply(spec)));
	}

	@Override
	public <T> BackgroundSink<T> sink(String name, InstanceSource<? extends SinkDrain<T>> drains, SinkSettings settings,
			SinkHandlers<T> handlers) {
		return declare(Sinks.create(this.maker.environment(), child(name), drains, settings, handlers),
				spec(ProcessKind.SINK));
	}

	@Override
	public BoundaryRuntime boundary(String name, BoundarySettings settings) {
		return declare(
				Boundaries.create(this.maker.environment(), child(name), settings, this.maker.environment().cpu()),
				spec(ProcessKind.BOUNDARY));
	}

	@Override
	public PeriodicWorker worker(String name, InstanceSource<? extends PeriodicTask> tasks, WorkerSettings settings) {
		return declare(Workers.create(this.maker.environment(), child(name), tasks, settings),
				spec(ProcessKind.WORKER));
	}

	@Override
	public <M> ActorRef<M> actor(String name, InstanceSource<? extends Actor<M>> actors, ActorSettings settings) {
		return admitted(declare(newActor(child(name), actors, settings), spec(ProcessKind.ACTOR)));
	}

	private <M> Declared<ActorRef<M>> newActor(ProcessPath path, InstanceSource<? extends Actor<M>> actors,
			ActorSettings settings) {
		this.maker.gate().requireOpen();
		return Actors.create(this.maker.environment(), path, actors, settings, this.maker.deadLetters(), this.maker);
	}

	@Override
	public <K, M> ActorGroup<K, M> group(String name, InstanceSource<? extends Actor<M>> actors,
			ActorSettings settings) {
		this.maker.gate().requireOpen();
		ChildSpec spec = spec(ProcessKind.ACTOR);
		ChildSpec member = Actors.MEMBER.withShutdown(spec.shutdown()).withInitTimeout(spec.initTimeout());
		Declared<ActorGroup<K, M>> group = Actors.createGroup(this.maker.environment(), child(name), actors, settings,
				member, this.maker.deadLetters(), this.maker);
		ChildSpec own = ChildSpec.permanent(ProcessKind.GROUP);
		return admitted(declare(group, spec.withShutdown(own.shutdown()).withInitTimeout(own.initTimeout())));
	}

	@Override
	public BackgroundProcess process(String name, InstanceSource<? extends Supervisable> bodies) {
		return declare(Processes.create(this.maker.environment(), child(name), bodies), spec(ProcessKind.PROCESS));
	}

	@Override
	public SupervisorRef supervisor(String name, SupervisorSettings settings) {
		Supervisor below = this.maker.supervisor(child(name), settings);
		return declare(new Declared<>(new Branch(this.maker, below, 0), below),
				this.change.apply(settings.childSpec()));
	}

	@Override
	public <A> DynamicSupervisor<A> dynamic(String name, SupervisorSettings settings, UnaryOperator<ChildSpec> spec,
			Function<? super A, ? extends Supervisable> template) {
		SupervisorRef below = supervisor(name, settings.withStrategy(RestartStrategy.DYNAMIC));
		return new DynamicSupervisor<>(below.with(spec), template);
	}

	@Override
	public Spawned spawn(Supervisable body) {
		return Processes.spawn(this.maker.environment(), this.supervisor, body,
				this.change.apply(ChildSpec.temporary(ProcessKind.PROCESS)));
	}

	@Override
	public <M> ActorRef<M> spawn(String name, InstanceSource<? extends Actor<M>> actors, ActorSettings settings) {
		return spawn(child(name), actors, settings);
	}

	@Override
	public <M> ActorRef<M> spawnFresh(String label, InstanceSource<? extends Actor<M>> actors, ActorSettings settings) {
		return spawn(path().fresh(label, this.maker.ids().next().value()), actors, settings);
	}

	private <M> ActorRef<M> spawn(ProcessPath path, InstanceSource<? extends Actor<M>> actors, ActorSettings settings) {
		Declared<ActorRef<M>> actor = Actors.open(newActor(path, actors, settings));
		// Who spawned it hears of a failed start by its termination.
		var unused = this.supervisor.spawn(actor.process(), actor.handle(), this.change.apply(Actors.MEMBER));
		return admitted(actor.handle());
	}

	@Override
	public <M> ActorInstance<M> actorInstance(String name, Class<M> type, ActorSettings settings) {
		return byHand(name, type, settings, this.change.apply(ChildSpec.temporary(ProcessKind.ACTOR))).instance();
	}

	@Override
	public <M> ActorClient<M> client(String name, Class<M> type) {
		ChildSpec spec = this.change.apply(Actors.CLIENT).withShutdown(Actors.CLIENT.shutdown());
		return byHand(name, type, ActorSettings.defaults(), spec).client();
	}

	private <M> ByHandActor<M> byHand(String name, Class<M> type, ActorSettings settings, ChildSpec spec) {
		this.maker.gate().requireOpen();
		Runnable end = () -> {
			var unused = this.supervisor.end(name, EndMode.ABORT, "closed");
		};
		ByHandActor<M> actor = Actors.createByHand(this.maker.environment(), child(name), type, settings,
				this.maker.deadLetters(), this.maker, end);
		ActorRef<M> ref = actor.instance().ref();
		var unused = this.supervisor.spawn(actor.process(), ref, spec);
		admitted(ref);
		return actor;
	}

	/** Ends what comes while the actors are destroyed, and may not have been found. */
	private <H extends BackgroundProcess> H admitted(H actor) {
		if (this.maker.gate().isClosed()) {
			var unused = this.supervisor.end(actor.path().name(), EndMode.ABORT, "the actors were destroyed");
			this.maker.gate().requireOpen();
		}
		return actor;
	}

	@Override
	public CompletionStage<@Nullable Void> terminate(String name) {
		return this.supervisor.terminate(name);
	}

	@Override
	public CompletionStage<@Nullable Void> restart(String name) {
		return this.supervisor.restart(name);
	}

	@Override
	public CompletionStage<@Nullable Void> delete(String name) {
		return this.supervisor.delete(name);
	}

	@Override
	public List<ProcessView> list() {
		return List.copyOf(this.supervisor.list());
	}

	@Override
	public ChildCounts count() {
		return ChildCounts.of(this.supervisor.children());
	}

	@Override
	public ProcessPath path() {
		return this.supervisor.path();
	}

	@Override
	public ProcessRecord record() {
		return this.supervisor.record();
	}

	@Override
	public ProcessStatus status() {
		return this.supervisor.status();
	}

	@Override
	public CompletionStage<@Nullable Void> termination() {
		return this.supervisor.termination();
	}

	@Override
	public CompletionStage<Terminated> watch() {
		return this.supervisor.watch();
	}

	@Override
	public String toString() {
		return path().toString();
	}

	private ProcessPath child(String name) {
		return path().child(name);
	}

	private ChildSpec spec(ProcessKind kind) {
		return this.change.apply(ChildSpec.permanent(kind));
	}

	private <H extends BackgroundProcess> H declare(Declared<? extends H> declared, ChildSpec spec) {
		this.supervisor.declare(declared.process(), spec, this.rank);
		return declared.handle();
	}

}
