package dev.concurrency.actor;

import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.ChildSpec;
import dev.concurrency.process.Failures;
import dev.concurrency.process.Incarnation;
import dev.concurrency.process.Nursery;
import dev.concurrency.process.ProcessId;
import dev.concurrency.process.RestartType;
import dev.concurrency.process.Shutdown;
import dev.concurrency.process.Supervised;
import dev.concurrency.process.Terminated;
import dev.concurrency.time.Durations;
import dev.concurrency.time.Timer;

/**
 * The supervisors of the actors of one generation, and its end. Thread-safe.
 * <p>
 * The main one looks after the actors that need a supervisor while the group runs. When
 * it ends, because it was asked to or because it has used up its restarts, the actors
 * that run without one finish what they have accepted. Who of them needs a supervisor
 * after that (it failed, or the time is over) gets one that does nothing but end it. The
 * group is over when its actors and all these supervisors are.
 */
final class Nurseries {

	/** So many are supervised in a row. */
	private static final int SHARE = 256;

	private final AtomicBoolean emptied = new AtomicBoolean();

	private final AtomicBoolean ending = new AtomicBoolean();

	private final AtomicReference<@Nullable Throwable> cause = new AtomicReference<>();

	// The actors together, and each supervisor.
	private final AtomicInteger open = new AtomicInteger(2);

	private final Incarnation group;

	private final Supplier<Nursery> factory;

	private final ChildSpec member;

	// How one is treated that only ends.
	private final ChildSpec once;

	private final Timer timer;

	private final Nursery main;

	private volatile @Nullable Generation<?, ?> generation;

	private volatile @Nullable Nursery last;

	// Those that only end actors.
	private final Set<Nursery> others = ConcurrentHashMap.newKeySet();

	private volatile Timer.@Nullable Timeout deadline;

	private volatile boolean overdue;

	private volatile boolean halted;

	/**
	 * Supervisors without children.
	 * @param group told when the group is ready and when it has ended
	 * @param factory makes supervisors
	 * @param member how each actor is treated
	 * @param timer says when the time of the actors is over
	 */
	Nurseries(Incarnation group, Supplier<Nursery> factory, ChildSpec member, Timer timer) {
		this.group = group;
		this.factory = factory;
		this.member = member;
		this.once = member.withRestart(RestartType.TEMPORARY);
		this.timer = timer;
		this.main = factory.get();
	}

	/** Starts the main one for the actors of a generation. */
	void start(Generation<?, ?> actors) {
		this.generation = actors;
		actors.start();
		this.main.start(new Part() {
			@Override
			public void ready() {
				Nurseries.this.group.ready();
			}

			@Override
			public void exited(@Nullable Throwable failure) {
				join(failure);
				end();
				leave();
			}
		});
	}

	Nursery main() {
		return this.main;
	}

	/** Whether the start of an actor has a limit, which only a supervisor can set. */
	boolean limitStart() {
		return this.member.initTimeout().compareTo(Durations.MAX) < 0;
	}

	/** The actors handle what they have accepted and end. */
	void stop() {
		this.main.stop();
		end();
	}

	private void end() {
		Generation<?, ?> actors = this.generation;
		if (actors == null || !this.ending.compareAndSet(false, true)) {
			return;
		}
		actors.close();
		if (this.member.shutdown() instanceof Shutdown.Graceful graceful) {
			this.deadline = this.timer.schedule(Durations.toNanos(graceful.timeout()), this::interrupt);
		}
		else if (this.member.shutdown() instanceof Shutdown.Brutal) {
			interrupt();
		}
	}

	/** The actors finish what they are doing and end. */
	void halt() {
		this.halted = true;
		this.main.halt();
		end();
		this.others.forEach(Nursery::halt);
		Generation<?, ?> actors = this.generation;
		if (actors != null && !this.overdue && actors.live() > 0) {
			endThrough(actors::superviseBusy).halt();
		}
	}

