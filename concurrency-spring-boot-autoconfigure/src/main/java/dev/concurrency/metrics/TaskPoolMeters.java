package dev.concurrency.metrics;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.TaskPool;

/**
 * What the two bounded pools of a runtime have. The registry holds a pool weakly, its
 * runtime holds it strongly. Stateless.
 */
final class TaskPoolMeters {

	private TaskPoolMeters() {
	}

	/** Answers what is registered. */
	static List<Meter> register(MeterRegistry registry, ConcurrencyRuntime runtime) {
		return Stream
			.of(register(registry, runtime.blocking(), Tags.of("name", "blocking")),
					register(registry, runtime.cpu(), Tags.of("name", "cpu")))
			.flatMap(List::stream)
			.toList();
	}

	private static List<Meter> register(MeterRegistry registry, TaskPool pool, Tags tags) {
		return List.of(
				Gauge.builder("concurrency.executor.queued", pool, (tasks) -> tasks.snapshot().queued())
					.description("How many tasks wait for a thread of the pool")
					.baseUnit("tasks")
					.tags(tags)
					.register(registry),
				Gauge.builder("concurrency.executor.active", pool, (tasks) -> tasks.snapshot().active())
					.description("How many tasks the pool runs")
					.baseUnit("tasks")
					.tags(tags)
					.register(registry),
				FunctionCounter.builder("concurrency.executor.refused", pool, (tasks) -> tasks.snapshot().refused())
					.description("How many tasks the pool refused for want of room")
					.baseUnit("tasks")
					.tags(tags)
					.register(registry),
				FunctionTimer
					.builder("concurrency.executor.wait", pool, (tasks) -> tasks.snapshot().begun(),
							(tasks) -> tasks.snapshot().waited().toNanos(), TimeUnit.NANOSECONDS)
					.description("How long tasks wait for a thread of the pool")
					.tags(tags)
					.register(registry));
	}

}
