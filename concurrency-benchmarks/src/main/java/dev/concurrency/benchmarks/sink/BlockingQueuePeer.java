package dev.concurrency.benchmarks.sink;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;

/** A queue of the JDK, whose consumer waits for the next item and takes what is there. */
final class BlockingQueuePeer implements Peer {

	private final BlockingQueue<Object> queue;

	private final ConsumerThread consumer;

	BlockingQueuePeer(BlockingQueue<Object> queue) {
		this.queue = queue;
		this.consumer = new ConsumerThread((thread) -> {
			List<Object> batch = new ArrayList<>(BATCH);
			batch.add(queue.take());
			queue.drainTo(batch, BATCH - 1);
			thread.took(batch);
		});
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
