package dev.concurrency.metrics;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;

import dev.concurrency.process.ProcessEvent;
import dev.concurrency.process.ProcessView;
import dev.concurrency.sink.SinkSnapshot;

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

	static WorkMeters register(MeterRegistry registry, ProcessView process, Tags tags) {
		new Meters<>(registry, process, tags, SinkSnapshot.class, "items")
			.gauge("concurrency.sink.queue.size", "How many items wait", SinkSnapshot::queued)
			.gauge("concurrency.sink.queue.remaining",
					"For how many items more there is room, that which subscribers have reserved included",
					(sink) -> (double) sink.capacity() - sink.queued())
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
			.gauge("concurrency.sink.in.flight", "How many items are with the drain or wait for their next attempt",
					SinkSnapshot::inFlight)
			.unit("seconds")
			.gauge("concurrency.sink.oldest.age", "How long the oldest item has been waiting or in flight",
					(sink) -> sink.oldestAge().toNanos() / NANOS_PER_SECOND);
		return new SinkMeters(timer(registry, tags, "success"), timer(registry, tags, "failure"),
				DistributionSummary.builder("concurrency.sink.batch.size")
					.description("How many items were passed to the drain at once")
					.baseUnit("items")
					.tags(tags)
					.register(registry));
	}

	private static Timer timer(MeterRegistry registry, Tags tags, String result) {
		return Timer.builder("concurrency.sink.flush")
			.description("How long the drain took for a batch")
			.tags(tags.and("result", result))
			.register(registry);
	}

	@Override
	public void record(ProcessEvent.Worked worked) {
		((worked.failure() == null) ? this.succeeded : this.failed).record(worked.took());
		this.batchSize.record(worked.items());
	}

}
