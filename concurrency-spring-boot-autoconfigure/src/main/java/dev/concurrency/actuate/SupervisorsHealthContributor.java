package dev.concurrency.actuate;

import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributor;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ProcessView;

/**
 * The supervisors that the user declared, by their names; those of the kinds are with
 * their kinds. Thread-safe.
 */
record SupervisorsHealthContributor(ConcurrencyRuntime runtime,
		HealthEntries entries) implements CompositeHealthContributor {

	private static final List<ProcessKind> KINDS = List.of(ProcessKind.SINK, ProcessKind.BOUNDARY, ProcessKind.WORKER,
			ProcessKind.ACTOR, ProcessKind.PROCESS);

	@Override
	public @Nullable HealthContributor getContributor(String name) {
		return stream().filter((entry) -> entry.name().equals(name)).findFirst().map(Entry::contributor).orElse(null);
	}

	@Override
	public Stream<Entry> stream() {
		return this.entries.of(this.runtime.supervisors().stream().filter(this::isUsers).toList());
	}

	private boolean isUsers(ProcessView supervisor) {
		return !supervisor.path().equals(ProcessPath.ROOT)
				&& KINDS.stream().noneMatch((kind) -> this.runtime.supervisorOf(kind).path().equals(supervisor.path()));
	}

}
