package dev.concurrency.sink;

import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import dev.concurrency.process.InterruptibleSection;
import dev.concurrency.process.ShutdownSignal;
import dev.concurrency.process.Supervisable;
import dev.concurrency.queue.BoundedQueue;
import dev.concurrency.queue.Mark;
import dev.concurrency.time.Durations;
import dev.concurrency.time.TimeSource;

/**
 * One incarnation of one lane of a sink: opens the drain, passes it batches until the
 * sink is stopped and everything is written, closes it. {@link #step()} is the work apart
 * from the thread, so that a test can drive it.
 * <p>
 * Not thread-safe but for {@link #abort()} and {@link #suspend()}.
 *
 * @param <T> the type of an item
 */
final class DrainLoop<T> implements Supervisable, Supervisable.Run {

	/** Answer of {@link #step()}: call it again at once. */
	static final long AGAIN = 0;

	/** Answer of {@link #step()}: everything is written. */
	static final long DONE = -1;

	private final String name;

	private final TimeSource time;

	private final BoundedQueue<?> queue;

	private final Backlog<T> backlog;

	private final Object turn;

	private final FlushBarriers barriers;

	private final GuardedDrain<T> drain;

	private final Supplier<SinkSettings> settings;

	private final BooleanSupplier paused;

	private final Attempts attempts = new Attempts();

	private final Pace pace;

	private final InterruptibleSection initialization = new InterruptibleSection();

	private final InterruptibleSection section = new InterruptibleSection();

	private volatile ShutdownSignal shutdown = ShutdownSignal.never();

	private boolean lingering;

	private long lingerSince;

	private Pace.Wait wait = Pace.Wait.until(0);

	private volatile boolean aborted;

	private volatile boolean suspended;

