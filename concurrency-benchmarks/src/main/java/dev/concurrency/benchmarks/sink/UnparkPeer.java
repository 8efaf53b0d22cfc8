package dev.concurrency.benchmarks.sink;

import java.util.concurrent.locks.LockSupport;

/** The floor of every wake-up: an offer is one unpark of a thread that parks. */
final class UnparkPeer implements Peer {

	private final ConsumerThread consumer = new ConsumerThread((thread) -> {
		LockSupport.park(this);
		thread.took(1);
	});

	@Override
	public boolean offer(Object item) {
		this.consumer.unpark();
		return true;
	}

	@Override
	public long taken() {
		return this.consumer.taken();
	}

}
