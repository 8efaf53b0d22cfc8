package dev.concurrency.metrics;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;

import dev.concurrency.process.ProcessEvent;
import dev.concurrency.process.ProcessSnapshot;
import dev.concurrency.worker.TickTimeoutException;
import dev.concurrency.worker.WorkerSnapshot;

/** What a worker has. Thread-safe. */
final class WorkerMeters implements WorkMeters {

	private final Timer succeeded;

	private final Timer failed;

	private final Timer interrupted;

	private WorkerMeters(Meters<WorkerSnapshot> meters) {
		this.succeeded = timer(meters, "success");
		this.failed = timer(meters, "failure");
		this.interrupted = timer(meters, "interrupted");
	}

	static WorkMeters register(Meters<ProcessSnapshot> meters) {
		return new WorkerMeters(meters.of(WorkerSnapshot.class, "ticks")
			.counter("concurrency.worker.skipped", "How many ticks a fixed rate left out because one took too long",
					WorkerSnapshot::skipped)
			.counter("concurrency.worker.locked",
					"How many ticks were left out because another instance of the service held the lock",
					WorkerSnapshot::locked)
			.counter("concurrency.worker.overruns", "How many ticks took longer than max-run-time",
					WorkerSnapshot::overruns)
			.duration("concurrency.worker.lag", "How much later than due the latest tick began", WorkerSnapshot::lag)
			.time("concurrency.worker.next",
					"When the next tick is due, since the epoch; NaN while one runs and when none follows",
					TimeUnit.MILLISECONDS, (worker) -> millis(worker.next())));
	}

	private static double millis(@Nullable Instant next) {
		return (next != null) ? Duration.between(Instant.EPOCH, next).toMillis() : Double.NaN;
	}

	private static Timer timer(Meters<WorkerSnapshot> meters, String outcome) {
		return meters.timer("concurrency.worker.tick", "How long a tick took", "outcome", outcome);
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
