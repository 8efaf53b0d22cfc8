package dev.concurrency.worker;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.concurrency.process.Failures;
import dev.concurrency.process.Incarnation;
import dev.concurrency.process.InstanceSource;
import dev.concurrency.process.LiveSettings;
import dev.concurrency.process.ProcessEnvironment;
import dev.concurrency.process.ProcessRecord;
import dev.concurrency.process.ShutdownHandle;
import dev.concurrency.process.ShutdownSignal;
import dev.concurrency.time.wheel.Lap;
import dev.concurrency.time.wheel.LapTask;

/**
 * One incarnation of a worker. Holds no thread between ticks: the timer hands each tick
 * to the pool, or runs it itself if it does not block.
 * <p>
 * Thread-safe: whoever has the turn goes on, see {@link TickTurn}. A stop outranks a tick
 * that is due.
 */
final class TickLoop extends PlainTicks {

	private static final Logger logger = LoggerFactory.getLogger(PeriodicWorker.class);

	private final WorkerLedger ledger;

	private final ShutdownSignal shutdown;

	private final TickRequests ticksAsked;

	private final ShutdownHandle shutdownHandle;

	private final ProcessRecord record;

	private final LiveSettings<WorkerSettings> settings;

	private final Incarnation incarnation;

	private volatile boolean abandoned;

	// The fields below belong to the holder of the turn.

	private boolean triggered;

	// Whether somebody waits for the end of the next tick.
	private boolean asked;

	private boolean paused;

	private long number;

	private int failuresInARow;

	TickLoop(ProcessEnvironment environment, ProcessRecord record, WorkerLedger ledger,
			InstanceSource<PeriodicTask> tasks, LiveSettings<WorkerSettings> settings, Incarnation incarnation) {
		this(environment, record, ledger, tasks, settings, incarnation, environment.shutdown(record));
	}

	private TickLoop(ProcessEnvironment environment, ProcessRecord record, WorkerLedger ledger,
			InstanceSource<PeriodicTask> tasks, LiveSettings<WorkerSettings> settings, Incarnation incarnation,
			ShutdownSignal.Pair pair) {
		super(environment, record, ledger, tasks, incarnation, pair.signal(), settings.get());
		this.ticksAsked = new TickRequests(environment.completions(), () -> new WorkerClosedException(record.path()));
		this.shutdown = pair.signal();
		this.shutdownHandle = pair.handle();
		this.record = record;
		this.ledger = ledger;
		this.settings = settings;
		this.incarnation = incarnation;
	}

	void start() {
		this.environment.patient().execute(this::open);
	}

	void stop() {
		requestStop();
		this.shutdownHandle.trigger();
		// Before its first tick there is nothing to finish.
		this.task.interruptStart();
		attend();
	}

