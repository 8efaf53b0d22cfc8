package dev.concurrency.metrics;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.process.ProcessEvent;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ProcessSnapshot;
import dev.concurrency.process.ProcessView;

/**
 * The meters of a runtime in one registry. Thread-safe: the map decides who registers and
 * removes the meters of a process, once over all its restarts.
 * <p>
 * Nobody tells that a process is deleted. So whoever finds one at its end, in a scrape,
 * looks whether the tree still has it.
 */
final class RegistryMeters {

	private final MeterRegistry registry;

	private final ConcurrencyRuntime runtime;

	private final ConcurrentMap<ProcessPath, ProcessMeters> meters = new ConcurrentHashMap<>();

	private final Set<String> names = ConcurrentHashMap.newKeySet();

	// Two contexts may be closed at once, of which each has the other's restored.
	private final ReentrantLock binding = new ReentrantLock();

	private boolean unbound;

	private volatile List<Meter> pools = List.of();

	// Of processes of the same names elsewhere, perhaps: theirs to remove.
	private final Set<Meter.Id> others = ConcurrentHashMap.newKeySet();

	RegistryMeters(MeterRegistry registry, ConcurrencyRuntime runtime) {
		this.registry = registry;
		this.runtime = runtime;
		this.others.addAll(idsInRegistry());
	}

	boolean isIn(MeterRegistry other) {
		return this.registry == other;
	}

	void registerAll() {
		this.runtime.processes().forEach(this::register);
		this.runtime.supervisors().forEach(this::register);
		this.pools = TaskPoolMeters.register(this.registry, this.runtime);
	}

	/** Registers what is there no more: what others had until now is this one's then. */
	void restore() {
		this.binding.lock();
		try {
			if (!this.unbound) {
				this.others.retainAll(idsInRegistry());
				this.pools = TaskPoolMeters.register(this.registry, this.runtime);
				this.meters.keySet()
					.forEach((path) -> this.meters.computeIfPresent(path,
							(key, known) -> register(known.process(), known.name())));
			}
		}
		finally {
			this.binding.unlock();
		}
	}

	private Set<Meter.Id> idsInRegistry() {
		return this.registry.getMeters().stream().map(Meter::getId).collect(Collectors.toSet());
	}

	void removeAll() {
		this.binding.lock();
		try {
			this.unbound = true;
			removeOwn(this.pools);
			this.meters.keySet().forEach((path) -> this.meters.computeIfPresent(path, (key, known) -> removed(known)));
		}
		finally {
			this.binding.unlock();
		}
	}

	void onEvent(ProcessEvent event) {
		ProcessPath path = event.process().path();
		ProcessMeters known = this.meters.get(path);
		if (event instanceof ProcessEvent.Worked worked) {
			if (known != null) {
				known.worked(worked);
			}
			return;
		}
		if (known == null || event instanceof ProcessEvent.Started) {
			registerDeclared(path);
		}
		if (event instanceof ProcessEvent.Abandoned) {
			ProcessMeters nearest = nearest(path);
			if (nearest != null) {
				nearest.abandoned();
			}
		}
	}

	/** What is spawned at run time has none. */
	private void registerDeclared(ProcessPath path) {
		this.runtime.declared(path).ifPresent(this::register);
	}

	/** What has no meters of its own counts for who is above it. */
	private @Nullable ProcessMeters nearest(ProcessPath path) {
		ProcessMeters known = this.meters.get(path);
		ProcessPath above = path.parent();
		while (known == null && above != null) {
			known = this.meters.get(above);
			above = above.parent();
		}
		return known;
	}

	private void register(ProcessView process) {
		this.meters.compute(process.path(), (path, known) -> {
			if (known != null && known.process() == process) {
				return known;
			}
			if (known != null) {
				// Deleted and declared anew.
				removed(known);
			}
			return register(process, newName(process));
		});
	}

	private ProcessMeters register(ProcessView process, String name) {
		return ProcessMeters.register(this.registry, process, name, (snapshot) -> removeIfGone(process, snapshot));
	}

	private void removeIfGone(ProcessView process, ProcessSnapshot snapshot) {
		if (snapshot.status().isTerminal() && this.runtime.declared(process.path()).orElse(null) != process) {
			this.meters.computeIfPresent(process.path(),
					(path, known) -> (known.process() == process) ? removed(known) : known);
		}
	}

	/** Two meters of the same tags would be one. */
	private String newName(ProcessView process) {
		String name = process.path().name();
		return this.names.add(key(process, name)) ? name : process.path().belowRoot();
	}

	private static String key(ProcessView process, String name) {
		return process.kind().label() + ' ' + name;
	}

	private void removeOwn(List<Meter> gone) {
		gone.stream().filter((meter) -> !this.others.contains(meter.getId())).forEach(this.registry::remove);
	}

	private @Nullable ProcessMeters removed(ProcessMeters gone) {
		removeOwn(gone.registered());
		this.names.remove(key(gone.process(), gone.name()));
		return null;
	}

}
