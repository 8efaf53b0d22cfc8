package dev.concurrency.worker;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.concurrency.process.Incarnation;
import dev.concurrency.process.IncarnationContext;
import dev.concurrency.process.InstanceSource;
import dev.concurrency.process.InterruptibleSection;
import dev.concurrency.process.ProcessContext;
import dev.concurrency.process.ProcessEnvironment;
import dev.concurrency.process.ProcessRecord;
import dev.concurrency.process.ShutdownHandle;
import dev.concurrency.process.ShutdownSignal;
import dev.concurrency.time.Durations;
import dev.concurrency.time.Timer;

/**
 * One incarnation of a worker. Holds no thread between ticks: the timer hands each tick
 * to the blocking pool.
 * <p>
 * Thread-safe. The {@code turn} says who may go on: {@code WAITING} belongs to whoever
 * takes it by CAS, the due tick or the stop; {@code BUSY} belongs to the thread that took
 * it, which puts it back after the tick or, when a stop was asked for meanwhile, ends the
 * incarnation itself. So the end runs exactly once, never beside a tick, and outranks a
 * tick that is due. The stop request is written before the stop's CAS and read after the
 * tick has put the turn back: one of the two sees the other.
 */
final class TickLoop {

	private static final Logger logger = LoggerFactory.getLogger(PeriodicWorker.class);

	private final AtomicReference<Turn> turn = new AtomicReference<>(Turn.BUSY);

	private final InterruptibleSection section = new InterruptibleSection();

	private final InterruptibleSection initialization = new InterruptibleSection();

	private final ProcessEnvironment environment;

	private final ShutdownSignal.Pair shutdown;

	private final ProcessRecord record;

	private final WorkerLedger ledger;

	private final InstanceSource<PeriodicTask> tasks;

	private final WorkerSettings settings;

	private final Incarnation incarnation;

	private final IncarnationContext context;

	private volatile Timer.@Nullable Timeout timeout;

	private volatile boolean abandoned;

	// The fields below belong to the holder of the turn.

	private @Nullable PeriodicTask task;

	private long number;

	private long due;

	TickLoop(ProcessEnvironment environment, ProcessRecord record, WorkerLedger ledger,
			InstanceSource<PeriodicTask> tasks, WorkerSettings settings, Incarnation incarnation) {
		this.environment = environment;
		this.shutdown = environment.shutdown(record);
		this.record = record;
		this.ledger = ledger;
		this.tasks = tasks;
		this.settings = settings;
		this.incarnation = incarnation;
		this.context = new IncarnationContext(environment, record, incarnation, this.shutdown.signal());
	}

	void start() {
		this.environment.patient().execute(this::open);
	}

	void stop() {
		handle().trigger();
		// Before its first tick there is nothing to finish.
		this.initialization.interrupt();
		if (this.turn.compareAndSet(Turn.WAITING, Turn.BUSY)) {
			this.environment.patient().execute(() -> end(null));
		}
	}

	void abort() {
		stop();
		this.section.abort(this.environment.timer());
	}

	/**
	 * Leaves the incarnation behind: when it comes back it runs its last hook and no
	 * more.
	 */
	String abandon() {
		this.abandoned = true;
		String stack = this.section.stack();
		// A hook that began after the first interrupt has not seen it.
		this.section.interrupt();
		return stack;
	}

	private ShutdownHandle handle() {
		return this.shutdown.handle();
	}

	private boolean isStopping() {
		return this.shutdown.signal().isRequested();
	}

	private void open() {
		if (isStopping()) {
			this.incarnation.exited(null);
			return;
		}
		Throwable failure = guarded(this::initialize);
		if (failure != null) {
			this.incarnation.exited((failure instanceof Exception && isStopping()) ? null : failure);
			return;
		}
		this.incarnation.ready();
		Duration first = this.settings.initialDelay();
		this.due = this.environment.time().nanoTime()
				+ Durations.toNanos((first != null) ? first : this.settings.interval());
		await();
	}

	private void initialize() throws Exception {
		this.initialization.enter();
		try {
			// Looked at inside: a request that comes later interrupts.
			if (!isStopping()) {
				create();
			}
		}
		finally {
			this.initialization.leave();
		}
	}

