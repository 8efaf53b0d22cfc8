package dev.concurrency.actuate;

import java.util.List;
import java.util.stream.Stream;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ProcessView;

/**
 * The supervisors that the user declared, by their names; those of the kinds are with
 * their kinds. Thread-safe.
 */
record SupervisorsHealthContributor(ConcurrencyRuntime runtime,
		HealthEntries entries) implements HealthEntriesContributor {

	private static final List<ProcessKind> KINDS = List.of(ProcessKind.SINK, ProcessKind.BOUNDARY, ProcessKind.WORKER,
			ProcessKind.ACTOR, ProcessKind.PROCESS);

	@Override
	public Stream<Entry> stream() {
		return this.entries.of(this.runtime.supervisors().stream().filter(this::isUsers).toList());
	}

	private boolean isUsers(ProcessView supervisor) {
		return !supervisor.path().equals(ProcessPath.ROOT)
				&& KINDS.stream().noneMatch((kind) -> this.runtime.supervisorOf(kind).path().equals(supervisor.path()));
	}

}
