package dev.concurrency.metrics;

import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;

import dev.concurrency.boundary.BoundarySnapshot;
import dev.concurrency.process.ProcessEvent;
import dev.concurrency.process.ProcessSnapshot;

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

	static WorkMeters register(Meters<ProcessSnapshot> meters) {
		Meters<BoundarySnapshot> own = meters.of(BoundarySnapshot.class, "tasks")
			.gauge("concurrency.boundary.queued", "How many tasks wait", BoundarySnapshot::queued)
			.gauge("concurrency.boundary.remaining", "For how many tasks more there is room",
					BoundarySnapshot::remaining)
			.gauge("concurrency.boundary.inflight", "How many tasks are in flight", BoundarySnapshot::inFlight)
			.gauge("concurrency.boundary.hanging", "How many tasks that were left behind still hold a thread",
					BoundarySnapshot::hanging)
			.gauge("concurrency.boundary.untold",
					"How many tasks are over while those who wait for them are not told yet", BoundarySnapshot::untold)
			.counter("concurrency.boundary.abandoned", "How many tasks ignored their cancellation and were left behind",
					BoundarySnapshot::abandoned)
			.counter(OUTCOME, OUTCOMES, outcome("success"), BoundarySnapshot::succeeded)
			.counter(OUTCOME, OUTCOMES, outcome("failure"), BoundarySnapshot::failed)
			.counter(OUTCOME, OUTCOMES, outcome("cancelled"), BoundarySnapshot::cancelled)
			.counter(OUTCOME, OUTCOMES, outcome("rejected"), BoundarySnapshot::rejected)
			.total("concurrency.boundary.wait", "How long tasks waited before they began to run",
					BoundarySnapshot::begun, BoundarySnapshot::waited);
		return new BoundaryMeters(timer(own, "success"), timer(own, "failure"));
	}

	private static Tags outcome(String outcome) {
		return Tags.of("outcome", outcome);
	}

	private static Timer timer(Meters<BoundarySnapshot> meters, String outcome) {
		return meters.timer("concurrency.boundary.run", "How long a task ran that was not cancelled", "outcome",
				outcome);
	}

	@Override
	public void record(ProcessEvent.Worked worked) {
		((worked.failure() == null) ? this.succeeded : this.failed).record(worked.took());
	}

}
