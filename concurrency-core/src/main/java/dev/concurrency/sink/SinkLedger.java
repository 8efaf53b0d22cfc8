package dev.concurrency.sink;

import java.util.List;

import dev.concurrency.queue.BoundedQueue;

/**
 * What became of the items that left the queue. Written by the owner of the queue's
 * consumer side only, read by anyone: each field is volatile, so a reader sees the last
 * count, and has one writer at a time, so nobody writes between the read and the write of
 * an increment, which need not be atomic. The fields together are not: a batch that is
 * just being counted is for a moment both written and in flight.
 *
 * @param <T> the type of an item
 */
@SuppressWarnings("NonAtomicVolatileUpdate")
final class SinkLedger<T> {

	private volatile List<T> inFlight = List.of();

	private volatile long written;

	private volatile long deadLettered;

	private volatile long undelivered;

	/** The batch that is with the drain, or that is to be tried again; empty if none. */
	List<T> inFlight() {
		return this.inFlight;
	}

	void take(List<T> batch) {
		this.inFlight = batch;
	}

	void written(int items) {
		this.written += items;
		this.inFlight = List.of();
	}

	void deadLettered(int items) {
		this.deadLettered += items;
		this.inFlight = List.of();
	}

	void undelivered(int items) {
		this.undelivered += items;
		this.inFlight = List.of();
	}

	SinkSnapshot snapshot(BoundedQueue<T> queue, long rejected) {
		return new SinkSnapshot(queue.capacity(), queue.size(), this.inFlight.size(), queue.claimed(), rejected,
				this.written, this.deadLettered, this.undelivered);
	}

}
