package dev.concurrency.metrics;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;

import dev.concurrency.process.ProcessEvent;
import dev.concurrency.process.ProcessView;
import dev.concurrency.worker.TickTimeoutException;
import dev.concurrency.worker.WorkerSnapshot;

/** What a worker has. Thread-safe. */
final class WorkerMeters implements WorkMeters {

	private final Timer succeeded;

	private final Timer failed;

	private final Timer interrupted;

	private WorkerMeters(MeterRegistry registry, Tags tags) {
		this.succeeded = timer(registry, tags, "success");
		this.failed = timer(registry, tags, "failure");
		this.interrupted = timer(registry, tags, "interrupted");
	}

	static WorkMeters register(MeterRegistry registry, ProcessView process, Tags tags) {
		new Meters<>(registry, process, tags, WorkerSnapshot.class, "ticks")
			.counter("concurrency.worker.skipped", "How many ticks a fixed rate left out because one took too long",
					WorkerSnapshot::skipped)
			.counter("concurrency.worker.locked",
					"How many ticks were left out because another instance of the service held the lock",
					WorkerSnapshot::locked)
			.counter("concurrency.worker.overruns", "How many ticks took longer than max-run-time",
					WorkerSnapshot::overruns);
		TimeGauge
			.builder("concurrency.worker.lag", process, TimeUnit.NANOSECONDS, (view) -> counts(view).lag().toNanos())
			.description("How much later than due the latest tick began")
			.tags(tags)
			.register(registry);
		TimeGauge
			.builder("concurrency.worker.next", process, TimeUnit.MILLISECONDS, (view) -> millis(counts(view).next()))
			.description("When the next tick is due, since the epoch; NaN while one runs and when none follows")
			.tags(tags)
			.register(registry);
		return new WorkerMeters(registry, tags);
	}

	private static WorkerSnapshot counts(ProcessView process) {
		return (WorkerSnapshot) process.process().details();
	}

	private static double millis(@Nullable Instant next) {
		return (next != null) ? Duration.between(Instant.EPOCH, next).toMillis() : Double.NaN;
	}

	private static Timer timer(MeterRegistry registry, Tags tags, String outcome) {
		return Timer.builder("concurrency.worker.tick")
			.description("How long a tick took")
			.tags(tags.and("outcome", outcome))
			.register(registry);
	}

	@Override
	public void record(ProcessEvent.Worked worked) {
		timer(worked.failure()).record(worked.took());
	}

	private Timer timer(@Nullable Throwable failure) {
		if (failure == null) {
			return this.succeeded;
		}
		return (failure instanceof TickTimeoutException) ? this.interrupted : this.failed;
	}

}
