package dev.concurrency.metrics;

import dev.concurrency.process.ProcessSnapshot;
import dev.concurrency.supervision.SupervisorSnapshot;

/** What supervisors have. Stateless. */
final class SupervisorMeters {

	private SupervisorMeters() {
	}

	static void register(Meters<ProcessSnapshot> meters) {
		meters.of(SupervisorSnapshot.class, "restarts")
			.gauge("concurrency.supervisor.budget.used", "How many restarts lie in the window of the budget",
					SupervisorSnapshot::windowUse)
			.gauge("concurrency.supervisor.budget.max", "How many restarts the budget allows",
					(supervisor) -> supervisor.settings().restarts().maxRestarts())
			.counter("concurrency.supervisor.performed", "How often a child, or a group of them, was restarted",
					SupervisorSnapshot::restartsPerformed);
		children(meters, "alive", false);
		children(meters, "ended", true);
	}

	/** What is spawned has no meters of its own. */
	private static void children(Meters<ProcessSnapshot> meters, String state, boolean ended) {
		meters.tag("state", state)
			.unit("processes")
			.gauge("concurrency.supervisor.children",
					"How many children the supervisor has, those that were spawned included",
					(supervisor) -> supervisor.children()
						.stream()
						.filter((child) -> child.status().isTerminal() == ended)
						.count());
	}

}
