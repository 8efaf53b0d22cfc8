package dev.concurrency.actuate;

import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ProcessView;

/**
 * The processes of one kind and their supervisor. The supervisor has an indicator of its
 * own because it may give up without any process being down. Thread-safe.
 */
final class KindHealthContributor implements CompositeHealthContributor {

	/** Begins with a sign that no process's name may begin with. */
	static final String SUPERVISOR = "_supervisor";

	private final ConcurrencyRuntime runtime;

	private final ProcessPath supervisor;

	private final List<ProcessKind> kinds;

	KindHealthContributor(ConcurrencyRuntime runtime, ProcessPath supervisor, List<ProcessKind> kinds) {
		this.runtime = runtime;
		this.supervisor = supervisor;
		this.kinds = kinds;
	}

	@Override
	public @Nullable HealthContributor getContributor(String name) {
		return stream().filter((entry) -> entry.name().equals(name)).findFirst().map(Entry::contributor).orElse(null);
	}

	@Override
	public Stream<Entry> stream() {
		HealthIndicator indicator = this::supervisorHealth;
		return Stream.concat(Stream.of(new Entry(SUPERVISOR, indicator)),
				this.runtime.processes()
					.stream()
					.filter((process) -> this.kinds.contains(process.kind()))
					.map(KindHealthContributor::entry));
	}

	private Health supervisorHealth() {
		return this.runtime.find(this.supervisor).map(ProcessHealth::of).orElseGet(() -> Health.unknown().build());
	}

	private static Entry entry(ProcessView process) {
		HealthIndicator indicator = () -> ProcessHealth.of(process.process());
		return new Entry(process.path().name(), indicator);
	}

}
