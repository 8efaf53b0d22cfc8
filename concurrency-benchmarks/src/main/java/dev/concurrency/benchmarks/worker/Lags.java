package dev.concurrency.benchmarks.worker;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How much longer than a period it takes from one tick of a task to its next. The same
 * for all peers, whether they count from tick to tick or keep to a grid. Thread-safe, if
 * the ticks of one task come one after the other.
 */
final class Lags {

	/** From tick to tick. */
	static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

	private static final long BUCKET_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

	/** Ten seconds; what is later counts as that. */
	private static final int BUCKETS = 200_000;

	private final AtomicLongArray last;

	private volatile AtomicLongArray buckets = new AtomicLongArray(BUCKETS);

	Lags(int tasks) {
		this.last = new AtomicLongArray(tasks);
	}

	/** Forgets what was measured so far. */
	void begin() {
		this.buckets = new AtomicLongArray(BUCKETS);
	}

	/** What each tick does. */
	void tick(int task) {
		long now = System.nanoTime();
		long before = this.last.getPlain(task);
		this.last.setPlain(task, now);
		if (before != 0) {
			long late = Math.max(0, now - before - PERIOD_NANOS);
			this.buckets.incrementAndGet((int) Math.min(BUCKETS - 1L, late / BUCKET_NANOS));
		}
	}

	/** How many ticks there were. */
	long count() {
		AtomicLongArray counts = this.buckets;
		long sum = 0;
		for (int i = 0; i < BUCKETS; i++) {
			sum += counts.get(i);
		}
		return sum;
	}

	/** The lag that a share of all ticks does not exceed, in milliseconds. */
	double percentile(double share) {
		AtomicLongArray counts = this.buckets;
		double left = share * count();
		int bucket = 0;
		while (bucket < BUCKETS - 1 && left > counts.get(bucket)) {
			left -= counts.get(bucket);
			bucket++;
		}
		return (bucket + 1.0) * BUCKET_NANOS / TimeUnit.MILLISECONDS.toNanos(1);
	}

}
