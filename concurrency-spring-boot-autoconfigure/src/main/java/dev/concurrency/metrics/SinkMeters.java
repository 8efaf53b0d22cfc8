package dev.concurrency.metrics;

import java.time.Duration;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;

import dev.concurrency.process.ProcessEvent;
import dev.concurrency.process.ProcessSnapshot;
import dev.concurrency.sink.SinkSnapshot;
import dev.concurrency.time.Durations;

/** What a sink has. Thread-safe. */
final class SinkMeters implements WorkMeters {

	private static final double NANOS_PER_SECOND = 1e9;

	private final Timer succeeded;

	private final Timer failed;

	private final DistributionSummary batchSize;

	private SinkMeters(Timer succeeded, Timer failed, DistributionSummary batchSize) {
		this.succeeded = succeeded;
		this.failed = failed;
		this.batchSize = batchSize;
	}

	static WorkMeters register(Meters<ProcessSnapshot> meters) {
		Meters<SinkSnapshot> own = meters.of(SinkSnapshot.class, "items")
			.gauge("concurrency.sink.queue.size", "How many items wait", SinkSnapshot::queued)
			.gauge("concurrency.sink.queue.remaining",
					"For how many items more there is room, that which subscribers have reserved included",
					(sink) -> (double) sink.capacity() - sink.queued())
			.gauge("concurrency.sink.in.flight", "How many items are with the drain or wait for their next attempt",
					SinkSnapshot::inFlight)
			.counter("concurrency.sink.pushed", "How many items were taken", SinkSnapshot::accepted)
			.counter("concurrency.sink.dropped", "How many items found no room", Tags.of("reason", "full"),
					SinkSnapshot::rejected)
			.counter("concurrency.sink.dropped", "How many items found no room", Tags.of("reason", "evicted"),
					SinkSnapshot::evicted)
			.counter("concurrency.sink.written", "How many items the drain wrote", SinkSnapshot::written)
			.counter("concurrency.sink.deadlettered", "How many items the drain could not write",
					SinkSnapshot::deadLettered)
			.counter("concurrency.sink.undelivered",
					"How many items were left over, or taken by no handler of dead letters", SinkSnapshot::undelivered)
			.unit("seconds")
			.gauge("concurrency.sink.oldest.age", "How long the oldest item has been waiting or in flight",
					(sink) -> seconds(sink.oldestAge()))
			.gauge("concurrency.sink.oldest.limit", "How long it may be before the sink is not well",
					(sink) -> seconds(sink.maxAge()));
		return new SinkMeters(timer(own, "success"), timer(own, "failure"), own.unit("items")
			.summary("concurrency.sink.batch.size", "How many items were passed to the drain at once"));
	}

	private static double seconds(Duration duration) {
		return duration.equals(Durations.MAX) ? Double.POSITIVE_INFINITY
				: duration.getSeconds() + duration.getNano() / NANOS_PER_SECOND;
	}

	private static Timer timer(Meters<SinkSnapshot> meters, String result) {
		return meters.timer("concurrency.sink.flush", "How long the drain took for a batch", "result", result);
	}

	@Override
	public void record(ProcessEvent.Worked worked) {
		((worked.failure() == null) ? this.succeeded : this.failed).record(worked.took());
		this.batchSize.record(worked.items());
	}

}