	void abort() {
		stop();
		abortTask();
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

	/** As {@link #trigger} does, for who wants to know how that tick ends. */
	CompletionStage<LastTick> runOnce() {
		CompletionStage<LastTick> stage = this.ticksAsked.add();
		request(RUN_ONCE);
		return stage;
	}

	private void open() {
		if (isStopping()) {
			this.ticksAsked.close();
			this.incarnation.exited(null);
			return;
		}
		Throwable failure = startTask();
		if (failure != null) {
			this.ticksAsked.close();
			this.incarnation.exited((failure instanceof Exception && isStopping()) ? null : failure);
			return;
		}
		this.incarnation.ready();
		this.paused = this.record.isPaused();
		if (planned(() -> first(learned()))) {
			await();
		}
	}

	private WorkerSettings settings() {
		return this.settings.get();
	}

	/** The settings of now, and what each tick needs of them nearer at hand. */
	private WorkerSettings learned() {
		WorkerSettings now = settings();
		learn(now);
		return now;
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
		Lap lap = new Lap();
		lap.end(this.environment.time());
		await(lap);
	}

	private void await(Lap lap) {
		long delay = this.paused ? Long.MAX_VALUE : delay(lap.now(this.environment.time()));
		if (this.paused) {
			this.ledger.noneDue();
		}
		else {
			tell(this.ledger);
		}
		pass(lap, delay);
	}

	@Override
	void serve() {
		if (isStopping()) {
			endOnPool(null);
			return;
		}
		int requested = takeRequests();
		if ((requested & RUN_ONCE) != 0 && this.ticksAsked.serve()) {
			this.asked = true;
		}
		boolean anew = (requested & RESCHEDULE) != 0 || ((requested & SETTLE) != 0 && !isOn(learned()));
		if (anew && !rescheduled()) {
			return;
		}
		if (this.asked || (requested & TRIGGER) != 0) {
			this.triggered = true;
			dispatch();
		}
		else {
			await();
		}
	}

	private boolean rescheduled() {
		this.paused = this.record.isPaused();
		return planned(() -> again(learned()));
	}

	private void dispatch() {
		if (this.crew == null) {
			this.environment.timer().schedule(0, this::tickAlone);
		}
		else {
			this.crew.execute(this::tickAlone);
		}
	}

	private void tickAlone() {
		// It may have waited for its thread while they were changed.
		learned();
		try (Lap lap = new Lap()) {
			tick(lap);
		}
	}

	/**
	 * What was requested before comes first: a tick that has overrun may find the next
	 * one due, and a pause to be served.
	 */
	@Override
	void over(Lap lap) {
		if (isRequested()) {
			lap.forget();
			serve();
		}
		else {
			due(lap);
		}
	}

	private void due(Lap lap) {
		forgetBeforeCalendar(lap);
		boolean arrived;
		try {
			arrived = isDue();
		}
		catch (RuntimeException | Error ex) {
			endOnPool(ex);
			return;
		}
		if (arrived) {
			tick(lap);
		}
		else {
			await();
		}
	}

	/** See {@link LapTask}. */
	@Override
	public long prefetch(int depth) {
		return switch (depth) {
			case 0 -> prefetch() + this.number + ((this.shutdown != null) ? 1 : 0);
			default -> this.ledger.prefetch() + prefetchTask();
		};
	}

	private void tick(Lap lap) {
		this.ledger.noneDue();
		if (isStopping()) {
			endHere(null, lap);
			return;
		}
		boolean beside = this.triggered;
		this.triggered = false;
		long begun = lap.begin(this.environment.time());
		long lag = beside ? 0 : lag(begun);
		this.ledger.began(lag);
		TickContext context = context(this.number + 1, begun, lag, beside, this.shutdown);
		GuardedTask.Result result = ticked(context, lap);
		if (this.abandoned) {
			endHere(result.failure(), lap);
			return;
		}
		long ended = lap.end(this.environment.time());
		long took = ended - begun;
		this.ledger.ended(context, took, result.outcome());
		count(result, took, lap);
		if (this.asked) {
			this.asked = false;
			this.ticksAsked.tell(
					() -> new LastTick(context.due(), context.lag(), Duration.ofNanos(took), result.outcome()),
					result.failure());
		}
		if (!isOver(result.failure(), lap) && followed(begun, ended, beside, lap)) {
			await(lap);
		}
	}

	private GuardedTask.Result ticked(TickContext context, Lap lap) {
		if (isPlain()) {
			return tickPlainly(context, lap);
		}
		lap.close();
		return this.task.tick(context, settings());
	}

	private void count(GuardedTask.Result result, long took, Lap lap) {
		Throwable failure = result.failure();
		if (result.outcome() != TickOutcome.LOCKED) {
			this.number++;
			this.failuresInARow = (failure != null) ? this.failuresInARow + 1 : 0;
			if (failure != null || this.environment.listener().wantsWork()) {
				this.record.worked(1, Duration.ofNanos(took), failure);
				// Whoever listens may have taken a while.
				lap.end(this.environment.time());
			}
		}
	}

	/** Ends the incarnation if no tick follows this one. */
	private boolean isOver(@Nullable Throwable failure, Lap lap) {
		if (failure != null && settings().isEndedBy(failure)) {
			endHere(failure, lap);
			return true;
		}
		if (isStopping()) {
			endHere(null, lap);
			return true;
		}
		return false;
	}

	private boolean followed(long begun, long ended, boolean beside, Lap lap) {
		forgetBeforeCalendar(lap);
		try {
			long missed = follow(begun, ended, beside, backoff());
			// What a pause leaves out no tick was too long for.
			this.ledger.skipped(this.paused ? 0 : missed);
			return true;
		}
		catch (RuntimeException | Error ex) {
			endOnPool(ex);
			return false;
		}
	}

	/** It is the user's code, and may take a while. */
	private void forgetBeforeCalendar(Lap lap) {
		if (isCalendar()) {
			lap.forget();
		}
	}

	private long backoff() {
		return (this.failuresInARow > 0)
				? settings().waitAfter(this.failuresInARow, ThreadLocalRandom.current().nextDouble()) : 0;
	}

	/** After a tick its thread is at hand, unless that is the timer's. */
	private void endHere(@Nullable Throwable cause, Lap lap) {
		lap.close();
		if (this.crew == null) {
			endOnPool(cause);
		}
		else {
			end(cause);
		}
	}

	/** This may be the timer's thread, where no hook belongs. */
	private void endOnPool(@Nullable Throwable cause) {
		// Now: the pool may be a while.
		this.ledger.noneDue();
		this.environment.patient().execute(() -> end(cause));
	}

	private void end(@Nullable Throwable cause) {
		this.ticksAsked.close();
		stopTask().forEach((failure) -> {
			this.record.recordFailure(failure);
			logger.warn("{} failed while it stopped", this.record.ref(), Failures.loggable(failure));
		});
		this.incarnation.exited(cause);
	}

}
