package dev.concurrency.actuate;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthContributors.Entry;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

import dev.concurrency.process.ProcessSnapshot;
import dev.concurrency.process.ProcessView;

/**
 * Names the indicators of processes. Of entries with one name only the last would be
 * seen, and names are unique below one supervisor only. A slash would part the name in
 * the path of a request.
 *
 * @param policy says which there are
 */
record HealthEntries(HealthPolicy policy) {

	/** Processes by their names, those that share one as the endpoint addresses them. */
	Stream<Entry> of(List<ProcessView> processes) {
		Set<String> seen = new HashSet<>();
		Set<String> shared = processes.stream()
			.map((process) -> process.path().name())
			.filter((name) -> !seen.add(name))
			.collect(Collectors.toUnmodifiableSet());
		return processes.stream()
			.filter((process) -> this.policy.isShown(process.kind(), process.path().name()))
			.map((process) -> {
				String name = process.path().name();
				HealthIndicator indicator = () -> health(process.process());
				return new Entry(shared.contains(name) ? ProcessFinder.address(process.path()) : name, indicator);
			});
	}

	/** A process that is not declared, as the endpoint addresses it. */
	Entry of(ProcessSnapshot process) {
		HealthIndicator indicator = () -> health(process);
		return new Entry(ProcessFinder.address(process.process().path()), indicator);
	}

	/**
	 * The supervisor of a kind, which has no settings of its own: it may be down as long
	 * as one of those that it takes with it may.
	 */
	Health ofKind(ProcessSnapshot supervisor, List<ProcessView> below) {
		return health(supervisor, below.isEmpty()
				|| below.stream().anyMatch((process) -> this.policy.mayFail(process.kind(), process.path().name())));
	}

	private Health health(ProcessSnapshot process) {
		return health(process, this.policy.mayFail(process.process().kind(), process.name()));
	}

	private static Health health(ProcessSnapshot process, boolean mayFail) {
		Health health = ProcessHealth.of(process);
		return (health.getStatus().equals(Status.DOWN) && !mayFail)
				? Health.unknown().withDetails(health.getDetails()).build() : health;
	}

}
