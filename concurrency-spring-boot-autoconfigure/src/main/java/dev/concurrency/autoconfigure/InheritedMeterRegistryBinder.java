package dev.concurrency.autoconfigure;

import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;

import dev.concurrency.metrics.ConcurrencyMeters;

/**
 * Binds the meters of a context that has no registry to the registry of its parent, which
 * Boot does not do, and takes them out again when the context is closed. Others that
 * share the registry then register theirs of the same names: contexts that have one
 * uppermost context in common tell each other there.
 */
final class InheritedMeterRegistryBinder
		implements SmartInitializingSingleton, ApplicationListener<InheritedMetersRemoved>, DisposableBean {

	private final ConcurrencyMeters meters;

	private final MeterRegistry registry;

	private final ConfigurableApplicationContext uppermost;

	InheritedMeterRegistryBinder(ConcurrencyMeters meters, MeterRegistry registry,
			ConfigurableApplicationContext context) {
		this.meters = meters;
		this.registry = registry;
		this.uppermost = uppermost(context);
	}

	private static ConfigurableApplicationContext uppermost(ConfigurableApplicationContext context) {
		return (context.getParent() instanceof ConfigurableApplicationContext above) ? uppermost(above) : context;
	}

	@Override
	public void afterSingletonsInstantiated() {
		this.meters.bindTo(this.registry);
		this.uppermost.addApplicationListener(this);
	}

	@Override
	public void onApplicationEvent(InheritedMetersRemoved event) {
		if (event.getSource() == this.registry) {
			this.meters.restoreIn(this.registry);
		}
	}

	@Override
	public void destroy() {
		this.uppermost.removeApplicationListener(this);
		this.meters.unbindFrom(this.registry);
		if (this.uppermost.isActive()) {
			this.uppermost.publishEvent(new InheritedMetersRemoved(this.registry));
		}
	}

}
