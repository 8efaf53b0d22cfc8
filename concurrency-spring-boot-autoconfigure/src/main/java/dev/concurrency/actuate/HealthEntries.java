package dev.concurrency.actuate;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.springframework.boot.health.contributor.HealthContributors.Entry;
import org.springframework.boot.health.contributor.HealthIndicator;

import dev.concurrency.process.ProcessSnapshot;
import dev.concurrency.process.ProcessView;

/**
 * Names the indicators of processes. Of entries with one name only the last would be
 * seen, and names are unique below one supervisor only.
 */
final class HealthEntries {

	private HealthEntries() {
	}

	/** Processes by their names, those that share one by their paths below the root. */
	static Stream<Entry> of(List<ProcessView> processes) {
		Set<String> seen = new HashSet<>();
		Set<String> shared = processes.stream()
			.map((process) -> process.path().name())
			.filter((name) -> !seen.add(name))
			.collect(Collectors.toUnmodifiableSet());
		return processes.stream().map((process) -> {
			String name = process.path().name();
			HealthIndicator indicator = () -> ProcessHealth.of(process.process());
			return new Entry(shared.contains(name) ? process.path().belowRoot() : name, indicator);
		});
	}

	/** A process that is not declared, by its path below the root. */
	static Entry of(ProcessSnapshot process) {
		HealthIndicator indicator = () -> ProcessHealth.of(process);
		return new Entry(process.process().path().belowRoot(), indicator);
	}

}
