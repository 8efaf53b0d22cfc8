package dev.concurrency.autoconfigure;

import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;

import dev.concurrency.metrics.ConcurrencyMeters;

/**
 * Binds the meters of a context that has no registry to the registry of its parent, which
 * Boot does not do, and takes them out again when the context is closed.
 */
final class InheritedMeterRegistryBinder implements SmartInitializingSingleton, DisposableBean {

	private final ConcurrencyMeters meters;

	private final MeterRegistry registry;

	InheritedMeterRegistryBinder(ConcurrencyMeters meters, MeterRegistry registry) {
		this.meters = meters;
		this.registry = registry;
	}

	@Override
	public void afterSingletonsInstantiated() {
		this.meters.bindTo(this.registry);
	}

	@Override
	public void destroy() {
		this.meters.unbindFrom(this.registry);
	}

}
