package dev.concurrency.process;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

import dev.concurrency.time.TimeSource;

/**
 * Says which of the things that repeat are worth a line in the log: what comes first,
 * then every doubling, and one in a minute as long as they go on. After an hour a thing
 * counts as new, so that what comes every night is told in full every night. Thread-safe.
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

	private final ReentrantLock lock = new ReentrantLock();

	/** The one that began first comes first. Under the lock. */
	private final Map<String, Series> known = new LinkedHashMap<>();

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
		this.lock.lock();
		try {
			long now = this.time.nanoTime();
			forgetBefore(now);
			boolean together = this.known.size() >= MAX_DISTINCT && !this.known.containsKey(what);
			Series series = this.known.computeIfAbsent(together ? OTHERS : what, (key) -> new Series(now));
			return series.isWorthALine(now) ? new Line(series.count, together) : null;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void forgetBefore(long now) {
		Iterator<Series> eldest = this.known.values().iterator();
		while (eldest.hasNext() && now - eldest.next().begun >= LIFE_NANOS) {
			eldest.remove();
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

	/** One thing that repeats, for an hour from when it came first. */
	private static final class Series {

		private final long begun;

		private long count;

		private long told;

		Series(long now) {
			this.begun = now;
			this.told = now;
		}

		boolean isWorthALine(long now) {
			this.count++;
			if (Long.bitCount(this.count) > 1 && now - this.told < PAUSE_NANOS) {
				return false;
			}
			this.told = now;
			return true;
		}

	}

}
