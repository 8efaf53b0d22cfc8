package dev.concurrency.autoconfigure;

import java.io.Serial;

import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.context.ApplicationEvent;

/** A context that is closed has taken its meters out of the registry of its parent. */
final class InheritedMetersRemoved extends ApplicationEvent {

	@Serial
	private static final long serialVersionUID = 1;

	/**
	 * Meters are gone.
	 * @param registry from which one
	 */
	InheritedMetersRemoved(MeterRegistry registry) {
		super(registry);
	}

}
