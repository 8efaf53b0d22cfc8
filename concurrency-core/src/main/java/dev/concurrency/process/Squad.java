package dev.concurrency.process;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

import dev.concurrency.time.TimeSource;

/**
 * Does what waits somewhere on threads of a pool, with a limited number of members.
 * Thread-safe. A member does as much as it can in a moment, since to come back to the
 * pool wakes another thread, which is dearer than much of the work; then others of the
 * pool are before it.
 * <p>
 * No work is forgotten: who adds some then looks whether there are as many members as may
 * be; a member that finds nothing says that it is gone and then looks again.
 */
abstract class Squad {

	/** A member has its thread for so long, then it is the turn of others. */
	private static final long SLICE_NANOS = Duration.ofMillis(1).toNanos();

	private final AtomicInteger members = new AtomicInteger();

	private final TimeSource time;

	/**
	 * A squad without members.
	 * @param time says how long a member has had its thread
	 */
	Squad(TimeSource time) {
		this.time = time;
	}

	/** How many members there may be. */
	abstract int width();

	/**
	 * Has {@link #work} run on a thread of the pool, now or later.
	 * @throws RejectedExecutionException if all is closed
	 */
	abstract void offer();

	/** What is to be done next, null if nothing waits. */
	abstract @Nullable Runnable take();

	/** Whether anything waits. */
	abstract boolean hasMore();

	/** How many members have or await a thread. */
	int members() {
		return this.members.get();
	}

	/**
	 * Adds a member. Answers false if there are enough.
	 * @throws RejectedExecutionException if all is closed
	 */
	boolean hire() {
		if (!join()) {
			return false;
		}
		begin();
		return true;
	}

	private boolean join() {
		int current = this.members.get();
		while (current < width()) {
			if (this.members.compareAndSet(current, current + 1)) {
				return true;
			}
			current = this.members.get();
		}
		return false;
	}

	/** Offers a member that counts already; it does not any more if all is closed. */
	void begin() {
		try {
			offer();
		}
		catch (RejectedExecutionException closed) {
			this.members.decrementAndGet();
			throw closed;
		}
	}

	/** What a member does with its thread. */
	void work() {
		long begun = this.time.nanoTime();
		do {
			for (Runnable work = take(); work != null; work = take()) {
				Guarded.run(work);
				if (this.time.nanoTime() - begun >= SLICE_NANOS && hasMore() && isHandedOn()) {
					return;
				}
			}
			this.members.decrementAndGet();
		}
		while (hasMore() && join());
	}

	/** Answers false if all is closed: then this thread does what is left. */
	private boolean isHandedOn() {
		try {
			offer();
			return true;
		}
		catch (RejectedExecutionException closed) {
			return false;
		}
	}

}
