package dev.concurrency.metrics;

import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;

import dev.concurrency.boundary.BoundarySnapshot;
import dev.concurrency.process.ProcessEvent;
import dev.concurrency.process.ProcessView;

/** What a boundary has. Thread-safe. */
final class BoundaryMeters implements WorkMeters {

	private static final String OUTCOME = "concurrency.boundary.outcome";

	private static final String OUTCOMES = "How many tasks succeeded, failed, were cancelled or refused";

	private final Timer succeeded;

	private final Timer failed;

	private BoundaryMeters(Timer succeeded, Timer failed) {
		this.succeeded = succeeded;
		this.failed = failed;
	}

	static WorkMeters register(MeterRegistry registry, ProcessView process, Tags tags) {
		new Meters<>(registry, process, tags, BoundarySnapshot.class, "tasks")
			.gauge("concurrency.boundary.queued", "How many tasks wait", BoundarySnapshot::queued)
			.gauge("concurrency.boundary.inflight", "How many tasks are in flight", BoundarySnapshot::inFlight)
			.gauge("concurrency.boundary.hanging", "How many tasks that were left behind still hold a thread",
					BoundarySnapshot::hanging)
			.counter("concurrency.boundary.abandoned", "How many tasks ignored their cancellation and were left behind",
					BoundarySnapshot::abandoned)
			.counter(OUTCOME, OUTCOMES, outcome("success"), BoundarySnapshot::succeeded)
			.counter(OUTCOME, OUTCOMES, outcome("failure"), BoundarySnapshot::failed)
			.counter(OUTCOME, OUTCOMES, outcome("cancelled"), BoundarySnapshot::cancelled)
			.counter(OUTCOME, OUTCOMES, outcome("rejected"), BoundarySnapshot::rejected);
		FunctionTimer
			.builder("concurrency.boundary.wait", process, (view) -> counts(view).begun(),
					(view) -> counts(view).waited().toNanos(), TimeUnit.NANOSECONDS)
			.description("How long tasks waited before they began to run")
			.tags(tags)
			.register(registry);
		return new BoundaryMeters(timer(registry, tags, "success"), timer(registry, tags, "failure"));
	}

	private static Tags outcome(String outcome) {
		return Tags.of("outcome", outcome);
	}

	private static BoundarySnapshot counts(ProcessView process) {
		return (BoundarySnapshot) process.process().details();
	}

	private static Timer timer(MeterRegistry registry, Tags tags, String outcome) {
		return Timer.builder("concurrency.boundary.run")
			.description("How long a task ran that was not cancelled")
			.tags(tags.and(outcome(outcome)))
			.register(registry);
	}

	@Override
	public void record(ProcessEvent.Worked worked) {
		((worked.failure() == null) ? this.succeeded : this.failed).record(worked.took());
	}

}
