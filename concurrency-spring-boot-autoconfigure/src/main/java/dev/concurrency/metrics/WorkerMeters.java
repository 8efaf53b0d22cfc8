package dev.concurrency.metrics;

import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;

import dev.concurrency.process.ProcessEvent;
import dev.concurrency.process.ProcessView;
import dev.concurrency.worker.WorkerSnapshot;

/** What a worker has. Thread-safe. */
final class WorkerMeters implements WorkMeters {

	private final Timer succeeded;

	private final Timer failed;

	private WorkerMeters(Timer succeeded, Timer failed) {
		this.succeeded = succeeded;
		this.failed = failed;
	}

	static WorkMeters register(MeterRegistry registry, ProcessView process, Tags tags) {
		new Meters<>(registry, process, tags, WorkerSnapshot.class, "ticks").counter("concurrency.worker.skipped",
				"How many ticks were left out because the pool had no room", WorkerSnapshot::skipped);
		TimeGauge.builder("concurrency.worker.lag", process, TimeUnit.NANOSECONDS, WorkerMeters::lagNanos)
			.description("How much later than due the latest tick began")
			.tags(tags)
			.register(registry);
		return new WorkerMeters(timer(registry, tags, "success"), timer(registry, tags, "failure"));
	}

	private static Timer timer(MeterRegistry registry, Tags tags, String outcome) {
		return Timer.builder("concurrency.worker.tick")
			.description("How long a tick took")
			.tags(tags.and("outcome", outcome))
			.register(registry);
	}

	private static double lagNanos(ProcessView process) {
		return (process.process().details() instanceof WorkerSnapshot worker) ? worker.lag().toNanos() : Double.NaN;
	}

	@Override
	public void record(ProcessEvent.Worked worked) {
		((worked.failure() == null) ? this.succeeded : this.failed).record(worked.took());
	}

}
