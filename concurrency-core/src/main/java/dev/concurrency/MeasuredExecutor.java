package dev.concurrency;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

import dev.concurrency.process.BoundedPool;
import dev.concurrency.time.TimeSource;

/**
 * Hands everything to another executor and counts what waits and what runs there.
 * Thread-safe. The counts are read in the order in which a task goes backwards through
 * them, so none is counted as running or waiting that is not. What is put off, because
 * whoever offers it comes again, counts nowhere.
 */
final class MeasuredExecutor implements BoundedPool {

	private final LongAdder offered = new LongAdder();

	private final LongAdder refused = new LongAdder();

	private final LongAdder putOff = new LongAdder();

	private final LongAdder begun = new LongAdder();

	private final LongAdder ended = new LongAdder();

	private final LongAdder waitedNanos = new LongAdder();

	private final Executor delegate;

	private final int width;

	private final TimeSource time;

	/** Over an executor of which nobody knows how wide it is. */
	MeasuredExecutor(Executor delegate, TimeSource time) {
		this(delegate, Integer.MAX_VALUE, time);
	}

	MeasuredExecutor(Executor delegate, int width, TimeSource time) {
		this.delegate = delegate;
		this.width = width;
		this.time = time;
	}

	@Override
	public int width() {
		return this.width;
	}

	@Override
	public void execute(Runnable work) {
		hand(work, this.refused);
	}

	@Override
	public void offer(Runnable work) {
		hand(work, this.putOff);
	}

	private void hand(Runnable work, LongAdder notTaken) {
		this.offered.increment();
		Waiting waiting = new Waiting(work, this.time.nanoTime());
		try {
			this.delegate.execute(waiting);
		}
		catch (Throwable ex) {
			// An executor of the user's may have run it, and fail all the same.
			if (waiting.isFirst()) {
				notTaken.increment();
			}
			throw ex;
		}
	}

	TaskPoolSnapshot snapshot() {
		long over = this.ended.sum();
		long entered = this.begun.sum();
		long not = this.refused.sum();
		long later = this.putOff.sum();
		long came = this.offered.sum();
		return new TaskPoolSnapshot(came - later - not - entered, entered - over, entered, not,
				Duration.ofNanos(this.waitedNanos.sum()));
	}

	/**
	 * Work in the queue, or at it. It begins unless it was refused: whoever comes first,
	 * its thread or who hears of a failure, decides which of both.
	 */
	private final class Waiting implements Runnable, Droppable {

		private final AtomicBoolean decided = new AtomicBoolean();

		private final Runnable work;

		private final long since;

		Waiting(Runnable work, long since) {
			this.work = work;
			this.since = since;
		}

		boolean isFirst() {
			return this.decided.compareAndSet(false, true);
		}

		@Override
		public void run() {
			if (isFirst()) {
				begin();
			}
		}

		private void begin() {
			MeasuredExecutor.this.begun.increment();
			MeasuredExecutor.this.waitedNanos.add(MeasuredExecutor.this.time.nanoTime() - this.since);
			try {
				this.work.run();
			}
			finally {
				MeasuredExecutor.this.ended.increment();
			}
		}

		@Override
		public void drop() {
			if (!isFirst()) {
				return;
			}
			MeasuredExecutor.this.refused.increment();
			if (this.work instanceof Droppable droppable) {
				droppable.drop();
			}
		}

	}

	/** Work whose end somebody waits for. */
	interface Droppable {

		/** It will not be done. */
		void drop();

	}

}
