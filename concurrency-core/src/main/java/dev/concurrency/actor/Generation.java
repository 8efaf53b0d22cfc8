package dev.concurrency.actor;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.Admission;
import dev.concurrency.process.Nursery;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ProcessRecord;
import dev.concurrency.process.ProcessSnapshot;

/**
 * The actors of one incarnation of a group. They and who looks after them belong together
 * in one object, so a thread that found them before a restart of the group cannot put an
 * actor among those of the next. Thread-safe.
 * <p>
 * Most actors run without a supervisor; an actor that needs one is adopted. Invariant:
 * {@code live} counts the actors that have not ended and the places that are reserved for
 * new ones. Who creates raises it and then looks whether the generation is closed, who
 * closes writes that and then looks at {@code live}: so none is created after the end.
 *
 * @param <K> the type of a key
 * @param <M> the type of a message
 */
final class Generation<K, M> implements Home<M> {

	/** So many actors with failures are shown in a snapshot. */
	private static final int MAX_TROUBLED = 64;

	private final ConcurrentMap<K, ActorCell<M>> cells = new ConcurrentHashMap<>();

	private final Set<ActorProcess<M>> supervised = ConcurrentHashMap.newKeySet();

	private final AtomicInteger live = new AtomicInteger();

	private final ReentrantLock lock = new ReentrantLock();

	private final Members<K, M> members;

	private final Nurseries nurseries;

	private final IdleSweep sweep;

	private volatile boolean closed;

	// Of those who have ended, here and before; under the lock.
	private final GroupTally ended;

	/**
	 * A generation without actors.
	 * @param members the group
	 * @param nurseries look after its actors
	 * @param before the counts of the generations before
	 */
	Generation(Members<K, M> members, Nurseries nurseries, GroupTally before) {
		this.members = members;
		this.nurseries = nurseries;
		this.ended = before.copy();
		this.sweep = new IdleSweep(this, members.type().settings(), members.type().environment());
	}

	/** Looks for idle actors from now on. */
	void start() {
		this.sweep.start();
	}

	/** The actors there are. */
	Collection<ActorCell<M>> cells() {
		return this.cells.values();
	}

	/** The actor of a key, null if there is none. */
	@Nullable ActorCell<M> find(K key) {
		return this.cells.get(key);
	}

	/** The actor of a key, created if need be, or why there is none. */
	Resolved<M> resolve(K key) {
		ActorCell<M> cell = this.cells.get(key);
		if (cell != null && cell.isGone()) {
			// It has nothing left to do but to say so.
			remove(cell);
			cell = null;
		}
		return (cell != null) ? new Resolved<>(cell, Admission.ACCEPTED) : create(key);
	}

	private Resolved<M> create(K key) {
		if (this.closed) {
			return new Resolved<>(null, Admission.CLOSED);
		}
		// A key that cannot be printed fails here, before anything is reserved.
		this.members.path(key);
		AtomicBoolean isNew = new AtomicBoolean();
		ActorCell<M> cell = this.cells.computeIfAbsent(key, (absent) -> {
			if (!reserve()) {
				return null;
			}
			isNew.set(true);
			ActorCell<M> fresh = new ActorCell<>(this, key);
			// Others may send to it before it has begun.
			fresh.open();
			return fresh;
		});
		if (cell == null) {
			if (this.closed) {
				return new Resolved<>(null, Admission.CLOSED);
			}
			this.members.refused();
			return new Resolved<>(null, Admission.FULL);
		}
		if (isNew.get()) {
			this.members.created();
			// Not inside the map: the start may run the user's code on this thread.
			cell.begin();
			if (this.nurseries.limitStart()) {
				cell.supervised();
			}
			if (this.closed) {
				cell.drain();
			}
		}
		return new Resolved<>(cell, Admission.ACCEPTED);
	}

	private boolean reserve() {
		if (this.live.incrementAndGet() <= this.members.maxEntities() && !this.closed) {
			return true;
		}
		leave();
		return false;
	}

	private void leave() {
		if (this.live.decrementAndGet() == 0 && this.closed) {
			this.nurseries.empty();
		}
	}

