package dev.concurrency.benchmarks.sink;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;

import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/**
 * Reactor's {@code bufferTimeout} behind a bounded unicast sink, consumed on a thread of
 * its own. Producers that meet in the sink try again, as its handlers do.
 */
final class ReactorPeer implements Peer {

	private final Sinks.Many<Object> sink = Sinks.many()
		.unicast()
		.onBackpressureBuffer(new ArrayBlockingQueue<>(CAPACITY));

	private volatile long taken;

	ReactorPeer() {
		this.sink.asFlux()
			.publishOn(Schedulers.newSingle("consumer", true))
			.bufferTimeout(BATCH, LINGER)
			.subscribe(this::took);
	}

	@SuppressWarnings("NonAtomicVolatileUpdate")
	private void took(List<Object> items) {
		this.taken += items.size();
	}

	@Override
	public boolean offer(Object item) {
		Sinks.EmitResult result = this.sink.tryEmitNext(item);
		while (result == Sinks.EmitResult.FAIL_NON_SERIALIZED) {
			Thread.onSpinWait();
			result = this.sink.tryEmitNext(item);
		}
		return result.isSuccess();
	}

	@Override
	public long taken() {
		return this.taken;
	}

}
