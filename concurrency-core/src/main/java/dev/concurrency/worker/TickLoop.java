package dev.concurrency.worker;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.concurrency.process.Incarnation;
import dev.concurrency.process.IncarnationContext;
import dev.concurrency.process.InstanceSource;
import dev.concurrency.process.ProcessEnvironment;
import dev.concurrency.process.ProcessRecord;
import dev.concurrency.process.ShutdownSignal;
import dev.concurrency.time.Timer;

/**
 * One incarnation of a worker. Holds no thread between ticks: the timer hands each tick
 * to the pool, or runs it itself if it does not block.
 * <p>
 * Thread-safe. The {@code turn} says who may go on. The id of a {@link Wait} in it
 * belongs to whoever takes it by CAS: the wait itself when it is over, a stop, a trigger,
 * a change of the schedule. None there means that somebody has taken it, who puts a new
 * wait back after the tick, or ends the incarnation. Each wait has an id of its own, so a
 * timeout that fires late, for a wait that is over, takes nothing. So the end runs
 * exactly once and never beside a tick.
 * <p>
 * Whoever wants something writes a request, or says that it is to stop, and then tries to
 * take the turn; whoever puts the turn back then looks for requests: one of the two sees
 * the other. A stop outranks a tick that is due.
 * <p>
 * No field refers to what a frequent tick makes: with ten thousand workers it costs the
 * collector more than the ticks to follow such links from old objects to new ones.
 */
final class TickLoop {

	private static final long NOBODY_WAITS = 0;

	/** A wait no longer than this is not cancelled but left to find nothing to do. */
	private static final long SHORT_NANOS = Duration.ofSeconds(1).toNanos();

	private static final int TRIGGER = 1;

	private static final int RESCHEDULE = 2;

	private static final Logger logger = LoggerFactory.getLogger(PeriodicWorker.class);

	private final AtomicLong turn = new AtomicLong(NOBODY_WAITS);

	private final AtomicInteger requests = new AtomicInteger();

	private final TickRequests ticksAsked;

	private final ProcessEnvironment environment;

	private final ShutdownSignal.Pair shutdown;

	private final ProcessRecord record;

	private final WorkerLedger ledger;

	private final Supplier<WorkerSettings> settings;

	private final Incarnation incarnation;

	private final GuardedTask task;

	// What the shutdown signal says, nearer at hand.
	private volatile boolean stopping;

	private volatile boolean abandoned;

	// Of the latest wait that is not short.
	private volatile @Nullable Armed armed;

	// The fields below belong to the holder of the turn.

	private final Cadence cadence;

	private long waits;

	private boolean arrived;

	private boolean triggered;

	private long number;

	private int failuresInARow;

	TickLoop(ProcessEnvironment environment, ProcessRecord record, WorkerLedger ledger,
			InstanceSource<PeriodicTask> tasks, Supplier<WorkerSettings> settings, Incarnation incarnation) {
		this.environment = environment;
		this.ticksAsked = new TickRequests(environment.completions(), () -> new WorkerClosedException(record.path()));
		this.shutdown = environment.shutdown(record);
		this.record = record;
		this.ledger = ledger;
		this.settings = settings;
		this.incarnation = incarnation;
		this.task = new GuardedTask(environment, record, ledger, tasks,
				new IncarnationContext(environment, record, incarnation, this.shutdown.signal()));
		this.cadence = new Cadence(environment.time(), () -> ThreadLocalRandom.current().nextDouble());
	}

	void start() {
		this.environment.patient().execute(this::open);
	}

	void stop() {
		this.stopping = true;
		this.shutdown.handle().trigger();
		// Before its first tick there is nothing to finish.
		this.task.interruptStart();
		attend();
	}

	void abort() {
		stop();
		this.task.abort();
	}

	/**
	 * Leaves the incarnation behind: when it comes back it runs its last hook and no
	 * more.
	 */
	String abandon() {
		this.abandoned = true;
		this.ticksAsked.close();
		return this.task.abandon();
	}

	/** Ticks at once, or once more as soon as the current tick is over. */
	void trigger() {
		request(TRIGGER);
	}

	/** The same for who wants to know how that tick ends. */
	CompletionStage<LastTick> runOnce() {
		CompletionStage<LastTick> stage = this.ticksAsked.add();
		attend();
		return stage;
	}

	/** Counts anew from now, with the settings of now; or not at all during a pause. */
	void reschedule() {
		request(RESCHEDULE);
	}

	private void request(int what) {
		this.requests.getAndUpdate((before) -> before | what);
		attend();
	}

	private boolean isStopping() {
		return this.stopping;
	}

	private void open() {
		if (isStopping()) {
			this.ticksAsked.close();
			this.incarnation.exited(null);
			return;
		}
		Throwable failure = this.task.start(this::isStopping);
		if (failure != null) {
			this.ticksAsked.close();
			this.incarnation.exited((failure instanceof Exception && isStopping()) ? null : failure);
			return;
		}
		this.ledger.opened();
		this.incarnation.ready();
		if (planned(() -> this.cadence.first(settings()))) {
			await();
		}
	}

	private WorkerSettings settings() {
		return this.settings.get();
	}

	/** Asks the schedule; a calendar is the user's code and may fail. */
	private boolean planned(Runnable question) {
		try {
			question.run();
			return true;
		}
		catch (RuntimeException | Error ex) {
			endOnPool(ex);
			return false;
		}
	}

