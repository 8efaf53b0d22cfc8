package dev.concurrency.benchmarks.worker;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How much longer than a period it takes from one tick of a task to its next. The same
 * for all peers, whether they count from tick to tick or keep to a grid. Thread-safe, if
 * the ticks of one task come one after the other.
 * <p>
 * To look at the clock takes as long as a quarter of a tick. So while the processor time
 * is measured ticks are only counted.
 */
final class Lags {

	/** From tick to tick. */
	static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

	private static final long BUCKET_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

	/** Ten seconds; what is later counts as that. */
	private static final int BUCKETS = 200_000;

	private final AtomicLongArray ticks;

	private final AtomicLongArray last;

	private volatile boolean timing;

	private volatile AtomicLongArray buckets = new AtomicLongArray(BUCKETS);

	Lags(int tasks) {
		this.ticks = new AtomicLongArray(tasks);
		this.last = new AtomicLongArray(tasks);
	}

	/** From now on ticks are only counted. */
	void stopTiming() {
		this.timing = false;
	}

	/** Forgets what was measured so far, and measures from now on. */
	void startTiming() {
		for (int i = 0; i < this.last.length(); i++) {
			this.last.set(i, 0);
		}
		this.buckets = new AtomicLongArray(BUCKETS);
		this.timing = true;
	}

	/** What each tick does. */
	void tick(int task) {
		this.ticks.setPlain(task, this.ticks.getPlain(task) + 1);
		if (this.timing) {
			time(task);
		}
	}

	private void time(int task) {
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
		return sum(this.ticks);
	}

	private static long sum(AtomicLongArray counts) {
		long sum = 0;
		for (int i = 0; i < counts.length(); i++) {
			sum += counts.get(i);
		}
		return sum;
	}

	/** The lag that a share of all ticks does not exceed, in milliseconds. */
	double percentile(double share) {
		AtomicLongArray counts = this.buckets;
		double left = share * sum(counts);
		int bucket = 0;
		while (bucket < BUCKETS - 1 && left > counts.get(bucket)) {
			left -= counts.get(bucket);
			bucket++;
		}
		return (bucket + 1.0) * BUCKET_NANOS / TimeUnit.MILLISECONDS.toNanos(1);
	}

}
