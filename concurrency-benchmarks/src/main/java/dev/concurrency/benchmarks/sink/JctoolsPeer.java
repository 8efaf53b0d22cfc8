package dev.concurrency.benchmarks.sink;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

import org.jctools.queues.MpscArrayQueue;

/**
 * JCTools' queue, which wakes nobody: its consumer looks every millisecond when there was
 * nothing. So it shows what the ring alone costs, and no more.
 */
final class JctoolsPeer implements Peer {

	private static final long NAP = 1_000_000;

	private final MpscArrayQueue<Object> queue = new MpscArrayQueue<>(CAPACITY);

	private final ConsumerThread consumer = new ConsumerThread(this::consume);

	private void consume(ConsumerThread thread) {
		List<Object> batch = new ArrayList<>(BATCH);
		this.queue.drain(batch::add, BATCH);
		thread.took(batch);
		if (batch.size() < BATCH) {
			LockSupport.parkNanos(this, NAP);
		}
	}

	@Override
	public boolean offer(Object item) {
		return this.queue.offer(item);
	}

	@Override
	public long taken() {
		return this.consumer.taken();
	}

}