	/**
	 * No further actor is created; those without a supervisor handle what they have
	 * accepted and end. Idempotent.
	 */
	void close() {
		this.closed = true;
		this.sweep.end();
		for (ActorCell<M> cell : this.cells.values()) {
			if (cell.process() == null) {
				cell.drain();
			}
		}
		if (this.live.get() == 0) {
			this.nurseries.empty();
		}
	}

	/** Has those be supervised that have more to do than to end. */
	void superviseBusy() {
		for (ActorCell<M> cell : this.cells.values()) {
			if (cell.process() == null && cell.isBusy()) {
				cell.supervised();
			}
		}
	}

	@Override
	public ActorType<M> type() {
		return this.members.type();
	}

	@Override
	public ProcessPath path(ActorCell<M> cell) {
		return this.members.path(key(cell));
	}

	@Override
	public ActorRef<M> ref(ActorCell<M> cell) {
		return this.members.ref(key(cell));
	}

	@SuppressWarnings("unchecked")
	private K key(ActorCell<M> cell) {
		return (K) Objects.requireNonNull(cell.key());
	}

	@Override
	public ProcessRecord record(ActorCell<M> cell) {
		return this.members.record();
	}

	@Override
	public Nursery nursery() {
		return this.nurseries.main();
	}

	@Override
	public void adopt(ActorProcess<M> process) {
		this.supervised.add(process);
		this.nurseries.adopt(process, process.first().id());
	}

	@Override
	public void rejected(ActorProcess<M> process) {
		this.nurseries.rejected(process, process.first().id());
	}

	@Override
	public void started(ActorCell<M> cell, Actor<M> actor) {
		// The sweep finds it.
	}

	@Override
	public void worked(ActorCell<M> cell, Duration took, @Nullable Throwable failure) {
		this.members.worked(took, failure);
	}

	@Override
	public boolean isPaused() {
		return this.members.record().isPaused();
	}

	/** The group is not paused any more: those go on that something waits for. */
	void goOn() {
		this.cells.values().forEach(ActorCell::unpark);
	}

	@Override
	public int looks() {
		return this.sweep.looks();
	}

	@Override
	public void passivated(ActorCell<M> cell) {
		this.members.passivated();
	}

	@Override
	public void report(ChildEvent event) {
		// Its supervisor stands for the group, which is no actor.
	}

	@Override
	public void returned(ActorCell<M> cell) {
		this.live.incrementAndGet();
	}

	@Override
	public void ended(ActorCell<M> cell, boolean hangs) {
		if (hangs) {
			leave();
		}
		else {
			remove(cell);
		}
	}

	/** Of several who find that an actor has ended the first takes it out. */
	private void remove(ActorCell<M> cell) {
		boolean first;
		this.lock.lock();
		try {
			first = this.cells.remove(key(cell), cell);
			if (first) {
				this.ended.add(cell);
				ActorProcess<M> process = cell.process();
				if (process != null) {
					this.supervised.remove(process);
				}
			}
		}
		finally {
			this.lock.unlock();
		}
		if (first) {
			leave();
		}
	}

	/** How many actors have not ended. */
	int live() {
		return this.live.get();
	}

	/** The sums over all actors, those that have ended among them. */
	GroupTally tally() {
		this.lock.lock();
		try {
			GroupTally sum = this.ended.copy();
			this.cells.values().forEach(sum::add);
			return sum;
		}
		finally {
			this.lock.unlock();
		}
	}

	/** The actors that have failed, not too many. */
	List<ProcessSnapshot> troubled() {
		return this.supervised.stream()
			.filter((process) -> process.record().lastFailure() != null)
			.limit(MAX_TROUBLED)
			.map(ActorProcess::process)
			.toList();
	}

	/**
	 * The actor of a key or why there is none.
	 *
	 * @param cell the actor, null unless {@code answer} is accepted
	 * @param answer what a sender is told if there is none
	 * @param <M> the type of a message
	 */
	record Resolved<M>(@Nullable ActorCell<M> cell, Admission answer) {
	}

}
