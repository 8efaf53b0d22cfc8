package dev.concurrency.autoconfigure;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.metrics.ConcurrencyMeters;
import dev.concurrency.process.ProcessView;

/**
 * Binds the meters of a context that has no registry to the registry of its parent, which
 * Boot does not do, and takes them out again when the context is closed: they would show
 * its last counts for ever, and keep a successor of the context from having its own.
 */
final class InheritedMeterRegistryBinder implements SmartInitializingSingleton, DisposableBean {

	private final ConcurrencyMeters meters;

	private final ConcurrencyRuntime runtime;

	private final MeterRegistry registry;

	private Set<Meter.Id> others = Set.of();

	InheritedMeterRegistryBinder(ConcurrencyMeters meters, ConcurrencyRuntime runtime, MeterRegistry registry) {
		this.meters = meters;
		this.runtime = runtime;
		this.registry = registry;
	}

	@Override
	public void afterSingletonsInstantiated() {
		this.others = this.registry.getMeters().stream().map(Meter::getId).collect(Collectors.toUnmodifiableSet());
		this.meters.bindTo(this.registry);
	}

	/** A meter that was there before belongs to a process of the same name elsewhere. */
	@Override
	public void destroy() {
		Set<String> names = Stream.concat(this.runtime.processes().stream(), this.runtime.supervisors().stream())
			.map(ProcessView::path)
			.flatMap((path) -> Stream.of(path.name(), path.belowRoot()))
			.collect(Collectors.toUnmodifiableSet());
		List<Meter> own = this.registry.getMeters()
			.stream()
			.filter((meter) -> isOfRuntime(meter.getId(), names) && !this.others.contains(meter.getId()))
			.toList();
		own.forEach(this.registry::remove);
	}

	private static boolean isOfRuntime(Meter.Id meter, Set<String> names) {
		String name = meter.getTag("name");
		return meter.getName().startsWith("concurrency.executor.")
				|| (meter.getName().startsWith("concurrency.") && name != null && names.contains(name));
	}

}
