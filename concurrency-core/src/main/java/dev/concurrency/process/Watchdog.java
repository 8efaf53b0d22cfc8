package dev.concurrency.process;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.concurrency.time.TimeSource;
import dev.concurrency.time.Timer;

/**
 * Tells who stays in one call of the user's code for too long: in the log with the stack
 * of the thread, once and then whenever it has taken twice as long, in the snapshot of
 * the process, and as an event. Thread-safe.
 * <p>
 * It looks at threads and not at processes, of which there may be a million. A shared
 * thread says whose turn it has, and that turn which message, anyway; so a message costs
 * nothing. Any other thread takes a {@link Seat} for a batch, a task or a turn, or for
 * many short ticks, and shows a {@link CallRow} there. A call is the same if two looks
 * find the same object, or one that is equal. What passes between two looks counts as one
 * and a half periods at most: while the whole JVM stood still nobody was called.
 * <p>
 * While nobody is in a call it sleeps. A thread first shows its call and then looks
 * whether the watchdog is awake. When a look finds nobody the watchdog dozes: its next
 * look comes as ever, a while later, when every such write of a thread that still took it
 * for awake has long been visible; if that finds nobody either, and nobody has woken it
 * meanwhile, it sleeps until somebody does. So there is one look at most to come, however
 * many short calls there are.
 */
public final class Watchdog {

	private static final Logger logger = LoggerFactory.getLogger(Watchdog.class);

	private final AtomicReference<State> state = new AtomicReference<>(State.ASLEEP);

	private final List<SharedPool> pools = new CopyOnWriteArrayList<>();

	private final Seats seats = new Seats();

	private final Repeats failures;

	private final TimeSource time;

	private final Timer timer;

	private final WatchdogSettings settings;

	private final long period;

	// Of the looks, which come one at a time.
	private volatile long last;

	/**
	 * A watchdog that sleeps.
	 * @param time says how long calls take
	 * @param timer wakes it; not the one whose thread it looks at
	 * @param settings how long they may
	 */
	public Watchdog(TimeSource time, Timer timer, WatchdogSettings settings) {
		this.time = time;
		this.timer = timer;
		this.settings = settings;
		this.period = settings.periodNanos();
		this.failures = new Repeats(time);
	}

	/**
	 * Whose thread tells listeners of calls that take too long.
	 * @return the watchdog's timer
	 */
	public Timer timer() {
		return this.timer;
	}

	/**
	 * Looks at the threads of a pool too.
	 * @param pool its threads
	 */
	public void watch(SharedPool pool) {
		pool.watchedBy(this);
		this.pools.add(pool);
	}

	/**
	 * The current thread is about to call the user's code.
	 * @param callee whose
	 * @param shared whether others wait for the thread
	 * @return to be left when the call is over
	 */
	public Seat enter(Callee callee, boolean shared) {
		if (!this.settings.enabled()) {
			return Seat.NONE;
		}
		return seat(CallRow.of(Thread.currentThread(), callee, shared));
	}

	private Seat seat(CallRow row) {
		Seat seat = this.seats.take(row);
		stir();
		return seat;
	}

	/**
	 * The current thread is about to make a call that may be interrupted, whether anybody
	 * looks at calls or not, and others after it.
	 * @param shared as above
	 * @return where it shows them, to be ended when it does anything else; null if it has
	 * no place for that
	 */
	public @Nullable CallRow row(boolean shared) {
		Thread thread = Thread.currentThread();
		if (thread instanceof SharedThread) {
			// It has a context of its own.
			return null;
		}
		CallRow row = CallRow.open(thread, shared);
		Seat seat = seat(row);
		if (seat == Seat.NONE) {
			return null;
		}
		row.begin(seat);
		return row;
	}

	/**
	 * Whether it is this watchdog that looks at a row.
	 * @param row of the current thread
	 * @param shared as above
	 * @return true if the next call can be shown there
	 */
	public boolean looksAt(CallRow row, boolean shared) {
		return row.isAt(this.seats, shared);
	}

	/**
	 * Interrupts a call that may be interrupted, and nothing that its thread does
	 * afterwards.
	 * @param callee whose code is called
	 * @return false if it is not
	 */
	public boolean interrupt(Callee callee) {
		return this.seats.interrupt(callee);
	}

	/**
	 * Where a call is, whether it may be interrupted or not.
	 * @param callee whose code is called
	 * @return the frames of its thread, one a line; null if there is none
	 */
	public @Nullable String stack(Callee callee) {
		return this.seats.stack(callee);
	}

	/**
	 * Looks at what an executor runs, where that is a {@link Callee}.
	 * @param executor runs it
	 * @param shared whether others wait for its threads
	 * @return hands everything to that executor
	 */
	public Executor watching(Executor executor, boolean shared) {
		return (work) -> executor.execute((work instanceof Callee callee) ? () -> run(work, callee, shared) : work);
	}

	private void run(Runnable work, Callee callee, boolean shared) {
		Seat seat = enter(callee, shared);
		try {
			work.run();
		}
		finally {
			seat.leave();
		}
	}

	/** Somebody may be in a call now. */
	void stir() {
		if (this.state.get() != State.AWAKE && this.settings.enabled()
				&& this.state.getAndSet(State.AWAKE) == State.ASLEEP) {
			this.last = this.time.nanoTime();
			schedule();
		}
	}

	private void schedule() {
		try {
			this.timer.schedule(this.period, this::sample);
		}
		catch (RejectedExecutionException ex) {
			// The runtime is closed, and nobody need try again.
			this.state.set(State.AWAKE);
		}
		catch (OutOfMemoryError ex) {
			// There is no thread for the timer. Who comes next tries again.
			this.state.set(State.ASLEEP);
			Repeats.Line line = this.failures.next(ex.toString());
			if (line != null) {
				logger.warn("Nobody looks whose call takes long, for now ({}): {}", line.times(), Failures.text(ex));
			}
		}
	}

	private void sample() {
		long now = this.time.nanoTime();
		long elapsed = Math.min(now - this.last, this.period + this.period / 2);
		this.last = now;
		if (look(elapsed)) {
			this.state.set(State.AWAKE);
		}
		else if (this.state.compareAndSet(State.DOZING, State.ASLEEP)) {
			return;
		}
		else {
			this.state.set(State.DOZING);
		}
		schedule();
	}

	/** Answers whether anybody is in a call. */
	private boolean look(long elapsed) {
		Sighting.Look look = new Sighting.Look(elapsed, this.settings);
		boolean any = false;
		try {
			for (SharedPool pool : this.pools) {
				any |= pool.look(look);
			}
			any |= this.seats.look(look);
		}
		catch (Throwable ex) {
			// A path may hold a key of the user's.
			logger.warn("Could not look whose call takes long", Failures.loggable(ex));
			any = true;
		}
		return any;
	}

	private enum State {

		/** No look is to come. */
		ASLEEP,

		/** The last look found nobody, and nobody has come since. */
		DOZING,

		/** A look is to come, and somebody may have come since the last one. */
		AWAKE

	}

}