	DrainLoop(String name, TimeSource time, BoundedQueue<?> queue, Backlog<T> backlog, Object turn,
			FlushBarriers barriers, GuardedDrain<T> drain, Supplier<SinkSettings> settings, BooleanSupplier paused) {
		this.name = name;
		this.time = time;
		this.queue = queue;
		this.backlog = backlog;
		this.turn = turn;
		this.barriers = barriers;
		this.drain = drain;
		this.settings = settings;
		this.paused = paused;
		this.pace = new Pace(queue.capacity());
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public Supervisable.Run initialize(ShutdownSignal signal) throws Exception {
		this.shutdown = signal;
		this.initialization.enter();
		try {
			// Looked at inside: a request that comes later interrupts.
			if (isNeedless()) {
				return DrainLoop::nothing;
			}
			this.drain.open();
			return this;
		}
		catch (Exception ex) {
			// The interrupt may come back in many forms.
			if (isNeedless()) {
				this.drain.notNeeded(ex);
				return DrainLoop::nothing;
			}
			throw ex;
		}
		finally {
			this.initialization.leave();
		}
	}

	private static void nothing() {
		// There is nothing to write.
	}

	/** Ends an initialization for which there is no work. */
	void interruptNeedlessInitialization() {
		if (isNeedless()) {
			this.initialization.interrupt();
		}
	}

	/** Whether the incarnation is to end and nothing waits for it. */
	private boolean isNeedless() {
		return this.suspended || (this.shutdown.isRequested() && this.backlog.isEmpty());
	}

	@Override
	public void run() throws Exception {
		try {
			for (long wait = step(); wait != DONE; wait = step()) {
				if (wait != AGAIN) {
					this.queue.awaitQueued(this.wait.queued(), this.wait.refused(), this.time::park, wait);
				}
			}
		}
		finally {
			// The interrupt was meant for the batch; the hook has its own time.
			boolean interrupted = this.section.beginHooks();
			this.drain.close();
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	/** Where the thread of the incarnation is from beginning to end. */
	InterruptibleSection section() {
		return this.section;
	}

	/** Ends the loop before its next batch, as a failure. */
	void abort() {
		this.aborted = true;
	}

	/** Ends the loop before its next batch: another incarnation goes on. */
	void suspend() {
		this.suspended = true;
	}

	/** Takes a suspension back that the loop has not seen: a stop wants all written. */
	void resume() {
		this.suspended = false;
	}

	boolean isSuspended() {
		return this.suspended;
	}

	/**
	 * Does what is due.
	 * @return {@link #DONE}, {@link #AGAIN} or how long to wait in nanoseconds
	 * @throws Exception if the incarnation failed or was aborted
	 */
	long step() throws Exception {
		if (this.aborted || Thread.interrupted()) {
			throw new InterruptedException(this.aborted ? "aborted" : "interrupted although nobody asked it to stop");
		}
		if (this.suspended) {
			return DONE;
		}
		// Read before the size: once the signal is given nothing more is accepted.
		boolean stopping = this.shutdown.isRequested();
		if (this.paused.getAsBoolean() && !stopping) {
			return pause(Pace.Wait.until(Long.MAX_VALUE));
		}
		SinkSettings now = this.settings.get();
		List<T> batch = this.backlog.current(this.turn);
		if (batch != null) {
			long left = this.attempts.left(this.time.nanoTime());
			return (left > 0) ? pause(Pace.Wait.until(left)) : write(batch, now);
		}
		if (this.barriers.isReached(this.queue::drained)) {
			flush(now);
			return AGAIN;
		}
		return collect(stopping, now);
	}

	private long pause(Pace.Wait next) {
		this.wait = next;
		return next.nanos();
	}

	private long collect(boolean stopping, SinkSettings now) throws Exception {
		int queued = this.queue.size();
		if (queued == 0) {
			this.lingering = false;
			return stopping ? DONE : pause(this.pace.whenEmpty(Durations.toNanos(now.linger())));
		}
		long at = this.time.nanoTime();
		this.backlog.age(at);
		boolean due = stopping || queued >= now.batchSize() || this.barriers.isWaiting() || this.queue.hasRefused();
		long linger = due ? 0 : lingerLeft(at, now);
		if (linger > 0) {
			return pause(this.pace.whenIncomplete(linger, now.batchSize(), queued));
		}
		this.lingering = false;
		// Before the batch is taken: who is refused later is not helped by it.
		this.queue.forgetRefusals();
		List<T> batch = this.backlog.take(this.turn, now.batchSize());
		if (batch == null) {
			return AGAIN;
		}
		this.pace.took(batch.size() >= now.batchSize());
		return write(batch, now);
	}

	private long lingerLeft(long at, SinkSettings now) {
		if (!this.lingering) {
			this.lingering = true;
			this.lingerSince = at;
		}
		return Durations.toNanos(now.linger()) - (at - this.lingerSince);
	}

	private long write(List<T> batch, SinkSettings now) throws Exception {
		Throwable failure = this.drain.drain(batch, now.drainTimeout());
		this.backlog.requireOwner(this.turn);
		if (failure == null) {
			this.backlog.written(this.turn);
			settled();
		}
		else {
			failed(batch, failure, now);
		}
		return AGAIN;
	}

	private void failed(List<T> batch, Throwable failure, SinkSettings now) throws Exception {
		if (failure instanceof Error error) {
			this.barriers.failed(failure);
			throw error;
		}
		// The interrupt of an abort may come back in many forms.
		if (failure instanceof InterruptedException || this.aborted) {
			this.barriers.failed(failure);
			// The batch stays in flight: the next incarnation tries it again, or the end
			// reports it.
			throw DrainLoop.<RuntimeException>rethrown(failure);
		}
		if (this.attempts.another(failure, now.retry(), this.time.nanoTime())) {
			return;
		}
		if (now.onFailure() == SinkFailureAction.BISECT && batch.size() > 1) {
			this.backlog.split(this.turn);
			this.attempts.split();
			return;
		}
		this.barriers.failed(failure);
		if (now.onFailure() == SinkFailureAction.RESTART) {
			throw DrainLoop.<RuntimeException>rethrown(failure);
		}
		deadLetter(batch, failure, now);
	}

	private void deadLetter(List<T> batch, Throwable cause, SinkSettings now) {
		Throwable failure = this.drain.deadLetter(batch, cause, now.drainTimeout());
		if (failure == null) {
			this.backlog.deadLettered(this.turn);
		}
		else {
			// Counted first: who was left behind ends here and reports nothing.
			this.backlog.undelivered(this.turn);
			this.drain.undelivered(batch, cause, failure);
		}
		settled();
		if (failure instanceof VirtualMachineError error) {
			throw error;
		}
	}

	/** Some languages throw what Java would call neither an exception nor an error. */
	@SuppressWarnings("unchecked")
	private static <E extends Throwable> Exception rethrown(Throwable failure) throws E {
		throw (E) failure;
	}

	private void settled() {
		this.attempts.over(this.backlog.current(this.turn) == null);
	}

	private void flush(SinkSettings now) throws InterruptedException {
		Mark drained = this.queue.drained();
		Throwable failure = this.drain.flush(now.drainTimeout());
		this.backlog.requireOwner(this.turn);
		if (failure != null) {
			this.barriers.failed(failure);
		}
		this.barriers.reached(drained);
		if (failure instanceof InterruptedException interrupted) {
			throw interrupted;
		}
		if (failure instanceof Error error) {
			throw error;
		}
	}

}
