package dev.concurrency.test;

import java.util.Iterator;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * What a runtime hands to its pools, done one task after another on the thread that asks,
 * in the order in which it came.
 * <p>
 * A task that may block, a hook that flushes a sink for one, may wait for another task.
 * While the thread that does the steps is found waiting in such a task, a relief does the
 * tasks in its place that do not block. Whoever has the baton does a task that does not
 * block; so there is never more than one.
 * <p>
 * Not bounded: a test is, and to refuse work would change what it looks at. Thread-safe.
 */
final class Steps implements AutoCloseable {

	private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

	private final BlockingDeque<Step> waiting = new LinkedBlockingDeque<>();

	private final ReentrantLock baton = new ReentrantLock();

	private final Thread relief = new Thread(this::relieve, "test-relief");

	// Who does the steps, while it does one that may block.
	private volatile @Nullable Thread lender;

	private volatile boolean closed;

	private Steps() {
	}

	/** Nothing to do yet. */
	static Steps create() {
		Steps steps = new Steps();
		steps.relief.setDaemon(true);
		steps.relief.start();
		return steps;
	}

	/** Takes work that does not block. */
	Executor quick() {
		return (work) -> this.waiting.add(new Step(work, false));
	}

	/** Takes work that may block. */
	Executor blocking() {
		return (work) -> this.waiting.add(new Step(work, true));
	}

	boolean isEmpty() {
		return this.waiting.isEmpty();
	}

	/**
	 * Does the oldest task, if there is one.
	 * @return whether there was one
	 */
	boolean next() {
		return run(this.waiting.poll());
	}

	/**
	 * Does the oldest task, waiting a moment for it.
	 * @return whether one came
	 */
	boolean nextOrPause() {
		try {
			return run(this.waiting.poll(1, TimeUnit.MILLISECONDS));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("interrupted while the test waited for its runtime", ex);
		}
	}

	private boolean run(@Nullable Step step) {
		if (step == null) {
			return false;
		}
		if (step.mayBlock()) {
			this.lender = Thread.currentThread();
			try {
				step.work().run();
			}
			finally {
				this.lender = null;
			}
		}
		else {
			withBaton(step);
		}
		return true;
	}

	private void withBaton(Step step) {
		this.baton.lock();
		try {
			step.work().run();
		}
		finally {
			this.baton.unlock();
		}
	}

	private void relieve() {
		while (!this.closed) {
			Thread before = this.lender;
			LockSupport.parkNanos(this, LOOK_NANOS);
			if (before != null && isWaiting(before)) {
				Step step = nextQuick();
				while (step != null && isWaiting(before)) {
					withBaton(step);
					step = nextQuick();
				}
				if (step != null) {
					this.waiting.addFirst(step);
				}
			}
		}
	}

	private boolean isWaiting(Thread thread) {
		Thread.State state = thread.getState();
		return thread.equals(this.lender) && (state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING);
	}

	private @Nullable Step nextQuick() {
		for (Iterator<Step> steps = this.waiting.iterator(); steps.hasNext();) {
			Step step = steps.next();
			if (!step.mayBlock() && this.waiting.removeFirstOccurrence(step)) {
				return step;
			}
		}
		return null;
	}

	/** Ends the relief. What is handed in from now on is done by nobody. */
	@Override
	public void close() {
		this.closed = true;
		LockSupport.unpark(this.relief);
	}

	/** Compared by identity: the same work may be handed in twice. */
	private static final class Step {

		private final Runnable work;

		private final boolean mayBlock;

		Step(Runnable work, boolean mayBlock) {
			this.work = work;
			this.mayBlock = mayBlock;
		}

		Runnable work() {
			return this.work;
		}

		boolean mayBlock() {
			return this.mayBlock;
		}

	}

}
