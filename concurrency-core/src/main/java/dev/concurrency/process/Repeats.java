package dev.concurrency.process;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

import dev.concurrency.time.TimeSource;

/**
 * Says which of the things that repeat are worth a line in the log: what comes first,
 * then every doubling, and one in a minute as long as they go on. After an hour a thing
 * counts as new, so that what comes every night is told in full every night. Thread-safe,
 * and no lock is taken for what has come within the hour: evictions may be many.
 * <p>
 * Where there are very many, those beyond a bound are counted as one, so that neither the
 * memory nor the log is filled.
 */
public final class Repeats {

	/** So many are told apart within the hour. */
	static final int MAX_DISTINCT = 1000;

	private static final String OTHERS = "";

	private static final long LIFE_NANOS = Duration.ofHours(1).toNanos();

	private static final long PAUSE_NANOS = Duration.ofMinutes(1).toNanos();

	private final ConcurrentMap<String, Series> known = new ConcurrentHashMap<>();

	private final ReentrantLock lock = new ReentrantLock();

	/** The one that began first comes first. Under the lock. */
	private final Deque<Series> inOrder = new ArrayDeque<>();

	private final TimeSource time;

	/**
	 * Nothing has come yet.
	 * @param time whose monotonic clock counts
	 */
	public Repeats(TimeSource time) {
		this.time = time;
	}

	/**
	 * It has come once more.
	 * @param what tells it apart
	 * @return what to say of it, null if it is not worth a line
	 */
	public @Nullable Line next(String what) {
		long now = this.time.nanoTime();
		Series series = this.known.get(what);
		if (series == null || series.isOver(now)) {
			series = begun(what, now);
		}
		return series.next(now, !series.what.equals(what));
	}

	private Series begun(String what, long now) {
		this.lock.lock();
		try {
			forgetBefore(now);
			boolean together = this.inOrder.size() >= MAX_DISTINCT && !this.known.containsKey(what);
			String counted = together ? OTHERS : what;
			Series series = this.known.get(counted);
			if (series == null) {
				series = new Series(counted, now);
				this.known.put(counted, series);
				this.inOrder.add(series);
			}
			return series;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void forgetBefore(long now) {
		Series eldest = this.inOrder.peek();
		while (eldest != null && eldest.isOver(now)) {
			this.inOrder.remove();
			this.known.remove(eldest.what, eldest);
			eldest = this.inOrder.peek();
		}
	}

	/**
	 * What to say of something that repeats. Immutable.
	 *
	 * @param count how often it has come within an hour
	 * @param together whether others are counted with it, since too many came to tell
	 * them apart
	 */
	public record Line(long count, boolean together) {

		/**
		 * Whether it is told in full.
		 * @return true if nothing is known of it yet
		 */
		public boolean isFirst() {
			return this.count == 1 && !this.together;
		}

		/**
		 * How often it has come.
		 * @return as in {@code 4 times within an hour}
		 */
		public String times() {
			return this.count + " times within an hour" + (this.together ? ", together with others" : "");
		}

	}

	/** One thing that repeats, for an hour from when it came first. Thread-safe. */
	private static final class Series {

		private final String what;

		private final long begun;

		private final AtomicLong count = new AtomicLong();

		private final AtomicLong told;

		Series(String what, long now) {
			this.what = what;
			this.begun = now;
			this.told = new AtomicLong(now);
		}

		boolean isOver(long now) {
			return now - this.begun >= LIFE_NANOS;
		}

		@Nullable Line next(long now, boolean together) {
			long counted = this.count.incrementAndGet();
			long last = this.told.get();
			if (Long.bitCount(counted) > 1) {
				// Of several at once one tells of the minute.
				return (now - last >= PAUSE_NANOS && this.told.compareAndSet(last, now)) ? new Line(counted, together)
						: null;
			}
			this.told.set(now);
			return new Line(counted, together);
		}

	}

}
