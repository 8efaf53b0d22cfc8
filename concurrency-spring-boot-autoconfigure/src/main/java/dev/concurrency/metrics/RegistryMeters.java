package dev.concurrency.metrics;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;

import io.micrometer.core.instrument.MeterRegistry;
import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.process.ProcessEvent;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ProcessView;

/**
 * The meters of a runtime in one registry. Thread-safe: the map decides who registers the
 * meters of a process, once over all its restarts.
 */
final class RegistryMeters {

	private final MeterRegistry registry;

	private final ConcurrencyRuntime runtime;

	private final ConcurrentMap<ProcessPath, WorkMeters> meters = new ConcurrentHashMap<>();

	private final Set<String> names = ConcurrentHashMap.newKeySet();

	RegistryMeters(MeterRegistry registry, ConcurrencyRuntime runtime) {
		this.registry = registry;
		this.runtime = runtime;
	}

	void registerAll() {
		declared().forEach(this::register);
	}

	private Stream<ProcessView> declared() {
		return Stream.concat(this.runtime.processes().stream(), this.runtime.supervisors().stream());
	}

	void onEvent(ProcessEvent event) {
		WorkMeters known = this.meters.get(event.process().path());
		if (event instanceof ProcessEvent.Worked worked) {
			if (known != null) {
				known.record(worked);
			}
		}
		else if (known == null) {
			registerDeclared(event.process().path());
		}
	}

	/** What is spawned at run time has none. */
	private void registerDeclared(ProcessPath path) {
		declared().filter((process) -> process.path().equals(path)).findFirst().ifPresent(this::register);
	}

	private void register(ProcessView process) {
		this.meters.computeIfAbsent(process.path(),
				(path) -> ProcessMeters.register(this.registry, process, name(process)));
	}

	/** Two meters of the same tags would be one. */
	private String name(ProcessView process) {
		String name = process.path().name();
		boolean first = this.names.add(process.kind().label() + '/' + name);
		return first ? name : process.path().belowRoot();
	}

}
