package dev.concurrency.actuate;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ProcessSnapshot;
import dev.concurrency.process.ProcessStatus;
import dev.concurrency.process.ProcessView;

/**
 * The declared processes of one kind, those that are spawned as long as they hang, and
 * the supervisor of the kind. The supervisor has an indicator of its own because it may
 * give up without any process being down. Thread-safe.
 */
final class KindHealthContributor implements HealthEntriesContributor {

	/** Begins with a sign that no process's name may begin with. */
	static final String SUPERVISOR = "_supervisor";

	private final ConcurrencyRuntime runtime;

	private final HealthEntries entries;

	private final ProcessPath supervisor;

	private final List<ProcessKind> kinds;

	KindHealthContributor(ConcurrencyRuntime runtime, HealthEntries entries, ProcessPath supervisor,
			List<ProcessKind> kinds) {
		this.runtime = runtime;
		this.entries = entries;
		this.supervisor = supervisor;
		this.kinds = kinds;
	}

	@Override
	public Stream<Entry> stream() {
		HealthIndicator indicator = this::supervisorHealth;
		List<ProcessView> declared = declared();
		return Stream.of(Stream.of(new Entry(SUPERVISOR, indicator)), this.entries.of(declared), leftBehind(declared))
			.flatMap(Function.identity());
	}

	private List<ProcessView> declared() {
		return this.runtime.processes().stream().filter((process) -> isOf(process.kind())).toList();
	}

	/** Hanging processes that are not declared. */
	private Stream<Entry> leftBehind(List<ProcessView> declared) {
		Set<ProcessPath> shown = declared.stream().map(ProcessView::path).collect(Collectors.toUnmodifiableSet());
		List<ProcessSnapshot> found = new ArrayList<>();
		this.runtime.snapshot().traverse((process) -> {
			boolean hangs = process.status() instanceof ProcessStatus.Abandoned || process.stalledSince() != null;
			if (hangs && isOf(process.process().kind()) && !shown.contains(process.process().path())) {
				found.add(process);
			}
		});
		return found.stream().map(this.entries::of);
	}

	private boolean isOf(ProcessKind kind) {
		return this.kinds.contains(kind);
	}

	private Health supervisorHealth() {
		List<ProcessView> below = declared().stream()
			.filter((process) -> process.path().isChildOf(this.supervisor))
			.toList();
		return this.runtime.find(this.supervisor)
			.map((found) -> this.entries.ofKind(found, below))
			.orElseGet(() -> Health.unknown().build());
	}

}
