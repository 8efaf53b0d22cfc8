package dev.concurrency.metrics;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;

import dev.concurrency.process.KindSnapshot;
import dev.concurrency.process.ProcessSnapshot;
import dev.concurrency.process.ProcessView;

/**
 * Registers meters of one process, most of which read a part of its snapshot. The
 * registry holds the process weakly, its runtime holds it strongly. Immutable but for the
 * list.
 *
 * @param registry where
 * @param process whose
 * @param snapshots what the meters read
 * @param registered gets what is registered
 * @param part takes that part out of a snapshot
 * @param tags say whose they are
 * @param unit of those that are no times, null for none
 * @param <S> the part
 */
record Meters<S>(MeterRegistry registry, ProcessView process, SharedSnapshot snapshots, List<Meter> registered,
		Function<ProcessSnapshot, S> part, Tags tags, @Nullable String unit) {

	/** The same for what only one kind has. */
	<K extends KindSnapshot> Meters<K> of(Class<K> kind, String newUnit) {
		return new Meters<>(this.registry, this.process, this.snapshots, this.registered,
				(snapshot) -> kind.cast(snapshot.details()), this.tags, newUnit);
	}

	Meters<S> tag(String name, String value) {
		return new Meters<>(this.registry, this.process, this.snapshots, this.registered, this.part,
				this.tags.and(name, value), this.unit);
	}

	Meters<S> unit(@Nullable String newUnit) {
		return new Meters<>(this.registry, this.process, this.snapshots, this.registered, this.part, this.tags,
				newUnit);
	}

	Meters<S> gauge(String name, String description, ToDoubleFunction<S> value) {
		this.registered.add(Gauge.builder(name, this.process, reading(value))
			.description(description)
			.baseUnit(this.unit)
			.tags(this.tags)
			.register(this.registry));
		return this;
	}

	Meters<S> counter(String name, String description, ToDoubleFunction<S> value) {
		return counter(name, description, Tags.empty(), value);
	}

	Meters<S> counter(String name, String description, Tags more, ToDoubleFunction<S> value) {
		this.registered.add(FunctionCounter.builder(name, this.process, reading(value))
			.description(description)
			.baseUnit(this.unit)
			.tags(this.tags.and(more))
			.register(this.registry));
		return this;
	}

	/** A gauge in seconds. */
	Meters<S> duration(String name, String description, Function<S, Duration> value) {
		return time(name, description, TimeUnit.NANOSECONDS, (snapshot) -> nanos(value.apply(snapshot)));
	}

	/** A gauge that Prometheus shows in seconds. */
	Meters<S> time(String name, String description, TimeUnit given, ToDoubleFunction<S> value) {
		this.registered.add(TimeGauge.builder(name, this.process, given, reading(value))
			.description(description)
			.tags(this.tags)
			.register(this.registry));
		return this;
	}

	/** How often something was done, and how long that took in all. */
	Meters<S> total(String name, String description, ToDoubleFunction<S> count, Function<S, Duration> took) {
		ToDoubleFunction<ProcessView> counted = reading(count);
		this.registered.add(FunctionTimer
			.builder(name, this.process, (view) -> (long) counted.applyAsDouble(view),
					reading((snapshot) -> nanos(took.apply(snapshot))), TimeUnit.NANOSECONDS)
			.description(description)
			.tags(this.tags)
			.register(this.registry));
		return this;
	}

	/** A counter that is incremented. */
	Counter counter(String name, String description) {
		Counter counter = Counter.builder(name)
			.description(description)
			.baseUnit(this.unit)
			.tags(this.tags)
			.register(this.registry);
		this.registered.add(counter);
		return counter;
	}

	/** A timer that is recorded. */
	Timer timer(String name, String description, String tag, String value) {
		Timer timer = Timer.builder(name)
			.description(description)
			.tags(this.tags.and(tag, value))
			.register(this.registry);
		this.registered.add(timer);
		return timer;
	}

	/** A summary that is recorded. */
	DistributionSummary summary(String name, String description) {
		DistributionSummary summary = DistributionSummary.builder(name)
			.description(description)
			.baseUnit(this.unit)
			.tags(this.tags)
			.register(this.registry);
		this.registered.add(summary);
		return summary;
	}

	/** The longest duration, which stands for no limit, is more than a long holds. */
	private static double nanos(Duration duration) {
		return duration.getSeconds() * 1e9 + duration.getNano();
	}

	private ToDoubleFunction<ProcessView> reading(ToDoubleFunction<S> value) {
		Function<ProcessSnapshot, S> taken = this.part;
		return this.snapshots.reading((snapshot) -> value.applyAsDouble(taken.apply(snapshot)));
	}

}
