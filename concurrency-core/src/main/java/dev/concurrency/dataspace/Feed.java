package dev.concurrency.dataspace;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Lock;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.concurrency.process.Failures;
import dev.concurrency.process.Repeats;

/**
 * Brings the changes to one subscriber. The only place that calls it.
 * <p>
 * Every field that changes is guarded by the lock of the dataspace. Those who change the
 * dataspace call {@link #begin}, {@link #offer} and {@link #clear} with the lock held and
 * {@link #schedule} without it; {@link #next} takes the lock for itself.
 * <p>
 * Invariants: {@code scheduled} is true from the moment something waits until
 * {@link #next} finds nothing, both seen under the lock, so nothing waits without a task
 * under way (unless the executor refused it), and there is one task at most: only who
 * turned {@code scheduled} to true hands one to the executor, and a task that hands over
 * to the next touches nothing afterwards. Hence one callback at a time, and each is
 * ordered after the one before by the lock. The order of delivery is replay, count of the
 * skipped, waiting: what is skipped is the oldest that waits, so it lies before
 * everything that still waits and after everything that was delivered.
 *
 * @param <T> the type of a value
 */
final class Feed<T> {

	/** So many changes in a row, then others have their turn on the thread. */
	static final int IN_A_ROW = 64;

	private static final Logger logger = LoggerFactory.getLogger(Dataspace.class);

	private final Deque<Change<T>> waiting = new ArrayDeque<>();

	private final Lock lock;

	private final Executor executor;

	private final int capacity;

	private final Subscriber<T> subscriber;

	private final Repeats failures;

	// Not bounded by the capacity: a copy that exists already, turned into changes one by
	// one.
	private Iterator<Claim<T>> replay = Collections.emptyIterator();

	private long skipped;

	private boolean scheduled;

	Feed(Lock lock, Executor executor, int capacity, Subscriber<T> subscriber, Repeats failures) {
		this.lock = lock;
		this.executor = executor;
		this.capacity = capacity;
		this.subscriber = subscriber;
		this.failures = failures;
	}

	/**
	 * Begins with what is current. Under the lock.
	 * @param current an immutable list
	 * @return whether the caller has to schedule the feed
	 */
	boolean begin(List<Claim<T>> current) {
		this.replay = current.iterator();
		this.scheduled = !current.isEmpty();
		return this.scheduled;
	}

	/**
	 * Adds a change, in place of the oldest that waits if there is no room. Under the
	 * lock.
	 * @return whether the caller has to schedule the feed
	 */
	boolean offer(Change<T> change) {
		if (this.waiting.size() == this.capacity) {
			this.waiting.removeFirst();
			this.skipped++;
		}
		this.waiting.addLast(change);
		boolean idle = !this.scheduled;
		this.scheduled = true;
		return idle;
	}

	/** Drops everything; the caller sees to it that nothing comes. Under the lock. */
	void clear() {
		this.replay = Collections.emptyIterator();
		this.skipped = 0;
		this.waiting.clear();
	}

	/**
	 * Hands the feed to the executor. Without the lock, since that may run it at once.
	 */
	void schedule() {
		Throwable refusal = handOver();
		if (refusal != null) {
			this.lock.lock();
			try {
				this.scheduled = false;
			}
			finally {
				this.lock.unlock();
			}
			logger.warn("The executor refused {}; what changed waits for the next change", describe(), refusal);
		}
	}

	private @Nullable Throwable handOver() {
		try {
			this.executor.execute(this::deliver);
			return null;
		}
		catch (Throwable ex) {
			return ex;
		}
	}

	private void deliver() {
		do {
			for (int i = 0; i < IN_A_ROW; i++) {
				Change<T> change = next();
				if (change == null) {
					return;
				}
				guarded(change);
			}
		}
		// An executor that is closed meanwhile: rather here than never.
		while (handOver() != null);
	}

	private @Nullable Change<T> next() {
		this.lock.lock();
		try {
			Change<T> change = poll();
			this.scheduled = change != null;
			return change;
		}
		finally {
			this.lock.unlock();
		}
	}

	private @Nullable Change<T> poll() {
		if (this.replay.hasNext()) {
			Claim<T> claim = this.replay.next();
			return new Change.Asserted<>(claim.key, claim.value);
		}
		if (this.skipped > 0) {
			long count = this.skipped;
			this.skipped = 0;
			return new Change.Skipped<>(count);
		}
		return this.waiting.pollFirst();
	}

	private void guarded(Change<T> change) {
		try {
			this.subscriber.onChange(change);
		}
		catch (Throwable ex) {
			failed(ex);
		}
		finally {
			// An interrupt meant for the callback is not for what the thread does next.
			Thread.interrupted();
		}
	}

	/** With the stack when it comes first, then as {@link Repeats} says. */
	private void failed(Throwable failure) {
		Repeats.Line line = this.failures.next(describe() + " " + failure.getClass().getName());
		if (line != null && line.isFirst()) {
			logger.warn("{} failed and goes on", describe(), Failures.loggable(failure));
		}
		else if (line != null) {
			logger.warn("{} failed {}: {}", describe(), line.times(), Failures.text(failure));
		}
	}

	private String describe() {
		return "subscriber " + this.subscriber.getClass().getName();
	}

}
