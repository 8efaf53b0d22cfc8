package dev.concurrency.metrics;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;

import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;

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
		WorkMeters work = of(event.process().path());
		if (work != null && event instanceof ProcessEvent.Worked worked) {
			work.record(worked);
		}
	}

	/** What is spawned at run time has none. */
	private @Nullable WorkMeters of(ProcessPath path) {
		WorkMeters known = this.meters.get(path);
		if (known != null) {
			return known;
		}
		return declared().filter((process) -> process.path().equals(path)).findFirst().map(this::register).orElse(null);
	}

	private WorkMeters register(ProcessView process) {
		return this.meters.computeIfAbsent(process.path(), (path) -> ProcessMeters.register(this.registry, process));
	}

}