	private void create() throws Exception {
		PeriodicTask created = this.tasks.create();
		try {
			created.onStart();
		}
		catch (Throwable ex) {
			destroy(created, ex);
			throw ex;
		}
		this.task = created;
	}

	/** After a failed start, which matters more than what the destruction may throw. */
	private void destroy(PeriodicTask created, Throwable failure) {
		// What interrupts the start is not meant for the destruction.
		this.initialization.leave();
		this.section.beginHooks();
		try {
			this.tasks.destroy(created);
		}
		catch (Throwable ex) {
			failure.addSuppressed(ex);
		}
	}

	/** Gives up the turn until the next tick is due, or ends if a stop came meanwhile. */
	private void await() {
		long delay = Math.max(0, this.due - this.environment.time().nanoTime());
		this.ledger.due(this.environment.time().instant().plusNanos(delay));
		// Before the timer is armed: it may be quicker than this thread.
		this.turn.set(Turn.WAITING);
		Timer.Timeout armed = this.environment.timer().schedule(delay, this::due);
		this.timeout = armed;
		if (isStopping()) {
			armed.cancel();
			if (this.turn.compareAndSet(Turn.WAITING, Turn.BUSY)) {
				// This may be the timer's thread, where no hook belongs.
				this.environment.patient().execute(() -> end(null));
			}
		}
	}

	/** On the timer's thread. */
	private void due() {
		if (!this.turn.compareAndSet(Turn.WAITING, Turn.BUSY)) {
			return;
		}
		try {
			this.environment.blocking().execute(this::tick);
		}
		catch (RejectedExecutionException ex) {
			this.ledger.skipped();
			advance(this.environment.time().nanoTime());
			await();
		}
	}

	private void tick() {
		if (isStopping()) {
			end(null);
			return;
		}
		long begun = this.environment.time().nanoTime();
		Duration lag = Duration.ofNanos(Math.max(0, begun - this.due));
		this.ledger.began(lag);
		Instant dueAt = this.environment.time().instant().minus(lag);
		TickContext context = new TickContext(++this.number, dueAt, lag, this.shutdown.signal());
		PeriodicTask current = this.task;
		Throwable failure = (current != null) ? guarded(() -> current.tick(context)) : null;
		if (this.abandoned) {
			end(failure);
			return;
		}
		this.ledger.ended(failure != null);
		this.record.worked(1, Duration.ofNanos(this.environment.time().nanoTime() - begun), failure);
		if (failure instanceof Error || (failure != null && this.settings.onFailure() == WorkerFailureAction.RESTART)) {
			end(failure);
		}
		else if (isStopping()) {
			end(null);
		}
		else {
			advance(begun);
			await();
		}
	}

	/**
	 * From the start of a tick to the start of the next; after an overrun one follows at
	 * once and the interval counts from there.
	 */
	private void advance(long begun) {
		this.due = begun + Durations.toNanos(this.settings.interval());
	}

	private void end(@Nullable Throwable cause) {
		Timer.Timeout pending = this.timeout;
		if (pending != null) {
			// What fires all the same finds the turn taken for ever.
			pending.cancel();
		}
		PeriodicTask current = this.task;
		if (current != null) {
			this.task = null;
			this.section.beginHooks();
			Throwable failure = guarded(current::onStop);
			Throwable undestroyed = guarded(() -> this.tasks.destroy(current));
			logHook(failure);
			logHook(undestroyed);
		}
		this.incarnation.exited(cause);
	}

	private void logHook(@Nullable Throwable failure) {
		if (failure != null) {
			this.record.recordFailure(failure);
			logger.warn("{} failed while it stopped", this.record.ref(), failure);
		}
	}

	/** The one place that calls the user's code. */
	private @Nullable Throwable guarded(Callback callback) {
		ProcessContext before = this.context.enter();
		this.section.enter();
		try {
			callback.call();
			return null;
		}
		catch (Throwable ex) {
			return ex;
		}
		finally {
			this.section.leave();
			IncarnationContext.leave(before);
		}
	}

	/** Code of the user's. */
	@FunctionalInterface
	private interface Callback {

		void call() throws Exception;

	}

	private enum Turn {

		WAITING, BUSY

	}

}