	/** The actors end now, whatever is unfinished. */
	void abort() {
		this.main.abort();
		end();
		interrupt();
	}

	/** Gives those a supervisor that run without one, and has it end them at once. */
	private void interrupt() {
		Generation<?, ?> actors = this.generation;
		if (actors == null || this.overdue || actors.live() == 0) {
			return;
		}
		this.overdue = true;
		this.others.forEach(Nursery::abort);
		Nursery fresh = another();
		this.last = fresh;
		supervise(actors.cells().iterator(), fresh);
	}

	/**
	 * Some at a time: there may be a million, and this may be the thread of the timer.
	 */
	private void supervise(Iterator<? extends ActorCell<?>> left, Nursery fresh) {
		while (left.hasNext()) {
			for (int i = 0; i < SHARE && left.hasNext(); i++) {
				left.next().supervised();
			}
			if (left.hasNext() && later(() -> supervise(left, fresh))) {
				return;
			}
		}
		this.last = null;
		fresh.stop();
		fresh.abort();
	}

	/** Answers false if the runtime is closed, where nobody waits for the timer. */
	private boolean later(Runnable rest) {
		try {
			this.timer.schedule(0, rest);
			return true;
		}
		catch (RejectedExecutionException ex) {
			return false;
		}
	}

	/** Has actors that are given a supervisor get one that is to end them. */
	private Nursery endThrough(Runnable supervise) {
		Nursery fresh = another();
		this.last = fresh;
		supervise.run();
		this.last = null;
		return fresh;
	}

	/** Looks after an actor that has run without a supervisor. */
	void adopt(Supervised process, ProcessId id) {
		Nursery late = this.last;
		if (late != null) {
			late.adopt(process, this.once, id);
		}
		else {
			this.main.adopt(process, this.member, id);
		}
	}

	/**
	 * Looks after an actor that its supervisor could not take any more, until it ends.
	 */
	void rejected(Supervised process, ProcessId id) {
		Nursery fresh = another();
		fresh.adopt(process, this.once, id);
		// Who halts all finds it among the others, or is found here.
		if (this.halted) {
			fresh.halt();
		}
		else {
			fresh.stop();
		}
		if (this.overdue) {
			fresh.abort();
		}
	}

	private Nursery another() {
		this.open.incrementAndGet();
		Nursery fresh = this.factory.get();
		this.others.add(fresh);
		fresh.start(new Part() {
			@Override
			public void ready() {
				// The group has been so for long.
			}

			@Override
			public void exited(@Nullable Throwable failure) {
				Nurseries.this.others.remove(fresh);
				join(failure);
				leave();
			}
		});
		return fresh;
	}

	/** All actors have ended and no further one comes. Idempotent. */
	void empty() {
		if (this.emptied.compareAndSet(false, true)) {
			leave();
		}
	}

	/** What interrupted the actors is counted from what is suppressed, too. */
	private void join(@Nullable Throwable failure) {
		if (failure != null && !this.cause.compareAndSet(null, failure)) {
			Throwable first = this.cause.get();
			if (first != null) {
				Failures.suppress(first, failure);
			}
		}
	}

	private void leave() {
		if (this.open.decrementAndGet() == 0) {
			Timer.Timeout armed = this.deadline;
			if (armed != null) {
				armed.cancel();
			}
			this.group.exited(this.cause.get());
		}
	}

	/** One of the supervisors, which speaks for the group. */
	private abstract class Part implements Incarnation {

		@Override
		public ProcessId id() {
			return Nurseries.this.group.id();
		}

		@Override
		public CompletionStage<Terminated> ended() {
			return Nurseries.this.group.ended();
		}

		@Override
		public Nursery parent() {
			return Nurseries.this.group.parent();
		}

		@Override
		public @Nullable Throwable previousFailure() {
			return Nurseries.this.group.previousFailure();
		}

	}

}
