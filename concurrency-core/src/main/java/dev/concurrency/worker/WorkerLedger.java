package dev.concurrency.worker;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * The counts of a worker. Written by its current tick only, read by anyone: each field is
 * volatile and has one writer at a time.
 */
@SuppressWarnings("NonAtomicVolatileUpdate")
final class WorkerLedger {

	private volatile long ticks;

	private volatile long failures;

	private volatile long skipped;

	private volatile @Nullable Instant next;

	private volatile Duration lag = Duration.ZERO;

	void due(@Nullable Instant newNext) {
		this.next = newNext;
	}

	void began(Duration newLag) {
		this.next = null;
		this.lag = newLag;
	}

	void ended(boolean failed) {
		this.ticks++;
		if (failed) {
			this.failures++;
		}
	}

	void skipped() {
		this.skipped++;
	}

	WorkerSnapshot snapshot(Duration interval) {
		return new WorkerSnapshot(interval, this.ticks, this.failures, this.skipped, this.next, this.lag);
	}

}
