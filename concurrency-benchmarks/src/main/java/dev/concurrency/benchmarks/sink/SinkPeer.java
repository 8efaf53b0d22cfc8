package dev.concurrency.benchmarks.sink;

import java.time.Duration;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.process.Admission;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.sink.SinkSettings;

/** A sink of this library, as users get it. */
final class SinkPeer implements Peer {

	private final BackgroundSink<Object> sink;

	private volatile long taken;

	SinkPeer(int stripes) {
		SinkSettings settings = SinkSettings.defaults()
			.withSizes(CAPACITY, BATCH)
			.withLinger(LINGER)
			.withStripes(stripes);
		ConcurrencyRuntime runtime = ConcurrencyRuntime.builder().build();
		this.sink = runtime.sink("benchmark", (batch) -> took(batch.size()), settings);
		runtime.start();
	}

	@SuppressWarnings("NonAtomicVolatileUpdate")
	private void took(int items) {
		this.taken += items;
	}

	@Override
	public boolean offer(Object item) {
		return this.sink.tryPush(item) == Admission.ACCEPTED;
	}

	@Override
	public long taken() {
		return this.taken;
	}

}
