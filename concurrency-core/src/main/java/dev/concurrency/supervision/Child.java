package dev.concurrency.supervision;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.ChildSpec;
import dev.concurrency.process.ProcessId;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.RestartPolicy;
import dev.concurrency.process.RestartType;
import dev.concurrency.process.Shutdown;
import dev.concurrency.process.Supervised;

/**
 * A supervisor's notes on one child. Not thread-safe: only its supervisor's events, one
 * at a time, change it. Identity is that of the object.
 */
final class Child {

	private final Supervised process;

	private final ChildSpec spec;

	private final long place;

	private final boolean spawned;

	Phase phase = Phase.DECLARED;

	/** Counts the incarnations; what an earlier one says is ignored. */
	long incarnation;

	/** Restarts in a row; zero if it starts for another reason. */
	int attempt;

	/** Why it was asked to end. */
	After after = After.SUPERVISOR_STOP;

	/** What it was doing when it took too long. */
	Phase hungIn = Phase.STARTING;

	/** What its failure is if it was asked to end because it took too long. */
	@Nullable Throwable hungBy;

	/** Whether it ends for the sake of another incarnation, having been at work. */
	boolean suspended;

	/** Whether it was told to end at once. */
	boolean aborted;

	/** Whether it is to finish only what it has begun. */
	boolean halting;

	/** Whether code of its own was interrupted, not only what is below it. */
	boolean interrupted;

	/** Whether the interrupt came because its time was over. */
	boolean overdue;

	/** Whether it has been asked to end without a limit. */
	boolean unlimited;

	/** Whether its own time to end comes before that of its supervisor. */
	boolean endsInOwnTime;

	/** Whether it was its own time that was over. */
	boolean ownTimeOver;

	/** Its code ignored every request to end and still runs. */
	boolean abandoned;

	/** It is to start once what keeps it from that is over. */
	boolean startWhenFree;

	/** It was never ready in this run. */
	boolean booting;

	/** It ended without anybody asking for it. */
	boolean endedByItself;

	/** What it has left behind was reported, and it was not started since. */
	boolean reported;

	/** What is to be told should the incarnation that it waits for not follow. */
	SupervisorCommand.@Nullable ReportEnded untold;

	/** Why it ended if somebody wanted that, in words. */
	String terminatedBy = Reasons.TERMINATED;

	boolean removeWhenEnded;

	long readyAt;

	/** When it was asked to end, zero if it was not. */
	long stopRequestedAt;

	/** Why it has failed since it was last ready, null if it has not. */
	@Nullable Throwable lastFailure;

	@Nullable RestartBudget ownBudget;

	private @Nullable ProcessId promisedId;

	private List<Request> untilEnded = List.of();

	private List<Request> untilReady = List.of();

	/** Who spawned it waits to hear whether it started. */
	boolean awaitedBySpawner;

	Child(Supervised process, ChildSpec spec, long place, boolean spawned) {
		this.process = process;
		this.spec = spec;
		this.place = place;
		this.spawned = spawned;
	}

	Supervised process() {
		return this.process;
	}

	ChildSpec spec() {
		return this.spec;
	}

	ProcessPath path() {
		return this.process.path();
	}

	/** Where it stands among its siblings. */
	long place() {
		return this.place;
	}

	/** Whether it came at run time. */
	boolean isSpawned() {
		return this.spawned;
	}

	boolean isTemporary() {
		return this.spec.restart() == RestartType.TEMPORARY;
	}

	/** Whether it is interrupted instead of being asked to end. */
	boolean isBrutal() {
		return this.spec.shutdown() instanceof Shutdown.Brutal;
	}

	/** Whether the child looks after processes of its own and so ends by itself. */
	boolean isSupervisor() {
		return this.process.kind() == ProcessKind.SUPERVISOR || this.process.kind() == ProcessKind.GROUP;
	}

	/** Whether only what is below the child keeps it from ending, which an abort ends. */
	boolean waitsForOthers() {
		return isSupervisor() || this.process.waitsForOthers();
	}

	/** Whether the supervisor has to wait for the child before it can end. */
	boolean isAlive() {
		return this.phase.alive;
	}

	/** Whether an incarnation runs that nobody has asked to end. */
	boolean isAtWork() {
		return this.phase == Phase.STARTING || this.phase == Phase.RUNNING;
	}

	/** Whether it is down and to start later. */
	boolean isWaiting() {
		return this.phase == Phase.PENDING || this.phase == Phase.BACKOFF;
	}

	/** Whether nothing more will come of it unless somebody starts it. */
	boolean isOver() {
		return this.phase == Phase.ENDED || this.phase == Phase.ENDING;
	}

	/**
	 * Its first incarnation is to have an id that somebody knows already. Before anybody
	 * else can find it.
	 */
	void promise(ProcessId id) {
		this.promisedId = id;
	}

	/** The id that its next incarnation is to have, null if any will do. */
	@Nullable ProcessId takePromisedId() {
		ProcessId taken = this.promisedId;
		this.promisedId = null;
		return taken;
	}

	/** A new run of the supervisor begins. */
	void reset(RestartPolicy restarts) {
		Integer own = this.spec.maxRestarts();
		this.ownBudget = (own != null)
				? new RestartBudget(new RestartPolicy(own, restarts.period(), restarts.backoff())) : null;
		this.attempt = 0;
		this.lastFailure = null;
		this.startWhenFree = false;
		this.endedByItself = false;
		this.removeWhenEnded = false;
	}

	void waitUntilEnded(Request request) {
		this.untilEnded = append(this.untilEnded, request);
	}

	void waitUntilReady(Request request) {
		this.untilReady = append(this.untilReady, request);
	}

	List<Request> takeUntilEnded() {
		List<Request> taken = this.untilEnded;
		this.untilEnded = List.of();
		return taken;
	}

	List<Request> takeUntilReady() {
		List<Request> taken = this.untilReady;
		this.untilReady = List.of();
		return taken;
	}

	private static List<Request> append(List<Request> requests, Request request) {
		List<Request> longer = new ArrayList<>(requests);
		longer.add(request);
		return longer;
	}

	@Override
	public String toString() {
		return path() + " (" + this.phase + ", incarnation " + this.incarnation + ')';
	}

	/** What the supervisor knows of the child. */
	enum Phase {

		/** Not started in this run, unless an operator does so. */
		DECLARED(false),

		/** Waits for its turn to start. */
		PENDING(false),

		/** Being initialized. */
		STARTING(true),

		/** At work. */
		RUNNING(true),

		/** Waits for its next incarnation. */
		BACKOFF(false),

		/** Asked to end. */
		STOPPING(true),

		/** Over; what it has left behind is being reported. */
		ENDING(true),

		/** Over for now. */
		ENDED(false);

		private final boolean alive;

		Phase(boolean alive) {
			this.alive = alive;
		}

	}

	/** Why a child was asked to end, which says what follows. */
	enum After {

		/** Nothing: its supervisor stops. */
		SUPERVISOR_STOP,

		/** The restart of several children. */
		GROUP_RESTART,

		/** Nothing: an operator wants it so. */
		OPERATOR_STOP,

		/** A start: an operator wants it so. */
		OPERATOR_RESTART,

		/** What follows a failure: it took too long. */
		HUNG

	}

}