	/** Gives up the turn until the next tick is due, or serves what was requested. */
	private void await() {
		boolean paused = this.record.isPaused();
		long delay = paused ? Long.MAX_VALUE : this.cadence.delay();
		if (paused) {
			this.ledger.noneDue();
		}
		else {
			this.cadence.tell(this.ledger);
		}
		long id = ++this.waits;
		// Before the timer is armed: it may be quicker than this thread.
		this.turn.set(id);
		if (delay != Long.MAX_VALUE) {
			arm(id, delay);
		}
		if (isStopping() || this.requests.get() != 0 || !this.ticksAsked.isEmpty()) {
			attend();
		}
	}

	/**
	 * Who takes the turn may do so before the timeout is known, and then finds nothing to
	 * cancel: in that case it is done here.
	 */
	private void arm(long id, long delay) {
		Timer.Timeout timeout = this.environment.timer().schedule(delay, new Wait(id));
		if (delay > SHORT_NANOS) {
			this.armed = new Armed(id, timeout);
			if (this.turn.get() != id) {
				timeout.cancel();
			}
		}
	}

	/** Takes the turn if nobody has it, and serves what was requested. */
	private void attend() {
		long id = this.turn.get();
		if (id != NOBODY_WAITS && this.turn.compareAndSet(id, NOBODY_WAITS)) {
			cancel(id);
			serve();
		}
	}

	private void cancel(long id) {
		Armed current = this.armed;
		if (current != null && current.id == id) {
			current.timeout.cancel();
		}
	}

	private void serve() {
		if (isStopping()) {
			endOnPool(null);
			return;
		}
		int asked = this.requests.getAndSet(0);
		boolean told = this.ticksAsked.serve();
		if ((asked & RESCHEDULE) != 0 && !planned(() -> this.cadence.again(settings()))) {
			return;
		}
		if (told || (asked & TRIGGER) != 0) {
			this.triggered = true;
			dispatch();
		}
		else {
			await();
		}
	}

	private void dispatch() {
		if (settings().nonBlocking()) {
			this.environment.timer().schedule(0, this::tick);
		}
		else {
			this.environment.ticks().execute(this::tick);
		}
	}

	/** On the timer's thread. */
	private void due() {
		WorkerSettings now = settings();
		if (!planned(() -> this.arrived = this.cadence.isDue(now))) {
			return;
		}
		if (!this.arrived) {
			await();
		}
		else if (now.nonBlocking()) {
			tick();
		}
		else {
			this.environment.ticks().execute(this::tick);
		}
	}

	private void tick() {
		WorkerSettings now = settings();
		if (isStopping()) {
			endHere(now, null);
			return;
		}
		boolean beside = this.triggered;
		this.triggered = false;
		long begun = this.environment.time().nanoTime();
		long lag = beside ? 0 : this.cadence.lag(begun);
		this.ledger.began(lag);
		TickContext context = new TickContext(this.number + 1, this.cadence.due(begun, lag, beside),
				Duration.ofNanos(lag), this.shutdown.signal());
		GuardedTask.Result result = this.task.tick(context, now);
		if (this.abandoned) {
			endHere(now, result.failure());
			return;
		}
		long took = this.environment.time().nanoTime() - begun;
		this.ledger.ended(context.due(), lag, took, result.outcome());
		count(result, took);
		this.ticksAsked.tell(() -> new LastTick(context.due(), context.lag(), Duration.ofNanos(took), result.outcome()),
				result.failure());
		goOn(now, result, begun, beside);
	}

	private void count(GuardedTask.Result result, long took) {
		Throwable failure = result.failure();
		if (result.outcome() != TickOutcome.LOCKED) {
			this.number++;
			this.failuresInARow = (failure != null) ? this.failuresInARow + 1 : 0;
			this.record.worked(1, Duration.ofNanos(took), failure);
		}
	}

	private void goOn(WorkerSettings now, GuardedTask.Result result, long begun, boolean beside) {
		Throwable failure = result.failure();
		if (failure instanceof Error || (failure != null && now.onFailure() == WorkerFailureAction.RESTART)) {
			endHere(now, failure);
		}
		else if (isStopping()) {
			endHere(now, null);
		}
		else if (planned(() -> this.ledger.skipped(this.cadence.follow(settings(), begun, beside, backoff(now))))) {
			await();
		}
	}

	private long backoff(WorkerSettings now) {
		boolean wait = this.failuresInARow > 0 && now.onFailure() == WorkerFailureAction.BACKOFF;
		return wait ? now.backoff().delayNanos(this.failuresInARow, ThreadLocalRandom.current().nextDouble()) : 0;
	}

	/** After a tick its thread is at hand, unless that is the timer's. */
	private void endHere(WorkerSettings now, @Nullable Throwable cause) {
		if (now.nonBlocking()) {
			endOnPool(cause);
		}
		else {
			end(cause);
		}
	}

	/** This may be the timer's thread, where no hook belongs. */
	private void endOnPool(@Nullable Throwable cause) {
		this.environment.patient().execute(() -> end(cause));
	}

	private void end(@Nullable Throwable cause) {
		this.ticksAsked.close();
		this.task.stop().forEach((failure) -> {
			this.record.recordFailure(failure);
			logger.warn("{} failed while it stopped", this.record.ref(), failure);
		});
		this.incarnation.exited(cause);
	}

	/** A wait that can be cancelled. */
	private record Armed(long id, Timer.Timeout timeout) {
	}

	/** Until the next tick is due, or the calendar is to be looked at. */
	private final class Wait implements Runnable {

		private final long id;

		Wait(long id) {
			this.id = id;
		}

		/** On the timer's thread. */
		@Override
		public void run() {
			if (TickLoop.this.turn.compareAndSet(this.id, NOBODY_WAITS)) {
				due();
			}
		}

	}

}
