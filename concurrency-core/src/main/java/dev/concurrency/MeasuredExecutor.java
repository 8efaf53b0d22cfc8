package dev.concurrency;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
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
		try {
			this.delegate.execute(new Waiting(work, this.time.nanoTime()));
		}
		catch (Throwable ex) {
			notTaken.increment();
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

	/** Work in the queue, or at it. */
	private final class Waiting implements Runnable, Droppable {

		private final Runnable work;

		private final long since;

		Waiting(Runnable work, long since) {
			this.work = work;
			this.since = since;
		}

		@Override
		public void run() {
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
