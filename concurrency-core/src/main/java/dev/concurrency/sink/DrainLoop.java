package dev.concurrency.sink;

import java.util.ArrayList;
import java.util.List;

import dev.concurrency.process.InterruptibleSection;
import dev.concurrency.process.ShutdownSignal;
import dev.concurrency.process.Supervisable;
import dev.concurrency.queue.BoundedQueue;
import dev.concurrency.queue.Mark;
import dev.concurrency.time.Durations;
import dev.concurrency.time.TimeSource;

/**
 * One incarnation of a sink: opens the drain, passes it batches until the sink is stopped
 * and everything is written, closes it. {@link #step()} is the work apart from the
 * thread, so that a test can drive it.
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

	private final BoundedQueue<T> queue;

	private final FlushBarriers barriers;

	private final SinkLedger<T> ledger;

	private final GuardedDrain<T> drain;

	private final SinkSettings settings;

	private final InterruptibleSection initialization = new InterruptibleSection();

	private volatile ShutdownSignal shutdown = ShutdownSignal.never();

	private boolean lingering;

	private long lingerSince;

	private volatile boolean aborted;

	private volatile boolean suspended;

	DrainLoop(String name, TimeSource time, BoundedQueue<T> queue, FlushBarriers barriers, SinkLedger<T> ledger,
			GuardedDrain<T> drain, SinkSettings settings) {
		this.name = name;
		this.time = time;
		this.queue = queue;
		this.barriers = barriers;
		this.ledger = ledger;
		this.drain = drain;
		this.settings = settings;
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
		boolean idle = this.queue.size() == 0 && this.ledger.inFlight().isEmpty();
		return this.suspended || (this.shutdown.isRequested() && idle);
	}

	@Override
	public void run() throws Exception {
		try {
			for (long wait = step(); wait != DONE; wait = step()) {
				if (wait != AGAIN) {
					this.queue.awaitQueued(wakeAt(), this.time::park, wait);
				}
			}
		}
		finally {
			// The interrupt was meant for the batch; the hook has its own time.
			boolean interrupted = Thread.interrupted();
			this.drain.close();
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	/** Ends the loop before its next batch, as a failure. */
	void abort() {
		this.aborted = true;
	}

	/** Ends the loop before its next batch: another incarnation goes on. */
	void suspend() {
		this.suspended = true;
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
		if (!this.ledger.inFlight().isEmpty()) {
			write(this.ledger.inFlight());
			return AGAIN;
		}
		if (this.barriers.isReached(this.queue::drained)) {
			flush();
			return AGAIN;
		}
		int queued = this.queue.size();
		if (queued == 0) {
			this.lingering = false;
			return stopping ? DONE : Long.MAX_VALUE;
		}
		long linger = (stopping || queued >= this.settings.batchSize() || this.barriers.isWaiting()) ? 0 : lingerLeft();
		if (linger > 0) {
			return linger;
		}
		List<T> batch = new ArrayList<>(Math.min(queued, this.settings.batchSize()));
		this.queue.drainTo(batch, this.settings.batchSize());
		this.lingering = false;
		this.ledger.take(batch);
		write(batch);
		return AGAIN;
	}

	/** A full batch, or the first item of any. */
	private int wakeAt() {
		return this.lingering ? this.settings.batchSize() : 1;
	}

	private long lingerLeft() {
		long now = this.time.nanoTime();
		if (!this.lingering) {
			this.lingering = true;
			this.lingerSince = now;
		}
		return Durations.toNanos(this.settings.linger()) - (now - this.lingerSince);
	}

	private void write(List<T> batch) throws Exception {
		Throwable failure = this.drain.drain(batch);
		if (failure == null) {
			this.ledger.written(batch.size());
			return;
		}
		this.barriers.failed(failure);
		if (failure instanceof Error error) {
			throw error;
		}
		if (failure instanceof InterruptedException || this.settings.onFailure() == SinkFailureAction.RESTART) {
			// The batch stays in flight: the next incarnation tries it again, or the end
			// reports it.
			throw (Exception) failure;
		}
		this.drain.deadLetter(batch, failure);
		this.ledger.deadLettered(batch.size());
	}

	private void flush() throws InterruptedException {
		Mark drained = this.queue.drained();
		Throwable failure = this.drain.flush();
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
