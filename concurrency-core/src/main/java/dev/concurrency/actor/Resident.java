package dev.concurrency.actor;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.Callee;
import dev.concurrency.process.InstanceSource;
import dev.concurrency.process.ChildSpec;
import dev.concurrency.process.ProcessEnvironment;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ProcessRecord;
import dev.concurrency.process.ProcessRef;
import dev.concurrency.process.ProcessStatus;
import dev.concurrency.process.Processes;
import dev.concurrency.process.Spawned;
import dev.concurrency.process.Supervisable;

/**
 * An actor as others see it: where it lives, what state it is in, and its supervisor if
 * it has one. Thread-safe.
 * <p>
 * An actor of a group runs without a supervisor until it needs one: because it failed,
 * because somebody follows it, because it hangs while its group stops. {@code side} is
 * null until then, an {@link ActorProcess} from then on; or {@link #ENDED}, if it ended
 * before. Each change is a CAS from null. The phase is written before {@code side} is
 * read by who runs the actor, and read after {@code side} was written by who has it
 * supervised: one of the two tells the supervisor that it is ready.
 *
 * @param <M> the type of a message
 */
@SuppressWarnings("serial")
abstract class Resident<M> extends Mailbox<M> implements Callee {

	private static final Object ENDED = new Object();

	private static final VarHandle SIDE;

	static {
		try {
			SIDE = MethodHandles.lookup().findVarHandle(Resident.class, "side", Object.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private final Home<M> home;

	private final @Nullable Object key;

	private volatile @Nullable Object side;

	private volatile Phase phase = Phase.NEW;

	Resident(Home<M> home, @Nullable Object key) {
		this.home = home;
		this.key = key;
	}

	/** Itself. */
	abstract ActorCell<M> cell();

	/**
	 * The actor's side for its supervisor, which is told of the actor if it does not know
	 * it yet.
	 */
	ActorProcess<M> supervised() {
		Object known = this.side;
		if (known != null) {
			return (known == ENDED) ? over() : process(known);
		}
		ActorProcess<M> fresh = unsupervised();
		if (!SIDE.compareAndSet(this, null, fresh)) {
			return supervised();
		}
		if (this.phase == Phase.RUNNING) {
			fresh.first().ready();
		}
		this.home.adopt(fresh);
		return fresh;
	}

	private ActorProcess<M> unsupervised() {
		ProcessRecord record = new ProcessRecord(ProcessKind.ACTOR, path(), environment().time(),
				new MemberListener(environment().listener(), type().recorder()), environment().completions(), null);
		return new ActorProcess<>(cell(), record, this.home.nursery().nextId());
	}

	/** For who asks after the end: nobody looked after it, and all is known already. */
	private ActorProcess<M> over() {
		ActorProcess<M> process = unsupervised();
		ProcessRecord record = process.record();
		process.first().stop();
		record.starting(process.first().id(), false);
		record.ended(null);
		record.stopped(null, "it has ended", Duration.ZERO, process.summary());
		return process;
	}

	/** An actor that a supervisor looks after from the beginning. */
	ActorProcess<M> supervisedFromTheStart() {
		ActorProcess<M> process = new ActorProcess<>(cell(), environment().record(ProcessKind.ACTOR, path()));
		this.side = process;
		return process;
	}

	/** Ends without ever having had a supervisor. Answers false if it has one. */
	boolean endUnsupervised() {
		return SIDE.compareAndSet(this, null, ENDED);
	}

	/** The actor's side for its supervisor if there is one. */
	@Nullable ActorProcess<M> process() {
		Object known = this.side;
		return (known == null || known == ENDED) ? null : process(known);
	}

	@SuppressWarnings("unchecked")
	private ActorProcess<M> process(Object known) {
		return (ActorProcess<M>) known;
	}

	/** The current incarnation if a supervisor knows it. */
	@Nullable Activation<M> activation() {
		ActorProcess<M> process = process();
		return (process != null) ? process.activationIfStarted() : null;
	}

	boolean isAborted() {
		Activation<M> current = activation();
		return current != null && current.isAborted();
	}

	/**
	 * Whether the incarnation is to end and handles nothing before. Who asks acts on it.
	 */
	boolean isNeedless() {
		Activation<M> current = activation();
		return (current != null && (current.endsSuspended() || current.isHalted())) || (isClosed() && size() == 0);
	}

	@Override
	public @Nullable Object call() {
		Turn<M> current = cell().turn();
		return (current != null) ? current.call() : null;
	}

	@Override
	public ProcessRef ref() {
		ActorProcess<M> process = process();
		return (process != null) ? process.record().ref() : new ProcessRef(ProcessKind.ACTOR, path(), null);
	}

	/** Where it counts if a handler takes too long. */
	@Override
	public ProcessRecord record() {
		return this.home.record(cell());
	}

	/** What the actor is doing. */
	ProcessStatus status() {
		ActorProcess<M> process = process();
		return (process != null) ? process.status() : statusAlone();
	}

	private ProcessStatus statusAlone() {
		return switch (this.phase) {
			case NEW -> new ProcessStatus.Created();
			case STARTING -> new ProcessStatus.Starting();
			case RUNNING -> isClosed() ? new ProcessStatus.Stopping() : new ProcessStatus.Running();
			case OVER -> new ProcessStatus.Stopped("its group ended");
		};
	}

	/** Puts an actor below this one. */
	<N> ActorRef<N> spawn(Activation<M> current, String name, InstanceSource<Actor<N>> actors, ActorSettings settings) {
		return supervised().spawn(current, name, type().with(path().child(name).value(), actors, settings));
	}

	/** Puts a process beside this one. */
	Spawned spawnSibling(Activation<M> current, Supervisable body, ChildSpec spec) {
		return Processes.spawn(environment(), current.parent(), body, spec);
	}

	Phase phase() {
		return this.phase;
	}

	void phase(Phase newPhase) {
		this.phase = newPhase;
	}

	Home<M> home() {
		return this.home;
	}

	ActorType<M> type() {
		return this.home.type();
	}

	ActorRef<M> self() {
		return this.home.ref(cell());
	}

	@Nullable Object key() {
		return this.key;
	}

	ProcessPath path() {
		return this.home.path(cell());
	}

	int capacity() {
		return type().settings().mailboxCapacity();
	}

	ProcessEnvironment environment() {
		return type().environment();
	}

	/** Where an incarnation is. */
	enum Phase {

		NEW, STARTING, RUNNING, OVER

	}

}
