package dev.concurrency.metrics;

import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;

import dev.concurrency.process.KindSnapshot;
import dev.concurrency.process.ProcessView;

/**
 * Registers meters that read the snapshot of one kind at each scrape. Immutable.
 *
 * @param registry where
 * @param process whose
 * @param tags say so
 * @param type the kind's snapshot
 * @param unit of all of them
 * @param <S> the kind's snapshot
 */
record Meters<S extends KindSnapshot>(MeterRegistry registry, ProcessView process, Tags tags, Class<S> type,
		String unit) {

	Meters<S> unit(String newUnit) {
		return new Meters<>(this.registry, this.process, this.tags, this.type, newUnit);
	}

	Meters<S> gauge(String name, String description, ToDoubleFunction<S> value) {
		Gauge.builder(name, this.process, reading(value))
			.description(description)
			.baseUnit(this.unit)
			.tags(this.tags)
			.register(this.registry);
		return this;
	}

	Meters<S> counter(String name, String description, ToDoubleFunction<S> value) {
		return counter(name, description, Tags.empty(), value);
	}

	Meters<S> counter(String name, String description, Tags more, ToDoubleFunction<S> value) {
		FunctionCounter.builder(name, this.process, reading(value))
			.description(description)
			.baseUnit(this.unit)
			.tags(this.tags.and(more))
			.register(this.registry);
		return this;
	}

	private ToDoubleFunction<ProcessView> reading(ToDoubleFunction<S> value) {
		Class<S> kind = this.type;
		return (view) -> value.applyAsDouble(kind.cast(view.process().details()));
	}

}
