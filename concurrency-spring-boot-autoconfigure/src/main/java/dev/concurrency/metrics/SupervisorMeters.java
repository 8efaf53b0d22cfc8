package dev.concurrency.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;

import dev.concurrency.process.ProcessView;
import dev.concurrency.supervision.SupervisorSnapshot;

/** What supervisors have. Stateless. */
final class SupervisorMeters {

	private SupervisorMeters() {
	}

	static void register(MeterRegistry registry, ProcessView process, Tags tags) {
		new Meters<>(registry, process, tags, SupervisorSnapshot.class, "restarts")
			.gauge("concurrency.supervisor.budget.used", "How many restarts lie in the window of the budget",
					SupervisorSnapshot::windowUse)
			.gauge("concurrency.supervisor.budget.max", "How many restarts the budget allows",
					(supervisor) -> supervisor.settings().restarts().maxRestarts())
			.counter("concurrency.supervisor.performed", "How often a child, or a group of them, was restarted",
					SupervisorSnapshot::restartsPerformed);
	}

}
