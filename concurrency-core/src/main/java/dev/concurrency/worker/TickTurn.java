package dev.concurrency.worker;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.ProcessEnvironment;
import dev.concurrency.time.Timer;
import dev.concurrency.time.wheel.Lap;
import dev.concurrency.time.wheel.LapTask;
import dev.concurrency.time.wheel.WheelTimer;

/**
 * Who may go on with one incarnation of a worker. Thread-safe.
 * <p>
 * The id of a wait in {@code turn} belongs to whoever takes it by CAS: the tick itself
 * when its wait is over, a stop, a trigger, a change of the schedule. None there means
 * that somebody has taken it, who passes the turn to a new wait after the tick, or ends
 * the incarnation. Each wait has an id of its own, so a timeout that fires late, for a
 * wait that is over, takes nothing. So the end runs exactly once and never beside a tick.
 * <p>
 * Whoever wants something writes a request, or says that it is to stop, and then tries to
 * take the turn; whoever passes it on then looks for requests: all four are volatile, so
 * one of the two sees the other.
 * <p>
 * While a tick on the timer's thread waits a {@link WheelTimer} holds this object itself,
 * once at a time, and {@code waiting} says for which wait. The holder of the turn writes
 * that before it passes the turn; whom the timer calls reads it and then clears it. So
 * whoever has taken the turn early finds that the object still waits, and has a
 * {@link NextTick} wait in its place.
 * <p>
 * No field refers to what a frequent tick makes, and nothing is made for its wait: with
 * ten thousand workers it costs the collector more than the ticks to follow such links
 * from old objects to new ones. And what each tick looks at is a field of the loop, here
 * and in the classes above and below this one, rather than an object of its own: so many
 * workers do not fit into a cache, and a tick takes as long as its memory.
 */
abstract class TickTurn extends Cadence {

	static final int TRIGGER = 1;

	static final int RESCHEDULE = 2;

	static final int RUN_ONCE = 4;

	static final int SETTLE = 8;

	/** In place of the id of a wait: somebody has the turn. */
	private static final long TAKEN = 0;

	/** In place of the id of a wait, and of no turn either. */
	private static final long NONE = -1;

	/** A wait no longer than this is not cancelled but left to find nothing to do. */
	private static final long SHORT_NANOS = Duration.ofSeconds(1).toNanos();

	private static final VarHandle TURN;

	private static final VarHandle REQUESTS;

	private static final VarHandle WAITING;

	static {
		try {
			MethodHandles.Lookup lookup = MethodHandles.lookup();
			TURN = lookup.findVarHandle(TickTurn.class, "turn", long.class);
			REQUESTS = lookup.findVarHandle(TickTurn.class, "requests", int.class);
			WAITING = lookup.findVarHandle(TickTurn.class, "waiting", long.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	final ProcessEnvironment environment;

	/** Null if ticks run on the timer's thread. */
	final Timer.@Nullable Crew crew;

	// Whether the timer may hold this object itself. A timer of the user's own may run
	// what it was given twice, or know what it holds by the object.
	private final boolean holdable;

	private volatile long turn = TAKEN;

	private volatile int requests;

	private volatile boolean stopping;

	// For which wait the timer holds this object itself, NONE if it does not.
	private volatile long waiting = NONE;

	// The holder's.
	private long waits;

	private final LongWait longWait = new LongWait();

	TickTurn(ProcessEnvironment environment, WorkerSettings initial) {
		super(environment.time(), () -> ThreadLocalRandom.current().nextDouble(), initial);
		this.environment = environment;
		this.crew = initial.nonBlocking() ? null : environment.ticks();
		this.holdable = initial.nonBlocking() && environment.timer() instanceof WheelTimer;
	}

	/** What nobody has to wait for; of who has the turn. */
	abstract void serve();

	/** A wait is over, and the turn taken. Where ticks run. */
	abstract void over(Lap lap);

	/** To be attended to at once, or as soon as the tick that runs is over. */
	final void request(int what) {
		int unused = (int) REQUESTS.getAndBitwiseOr(this, what);
		attend();
	}

	/** Ticks at once, or once more as soon as the current tick is over. */
	final void trigger() {
		request(TRIGGER);
	}

	/** Counts anew from now, with the settings of now; or not at all during a pause. */
	final void reschedule() {
		request(RESCHEDULE);
	}

	/** Counts by the settings of now: anew if they have another schedule. */
	final void settle() {
		request(SETTLE);
	}

	/** No tick begins any more. To be attended to. */
	final void requestStop() {
		this.stopping = true;
	}

	/** Takes the turn if nobody has it, and serves what was requested. */
	final void attend() {
		long id = this.turn;
		if (id != TAKEN && TURN.compareAndSet(this, id, TAKEN)) {
			this.longWait.over(id);
			serve();
		}
	}

	final boolean isStopping() {
		return this.stopping;
	}

	final boolean isRequested() {
		return this.requests != 0;
	}

	/** What was requested so far. */
	final int takeRequests() {
		return (int) REQUESTS.getAndSet(this, 0);
	}

	/** The wait of the timer's that needs no object of its own is over. */
	@Override
	public final void run(Lap lap) {
		long id = this.waiting;
		// From now on the timer may have it for another one.
		WAITING.setRelease(this, NONE);
		over(id, lap);
	}

	/** A wait is over, unless it was so before. */
	final void over(long id, Lap lap) {
		if (TURN.compareAndSet(this, id, TAKEN)) {
			over(lap);
		}
	}

	/**
	 * Gives up the turn until the next tick is due, or serves what was requested.
	 * @param lap since when to wait
	 * @param delay in nanoseconds, {@link Long#MAX_VALUE} for ever
	 */
	final void pass(Lap lap, long delay) {
		long id = ++this.waits;
		boolean itself = this.holdable && delay <= SHORT_NANOS && this.waiting == NONE;
		if (itself) {
			WAITING.set(this, id);
		}
		// Before the timer is armed: it may be quicker than this thread.
		this.turn = id;
		if (delay != Long.MAX_VALUE) {
			arm(id, itself, lap, delay);
		}
		if (isStopping() || isRequested()) {
			lap.forget();
			attend();
		}
	}

	/**
	 * Who takes the turn may do so before the timeout is known, and then finds nothing to
	 * cancel: in that case it is done here.
	 */
	private void arm(long id, boolean itself, Lap lap, long delay) {
		Timer timer = this.environment.timer();
		try {
			if (delay <= SHORT_NANOS) {
				WheelTimer.post(timer, lap, delay, itself ? this : new NextTick(this, id), this.crew);
				return;
			}
			Timer.Timeout timeout = WheelTimer.schedule(timer, lap, delay, new NextTick(this, id), this.crew);
			this.longWait.armed(id, timeout);
			if (this.turn != id) {
				timeout.cancel();
			}
		}
		catch (RejectedExecutionException ex) {
			// Whoever has taken it meanwhile has ended all, the timer too.
			if (this.turn == id) {
				throw ex;
			}
		}
	}

	/** See {@link LapTask}. */
	@Override
	long prefetch() {
		return super.prefetch() + this.requests + ((this.crew != null) ? 1 : 0);
	}

}
